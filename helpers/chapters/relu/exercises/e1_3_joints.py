"""E1.3: where hinges bend."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def joints(w, b):
    return np.sort(-b / w)


def cases_of_joints():
    by_hand = [([2.0], [1.0]), ([-1.0], [2.0]), ([1.0, 2.0], [-3.0, 2.0])]
    rng = np.random.default_rng(3)
    drawn = [
        (
            rng.choice([-2.0, -1.0, -0.5, 0.5, 1.0, 4.0], 2 + k % 4),
            rng.integers(-4, 5, 2 + k % 4) / 2,
        )
        for k in range(37)
    ]
    return [(np.array(w), np.array(b)) for w, b in by_hand + drawn]


JOINTS = Exercise(
    id="E1.3",
    statement="""\
Write `joints(w, b)`: where the hinges `relu(w * x + b)` bend, from left to right.
`w` and `b` have shape (n,), no `w` is 0, and the answer has shape (n,).""",
    reference=joints,
    cases=cases_of_joints,
    mistakes=(
        Mistake(
            "sign",
            lambda w, b: np.sort(b / w),
            "The sign is missing: w x + b = 0 at x = -b / w.",
        ),
        Mistake(
            "upside down",
            lambda w, b: np.sort(-w / np.where(b == 0, 1e-300, b)),
            "The fraction is upside down: solve w x + b = 0 for x.",
        ),
        Mistake(
            "weight forgotten",
            lambda w, b: np.sort(-b),
            "That is right where w = 1 only: a steeper unit reaches 0 sooner.",
        ),
        Mistake(
            "unsorted",
            lambda w, b: -b / w,
            "The joints are right, but in the order of the units; sort them.",
        ),
        Mistake(
            "size of the weight",
            lambda w, b: np.sort(-b / np.abs(w)),
            "A unit with a negative weight looks the other way; its joint is still "
            "at -b / w, with the sign of w.",
        ),
        Mistake(
            "from right to left",
            lambda w, b: np.sort(-b / w)[::-1],
            "The joints are right, but from right to left.",
        ),
    ),
)
