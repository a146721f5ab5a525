"""How long one training step of a small network takes: here, in Keras, and in JAX.

The 2-64-64-1 network of ReLUs at batch 256, Adam, float32: forward, backward, update.
Rounds of 20 steps alternate, so that a busy moment hits all three.
"""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
from threadpoolctl import threadpool_limits

from helpers import network, optimizers
from tools.benches.training import seconds

SIZES, BATCH = (2, 64, 64, 1), 256
STEPS, ROUNDS = 20, 15


def ours(theta, X, y):
    """A step of the NumPy network."""
    run = {"theta": theta.copy(), "state": None}

    def step():
        _, grad = network.loss_and_gradient(run["theta"], X, y, SIZES)
        run["theta"], run["state"] = optimizers.adam(run["theta"], grad, run["state"])

    return step


def keras_step(theta, X, y):
    """The same as a call of Keras' `train_on_batch`."""
    import keras

    layers = [keras.layers.Dense(n, activation="relu") for n in SIZES[1:-1]]
    model = keras.Sequential(
        [keras.Input(SIZES[:1]), *layers, keras.layers.Dense(SIZES[-1])]
    )
    model.compile(optimizer=keras.optimizers.Adam(), loss="mse")
    model.set_weights([part for pair in network.layers(theta, SIZES) for part in pair])
    return lambda: model.train_on_batch(X, y)


def jax_step(theta, X, y):
    """The same in JAX, compiled as one function, with optax."""
    import jax
    import jax.numpy as jnp
    import optax

    def loss(weights):
        a = X
        for i, (W, b) in enumerate(weights, 1):
            a = a @ W + b
            if i < len(weights):
                a = jax.nn.relu(a)
        return jnp.mean((a - y) ** 2)

    rule = optax.adam(0.001)

    @jax.jit
    def update(weights, state):
        grad = jax.grad(loss)(weights)
        change, state = rule.update(grad, state)
        return optax.apply_updates(weights, change), state

    weights = [(jnp.array(W), jnp.array(b)) for W, b in network.layers(theta, SIZES)]
    run = [weights, rule.init(weights)]

    def step():
        run[:] = update(*run)
        jax.block_until_ready(run)

    return step


def cases():
    """The one network."""
    return [{"sizes": list(SIZES)}]


def measure(case):
    """One row: milliseconds a step takes by each."""
    rng = np.random.default_rng(0)
    theta = network.initial(SIZES, rng).astype(np.float32)
    X = rng.normal(size=(BATCH, 2)).astype(np.float32)
    y = rng.normal(size=(BATCH, 1)).astype(np.float32)
    steps = {"numpy": ours, "keras": keras_step, "jax": jax_step}
    jobs = {name: make(theta, X, y) for name, make in steps.items()}
    for job in jobs.values():
        job()  # the first call compiles

    def several(job):
        return lambda: [job() for _ in range(STEPS)]

    jobs = {name: several(job) for name, job in jobs.items()}
    with threadpool_limits(
        limits=1, user_api="blas"
    ):  # NumPy's; the others have their own
        took = seconds(ROUNDS, **jobs)
    return [{name: 1000 * time / STEPS for name, time in took.items()}]
