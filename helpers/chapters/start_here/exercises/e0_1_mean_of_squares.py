"""E0.1: the mean of the squares."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def mean_of_squares(x):
    return np.mean(x**2)


def cases_of_mean_of_squares():
    """A few by hand, so that the smallest counterexample is small, then random ones."""
    by_hand = [[0.0], [2.0], [-3.0], [1.0, 2.0], [3.0, -3.0], [1.0, 2.0, 6.0]]
    rng = np.random.default_rng(0)
    drawn = [rng.integers(-9, 10, size=1 + i % 5) / 2 for i in range(44)]
    return [(np.array(x),) for x in [*by_hand, *drawn]]


MEAN_OF_SQUARES = Exercise(
    id="E0.1",
    statement="""\
Write `mean_of_squares(x)`: the mean of the squares of the numbers in `x`, an array of
shape (n,). The answer is one number. For `x = [1, 2]` it is 2.5.""",
    reference=mean_of_squares,
    cases=cases_of_mean_of_squares,
    mistakes=(
        Mistake(
            "sum",
            lambda x: np.sum(x**2),
            "Exactly n times too large: you summed where the mean was asked.",
        ),
        Mistake(
            "square of the mean",
            lambda x: np.mean(x) ** 2,
            "You squared the mean. Square first: otherwise +3 and -3 cancel before "
            "the square sees them.",
        ),
        Mistake(
            "root mean square",
            lambda x: np.sqrt(np.mean(x**2)),
            "You took the root at the end; the mean of the squares has none.",
        ),
        Mistake(
            "length",
            lambda x: np.sqrt(np.sum(x**2)),
            "That is the length of the vector: a sum and a root, where the mean "
            "without a root was asked.",
        ),
        Mistake(
            "mean",
            lambda x: np.mean(x),
            "That is the plain mean: the squares are missing, and minus pays for plus.",
        ),
        Mistake(
            "mean of sizes",
            lambda x: np.mean(np.abs(x)),
            "That is the mean of |x|: a 3 counts three times, squared it would "
            "count nine times.",
        ),
        Mistake(
            "half",
            lambda x: np.mean(x**2) / 2,
            "Exactly half of it: the 1/2 of some textbooks is a convention that "
            "this book does without.",
        ),
        Mistake(
            "doubled",
            lambda x: np.mean(x * 2),
            "`x * 2` doubles; `x ** 2` squares.",
        ),
        Mistake(
            "variance",
            lambda x: np.var(x),
            "That is the variance, which takes the mean away first; square the "
            "numbers as they stand.",
        ),
        Mistake(
            "not averaged",
            lambda x: x**2,
            "The squares are right, but all n of them came back: now take their mean.",
        ),
        Mistake(
            "only the first",
            lambda x: x[0] ** 2 / len(x),
            "Only the first square is counted: is the `return` inside the loop?",
        ),
    ),
)
