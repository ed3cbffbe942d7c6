"""JAX on the CPU: one compiled function a batch of networks, 64-bit floats."""

import functools
import itertools

import jax

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")
import jax.numpy as jnp  # noqa: E402

from serve import serve  # noqa: E402


@functools.partial(jax.jit, static_argnums=(1, 3))
def batch_sums(key, width, x, batch):
    keys = jax.random.split(key, 4)
    w0, b0, w1 = (jax.random.normal(k, (batch, width), jnp.float64) for k in keys[:3])
    b1 = jax.random.normal(keys[3], (batch,), jnp.float64)
    g = jnp.exp(w0[:, :, None] * x + b0[:, :, None])
    f = jnp.einsum("nj,njk->nk", w1, g) * jnp.exp(-1 - x**2) / jnp.sqrt(width) + b1[:, None]
    m = len(x)
    p2 = jnp.stack([f[:, i] * f[:, j] for i, j in itertools.combinations_with_replacement(range(m), 2)])
    p3 = jnp.stack(
        [f[:, i] * f[:, j] * f[:, k] for i, j, k in itertools.combinations_with_replacement(range(m), 3)]
    )
    return f.T @ f, p2 @ p2.T, p3 @ p3.T


state = {"key": jax.random.key(7)}


def work(task):
    width, networks = task["width"], task["networks"]
    batch = min(networks, max(1, 65536 // width))
    x = jnp.array(task["inputs"])
    total = 0.0
    for _ in range(0, networks, batch):
        state["key"], key = jax.random.split(state["key"])
        total += float(batch_sums(key, width, x, batch)[0][0, 0])
    return total / networks


serve(work)
