"""One training of a NumPy network, computed in one precision or another."""

import numpy as np

from helpers.network import layers, loss_and_gradient
from helpers.optimizers import adam

EXAMPLES = 256


def batches(batch_size, steps, seed):
    """Which examples each step takes: every epoch in a new order, all steps alike."""
    rng, drawn = np.random.default_rng(seed), []
    while len(drawn) < steps:
        order = rng.permutation(EXAMPLES)
        whole = EXAMPLES // batch_size * batch_size
        drawn += np.split(order[:whole], whole // batch_size)
    return drawn[:steps]


def train(theta, X, y, sizes, order, learning_rate, dtype=np.float64, **settings):
    """The loss before each of Adam's steps, everything computed in one type.

    Parameters
    ----------
    theta : array of shape (number of parameters,)
    X, y, sizes
        As for helpers.network.loss_and_gradient.
    order : list of arrays of int
        The examples of each step.
    learning_rate : float
    dtype : numpy type
    **settings
        For helpers.optimizers.adam.

    Returns
    -------
    array of shape (len(order),)
    """
    walked = training_steps(theta, X, y, sizes, order, learning_rate, dtype, **settings)
    return np.array([loss for _, loss in walked])


def training_steps(
    theta, X, y, sizes, order, learning_rate, dtype=np.float64, **settings
):
    """The parameters and the loss before each step of `train`, one step at a time."""
    theta, X, y = (part.astype(dtype) for part in (theta, X, y))
    state = None
    for batch in order:
        loss, grad = loss_and_gradient(theta, X[batch], y[batch], sizes)
        yield theta, float(loss)
        theta, state = adam(theta, grad, state, learning_rate=learning_rate, **settings)


def is_on(theta, X, sizes):
    """Which ReLU (column) is on for which example (row), layer after layer."""
    found, a = [], X.astype(theta.dtype)
    for W, b in layers(theta, sizes)[:-1]:
        a = np.maximum(a @ W + b, 0)
        found.append(a > 0)
    return np.hstack(found)
