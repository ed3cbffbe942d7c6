"""PyTorch on the CPU draws deep networks literally, 64-bit floats."""

import math

import torch

from serve import serve

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu}


@torch.inference_mode()
def work(task):
    g, n, x = ACTIVATIONS[task["network"]], task["width"], torch.tensor(task["inputs"])
    sw, sb, count = task["sigmaW"], task["sigmaB"], task["networks"]
    f = torch.empty(count, len(x))
    for row in f:
        h = g(sw * torch.outer(torch.randn(n), x) + sb * torch.randn(n, 1))
        for _ in range(task["depth"] - 1):
            h = g((sw / math.sqrt(n)) * (torch.randn(n, n) @ h) + sb * torch.randn(n, 1))
        row[:] = (sw / math.sqrt(n)) * (torch.randn(n) @ h) + sb * torch.randn(())
    return float((f.T @ f)[0, 0]) / count


serve(work)
