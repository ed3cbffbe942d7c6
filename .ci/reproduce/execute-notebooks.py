"""Executes notebooks, one after the other, and writes each with its outputs.

    python execute-notebooks.py < REQUESTS

A request is a line of JSON: {"notebook": path, "output": folder, "parameters": {name: value},
"kernel": name or null, "environment": {name: value}}. Parameters give new values to variables of
the cell tagged `parameters`, by a cell put after it; the kernel is by default the notebook's own.
Prints one JSON object per line: {"cell": i, "of": n} before each code cell, {"stream": text} for
what a cell prints, and at the end {"done": null}, or {"done": text} with what stopped the run. The
outputs made so far are written in every case.

One process for many notebooks: loading nbclient takes longer than a short notebook.
"""

import json
import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError


def report(**fields):
    print(json.dumps(fields), flush=True)


def insert_parameters(notebook, values):
    """Adds a cell that assigns `values` after the one tagged `parameters`."""
    if not values:
        return
    for index, cell in enumerate(notebook.cells):
        if "parameters" in cell.metadata.get("tags", []):
            break
    else:
        raise SystemExit("this notebook has no cell tagged 'parameters'")
    source = "\n".join(f"{name} = {json.dumps(value)}" for name, value in values.items())
    injected = nbformat.v4.new_code_cell(source, metadata={"tags": ["injected-parameters"]})
    # A stable id: two runs differ only where their results do.
    injected.id = "injected-parameters"
    notebook.cells.insert(index + 1, injected)


class ReportingClient(NotebookClient):
    """Reports each code cell as it starts and what it prints."""

    begun = 0

    async def async_execute_cell(self, cell, *arguments, **options):
        if cell.cell_type == "code":
            self.begun += 1
            report(cell=self.begun, of=sum(c.cell_type == "code" for c in self.nb.cells))
        return await super().async_execute_cell(cell, *arguments, **options)

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "stream":
            report(stream=msg["content"]["text"])
        return super().process_message(msg, cell, cell_index)


START_ATTEMPTS = 3


def execute(notebook, folder, kernel, environment):
    """Runs all cells; returns the error that stopped the run, or None.

    Jupyter chooses free ports some time before the kernel binds them: where another program was faster, the
    kernel ends before any cell has run, and is started anew.
    """
    for attempt in range(1, START_ATTEMPTS + 1):
        client = ReportingClient(
            notebook,
            kernel_name=kernel or notebook.metadata.kernelspec.name,
            timeout=None,
            startup_timeout=120,
            record_timing=False,
            resources={"metadata": {"path": str(folder)}},
        )
        try:
            client.execute(env={**os.environ, **environment})
            return None
        except (CellExecutionError, DeadKernelError) as error:
            return error
        except RuntimeError:
            if client.begun > 0 or attempt == START_ATTEMPTS:
                raise


def as_text(notebook):
    """A notebook as nbformat writes it; without indentation where that would be too large for sites that show it."""
    text = nbformat.writes(notebook) + "\n"
    if len(text.encode()) < 1e6:
        return text
    return json.dumps(json.loads(text), indent=0, ensure_ascii=False, separators=(",", ":")) + "\n"


for line in sys.stdin:
    request = json.loads(line)
    path, output = Path(request["notebook"]), Path(request["output"])
    notebook = nbformat.read(path, as_version=4)
    insert_parameters(notebook, request["parameters"])
    error = execute(notebook, path.parent, request["kernel"], request["environment"])
    output.mkdir(parents=True, exist_ok=True)
    (output / path.name).write_text(as_text(notebook), encoding="utf-8")
    report(done=None if error is None else str(error))
