"""Writes each notebook as a page (.html) beside it.

    python notebook-pages.py MATHJAX_URL < PATHS

A path per line, written when it is read. One process for all of them: loading nbconvert takes most of a
second.
"""

import sys
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter

template = Path(__file__).parent / "page" / "notebook.html.j2"
exporter = HTMLExporter(template_file=str(template), mathjax_url=sys.argv[1])
for line in sys.stdin:
    path = Path(line.rstrip("\n"))
    notebook = nbformat.read(path, as_version=4)
    page, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": path.stem}})
    path.with_suffix(".html").write_text(page, encoding="utf-8")
