"""Our optimisers beside PyTorch, optax and Keras over 200 steps, and their conventions.

Every optimiser follows the same 200 drawn gradients from the same start; what is
compared is the path. PyTorch and optax calculate in float64. Keras lets its
hyperparameters pass through float32; `rounded` does the same to ours, and then no
difference may be left.
"""

import os

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import jax
import keras
import numpy as np
import optax
import torch

from helpers.optimizers import (
    adam,
    adamw,
    amsgrad,
    gd,
    momentum,
    nesterov,
    rmsprop,
)

jax.config.update("jax_enable_x64", True)
STEPS, SIZE, RATE = 200, 20, 0.01
GRADS = np.random.default_rng(0).normal(size=(STEPS, SIZE))
START = np.random.default_rng(1).normal(size=SIZE)


def ours(step, grads=GRADS, start=START, **options):
    """The path of one of our optimisers."""
    theta, state, path = start.copy(), None, []
    for grad in grads:
        theta, state = step(theta, grad, state, **options)
        path.append(theta)
    return np.array(path)


def with_torch(make, grads=GRADS, start=START):
    """The path of a PyTorch optimiser; `make` gets the list of parameters."""
    theta = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    optimizer, path = make([theta]), []
    for grad in grads:
        theta.grad = torch.tensor(grad, dtype=torch.float64)
        optimizer.step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)


def with_optax(optimizer, grads=GRADS, start=START):
    """The path of an optax optimiser."""
    theta = jax.numpy.array(start)
    state, path = optimizer.init(theta), []
    for grad in grads:
        updates, state = optimizer.update(jax.numpy.array(grad), state, theta)
        theta = optax.apply_updates(theta, updates)
        path.append(np.array(theta))
    return np.array(path)


def with_keras(optimizer, grads=GRADS, start=START):
    """The path of a Keras optimiser on float64 variables."""
    theta = keras.Variable(start, dtype="float64")
    optimizer.build([theta])
    path = []
    for grad in grads:
        optimizer.apply([keras.ops.convert_to_tensor(grad, dtype="float64")], [theta])
        path.append(np.array(theta))
    return np.array(path)


def rounded(value):
    """A hyperparameter as Keras keeps it: through float32."""
    return float(np.float32(value))


def gap(ours, theirs):
    """The largest difference between two paths."""
    return float(np.abs(ours - theirs).max())


def keras_rounding_adam(theta, grad, state, *, learning_rate):
    """Adam in Keras's order of operations, rounded where Keras rounds.

    The learning rate and the betas whose powers are taken pass through float32;
    1 - beta and epsilon do not.
    """
    m, v, t = state or (np.zeros_like(theta), np.zeros_like(theta), 0)
    t = t + 1
    m = m + (grad - m) * (1 - 0.9)
    v = v + (grad * grad - v) * (1 - 0.999)
    beta_1, beta_2 = rounded(0.9), rounded(0.999)
    rate = rounded(learning_rate) * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    return theta - m * rate / (np.sqrt(v) + 1e-7), (m, v, t)


def parity():
    """Rows that compare paths: (optimiser, framework, our options, their path)."""
    t, k = torch.optim, keras.optimizers
    hat = {"epsilon": 1e-7, "epsilon_joins": "v"}
    decay = {"weight_decay": 0.1}
    steady = {"learning_rate": RATE}
    yield "GD", "torch", gd, {}, with_torch(lambda p: t.SGD(p, RATE))
    yield "GD", "optax", gd, {}, with_optax(optax.sgd(RATE))
    yield "GD", "Keras", gd, {}, with_keras(k.SGD(RATE))
    for name, step, ahead in (
        ("momentum", momentum, False),
        ("Nesterov", nesterov, True),
    ):
        options = {"momentum": 0.9, "nesterov": ahead}
        make = lambda p, options=options: t.SGD(p, RATE, **options)  # noqa: E731
        yield name, "torch", step, {}, with_torch(make)
        yield name, "optax", step, {}, with_optax(optax.sgd(RATE, **options))
        yield name, "Keras", step, {}, with_keras(k.SGD(RATE, **options))
    make = lambda p: t.RMSprop(p, RATE, alpha=0.9)  # noqa: E731
    yield "RMSProp", "torch", rmsprop, {}, with_torch(make)
    outside = optax.rmsprop(RATE, decay=0.9, eps_in_sqrt=False)
    yield "RMSProp", "optax", rmsprop, {}, with_optax(outside)
    yield "Adam", "torch", adam, {}, with_torch(lambda p: t.Adam(p, RATE))
    yield "Adam", "optax", adam, {}, with_optax(optax.adam(RATE))
    yield "Adam", "Keras", adam, hat, with_keras(k.Adam(RATE))
    make = lambda p: t.AdamW(p, RATE, **decay)  # noqa: E731
    yield "AdamW", "torch", adamw, decay, with_torch(make)
    yield "AdamW", "optax", adamw, decay, with_optax(optax.adamw(RATE, **decay))
    their = with_keras(k.AdamW(RATE, **decay))
    yield "AdamW", "Keras", adamw, decay | hat, their
    make = lambda p: t.Adam(p, RATE, amsgrad=True)  # noqa: E731
    yield "AMSGrad", "torch", amsgrad, {}, with_torch(make)
    rounding = ours(keras_rounding_adam, **steady)
    yield "Adam", "Keras, its rounding", None, rounding, with_keras(k.Adam(RATE))


