"""Writes each notebook as a page (.html) beside it.

    python notebook-pages.py MATHJAX_URL < LINES

A line per notebook, written when it is read: JSON with its path and the links above it, {"path", "links": [{"text", "href"}]},
and where the docs that it names are as pages, if they are, {"documents": "../docs/NAME.html"}, and the page's icon, {"icon": "icon.svg"}.
One process for all of them: loading nbconvert takes most of a second.
"""

import json
import re
import sys
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter

template = Path(__file__).parent / "page" / "notebook.html.j2"
exporter = HTMLExporter(template_file=str(template), mathjax_url=sys.argv[1])
for line in sys.stdin:
    asked = json.loads(line)
    path = Path(asked["path"])
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"name": path.stem}, "links": asked["links"], "icon": asked.get("icon")}
    page, _ = exporter.from_notebook_node(notebook, resources=resources)
    if "documents" in asked:
        link = lambda name: f'<a href="{asked["documents"].replace("NAME", name[2])}">{name[1]}</a>'
        page = re.sub(r"(<code>docs/([\w-]+)\.md</code>)", link, page)
    path.with_suffix(".html").write_text(page, encoding="utf-8")
