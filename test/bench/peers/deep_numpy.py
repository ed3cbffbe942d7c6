"""NumPy peers for deep networks: `literal` draws every weight, `conditional` the same layers through S."""

import itertools
import sys

import numpy as np

from serve import serve

rng = np.random.Generator(np.random.SFC64(12345))
ACTIVATIONS = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}
IN_PLACE = {"tanh": lambda z: np.tanh(z, out=z), "relu": lambda z: np.maximum(z, 0, out=z)}
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
    """The same in law, layer by layer from the covariance of the preactivations, its first layer by the weights. Blocks of
    networks stay in the cache, and arrays are used again."""
    activation, n, x = IN_PLACE[task["network"]], task["width"], np.array(task["inputs"])
    sw, sb, count, points = task["sigmaW"], task["sigmaB"], task["networks"], len(task["inputs"])
    total, fourth = 0.0, 0.0
    block = min(16, count)
    normals, preactivations = np.empty((block, points, n)), np.empty((block, points, n))
    first = np.stack([sw * x, np.full(points, sb)], axis=1)
    for start in range(0, count, block):
        k = min(block, count - start)
        for layer in range(task["depth"]):
            factor = first if layer == 0 else np.linalg.cholesky(s)
            shape = (k, factor.shape[-1], n)
            drawn = normals.reshape(-1)[: np.prod(shape)].reshape(shape)
            rng.standard_normal(out=drawn)
            h = activation(np.matmul(factor, drawn, out=preactivations[:k]))
            s = sb**2 + (sw**2 / n) * (h @ h.swapaxes(1, 2))
        total += s[:, 0, 0].sum()
        for a, b, c, d in itertools.combinations_with_replacement(range(points), 4):
            wick = s[:, a, b] * s[:, c, d] + s[:, a, c] * s[:, b, d] + s[:, a, d] * s[:, b, c]
            fourth += wick.sum()
    return total / count, fourth


work = {"literal": literal, "conditional": conditional}[sys.argv[1]]
serve(lambda task: work(task)[0])
