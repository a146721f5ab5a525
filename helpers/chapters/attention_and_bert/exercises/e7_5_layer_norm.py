"""E7.5: layer norm."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def layer_norm(x, gain, bias, epsilon):
    mean = x.mean(axis=1, keepdims=True)
    variance = x.var(axis=1, keepdims=True)
    return gain * (x - mean) / np.sqrt(variance + epsilon) + bias


def layer_norm_cases():
    rng = np.random.default_rng(75)
    by_hand = [
        (np.array([[1.0, 3.0], [5.0, 1.0]]), np.ones(2), np.zeros(2), 3.0),
        (np.array([[1.0, 3.0, 8.0]]), np.array([1.0, 2.0, 0.5]), np.ones(3), 0.5),
    ]
    drawn = [
        (
            rng.integers(-8, 9, (4, 4)) / 2,
            rng.integers(1, 9, 4) / 4,
            rng.integers(-4, 5, 4) / 2,
            (0.25, 0.5, 1.0)[k % 3],
        )
        for k in range(29)
    ]
    return by_hand + drawn


def centred(x):
    return x - x.mean(axis=1, keepdims=True)


def normed(x, gain, bias, epsilon, axis=1, ddof=0):
    variance = x.var(axis=axis, ddof=ddof, keepdims=True)
    return (
        gain * (x - x.mean(axis=axis, keepdims=True)) / np.sqrt(variance + epsilon)
        + bias
    )


LAYER_NORM = Exercise(
    id="E7.5",
    statement="""\
Write `layer_norm(x, gain, bias, epsilon)` for `x` of shape (n, d): each word's numbers
with mean 0 and variance 1, `epsilon` added to the variance under the root, then times
`gain` and plus `bias`, both of shape (d,).""",
    reference=layer_norm,
    cases=layer_norm_cases,
    mistakes=(
        Mistake(
            "over the words",
            lambda x, g, b, e: normed(x, g, b, e, axis=0),
            "You took mean and variance over the words, axis 0. That is batch norm's "
            "way; here each word is normed by itself, axis 1.",
        ),
        Mistake(
            "over everything",
            lambda x, g, b, e: g * (x - x.mean()) / np.sqrt(x.var() + e) + b,
            "One mean and one variance for all words: each word has its own.",
        ),
        Mistake(
            "n - 1",
            lambda x, g, b, e: normed(x, g, b, e, ddof=1),
            "The variance is divided by d - 1; layer norm divides by d.",
        ),
        Mistake(
            "epsilon outside the root",
            lambda x, g, b, e: (
                g
                * (x - x.mean(axis=1, keepdims=True))
                / (x.std(axis=1, keepdims=True) + e)
                + b
            ),
            "Epsilon stands outside the root: it belongs to the variance.",
        ),
        Mistake(
            "no root",
            lambda x, g, b, e: (
                g
                * (x - x.mean(axis=1, keepdims=True))
                / (x.var(axis=1, keepdims=True) + e)
                + b
            ),
            "You divided by the variance and forgot its root.",
        ),
        Mistake(
            "epsilon forgotten",
            lambda x, g, b, e: normed(x, g, b, 1e-12),
            "Epsilon is missing under the root.",
        ),
        Mistake(
            "mean not taken off",
            lambda x, g, b, e: g * x / np.sqrt(x.var(axis=1, keepdims=True) + e) + b,
            "The mean is not taken off.",
        ),
        Mistake(
            "bias stretched too",
            lambda x, g, b, e: g * (normed(x, 1.0, 0.0, e) + b),
            "The bias comes last: yours is stretched by the gain.",
        ),
        Mistake(
            "gain forgotten",
            lambda x, g, b, e: normed(x, 1.0, b, e),
            "The gain is missing: each number is to be stretched by its own.",
        ),
        Mistake(
            "keepdims forgotten twice",
            lambda x, g, b, e: (
                g * (x - x.mean(axis=1)) / np.sqrt(x.var(axis=1) + e) + b
            ),
            "Means and variances lie as rows, and the first word's go to the first "
            "column: `keepdims=True`.",
        ),
        Mistake(
            "keepdims forgotten in the variance",
            lambda x, g, b, e: g * centred(x) / np.sqrt(x.var(axis=1) + e) + b,
            "The variances lie as a row, and the first word's goes to the first "
            "column: `keepdims=True` there, too.",
        ),
        Mistake(
            "keepdims forgotten in the mean",
            lambda x, g, b, e: (
                g * (x - x.mean(axis=1)) / np.sqrt(x.var(axis=1, keepdims=True) + e) + b
            ),
            "The means lie as a row, and the first word's is taken off the first "
            "column: `keepdims=True` there, too.",
        ),
        Mistake(
            "bias forgotten",
            lambda x, g, b, e: normed(x, g, 0.0, e),
            "The bias is missing: it is added at the end.",
        ),
        Mistake(
            "only normed",
            lambda x, g, b, e: normed(x, 1.0, 0.0, e),
            "Normed, but neither stretched nor shifted.",
        ),
        Mistake(
            "root of the root",
            lambda x, g, b, e: (
                g * centred(x) / np.sqrt(x.std(axis=1, keepdims=True) + e) + b
            ),
            "The deviation is a root already: under the root belongs the variance.",
        ),
        Mistake(
            "a sum for the mean of squares",
            lambda x, g, b, e: (
                g
                * centred(x)
                / np.sqrt((centred(x) ** 2).sum(axis=1, keepdims=True) + e)
                + b
            ),
            "The variance is the mean of the squares, and you took their sum.",
        ),
        Mistake(
            "not divided",
            lambda x, g, b, e: g * centred(x) + b,
            "It is not divided by the deviation: the numbers keep their spread.",
        ),
        Mistake(
            "root mean square",
            lambda x, g, b, e: (
                g * x / np.sqrt((x**2).mean(axis=1, keepdims=True) + e) + b
            ),
            "The mean is never taken off: that is another norm, called RMS norm.",
        ),
    ),
)
