"""A network of ReLU layers with its backpropagation, on one flat parameter vector.

`sizes` lists how many numbers each layer has, the inputs first: (2, 64, 64, 1). Rows
are examples. Chapter 3 derives the gradient layer by layer. Everything keeps the type
of its numbers: float32 in, float32 out.
"""

import math
from itertools import pairwise

import numpy as np

from helpers.losses import mse, mse_gradient

__all__ = ["initial", "layers", "loss_and_gradient", "predict"]


def initial(sizes, rng):
    """A first parameter vector: weights of variance 2 / inputs, biases 0.

    He et al. 2015, equation 10; chapter 1 derives the 2.

    Parameters
    ----------
    sizes : tuple of int
    rng : numpy.random.Generator

    Returns
    -------
    theta : array of shape (number of parameters,)
    """
    theta = np.zeros(sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes)))
    for W, _ in layers(theta, sizes):
        W[...] = rng.normal(0, math.sqrt(2 / len(W)), W.shape)
    return theta


def layers(theta, sizes):
    """The weights (inputs, outputs) and bias (outputs,) of each layer: views of theta.

    Raises
    ------
    ValueError
        If theta is too short or too long for these sizes.
    """
    found, start = [], 0
    for n_in, n_out in pairwise(sizes):
        middle, end = start + n_in * n_out, start + (n_in + 1) * n_out
        W = theta[start:middle].reshape(n_in, n_out)
        found.append((W, theta[middle:end]))
        start = end
    if start != theta.size:
        raise ValueError(f"{sizes} has {start} parameters, and theta {theta.size}")
    return found


def predict(theta, X, sizes):
    """What the network answers: shape (examples, sizes[-1])."""
    return _forward(layers(theta, sizes), X)[-1]


def loss_and_gradient(theta, X, y, sizes):
    """The MSE of the answers and its gradient by theta.

    Parameters
    ----------
    theta : array of shape (number of parameters,)
    X : array of shape (examples, sizes[0])
    y : array of shape (examples, sizes[-1])
    sizes : tuple of int

    Returns
    -------
    float, array of theta's shape
    """
    weights, grad = layers(theta, sizes), np.empty_like(theta)
    *inputs, y_hat = _forward(weights, X)
    delta = mse_gradient(y_hat, y)
    slopes = layers(grad, sizes)
    for i in reversed(range(len(weights))):
        a, (dW, db) = inputs[i], slopes[i]
        np.matmul(a.T, delta, out=dW)
        delta.sum(axis=0, out=db)
        if i > 0:
            delta = delta @ weights[i][0].T
            delta *= a > 0  # behind a ReLU, a > 0 where its input was
    return mse(y_hat, y), grad


def _forward(weights, X):
    """What each layer is given, and last what the network answers."""
    passed = [X]
    for i, (W, b) in enumerate(weights, 1):
        z = passed[-1] @ W
        z += b
        if i < len(weights):
            z *= z > 0  # ReLU, and faster than a maximum
        passed.append(z)
    return passed
