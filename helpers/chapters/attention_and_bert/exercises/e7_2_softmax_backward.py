"""E7.2: backwards through a softmax."""

import numpy as np

from helpers.exercises import Exercise, Mistake
from helpers.losses import softmax


def softmax_backward(A, dA):
    return A * (dA - (A * dA).sum(axis=1, keepdims=True))


def softmax_backward_cases():
    rng = np.random.default_rng(72)
    single = (softmax(rng.normal(size=(1, 3))), np.array([[2.0, -1.0, 0.5]]))
    by_hand = [
        single,
        (np.array([[0.5, 0.5], [0.25, 0.75]]), np.array([[1.0, 0.0], [0.0, 4.0]])),
    ]
    drawn = [
        (softmax(rng.normal(size=(3, 3))), rng.integers(-8, 9, (3, 3)) / 4)
        for _ in range(29)
    ]
    return by_hand + drawn


SOFTMAX_BACKWARD = Exercise(
    id="E7.2",
    statement="""\
Write `softmax_backward(A, dA)`: `A` holds the weights of a softmax, a row a query,
and `dA` the loss's slopes by them. Return the slopes by the scores, by (7.3). Both have
shape (n, m), the answer too.""",
    reference=softmax_backward,
    cases=softmax_backward_cases,
    mistakes=(
        Mistake(
            "only the own weight",
            lambda A, dA: A * (1 - A) * dA,
            "That is the diagonal of (7.3) alone. A score moves the other weights of "
            "its row as well, downwards.",
        ),
        Mistake(
            "the sum forgotten",
            lambda A, dA: A * dA,
            "The sum is missing: when one weight rises, the others of its row fall.",
        ),
        Mistake(
            "summed over the queries",
            lambda A, dA: A * (dA - (A * dA).sum(axis=0)),
            "You added up over the queries, axis 0. The softmax ran over the keys, and "
            "so does the sum: axis 1.",
        ),
        Mistake(
            "summed over everything",
            lambda A, dA: A * (dA - (A * dA).sum()),
            "You added up over the whole matrix. Each row is a softmax of its own.",
        ),
        Mistake(
            "the weight outside only once",
            lambda A, dA: dA - (A * dA).sum(axis=1, keepdims=True),
            "Multiply by A at the end: a weight of 0 cannot be moved by its score.",
        ),
        Mistake(
            "a plain mean",
            lambda A, dA: A * (dA - dA.mean(axis=1, keepdims=True)),
            "What is taken off is the mean of dA weighted by A, and you took the plain "
            "mean.",
        ),
        Mistake(
            "a plain sum",
            lambda A, dA: A * (dA - dA.sum(axis=1, keepdims=True)),
            "The sum runs over A times dA, not over dA.",
        ),
        Mistake(
            "the sign",
            lambda A, dA: A * ((A * dA).sum(axis=1, keepdims=True) - dA),
            "The sign is the wrong way round: raising a score raises its own weight.",
        ),
        Mistake(
            "keepdims forgotten",
            lambda A, dA: A * (dA - (A * dA).sum(axis=1)),
            "The sums lie as a row, so the sum of the first row is taken off the first "
            "column. `keepdims=True` makes them a column.",
        ),
        Mistake(
            "brackets forgotten",
            lambda A, dA: A * dA - (A * dA).sum(axis=1, keepdims=True),
            "The sum has to be multiplied by A as well: mind the brackets.",
        ),
        Mistake(
            "a mean of the products",
            lambda A, dA: A * (dA - (A * dA).mean(axis=1, keepdims=True)),
            "A sum, not a mean: the weights in A make it a mean already.",
        ),
        Mistake(
            "every row with every other",
            lambda A, dA: A * (dA - (A @ dA.T).sum(axis=1, keepdims=True)),
            "A row is only to be multiplied by its own row of dA, number by number.",
        ),
        Mistake(
            "without dA",
            lambda A, dA: A * (1 - A),
            "The slopes dA are missing: these are slopes of the weights, not of the "
            "loss.",
        ),
        Mistake(
            "the sum added",
            lambda A, dA: A * (dA + (A * dA).sum(axis=1, keepdims=True)),
            "The sum is taken off: when one weight rises, the others fall.",
        ),
    ),
)
