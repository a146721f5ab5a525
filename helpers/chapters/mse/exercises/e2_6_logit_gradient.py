"""E2.6: cross-entropy behind a sigmoid."""

import numpy as np

from helpers.activations import sigmoid
from helpers.exercises import Exercise, Mistake


def logit_gradient(z, y):
    p = 1 / (1 + np.exp(-z))
    return (p - y) / len(z)


def cases_of_logit_gradient():
    by_hand = [([0.0], [1.0]), ([0.0, 2.0], [0.0, 1.0]), ([-40.0, 40.0], [1.0, 0.0])]
    rng = np.random.default_rng(5)
    drawn = [
        (rng.integers(-9, 10, 1 + k % 5) / 2, rng.integers(0, 2, 1 + k % 5) * 1.0)
        for k in range(37)
    ]
    return [(np.array(z), np.array(y)) for z, y in by_hand + drawn]


LOGIT_GRADIENT = Exercise(
    id="E2.6",
    statement="""\
Write `logit_gradient(z, y)`: the gradient by the scores `z` of the *mean*
cross-entropy behind a sigmoid. `z` and `y` have shape (n,), `y` is 0 or 1. Scores as
far out as 40 must do no harm.""",
    reference=logit_gradient,
    cases=cases_of_logit_gradient,
    mistakes=(
        Mistake(
            "squared error",
            lambda z, y: 2 * (sigmoid(z) - y) * sigmoid(z) * (1 - sigmoid(z)) / z.size,
            "That is the gradient of the squared error: cross-entropy has no "
            "p (1 - p), it cancels.",
        ),
        Mistake(
            "slope left in",
            lambda z, y: (sigmoid(z) - y) * sigmoid(z) * (1 - sigmoid(z)) / z.size,
            "The sigmoid's slope is still in it; the logarithm's 1/p and "
            "1/(1 - p) cancel it.",
        ),
        Mistake(
            "sum",
            lambda z, y: sigmoid(z) - y,
            "Exactly n times too large: the loss is the mean over the examples.",
        ),
        Mistake(
            "sign",
            lambda z, y: (y - sigmoid(z)) / z.size,
            "The sign is flipped: where the truth is 1 and p is below it, the "
            "score has to grow, and a step goes against the gradient.",
        ),
        Mistake(
            "sigmoid forgotten",
            lambda z, y: (z - y) / z.size,
            "You took the score for the probability: it passes through the "
            "sigmoid first.",
        ),
        Mistake(
            "only the ones",
            lambda z, y: y * (sigmoid(z) - 1) / z.size,
            "Examples of class 0 have no effect: the loss has a term "
            "(1 - y) log(1 - p) as well.",
        ),
    ),
)
