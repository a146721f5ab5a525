"""E6.1: the log-count ratio of naive Bayes."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def log_count_ratio(counts, y):
    inside = 1 + counts[y == 1].sum(axis=0)
    outside = 1 + counts[y == 0].sum(axis=0)
    return np.log(inside / inside.sum()) - np.log(outside / outside.sum())


def ratio(counts, y, added=1.0, shares=True, sign=1):
    inside = added + counts[y == 1].sum(axis=0)
    outside = added + counts[y == 0].sum(axis=0)
    if shares:
        inside, outside = inside / inside.sum(), outside / outside.sum()
    return sign * np.log(inside / outside)


def cases_of_log_count_ratio():
    by_hand = [(np.array([[2.0, 1.0], [1.0, 3.0]]), np.array([1, 0]))]
    rng = np.random.default_rng(1)
    drawn = []
    for k in range(39):
        n, d = 2 + k % 5, 2 + k % 3
        y = np.r_[0, 1, rng.integers(0, 2, n - 2)]
        drawn.append((rng.integers(0, 6, (n, d)) * 1.0 + (k < 10), y))
    return by_hand + drawn


LOG_COUNT_RATIO = Exercise(
    id="E6.1",
    statement="""\
Write `log_count_ratio(counts, y)`: (6.2) for two classes. `counts` has shape (n, d),
how often each of d features stands in each of n texts; `y` has shape (n,), 1 for the
class and 0 for the others. Return shape (d,). Every count is raised by 1.""",
    reference=log_count_ratio,
    cases=cases_of_log_count_ratio,
    mistakes=(
        Mistake(
            "turned round",
            lambda counts, y: ratio(counts, y, sign=-1),
            "The sign is turned round: a feature of class 1 should count for it.",
        ),
        Mistake(
            "counts for shares",
            lambda counts, y: ratio(counts, y, shares=False),
            "You compared counts; divide each class by its total first, or the "
            "class with more words wins every feature.",
        ),
        Mistake(
            "nothing added",
            lambda counts, y: ratio(counts, y, added=1e-300),
            "Without the 1 a feature that one class never had decides alone: its "
            "ratio is infinite, or as good as that.",
        ),
        Mistake(
            "log of the difference",
            lambda counts, y: np.log1p(
                np.abs(counts[y == 1].sum(axis=0) - counts[y == 0].sum(axis=0))
            ),
            "The logarithm of a difference is not the difference of logarithms.",
        ),
    ),
)
