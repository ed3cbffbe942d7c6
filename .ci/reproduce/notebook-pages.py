"""Writes each notebook as a page (.html) beside it.

    python notebook-pages.py NOTEBOOK...

One process for all of them: loading nbconvert takes most of a second.
"""

import sys
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter

exporter = HTMLExporter()
for path in map(Path, sys.argv[1:]):
    notebook = nbformat.read(path, as_version=4)
    page, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": path.stem}})
    path.with_suffix(".html").write_text(page, encoding="utf-8")
