"""JAX on the CPU draws deep networks literally: one compiled function a network, 64-bit floats."""

import functools

import jax

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")
import jax.numpy as jnp  # noqa: E402

from serve import serve  # noqa: E402

ACTIVATIONS = {"tanh": jnp.tanh, "relu": lambda z: jnp.maximum(z, 0)}


@functools.partial(jax.jit, static_argnums=(1, 2, 3))
def network(key, name, width, depth, x, sw, sb):
    g = ACTIVATIONS[name]

    def normal(*shape):
        nonlocal key
        key, own = jax.random.split(key)
        return jax.random.normal(own, shape, jnp.float64)

    h = g(sw * jnp.outer(normal(width), x) + sb * normal(width, 1))
    for _ in range(depth - 1):
        h = g((sw / jnp.sqrt(width)) * (normal(width, width) @ h) + sb * normal(width, 1))
    return (sw / jnp.sqrt(width)) * (normal(width) @ h) + sb * normal()


state = {"key": jax.random.key(7)}


def work(task):
    x = jnp.array(task["inputs"])
    rows = []
    for _ in range(task["networks"]):
        state["key"], key = jax.random.split(state["key"])
        rows.append(
            network(key, task["network"], task["width"], task["depth"], x, task["sigmaW"], task["sigmaB"])
        )
    f = jnp.stack(rows)
    return float((f.T @ f)[0, 0]) / task["networks"]


serve(work)
