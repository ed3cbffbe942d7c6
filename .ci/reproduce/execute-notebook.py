"""Executes one notebook and writes it with its outputs.

    python execute-notebook.py NOTEBOOK OUTPUT_FOLDER [--set '{"name": value}'] [--kernel NAME]

`--set` gives new values to variables of the cell tagged `parameters`, by a cell put after it.
`--kernel` is the kernel to use, by default the notebook's own.
Prints one JSON object per line: {"cell": i, "of": n} before each code cell, {"stream": text} for
what a cell prints, {"failed": {...}} for the cell that stopped the run. The outputs made so far are
written in every case. Exit code 1 if a cell failed.
"""

import argparse
import json
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
    """Reports each cell as it starts and what it prints."""

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] == "stream":
            report(stream=msg["content"]["text"])
        return super().process_message(msg, cell, cell_index)


START_ATTEMPTS = 3


def execute(notebook, folder, kernel):
    """Runs all cells; returns the error that stopped the run, or None.

    Jupyter chooses free ports some time before the kernel binds them: where another program was faster, the
    kernel ends before any cell has run, and is started anew.
    """
    for attempt in range(1, START_ATTEMPTS + 1):
        try:
            return execute_cells(notebook, folder, kernel)
        except RuntimeError:
            if attempt == START_ATTEMPTS:
                raise


def execute_cells(notebook, folder, kernel):
    code_cells = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]

    def started(cell, cell_index):
        if cell_index in code_cells:
            report(cell=code_cells.index(cell_index) + 1, of=len(code_cells))

    client = ReportingClient(
        notebook,
        kernel_name=kernel or notebook.metadata.kernelspec.name,
        timeout=None,
        startup_timeout=120,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=started,
    )
    try:
        client.execute()
    except (CellExecutionError, DeadKernelError) as error:
        return error
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("notebook", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--set", type=json.loads, default={})
    parser.add_argument("--kernel")
    arguments = parser.parse_args()

    notebook = nbformat.read(arguments.notebook, as_version=4)
    insert_parameters(notebook, arguments.set)
    error = execute(notebook, arguments.notebook.parent, arguments.kernel)

    arguments.output.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, arguments.output / arguments.notebook.name)
    if error is not None:
        report(failed=str(error))
        sys.exit(1)


main()
