"""Losses with their derivatives, and the softmax that classification needs.

Chapter 2 derives them. Everything passes imaginary parts through, so that the complex
step can check it.
"""

import numpy as np

__all__ = [
    "cross_entropy",
    "cross_entropy_gradient",
    "log_sum_exp",
    "mse",
    "mse_gradient",
    "mse_hessian",
    "softmax",
]


def mse(y_hat, y):
    """The mean of the squared differences.

    Parameters
    ----------
    y_hat, y : array of one shape

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the shapes differ: (n,) minus (n, 1) would silently be (n, n).
    """
    y_hat, y = _alike(y_hat, y)
    return np.mean((y_hat - y) ** 2)


def mse_gradient(y_hat, y):
    """The derivative of `mse` by every prediction, 2 (y_hat - y) / n; shape of y."""
    y_hat, y = _alike(y_hat, y)
    return 2 * (y_hat - y) / y.size


def mse_hessian(X):
    """The curvature of `mse` for the linear model X @ theta, 2 X'X / n.

    Parameters
    ----------
    X : array of shape (n, d)

    Returns
    -------
    array of shape (d, d), the same for every theta
    """
    return 2 * X.T @ X / len(X)


def log_sum_exp(z):
    """log(sum(exp(z))) along the last axis, without overflow.

    Parameters
    ----------
    z : array of shape (..., k)

    Returns
    -------
    array of shape (...)
    """
    z = np.asarray(z)
    highest = z.real.max(axis=-1, keepdims=True)  # exp of the rest is at most 1
    return np.log(np.exp(z - highest).sum(axis=-1)) + highest[..., 0]


def softmax(z):
    """exp(z) over its sum along the last axis: positive, adding up to 1."""
    return np.exp(z - log_sum_exp(z)[..., None])


def cross_entropy(z, y):
    """The mean of -log(softmax(z)) at the true classes.

    Parameters
    ----------
    z : array of shape (n, k)
        Logits: one row an example, one column a class.
    y : array of int, shape (n,)
        True class numbers, 0 to k - 1.

    Returns
    -------
    float, in nats
    """
    return np.mean(log_sum_exp(z) - z[np.arange(len(y)), y])


def cross_entropy_gradient(z, y):
    """The derivative of `cross_entropy` by z, (softmax(z) - one-hot y) / n."""
    gradient = softmax(z)
    gradient[np.arange(len(y)), y] -= 1
    return gradient / len(y)


def _alike(y_hat, y):
    y_hat, y = np.asarray(y_hat), np.asarray(y)
    if y_hat.shape != y.shape:
        raise ValueError(
            f"y_hat has shape {y_hat.shape}, y {y.shape}: NumPy would stretch both; "
            "try y.ravel()"
        )
    return y_hat, y
