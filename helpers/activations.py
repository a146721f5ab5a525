"""Activation functions and their derivatives, elementwise on arrays of any shape.

Every function takes `x` and has a partner `..._derivative` that takes the same `x`.
Chapter 1 derives them.
"""

import math

import numpy as np
from scipy.special import erf

__all__ = [
    "gelu",
    "gelu_derivative",
    "leaky_relu",
    "leaky_relu_derivative",
    "relu",
    "relu_derivative",
    "sigmoid",
    "sigmoid_derivative",
    "tanh",
    "tanh_derivative",
]


def relu(x):
    """The larger of x and 0."""
    return np.where(x > 0, x, 0.0)


def relu_derivative(x):
    """1 right of the joint, 0 left of it, and 0 at it, as the frameworks have it."""
    return np.where(x > 0, 1.0, 0.0)


def leaky_relu(x, slope=0.01):
    """x right of the joint, `slope * x` left of it (Maas et al. 2013)."""
    return np.where(x > 0, x, slope * x)


def leaky_relu_derivative(x, slope=0.01):
    """1 right of the joint, `slope` left of it and at it."""
    return np.where(x > 0, 1.0, slope)


def sigmoid(x):
    """1 / (1 + exp(-x)), written so that no exponential overflows."""
    # A ratio of exponentials of negative numbers; for x > 0 divide both by exp(x).
    decay = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, decay) / (1.0 + decay)


def sigmoid_derivative(x):
    """s (1 - s) with s = sigmoid(x); never more than 1/4."""
    # 1 - s as sigmoid(-x): for large x the subtraction would leave nothing.
    return sigmoid(x) * sigmoid(-x)


def tanh(x):
    """The hyperbolic tangent, 2 sigmoid(2x) - 1."""
    return np.tanh(x)


def tanh_derivative(x):
    """1 - tanh(x)^2, which is 4 times the sigmoid's derivative at 2x."""
    return 4.0 * sigmoid_derivative(2.0 * x)


def gelu(x):
    """x times the probability that a standard normal draw is below x.

    Hendrycks and Gimpel 2016; exact, not the tanh approximation.
    """
    return x * _normal_cdf(x)


def gelu_derivative(x):
    """The product rule on x times that probability."""
    return _normal_cdf(x) + x * np.exp(-0.5 * x**2) / math.sqrt(2.0 * math.pi)


def _normal_cdf(x):
    return 0.5 * (1.0 + erf(x / math.sqrt(2.0)))
