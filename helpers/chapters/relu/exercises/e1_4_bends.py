"""E1.4: the weights of a sum of hinges."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def bends(x, y):
    slopes = np.diff(y) / np.diff(x)
    return np.diff(slopes, prepend=0.0)


def cases_of_bends():
    by_hand = [
        ([0.0, 1.0], [0.0, 3.0]),
        ([0.0, 2.0], [1.0, 2.0]),
        ([0.0, 1.0, 3.0], [1.0, 2.0, 0.0]),
    ]
    rng = np.random.default_rng(4)
    drawn = [
        (
            np.cumsum(rng.integers(1, 5, 3 + k % 4)) / 2,
            rng.integers(-6, 7, 3 + k % 4) / 2,
        )
        for k in range(37)
    ]
    return [(np.array(x), np.array(y)) for x, y in by_hand + drawn]


BENDS = Exercise(
    id="E1.4",
    statement="""\
Write `bends(x, y)`: the weights $v_k$ for which $y_0 + \\sum_k
v_k\\,\\mathrm{relu}(x - x_k)$ goes through all the points $(x_i, y_i)$. `x` rises
and has shape (n,), as does `y`; there is a hinge at every $x_k$ but the last, so
the answer has shape (n - 1,). The points need not stand at even distances.""",
    reference=bends,
    cases=cases_of_bends,
    mistakes=(
        Mistake(
            "slopes",
            lambda x, y: np.diff(y) / np.diff(x),
            "Those are the slopes of the pieces. A hinge adds its slope to those "
            "before it, so each weight is a change of slope.",
        ),
        Mistake(
            "heights",
            lambda x, y: np.diff(y),
            "Those are the steps in height; divide by the steps in x and take the "
            "change from piece to piece.",
        ),
        Mistake(
            "not divided",
            lambda x, y: np.diff(np.diff(y), prepend=0.0),
            "Right for points at distance 1 only: a slope is a difference of y "
            "over a difference of x.",
        ),
        Mistake(
            "first slope lost",
            lambda x, y: np.diff(
                np.diff(y) / np.diff(x), prepend=(y[1] - y[0]) / (x[1] - x[0])
            ),
            "The first weight is 0, so the sum starts out flat; left of all hinges "
            "the slope is 0, and the first hinge has to make the first slope.",
        ),
        Mistake(
            "too short",
            lambda x, y: np.diff(np.diff(y) / np.diff(x)),
            "One weight is missing: the first slope is itself a change, from 0.",
        ),
        Mistake(
            "sign",
            lambda x, y: -np.diff(np.diff(y) / np.diff(x), prepend=0.0),
            "The sign is flipped: where the curve turns upwards the weight is "
            "positive.",
        ),
    ),
)
