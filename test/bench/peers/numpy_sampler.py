"""NumPy peers: `usual` (whole batches as arrays) and `blocked` (blocks that stay in the cache)."""

import itertools
import sys

import numpy as np

from serve import serve

# The default generator for the usual way, the fastest one for the other.
bits = np.random.PCG64 if sys.argv[1] == "usual" else np.random.SFC64
rng = np.random.Generator(bits(12345))


PAIRS = list(itertools.combinations_with_replacement(range(6), 2))
TRIPLES = list(itertools.combinations_with_replacement(range(6), 3))


def moments(f):
    """Sums of all products of order 2, 4 and 6 of the rows of f by products of matrices."""
    p2 = np.empty((len(PAIRS), f.shape[1]))
    for row, (i, j) in zip(p2, PAIRS):
        np.multiply(f[i], f[j], out=row)
    p3 = np.empty((len(TRIPLES), f.shape[1]))
    for row, (i, j, k) in zip(p3, TRIPLES):
        np.multiply(f[i], p2[PAIRS.index((j, k))], out=row)
    return f @ f.T, p2 @ p2.T, p3 @ p3.T


def usual(width, x, networks):
    total = 0.0
    # As many networks at once as make arrays of some ten megabytes.
    batch = max(1, min(networks, 250_000 // width))
    norm = np.exp(-1 - x**2) / np.sqrt(width)
    for start in range(0, networks, batch):
        n = min(batch, networks - start)
        w0 = rng.standard_normal((n, width))
        b0 = rng.standard_normal((n, width))
        w1 = rng.standard_normal((n, width))
        b1 = rng.standard_normal(n)
        g = np.exp(w0[:, :, None] * x + b0[:, :, None])
        f = np.einsum("nj,njk->kn", w1, g) * norm[:, None] + b1
        total += moments(f)[0][0, 0]
    return total / networks


def blocked(width, x, networks):
    total = 0.0
    norm = np.exp(-1 - x**2)[:, None] / np.sqrt(width)
    rows = max(1, 4000 // width)
    group = max(rows, 512 // rows * rows)
    w0, b0, w1, z = (np.empty((rows, width)) for _ in range(4))
    f = np.empty((len(x), group))
    for start in range(0, networks, group):
        count = min(group, networks - start)
        for first in range(0, count, rows):
            last = min(first + rows, count)
            for array in (w0, b0, w1):
                rng.standard_normal(out=array)
            for k, xk in enumerate(x):
                np.multiply(w0, xk, out=z)
                np.add(z, b0, out=z)
                np.exp(z, out=z)
                f[k, first:last] = np.einsum("nj,nj->n", z, w1)[: last - first]
        total += moments(f[:, :count] * norm + rng.standard_normal(count))[0][0, 0]
    return total / networks


work = {"usual": usual, "blocked": blocked}[sys.argv[1]]
serve(lambda task: work(task["width"], np.array(task["inputs"]), task["networks"]))
