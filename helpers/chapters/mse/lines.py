"""Lines through the readings of a spring: the best one, and a descent to it."""

import numpy as np

from helpers.losses import mse, mse_gradient
from helpers.optimizers import gd
from helpers.walks import walk


def best_line(X, y):
    """The line of least squares: (intercept, slope)."""
    return np.linalg.lstsq(X, y)[0]


def descend(theta, X, y, learning_rate, steps):
    """Gradient descent on the MSE: the path (steps + 1, d) and its losses.

    Both are shorter when the path is lost, as in helpers.walks.
    """

    def gradient(theta):
        return X.T @ mse_gradient(X @ theta, y)

    path = walk(gd, gradient, theta, steps, learning_rate=learning_rate)
    return path, np.array([mse(X @ theta, y) for theta in path])
