"""Start and cell latency of Jupyter kernels, side by side, as a frontend sees them.

    .venv/bin/python test/bench/kernel/latency.py nnqft [--library] [tslab python3 ...] [--repeats 5] [--cells 200]

Kernels are named as `jupyter kernelspec list` shows them. Start: from launching the process to the
reply to kernel_info. Ready: to the end of the first cell. A cell: from sending the request to
having both its reply and `idle`. With --library the TypeScript kernels import nnqft first.
"""

import argparse
import json
import statistics
import time

from jupyter_client.manager import KernelManager

CELLS = {
    "python": lambda i: f"v{i} = [{i} * x for x in range(5)]\nsum(v{i})",
    "typescript": lambda i: f"const v{i} = [0, 1, 2, 3, 4].map((x) => {i} * x)\n"
    f"v{i}.reduce((a, b) => a + b)",
}
LIBRARY = "import * as nnqft from 'nnqft'\nnnqft.talkWidths.length"


def run(client, code):
    start = time.perf_counter()
    client.execute_interactive(code, timeout=120, output_hook=lambda message: None)
    return time.perf_counter() - start


def measure(name, cells, library):
    manager = KernelManager(kernel_name=name)
    start = time.perf_counter()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=120)
    started = time.perf_counter() - start
    language = "python" if manager.kernel_spec.language == "python" else "typescript"
    cell = CELLS[language]
    try:
        first = run(client, cell(0))
        ready = time.perf_counter() - start
        imported = run(client, LIBRARY) if library and language != "python" else None
        times = [run(client, cell(i)) for i in range(1, cells + 1)]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    quarter = max(1, cells // 4)
    return {
        "start_s": started,
        "first_cell_ms": first * 1e3,
        "ready_s": ready,
        "import_ms": imported and imported * 1e3,
        "median_cell_ms": statistics.median(times) * 1e3,
        "last_quarter_cell_ms": statistics.median(times[-quarter:]) * 1e3,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kernels", nargs="+")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--cells", type=int, default=50)
    parser.add_argument("--library", action="store_true")
    arguments = parser.parse_args()
    for name in arguments.kernels:
        runs = [
            measure(name, arguments.cells, arguments.library) for _ in range(arguments.repeats)
        ]
        medians = {
            key: round(statistics.median(r[key] for r in runs), 2)
            for key in runs[0]
            if runs[0][key] is not None
        }
        print(json.dumps({"kernel": name, "cells": arguments.cells, **medians}), flush=True)


if __name__ == "__main__":
    main()
