"""NumPy peers for deep networks: `literal` draws every weight, `conditional` the same layers through S."""

import itertools
import sys

import numpy as np

from serve import serve

rng = np.random.Generator(np.random.SFC64(12345))
ACTIVATIONS = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}
PAIRS = list(itertools.combinations_with_replacement(range(6), 2))


def literal(task):
    """One network after the other: matrices of weights times features of all inputs."""
    g, n, x = ACTIVATIONS[task["network"]], task["width"], np.array(task["inputs"])
    sw, sb, count = task["sigmaW"], task["sigmaB"], task["networks"]
    f = np.empty((count, len(x)))
    for row in f:
        h = g(sw * np.outer(rng.standard_normal(n), x) + sb * rng.standard_normal((n, 1)))
        for _ in range(task["depth"] - 1):
            w = rng.standard_normal((n, n))
            h = g((sw / np.sqrt(n)) * (w @ h) + sb * rng.standard_normal((n, 1)))
        row[:] = (sw / np.sqrt(n)) * (rng.standard_normal(n) @ h) + sb * rng.standard_normal()
    second = np.stack([f[:, i] * f[:, j] for i, j in PAIRS])
    return (f.T @ f)[0, 0] / count, second @ second.T


def conditional(task):
    """Vectorised over networks: preactivations of a layer from Cholesky's factor of their covariance."""
    g, n, x = ACTIVATIONS[task["network"]], task["width"], np.array(task["inputs"])
    sw, sb, count = task["sigmaW"], task["sigmaB"], task["networks"]
    batch = max(1, min(count, 100_000 // n))
    total, fourth = 0.0, 0.0
    for start in range(0, count, batch):
        k = min(batch, count - start)
        s = np.broadcast_to(sb**2 + sw**2 * np.outer(x, x), (k, len(x), len(x)))
        for _ in range(task["depth"]):
            jitter = 1e-13 * np.trace(s, axis1=1, axis2=2)[:, None, None] * np.eye(len(x))
            z = rng.standard_normal((k, n, len(x))) @ np.linalg.cholesky(s + jitter).swapaxes(1, 2)
            h = g(z)
            s = sb**2 + (sw**2 / n) * (h.swapaxes(1, 2) @ h)
        total += s[:, 0, 0].sum()
        for a, b, c, d in itertools.combinations_with_replacement(range(len(x)), 4):
            wick = s[:, a, b] * s[:, c, d] + s[:, a, c] * s[:, b, d] + s[:, a, d] * s[:, b, c]
            fourth += wick.sum()
    return total / count, fourth


work = {"literal": literal, "conditional": conditional}[sys.argv[1]]
serve(lambda task: work(task)[0])
