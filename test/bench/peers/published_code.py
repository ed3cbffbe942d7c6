"""Times the published code on 20 bags of networks at ten widths: its folder, networks per bag."""

import json
import os
import sys
import time

os.environ["MPLBACKEND"] = "Agg"
sys.path.insert(0, sys.argv[1])

import numpy as np  # noqa: E402
from utils import evaluate_network  # noqa: E402

inputs = {"gauss": np.array([-1e-2, -6e-3, -2e-3, 2e-3, 6e-3, 1e-2]).reshape(-1, 1)}
model = {"model": "gauss", "sigma_b": 1.0, "sigma_w": 1.0, "d_in": 1, "d_out": 1}
parameters = {"n_bags": 20, "n_nets": int(sys.argv[2]), "seed": 42, "model_params": model}
widths = [2, 3, 4, 5, 10, 20, 50, 100, 500, 1000]

start = time.perf_counter()
for n in (2, 4, 6):
    evaluate_network(inputs, parameters, N=widths, n=n, normed=True, n_jobs=1, verbose=False)
print(json.dumps({"seconds": time.perf_counter() - start}))
