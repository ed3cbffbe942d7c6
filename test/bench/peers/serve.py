"""Answers each case, a line of JSON, with its seconds, those of the processor, and G2(x0, x0)."""

import json
import sys
import time


def serve(work):
    for line in sys.stdin:
        task = json.loads(line)
        start, processor = time.perf_counter(), time.process_time()
        g2 = float(work(task))
        seconds, busy = time.perf_counter() - start, time.process_time() - processor
        print(json.dumps({"seconds": seconds, "busy": busy, "g2": g2}), flush=True)
