"""A training step in NumPy and in Keras, over widths: the network of chapter 5.

Both in float32, batches of 32, Adam, the two programs in turns so that whatever else
the machine does meets both.
"""

from time import perf_counter

import keras
import numpy as np

from helpers import network
from helpers.data import moons
from helpers.optimizers import adam

WIDTHS = (8, 32, 128, 512, 1024, 2048)
ROUNDS, BATCH = 9, 32
PROBES = []  # no time comes out twice


def numpy_steps(sizes, X, y):
    """A function that takes one step after another."""
    state = {"theta": network.initial(sizes, np.random.default_rng(0)), "adam": None}
    state["theta"] = state["theta"].astype(np.float32)

    def step():
        _, grad = network.loss_and_gradient(state["theta"], X, y, sizes)
        state["theta"], state["adam"] = adam(state["theta"], grad, state["adam"])

    return step


def keras_steps(sizes, X, y):
    """The same in Keras."""
    hidden = [keras.layers.Dense(n, activation="relu") for n in sizes[1:-1]]
    model = keras.Sequential([keras.Input((2,)), *hidden, keras.layers.Dense(1)])
    model.compile("adam", "mse", jit_compile=False)
    return lambda: model.train_on_batch(X, y)


def cases():
    """Every width."""
    return [{"width": width} for width in WIDTHS]


def measure(case):
    """A row for every round and program."""
    X, y = (part.astype(np.float32) for part in moons(BATCH, 0.12, 0))
    width, found = case["width"], []
    sizes = (2, width, width, 1)
    programs = {"NumPy": numpy_steps(sizes, X, y), "Keras": keras_steps(sizes, X, y)}
    count = 200 if width < 512 else 20
    for number in range(ROUNDS + 1):
        for program, step in programs.items():
            started = perf_counter()
            for _ in range(count):
                step()
            spent = 1e6 * (perf_counter() - started) / count
            if number:  # the first round compiles
                row = {"width": width, "program": program, "round": number}
                found.append(row | {"microseconds": round(spent, 1)})
    return found
