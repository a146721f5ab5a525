"""E2.5: log-softmax without overflow."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def cases_of_log_softmax():
    by_hand = [[[0.0, 0.0]], [[0.0, 1.0], [2.0, 2.0]], [[1000.0, 1001.0]]]
    rng = np.random.default_rng(4)
    drawn = [rng.integers(-9, 10, (1 + k % 3, 2 + k % 4)) / 2 for k in range(34)]
    far = [rng.integers(-9, 10, (2, 3)) * 300.0 for _ in range(3)]
    return [(np.array(z),) for z in by_hand + drawn + far]


LOG_SOFTMAX = Exercise(
    id="E2.5",
    statement="""\
Write `log_softmax(z)`: the logarithms of the softmax probabilities, for scores `z` of
shape (n, k), one row an example. Scores may be in the thousands. The answer has shape
(n, k).""",
    reference=log_softmax,
    cases=cases_of_log_softmax,
    mistakes=(
        Mistake(
            "overflow",
            lambda z: np.log(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)),
            "Right for small scores; exp of a large one overflows. Take the row's "
            "largest score away first, (2.19).",
        ),
        Mistake(
            "no logarithm",
            lambda z: np.exp(log_softmax(z)),
            "Those are the probabilities; their logarithms were asked.",
        ),
        Mistake(
            "wrong axis",
            lambda z: log_softmax(z.T).T,
            "You normalised over the examples: rows are examples, and each row's "
            "probabilities add up to 1.",
        ),
        Mistake(
            "over all",
            lambda z: log_softmax(z.reshape(1, -1)).reshape(z.shape),
            "You normalised over the whole table; every row is an example of its own.",
        ),
        Mistake(
            "no sum",
            lambda z: z - z.max(axis=1, keepdims=True),
            "Taking the largest score away is only half of it: subtract the "
            "logarithm of the sum as well.",
        ),
        Mistake(
            "largest not taken from the rest",
            lambda z: (
                z
                - np.log(
                    np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)
                )
            ),
            "You took the largest score from the sum and not from the scores: what "
            "is subtracted in one place has to be in the other.",
        ),
    ),
)
