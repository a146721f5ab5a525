"""E7.1: attention in three lines."""

import numpy as np

from helpers.exercises import Exercise, Mistake
from helpers.losses import softmax


def my_attention(Q, K, V):
    grown = np.exp(Q @ K.T / np.sqrt(Q.shape[1]))
    return grown / grown.sum(axis=1, keepdims=True) @ V


def my_attention_cases():
    rng = np.random.default_rng(71)
    by_hand = [(np.array([[2.0, 0.0]]), np.eye(2), np.array([[1.0, 0.0], [0.0, 3.0]]))]
    drawn = [
        tuple(rng.integers(-6, 7, (n, d)) / 4 for n in (2 + k % 2, 4, 4))
        for k, d in enumerate([2, 3, 4, 4, 5, 6] * 5)
    ]
    return by_hand + drawn


def weights_of(Q, K):
    return softmax(Q @ K.T / np.sqrt(Q.shape[1]))


def by_columns(scores):
    return softmax(scores.T).T


MY_ATTENTION = Exercise(
    id="E7.1",
    statement="""\
Write `my_attention(Q, K, V)`: for queries `Q` (n, d), keys `K` (m, d) and values `V`
(m, d), the weighted means of the values that (7.1) gives, one row a query, scores
divided by the root of d. NumPy has no softmax; `np.exp` is enough here.""",
    reference=my_attention,
    cases=my_attention_cases,
    mistakes=(
        Mistake(
            "not divided",
            lambda Q, K, V: softmax(Q @ K.T) @ V,
            "The scores are not divided by the root of d: the longer the keys, the "
            "more one of them takes all.",
        ),
        Mistake(
            "divided by d",
            lambda Q, K, V: softmax(Q @ K.T / Q.shape[1]) @ V,
            "You divided by d. Its root is the size of a dot product (7.2); d makes "
            "long keys all alike.",
        ),
        Mistake(
            "times the root",
            lambda Q, K, V: softmax(Q @ K.T * np.sqrt(Q.shape[1])) @ V,
            "You multiplied by the root of d, and divided was meant.",
        ),
        Mistake(
            "divided by the root of the words",
            lambda Q, K, V: softmax(Q @ K.T / np.sqrt(len(K))) @ V,
            "You took the root of the number of keys. What makes a dot product large "
            "is the number of its terms, d.",
        ),
        Mistake(
            "columns add up to 1",
            lambda Q, K, V: by_columns(Q @ K.T / np.sqrt(Q.shape[1])) @ V,
            "Your weights add up to 1 over the queries, axis 0. A query shares out its "
            "own attention: over the keys, axis 1.",
        ),
        Mistake(
            "all add up to 1",
            lambda Q, K, V: (
                softmax((Q @ K.T / np.sqrt(Q.shape[1])).ravel()).reshape(len(Q), len(K))
                @ V
            ),
            "All your weights together add up to 1. Each row of them has to.",
        ),
        Mistake(
            "keys and values exchanged",
            lambda Q, K, V: softmax(Q @ V.T / np.sqrt(Q.shape[1])) @ K,
            "You compared the queries with the values and averaged the keys: it is the "
            "other way round.",
        ),
        Mistake(
            "keys averaged",
            lambda Q, K, V: softmax(Q @ K.T / np.sqrt(Q.shape[1])) @ K,
            "You averaged the keys. They only say who is looked at; what is taken from "
            "there are the values.",
        ),
        Mistake(
            "no softmax",
            lambda Q, K, V: Q @ K.T / np.sqrt(Q.shape[1]) @ V,
            "There is no softmax: scores may be negative, and do not add up to 1.",
        ),
        Mistake(
            "not shared out",
            lambda Q, K, V: np.exp(Q @ K.T / np.sqrt(Q.shape[1])) @ V,
            "The exponentials are not divided by their sum, row by row.",
        ),
        Mistake(
            "only the weights",
            lambda Q, K, V: weights_of(Q, K),
            "These are the weights. Take the mean of the values with them: `@ V`.",
        ),
        Mistake(
            "root of the queries",
            lambda Q, K, V: softmax(Q @ K.T / np.sqrt(len(Q))) @ V,
            "You took the root of the number of queries. What makes a dot product "
            "large is the number of its terms, the columns.",
        ),
        Mistake(
            "root outside",
            lambda Q, K, V: softmax(Q @ K.T) / np.sqrt(Q.shape[1]) @ V,
            "The root belongs inside the softmax: outside it, the weights no longer "
            "add up to 1.",
        ),
        Mistake(
            "root inside and outside",
            lambda Q, K, V: weights_of(Q, K) / np.sqrt(Q.shape[1]) @ V,
            "You divided by the root twice, the second time outside the softmax, where "
            "the weights no longer add up to 1.",
        ),
        Mistake(
            "softmax around everything",
            lambda Q, K, V: softmax(Q @ K.T / np.sqrt(Q.shape[1]) @ V),
            "The softmax goes around the scores alone; the values come after it.",
        ),
        Mistake(
            "a mean of the mean",
            lambda Q, K, V: weights_of(Q, K) @ V / len(V),
            "The weights add up to 1 already: nothing is left to divide by.",
        ),
        Mistake(
            "half of d",
            lambda Q, K, V: softmax(Q @ K.T / (Q.shape[1] / 2)) @ V,
            "You divided by half of d. In Python `d ** 1/2` is that; the root is `d ** "
            "0.5`.",
        ),
        Mistake(
            "neither",
            lambda Q, K, V: Q @ K.T @ V,
            "There is neither a softmax in it nor the root.",
        ),
    ),
)
