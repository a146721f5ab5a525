"""E6.6: the standard error of an accuracy."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def standard_error(correct):
    accuracy = correct.mean()
    return np.sqrt(accuracy * (1 - accuracy) / len(correct))


def cases_of_standard_error():
    by_hand = [np.array([1, 1, 0, 1])]
    rng = np.random.default_rng(6)
    drawn = [np.r_[0, 1, rng.integers(0, 2, 2 + k % 7)] for k in range(39)]
    return [(case,) for case in by_hand + drawn]


STANDARD_ERROR = Exercise(
    id="E6.6",
    statement="""\
Write `standard_error(correct)`: (6.10) for the accuracy of a test. `correct` has shape
(n,), 1 where the answer was right and 0 where it was wrong.""",
    reference=standard_error,
    cases=cases_of_standard_error,
    mistakes=(
        Mistake(
            "not divided by n",
            lambda correct: float(np.std(correct)),
            "That is how much one answer varies; the mean of n varies less.",
        ),
        Mistake(
            "no root",
            lambda correct: float(np.var(correct) / len(correct)),
            "That is the variance of the accuracy; take its root.",
        ),
        Mistake(
            "divided by the root twice",
            lambda correct: float(np.std(correct) / len(correct)),
            "You divided by n outside the root; inside the root it belongs.",
        ),
        Mistake(
            "at one half",
            lambda correct: float(np.sqrt(0.25 / len(correct))),
            "That is the worst case, an accuracy of one half.",
        ),
    ),
)
