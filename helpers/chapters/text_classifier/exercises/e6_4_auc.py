"""E6.4: the area under the ROC curve."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def auc(scores, y):
    gaps = scores[y == 1][:, None] - scores[y == 0]
    return ((gaps > 0) + 0.5 * (gaps == 0)).mean()


def pairs_won(scores, y, tie):
    differences = scores[y == 1][:, None] - scores[y == 0]
    return float(((differences > 0) + tie * (differences == 0)).mean())


def cases_of_auc():
    by_hand = [(np.array([3.0, 1.0, 2.0]), np.array([1, 1, 0]))]
    rng = np.random.default_rng(4)
    return by_hand + [
        (
            rng.integers(0, 6, 3 + k % 5) / 4,
            np.r_[0, 1, rng.integers(0, 2, 1 + k % 5)],
        )
        for k in range(39)
    ]


AUC = Exercise(
    id="E6.4",
    statement="""\
Write `auc(scores, y)`: (6.8), over all pairs. `scores` has shape (n,), `y` is 1 for
texts of the class and 0 for the others; both occur.""",
    reference=auc,
    cases=cases_of_auc,
    mistakes=(
        Mistake(
            "ties lost",
            lambda scores, y: pairs_won(scores, y, 0),
            "Equal scores are half won; you counted them as lost.",
        ),
        Mistake(
            "ties won",
            lambda scores, y: pairs_won(scores, y, 1),
            "Equal scores are half won; you counted them as won.",
        ),
        Mistake(
            "turned round",
            lambda scores, y: 1 - pairs_won(scores, y, 0.5),
            "Turned round: the text of the class should have the higher score.",
        ),
        Mistake(
            "accuracy at a half",
            lambda scores, y: float(((scores > 0.5) == y).mean()),
            "That is the accuracy at one threshold; the AUC has none.",
        ),
    ),
)
