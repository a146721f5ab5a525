"""Small data sets that several chapters learn from, drawn with a seed."""

import numpy as np

__all__ = ["HEAVIEST", "SPRING", "moons", "spring_data"]

SPRING = np.array([4.0, 1.5])  # the true spring: cm at rest, cm per 100 g
HEAVIEST = 6.0  # mass on the spring, in hundreds of grams


def spring_data(examples, noise, seed, outlier=0.0):
    """Measured lengths of a spring with masses from 0 to 600 g on it.

    Parameters
    ----------
    examples : int, at least 2
    noise : float, 0 or above
        Standard deviation of the reading error, in cm.
    seed : int
    outlier : float
        By how many cm the last reading was written down wrong.

    Returns
    -------
    X : array of shape (examples, 2)
        A column of ones and the masses, rising, in hundreds of grams.
    y : array of shape (examples,)
        The lengths in cm: X @ SPRING and the reading error.
    """
    rng = np.random.default_rng(seed)
    x = np.linspace(0, HEAVIEST, examples)
    X = np.stack([np.ones(examples), x], axis=1)
    y = X @ SPRING + rng.normal(0, noise, examples)
    y[-1] += outlier
    return X, y


def moons(examples, noise, seed):
    """Two half circles that reach into each other: no straight line separates them.

    Parameters
    ----------
    examples : int
        Half of them, rounded down, in the upper moon.
    noise : float
        Standard deviation of what is added to both coordinates.
    seed : int

    Returns
    -------
    X : array of shape (examples, 2)
    y : array of shape (examples, 1)
        1 in the upper moon, -1 in the lower.
    """
    rng = np.random.default_rng(seed)
    y = np.where(np.arange(examples) < examples // 2, 1.0, -1.0)
    angle = rng.uniform(0, np.pi, examples)
    X = np.stack([y * np.cos(angle) - y / 2, y * np.sin(angle) - y / 4], axis=1)
    return X + rng.normal(0, noise, X.shape), y[:, None]
