"""Curves to imitate, and sums of hinges that meet them at even distances."""

import numpy as np

from helpers.activations import relu

X = np.linspace(-3, 3, 601)
TARGETS = {
    "wave": lambda x: np.sin(2 * x) * (0.6 + 0.2 * x),
    "bell": lambda x: 1.2 * np.exp(-(x**2)),
    "step": lambda x: np.tanh(4 * x),
    "corner": lambda x: np.abs(x) - 1,
}


def hinge_sum(hinges, target):
    """Joints, weights and pieces of the sum that meets the curve at even distances."""
    f = TARGETS[target]
    ends = np.linspace(X[0], X[-1], hinges + 1)
    joints = ends[:-1]
    slopes = np.diff(f(ends)) / np.diff(ends)
    weights = np.diff(slopes, prepend=0.0)
    pieces = weights[:, None] * relu(X - joints[:, None])
    return joints, weights, pieces, f(X[0]) + pieces.sum(axis=0)


def largest_gap(hinges, target):
    """The largest distance between the curve and its sum of hinges."""
    return np.abs(hinge_sum(hinges, target)[-1] - TARGETS[target](X)).max()
