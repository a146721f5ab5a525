"""E6.3: macro-F1."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def macro_f1(y, y_hat, k):
    scores = []
    for c in range(k):
        hits = ((y == c) & (y_hat == c)).sum()
        scores.append(2 * hits / ((y == c).sum() + (y_hat == c).sum()))
    return np.mean(scores)


def f1(is_, says):
    hits = (is_ & says).sum()
    return 2 * hits / max(is_.sum() + says.sum(), 1)


def weighted_f1(y, y_hat, k):
    shares = np.bincount(y, minlength=k) / len(y)
    return float(sum(s * f1(y == c, y_hat == c) for c, s in enumerate(shares)))


def present_f1(y, y_hat, k):
    seen = np.unique(y_hat)
    return float(np.mean([f1(y == c, y_hat == c) for c in seen]))


def f1_of_means(y, y_hat, k):
    hits = [((y == c) & (y_hat == c)).sum() for c in range(k)]
    precision = np.mean(hits / np.maximum(np.bincount(y_hat, minlength=k), 1))
    recall = np.mean(hits / np.maximum(np.bincount(y, minlength=k), 1))
    return float(2 * precision * recall / max(precision + recall, 1e-12))


def cases_of_macro_f1():
    by_hand = [(np.array([0, 0, 0, 1]), np.array([0, 0, 0, 0]), 2)]
    rng = np.random.default_rng(3)
    drawn = []
    for j in range(39):
        k, n = 2 + j % 2, 4 + j % 6
        y = np.r_[np.arange(k), rng.integers(0, k, n - k)]
        y_hat = np.where(rng.random(n) < 0.4, rng.integers(0, k, n), y)
        drawn.append((y, y_hat, k))
    return by_hand + drawn


MACRO_F1 = Exercise(
    id="E6.3",
    statement="""\
Write `macro_f1(y, y_hat, k)`: the mean of (6.7) over the classes 0 to k - 1. `y` and
`y_hat` have shape (n,), the true and the predicted classes. A class that is never
predicted has F1 = 0. Every class occurs in `y`.""",
    reference=macro_f1,
    cases=cases_of_macro_f1,
    mistakes=(
        Mistake(
            "accuracy",
            lambda y, y_hat, k: float((y == y_hat).mean()),
            "That is the accuracy, where every text counts the same; here every "
            "class does.",
        ),
        Mistake(
            "weighted",
            weighted_f1,
            "You weighed the classes by their size; in a macro mean a small class "
            "counts as much as a large one.",
        ),
        Mistake(
            "never predicted left out",
            present_f1,
            "A class that is never predicted was left out; it counts, as 0.",
        ),
        Mistake(
            "F1 of means",
            f1_of_means,
            "You averaged precision and recall first; take F1 class by class and "
            "average that.",
        ),
    ),
)
