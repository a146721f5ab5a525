"""E5.6: where two runs part."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def first_difference(a, b, tolerance):
    apart = np.abs(a - b) > tolerance
    return apart.argmax() if apart.any() else len(a)


def signed_difference(a, b, tolerance):
    apart = a - b > tolerance
    return int(apart.argmax()) if apart.any() else len(a)


def where_apart(a, b, tolerance):
    return np.flatnonzero(np.abs(a - b) > tolerance)


def cases_of_first_difference():
    by_hand = [(np.array([1.0, 1.0, 1.0]), np.array([1.0, 2.0, 1.0]), 0.5)]
    rng = np.random.default_rng(6)
    drawn = []
    for k in range(39):
        a = rng.integers(0, 9, 4 + k % 4) / 4
        apart = rng.choice([0.0, 0.25, -0.5, -0.75, 1.5, -1.5], len(a))
        drawn.append((a, a + apart, 0.5))
    return by_hand + drawn


FIRST_DIFFERENCE = Exercise(
    id="E5.6",
    statement="""\
Write `first_difference(a, b, tolerance)`: the first step, counted from 0, at which two
runs' losses are further apart than `tolerance`; the number of steps if they never
are.""",
    reference=first_difference,
    cases=cases_of_first_difference,
    mistakes=(
        Mistake(
            "signed",
            signed_difference,
            "You looked for a above b; b may be above a as well.",
        ),
        Mistake(
            "last",
            lambda a, b, tolerance: (
                int(where_apart(a, b, tolerance)[-1])
                if len(where_apart(a, b, tolerance))
                else len(a)
            ),
            "That is the last such step; the first one points at the cause.",
        ),
        Mistake(
            "counted from 1",
            lambda a, b, tolerance: min(first_difference(a, b, tolerance) + 1, len(a)),
            "Counted from 1; steps are counted from 0 here.",
        ),
        Mistake(
            "how many",
            lambda a, b, tolerance: len(where_apart(a, b, tolerance)),
            "That is how many steps differ.",
        ),
    ),
)
