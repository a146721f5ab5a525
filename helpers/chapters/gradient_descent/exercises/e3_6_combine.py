"""E3.6: one gradient from those of many workers."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def combine(gradients, sizes):
    return sizes @ gradients / sizes.sum()


def cases_of_combine():
    by_hand = [(np.array([[1.0], [4.0]]), np.array([2.0, 1.0]))]
    rng = np.random.default_rng(5)
    return by_hand + [
        (rng.integers(-6, 7, (2 + k % 3, 2)) / 2, rng.integers(1, 9, 2 + k % 3) * 1.0)
        for k in range(39)
    ]


COMBINE = Exercise(
    id="E3.6",
    statement="""\
Write `combine(gradients, sizes)`: the gradient over all examples from those of the
workers. `gradients` has one mean gradient a row, shape (workers, d), `sizes` the
number of examples of each, shape (workers,).""",
    reference=combine,
    cases=cases_of_combine,
    mistakes=(
        Mistake(
            "plain mean",
            lambda g, n: g.mean(axis=0),
            "Right for workers with equally many examples only: each counts by "
            "its share.",
        ),
        Mistake(
            "sum",
            lambda g, n: g.sum(axis=0),
            "You added the means up: with more workers the step would grow.",
        ),
        Mistake(
            "weighted sum",
            lambda g, n: n @ g,
            "That is the sum over all examples: divide by how many there are.",
        ),
        Mistake(
            "divided by workers",
            lambda g, n: n @ g / len(n),
            "You weighted by the sizes and divided by the number of workers; "
            "divide by the number of examples.",
        ),
        Mistake(
            "inverse weights",
            lambda g, n: (1 / n) @ g / (1 / n).sum(),
            "The weights are upside down: who has seen more examples counts more.",
        ),
        Mistake(
            "largest only",
            lambda g, n: g[np.argmax(n)],
            "You kept the largest worker's gradient and dropped the others.",
        ),
    ),
)
