"""E7.3: weights that leave padding alone."""

import numpy as np

from helpers.exercises import Exercise, Mistake
from helpers.losses import softmax


def padded_weights(scores, length):
    grown = np.exp(scores) * (np.arange(scores.shape[1]) < length)
    return grown / grown.sum(axis=1, keepdims=True)


def padded_weights_cases():
    rng = np.random.default_rng(73)
    by_hand = [
        (np.zeros((2, 4)), 2),
        (np.array([[-300.0, -301.0, -299.0]]), 2),
        (np.array([[0.0, 1.0, 0.5]]), 3),  # nothing is padding
    ]
    drawn = [
        (rng.integers(-8, 9, (5, 5)) / 4, int(rng.integers(1, 5))) for _ in range(29)
    ]
    return by_hand + drawn


def real(scores, length):
    return np.arange(scores.shape[1]) < length


PADDED_WEIGHTS = Exercise(
    id="E7.3",
    statement="""\
Write `padded_weights(scores, length)`: `scores` (n, m) are those of n queries for m
keys, of which the first `length` are words and the others padding. Return the weights
(n, m) of all queries as (7.5) wants them: the words' as if there were no padding, the
padding's 0. `length` is 1 to m.""",
    reference=padded_weights,
    cases=padded_weights_cases,
    mistakes=(
        Mistake(
            "mask after the softmax",
            lambda s, n: softmax(s) * real(s, n),
            "Your rows do not add up to 1: what the padding got is thrown away after "
            "it has been counted. Take the padding out before the softmax.",
        ),
        Mistake(
            "nought for minus infinity",
            lambda s, n: softmax(np.where(real(s, n), s, 0.0)),
            "A score of 0 is no small one: e to the 0 is 1, and the padding gets its "
            "share. Minus infinity gives it none.",
        ),
        Mistake(
            "nothing masked",
            lambda s, n: softmax(s),
            "The padding is still looked at.",
        ),
        Mistake(
            "queries masked",
            lambda s, n: softmax(s) * (np.arange(len(s)) < n)[:, None],
            "You silenced rows, that is queries. Padding must not be looked at: it is "
            "the columns that go.",
        ),
        Mistake(
            "the words masked",
            lambda s, n: softmax(np.where(real(s, min(n, s.shape[1] - 1)), -np.inf, s)),
            "You kept the padding and took the words out.",
        ),
        Mistake(
            "one too many",
            lambda s, n: softmax(np.where(real(s, n + 1), s, -np.inf)),
            "One key of the padding is still looked at: words have the numbers 0 to "
            "length - 1.",
        ),
        Mistake(
            "one too few",
            lambda s, n: softmax(np.where(real(s, max(n - 1, 1)), s, -np.inf)),
            "One word too few: words have the numbers 0 to length - 1, so `< length`.",
        ),
        Mistake(
            "minus ten",
            lambda s, n: softmax(np.where(real(s, n), s, -10.0)),
            "A score of -10 is not small enough: the padding still gets a little. "
            "Minus infinity is.",
        ),
        Mistake(
            "not shared out",
            lambda s, n: np.exp(s) * real(s, n),
            "The exponentials are not divided by their sum, row by row.",
        ),
        Mistake(
            "shared out over everything",
            lambda s, n: np.exp(s) * real(s, n) / (np.exp(s) * real(s, n)).sum(),
            "All your weights together add up to 1. Each row of them has to.",
        ),
        Mistake(
            "a triangle",
            lambda s, n: softmax(np.where(np.tri(*s.shape, dtype=bool), s, -np.inf)),
            "That is the mask against looking ahead. Here only the padding is closed.",
        ),
        Mistake(
            "masked scores",
            lambda s, n: np.where(real(s, n), s, -np.inf),
            "These are the scores under the mask; the softmax is still to come.",
        ),
        Mistake(
            "cut off",
            lambda s, n: softmax(s[:, :n]),
            "These are the weights of the words, and the columns of the padding are "
            "missing: they are to be there, and 0.",
        ),
    ),
)
