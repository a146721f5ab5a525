"""E4.1: a moving average, corrected for its start."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def corrected_average(g, beta):
    m = 0.0
    for value in g:
        m = beta * m + (1 - beta) * value
    return m / (1 - beta ** len(g))


def averages_of(change):
    """A version of `corrected_average` with one detail changed."""

    def version(g, beta):
        keep, take = (1 - beta, beta) if change == "swapped" else (beta, 1 - beta)
        m = g[0] if change == "first" else 0.0
        for value in g:
            m = keep * m + take * value
        t = len(g)
        share = {
            "raw": 1.0,
            "first": 1.0,
            "power": (1 - beta) ** t,
            "late": 1 - beta ** (t + 1),
            "twice": (1 - beta**t) ** 2,
            "times": 1 / (1 - beta**t),
        }
        return m / share.get(change, 1 - beta**t)

    return version


def cases_of_corrected_average():
    rng = np.random.default_rng(1)
    by_hand = [([1.0, 2.0], 0.5), ([3.0], 0.9), ([2.0, -1.0, 4.0], 0.9)]
    drawn = [
        (rng.normal(size=rng.integers(1, 9)), float(rng.uniform(0.55, 0.99)))
        for _ in range(27)
    ]
    return [(np.array(g), beta) for g, beta in [*by_hand, *drawn]]


CORRECTED_AVERAGE = Exercise(
    id="E4.1",
    statement="""\
Write `corrected_average(g, beta)`: the moving average of the numbers in `g`, an
array of shape (t,), that starts at zero, keeps the share `beta` of itself at every
number, and is corrected at the end for its start. For `g = [1, 2]` and `beta = 0.5`
it is 1.66667.""",
    reference=corrected_average,
    cases=cases_of_corrected_average,
    mistakes=(
        Mistake(
            "raw",
            averages_of("raw"),
            "That is the raw average: its weights add up to 1 - beta^t only, so it "
            "is too close to zero. Divide by what they add up to.",
        ),
        Mistake(
            "power of the whole",
            averages_of("power"),
            "You divided by (1 - beta)^t; the weights add up to 1 - beta^t. The "
            "power belongs to beta alone.",
        ),
        Mistake(
            "one step late",
            averages_of("late"),
            "You divided by 1 - beta^(t+1): after t numbers the exponent is t, so "
            "that one number alone gives itself.",
        ),
        Mistake(
            "swapped",
            averages_of("swapped"),
            "`beta` and 1 - beta have changed places: beta is what the average "
            "keeps, 1 - beta what it takes from the new number.",
        ),
        Mistake(
            "starts at the first",
            averages_of("first"),
            "You started at g[0] instead of zero. The first number then has too "
            "much weight, and there is nothing left to correct.",
        ),
        Mistake(
            "twice",
            averages_of("twice"),
            "You corrected twice; once makes the weights add up to one.",
        ),
        Mistake(
            "multiplied",
            averages_of("times"),
            "You multiplied by 1 - beta^t where you have to divide: a sum that is "
            "too small became smaller still.",
        ),
        Mistake(
            "plain mean",
            lambda g, beta: np.mean(g),
            "That is the plain mean, in which old and new numbers weigh the same; "
            "beta does not occur in it.",
        ),
    ),
)
