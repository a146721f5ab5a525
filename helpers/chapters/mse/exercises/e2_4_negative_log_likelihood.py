"""E2.4: minus the logarithm of a likelihood."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def negative_log_likelihood(y_hat, y, sigma):
    exponent = ((y - y_hat) / sigma) ** 2 / 2
    return np.sum(exponent + np.log(sigma * np.sqrt(2 * np.pi)))


def cases_of_negative_log_likelihood():
    by_hand = [
        ([1.0], [1.0], [1.0]),
        ([0.0], [2.0], [2.0]),
        ([0.0, 0.0], [1.0, 4.0], [1.0, 2.0]),
    ]
    rng = np.random.default_rng(3)
    drawn = [
        (*rng.integers(-6, 7, (2, 1 + k % 4)) / 2, rng.integers(1, 7, 1 + k % 4) / 2)
        for k in range(37)
    ]
    return [tuple(map(np.array, case)) for case in by_hand + drawn]


NEGATIVE_LOG_LIKELIHOOD = Exercise(
    id="E2.4",
    statement="""\
Every reading comes with a standard deviation of its own. Write
`negative_log_likelihood(y_hat, y, sigma)`: minus the logarithm of the likelihood of
all readings, for Gaussian errors. All three have shape (n,); the answer is one
number.""",
    reference=negative_log_likelihood,
    cases=cases_of_negative_log_likelihood,
    mistakes=(
        Mistake(
            "constant forgotten",
            lambda a, y, s: np.sum(((y - a) / s) ** 2 / 2 + np.log(s)),
            "Off by a constant for every reading: the bell's height has a "
            "sqrt(2 pi) as well.",
        ),
        Mistake(
            "sigma's logarithm forgotten",
            lambda a, y, s: np.sum(((y - a) / s) ** 2 / 2 + np.log(2 * np.pi) / 2),
            "The logarithm of sigma is missing: a wide bell is a low bell.",
        ),
        Mistake(
            "mean",
            lambda a, y, s: np.mean(
                ((y - a) / s) ** 2 / 2 + np.log(s * np.sqrt(2 * np.pi))
            ),
            "You averaged: the likelihood is a product over all readings, so its "
            "logarithm is a sum.",
        ),
        Mistake(
            "half forgotten",
            lambda a, y, s: np.sum(((y - a) / s) ** 2 + np.log(s * np.sqrt(2 * np.pi))),
            "The half in the bell's exponent is missing.",
        ),
        Mistake(
            "sigma not squared",
            lambda a, y, s: np.sum(
                (y - a) ** 2 / (2 * s) + np.log(s * np.sqrt(2 * np.pi))
            ),
            "The bell's exponent divides by sigma squared, and you divided by sigma.",
        ),
        Mistake(
            "sign",
            lambda a, y, s: -negative_log_likelihood(a, y, s),
            "That is the log-likelihood; minus it was asked, to have something to "
            "make small.",
        ),
        Mistake(
            "constant not rooted",
            lambda a, y, s: np.sum(((y - a) / s) ** 2 / 2 + np.log(s * 2 * np.pi)),
            "The bell's height is 1 over sigma times the root of 2 pi; the root is "
            "missing.",
        ),
    ),
)