def first_steps():
    """The first step at a tiny gradient, in units of alpha, with every default.

    Yields (optimiser, framework, value).
    """
    tiny, zero = np.full((1, 1), 1e-6), np.zeros(1)
    t, k = torch.optim, keras.optimizers
    paths = {
        ("Adam", "torch"): with_torch(lambda p: t.Adam(p, 1.0), tiny, zero),
        ("Adam", "optax"): with_optax(optax.adam(1.0), tiny, zero),
        ("Adam", "Keras"): with_keras(k.Adam(1.0), tiny, zero),
        ("RMSProp", "torch"): with_torch(lambda p: t.RMSprop(p, 1.0), tiny, zero),
        ("RMSProp", "optax"): with_optax(optax.rmsprop(1.0), tiny, zero),
        ("RMSProp", "Keras"): with_keras(k.RMSprop(1.0), tiny, zero),
    }
    for (name, framework), path in paths.items():
        yield name, framework, float(-path[0, 0])


def amsgrad_gap():
    """How far optax's AMSGrad ends from PyTorch's, as a share of the way gone."""
    grads = np.ones((STEPS, 1))
    grads[0] = 10.0  # one large gradient, at the very first step
    theirs = with_torch(lambda p: torch.optim.Adam(p, RATE, amsgrad=True), grads, [0.0])
    other = with_optax(optax.amsgrad(RATE), grads, np.zeros(1))
    return float(abs(theirs[-1, 0] - other[-1, 0]) / abs(theirs[-1, 0]))


def momentum_gap():
    """Keras's momentum against PyTorch's when the rate falls tenfold halfway."""
    halves = [(GRADS[:100], RATE), (GRADS[100:], RATE / 10)]
    (ours_at, v), buffer = (START.copy(), np.zeros(SIZE)), np.zeros(SIZE)
    theirs_at = START.copy()
    for grads, rate in halves:
        for grad in grads:
            v = 0.9 * v - rate * grad
            ours_at = ours_at + v
            buffer = 0.9 * buffer + grad
            theirs_at = theirs_at - rate * buffer
    return float(np.abs(ours_at - theirs_at).max())


def gaps():
    """How far our paths are from theirs: (optimiser, framework, value)."""
    for name, framework, step, options, theirs in parity():
        path = options if step is None else ours(step, learning_rate=RATE, **options)
        yield name, framework, gap(path, theirs)


def variants():
    """How far two forms of one rule are apart: (optimiser, frameworks, value)."""
    yield "AMSGrad", "torch and optax", amsgrad_gap()
    yield "momentum", "Keras and torch", momentum_gap()


KINDS = {"parity": gaps, "first step": first_steps, "variants": variants}
PROBES = [{"kind": kind} for kind in KINDS]  # all of it takes seconds


def cases():
    """Parity first, then conventions."""
    return [{"kind": kind} for kind in KINDS]


def measure(case):
    """A row for every optimiser and framework."""
    return [
        case | {"optimiser": name, "framework": framework, "value": value}
        for name, framework, value in KINDS[case["kind"]]()
    ]
