"""E7.1: attention to keys that do not fit at once."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def joined(O_1, total_1, O_2, total_2):
    share = (total_1 / (total_1 + total_2))[:, None]
    return share * O_1 + (1 - share) * O_2


def joined_cases():
    rng = np.random.default_rng(71)
    by_hand = [
        (
            np.array([[4.0, 0.0]]),
            np.array([3.0]),
            np.array([[0.0, 8.0]]),
            np.array([1.0]),
        ),
        (np.eye(2), np.array([1.0, 3.0]), np.ones((2, 2)), np.array([1.0, 1.0])),
    ]
    drawn = [
        (
            rng.integers(-8, 9, (3, 3)) / 4,
            rng.integers(1, 33, 3) / 4,
            rng.integers(-8, 9, (3, 3)) / 4,
            rng.integers(1, 33, 3) / 4,
        )
        for _ in range(29)
    ]
    return by_hand + drawn


def mixed(O_1, weight_1, O_2, weight_2):
    """The mean of two answers, each query's by its own weights."""
    a, b = weight_1[:, None], weight_2[:, None]
    return (a * O_1 + b * O_2) / (a + b)


def added(O_1, s, O_2, t):
    return s[:, None] * O_1 + t[:, None] * O_2


JOINED = Exercise(
    id="E7.1",
    statement="""\
A text has more words than fit into the memory, so its keys come in two parts. Each
query has attended to the first part alone and to the second alone, by (7.1): `O_1` and
`O_2` (n, d) are the two answers, and `total_1`, `total_2` (n,) the sums of exponentials
below the fraction, $\\sum_l e^{s_{il}}$, over the keys of each part. Write
`joined(O_1, total_1, O_2, total_2)`: the answer (n, d) to all keys at once. (Programs
for long texts compute attention so, part by part: T. Dao and others 2022.)""",
    reference=joined,
    cases=joined_cases,
    mistakes=(
        Mistake(
            "a plain mean",
            lambda O_1, s, O_2, t: (O_1 + O_2) / 2,
            "You counted both parts alike. A part that holds what the query looks for "
            "has the larger total, and counts for more.",
        ),
        Mistake(
            "added",
            lambda O_1, s, O_2, t: O_1 + O_2,
            "You added two means. Over all keys the weights have to add up to 1, and "
            "in each part they do so already.",
        ),
        Mistake(
            "not shared out",
            added,
            "With the totals you undid both divisions; what is missing is the division "
            "by the total of all keys.",
        ),
        Mistake(
            "the other one's total",
            lambda O_1, s, O_2, t: mixed(O_1, t, O_2, s),
            "Each part counts here by the other one's total: the one with the smaller "
            "exponentials gets more.",
        ),
        Mistake(
            "divided once more",
            lambda O_1, s, O_2, t: O_1 / s[:, None] + O_2 / t[:, None],
            "The parts are divided by their totals already. Undo that first, by "
            "multiplying; then divide by the total of all keys.",
        ),
        Mistake(
            "divided by all without undoing",
            lambda O_1, s, O_2, t: (O_1 + O_2) / (s + t)[:, None],
            "You divided by the total of all keys what has been divided before: "
            "multiply each part by its own total first.",
        ),
        Mistake(
            "softmax of the totals",
            lambda O_1, s, O_2, t: mixed(O_1, np.exp(s), O_2, np.exp(t)),
            "The totals are sums of exponentials already: you took the exponential of "
            "them once more.",
        ),
        Mistake(
            "logarithms of the totals",
            lambda O_1, s, O_2, t: np.log(s)[:, None] * O_1 + np.log(t)[:, None] * O_2,
            "The totals count as they are, not by their logarithms.",
        ),
        Mistake(
            "one share for all queries",
            lambda O_1, s, O_2, t: (
                (s.sum() * O_1 + t.sum() * O_2) / (s.sum() + t.sum())
            ),
            "You gave all queries one share. Each has its own totals, a row of them "
            "each.",
        ),
        Mistake(
            "shares along the columns",
            lambda O_1, s, O_2, t: s / (s + t) * O_1 + t / (s + t) * O_2,
            "The totals lie as a row and meet the columns: the second number of every "
            "word is weighted by the second query's. `[:, None]` makes them a column.",
        ),
        Mistake(
            "shared out over the queries",
            lambda O_1, s, O_2, t: (
                (s / s.sum())[:, None] * O_1 + (t / t.sum())[:, None] * O_2
            ),
            "You divided each part's totals by their sum over the queries. A query "
            "shares out its attention over its own keys, of both parts.",
        ),
        Mistake(
            "divided by all queries' totals",
            lambda O_1, s, O_2, t: added(O_1, s, O_2, t) / (s + t).sum(),
            "You divided by the totals of all queries together. Each query has its "
            "own.",
        ),
        Mistake(
            "half",
            lambda O_1, s, O_2, t: added(O_1, s, O_2, t) / 2,
            "You divided by 2, the number of parts. The weights add up to 1 if you "
            "divide by the total of all keys.",
        ),
        Mistake(
            "the larger one",
            lambda O_1, s, O_2, t: np.where((s > t)[:, None], O_1, O_2),
            "You took the part with the larger total and dropped the other. A softmax "
            "drops nothing: every key counts by its exponential.",
        ),
        Mistake(
            "the first alone",
            lambda O_1, s, O_2, t: (s / (s + t))[:, None] * O_1,
            "That is what the first part contributes; the second one's is missing.",
        ),
        Mistake(
            "one minus forgotten",
            lambda O_1, s, O_2, t: (s / (s + t))[:, None] * (O_1 + O_2),
            "You weighted both parts with the first one's share; the second has the "
            "rest, 1 minus that.",
        ),
        Mistake(
            "the sum of totals along the columns",
            lambda O_1, s, O_2, t: added(O_1, s, O_2, t) / (s + t),
            "The last division goes along the columns: the total of all keys has to "
            "be a column too, `[:, None]`.",
        ),
        Mistake(
            "brackets forgotten",
            lambda O_1, s, O_2, t: (
                s[:, None] * O_1 + t[:, None] * O_2 / (s + t)[:, None]
            ),
            "Only the second part is divided: mind the brackets.",
        ),
        Mistake(
            "divided instead of undone",
            lambda O_1, s, O_2, t: (
                (O_1 / s[:, None] + O_2 / t[:, None]) * (s + t)[:, None]
            ),
            "Each part was divided by its own total; multiply by it, and divide by the "
            "total of all keys. You did both the other way round.",
        ),
        Mistake(
            "squared",
            lambda O_1, s, O_2, t: mixed(O_1, s**2, O_2, t**2),
            "The totals are squared here; they count as they are.",
        ),
        Mistake(
            "rooted",
            lambda O_1, s, O_2, t: mixed(O_1, np.sqrt(s), O_2, np.sqrt(t)),
            "You took the roots of the totals; they count as they are.",
        ),
    ),
)
