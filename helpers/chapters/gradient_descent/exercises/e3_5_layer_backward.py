"""E3.5: backwards through a layer."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def layer_backward(a, W, delta):
    return a.T @ delta, delta.sum(axis=0), delta @ W.T


def cases_of_layer_backward():
    rng = np.random.default_rng(4)
    by_hand = [
        (
            np.array([[1.0, 2.0]]),
            np.array([[1.0, 0.0], [3.0, 1.0]]),
            np.array([[1.0, 0.0]]),
        )
    ]
    drawn = [
        (
            rng.integers(-4, 5, (2 + k % 3, 2)) / 2,
            rng.integers(-4, 5, (2, 2)) / 2,
            rng.integers(-4, 5, (2 + k % 3, 2)) / 2,
        )
        for k in range(39)
    ]
    return by_hand + drawn


LAYER_BACKWARD = Exercise(
    id="E3.5",
    statement="""\
Write `layer_backward(a, W, delta)`: for a layer $z = aW + b$, given `delta`, the
loss's derivative by $z$, return the three derivatives by `W`, by `b` and by `a`. `a`
and `delta` have shape (n, k), `W` shape (k, k).""",
    reference=layer_backward,
    cases=cases_of_layer_backward,
    mistakes=(
        Mistake(
            "W not transposed",
            lambda a, W, d: (a.T @ d, d.sum(axis=0), d @ W),
            "The third is not right: going back, W is transposed. Output j pulled "
            "on input i with weight W[i, j].",
        ),
        Mistake(
            "weights transposed",
            lambda a, W, d: (d.T @ a, d.sum(axis=0), d @ W.T),
            "The first is transposed: it has a row for each input, as W has.",
        ),
        Mistake(
            "mean over rows",
            lambda a, W, d: (a.T @ d, d.mean(axis=0), d @ W.T),
            "The bias's derivative is a sum over the examples; the mean is already "
            "in delta.",
        ),
        Mistake(
            "everything averaged",
            lambda a, W, d: (a.T @ d / len(a), d.mean(axis=0), d @ W.T),
            "You divided by n once more: the mean over the examples is already in "
            "delta.",
        ),
        Mistake(
            "wrong axis",
            lambda a, W, d: (a.T @ d, d.sum(axis=1), d @ W.T),
            "The bias's derivative adds up over examples, axis 0; you added up "
            "over the outputs.",
        ),
        Mistake(
            "bias by row",
            lambda a, W, d: (a.T @ d, d, d @ W.T),
            "One bias serves all examples, so its derivatives are added up over "
            "the rows.",
        ),
        Mistake(
            "entry by entry",
            lambda a, W, d: (a * d, d.sum(axis=0), d @ W.T),
            "`*` multiplies entry by entry; the derivative by W is the matrix "
            "product of a transposed and delta.",
        ),
    ),
)
