"""Answers each case that comes as a line of JSON with the seconds its work took, and G2(x0, x0)."""

import json
import sys
import time


def serve(work):
    for line in sys.stdin:
        task = json.loads(line)
        start = time.perf_counter()
        g2 = float(work(task))
        print(json.dumps({"seconds": time.perf_counter() - start, "g2": g2}), flush=True)
