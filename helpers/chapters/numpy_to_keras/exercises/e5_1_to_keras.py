"""E5.1: one vector as Keras' weights."""

from itertools import pairwise

import numpy as np

from helpers.exercises import Exercise, Mistake
from helpers.network import layers


def to_keras(theta, sizes):
    n, h, k = sizes
    ends = np.cumsum([n * h, h, h * k])
    W1, b1, W2, b2 = np.split(theta, ends)
    return W1.reshape(n, h), b1, W2.reshape(h, k), b2


def cut(order):
    """Weights cut from theta by someone's idea of their order."""

    def answer(theta, sizes):
        (W1, b1), (W2, b2) = layers(theta, tuple(sizes))
        return order(theta, sizes, W1, b1, W2, b2)

    return answer


def biases_first(theta, sizes, W1, b1, W2, b2):
    (n, h, k), start, found = sizes, 0, []
    for n_in, n_out in ((n, h), (h, k)):
        found += [
            theta[start + n_out : start + n_out + n_in * n_out].reshape(n_in, n_out),
            theta[start : start + n_out],
        ]
        start += (n_in + 1) * n_out
    return tuple(found)


def by_columns(theta, sizes, W1, b1, W2, b2):
    again = [W.ravel().reshape(W.shape, order="F") for W in (W1, W2)]
    return again[0], b1, again[1], b2


def cases_of_to_keras():
    rng = np.random.default_rng(1)
    cases = []
    for k in range(40):
        sizes = (1 + k % 3, 2 + k % 2, 1 + k % 2)
        count = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
        theta = np.arange(1.0, count + 1) if k < 6 else rng.integers(-9, 10, count) / 2
        cases.append((theta, np.array(sizes)))
    return cases


TO_KERAS = Exercise(
    id="E5.1",
    statement="""\
Write `to_keras(theta, sizes)`: the tuple (W1, b1, W2, b2) that `set_weights` wants, cut
from the flat vector `theta` of a network with three `sizes`, such as `[2, 3, 1]`. Layer
by layer, the weights of shape (inputs, outputs) row by row, then the biases.""",
    reference=to_keras,
    cases=cases_of_to_keras,
    mistakes=(
        Mistake(
            "biases first",
            cut(biases_first),
            "In each layer the weights come first in theta, and then the biases.",
        ),
        Mistake(
            "by columns",
            cut(by_columns),
            "You filled the weights column by column; NumPy and Keras go row by row.",
        ),
        Mistake(
            "transposed",
            cut(lambda theta, sizes, W1, b1, W2, b2: (W1.T, b1, W2.T, b2)),
            "The weights are transposed: Keras keeps them as (inputs, outputs).",
        ),
    ),
)
