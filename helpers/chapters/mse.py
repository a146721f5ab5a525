"""Chapter 2: measurements to fit, its explorers and its exercises."""

import numpy as np

__all__ = ["TRUTH", "spring_data"]

TRUTH = np.array([4.0, 1.5])  # a spring: its length at rest in cm, cm per 100 g
HEAVIEST = 6.0  # in hundreds of grams


def spring_data(examples, noise, seed):
    """Measured lengths of a spring with masses from 0 to 600 g on it.

    Parameters
    ----------
    examples : int, at least 2
    noise : float, 0 or above
        Standard deviation of the reading error, in cm.
    seed : int

    Returns
    -------
    X : array of shape (examples, 2)
        A column of ones and the masses, rising, in hundreds of grams.
    y : array of shape (examples,)
        The lengths in cm: X @ TRUTH and the reading error.
    """
    rng = np.random.default_rng(seed)
    x = np.linspace(0, HEAVIEST, examples)
    X = np.stack([np.ones(examples), x], axis=1)
    return X, X @ TRUTH + rng.normal(0, noise, examples)
