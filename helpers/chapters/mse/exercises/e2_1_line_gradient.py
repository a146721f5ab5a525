"""E2.1: the gradient of a line's MSE."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def line_gradient(x, y, intercept, slope):
    residual = intercept + slope * x - y
    return 2 * np.mean(residual), 2 * np.mean(residual * x)


def cases_of_line_gradient():
    by_hand = [([1.0], [3.0], 1.0, 1.0), ([0.0, 2.0], [1.0, 1.0], 0.0, 1.0)]
    rng = np.random.default_rng(0)
    drawn = [
        (*rng.integers(-6, 7, (2, 2 + k % 5)) / 2, *rng.integers(-4, 5, 2) / 2)
        for k in range(38)
    ]
    return [
        (np.array(x), np.array(y), float(intercept), float(slope))
        for x, y, intercept, slope in by_hand + drawn
    ]


LINE_GRADIENT = Exercise(
    id="E2.1",
    statement="""\
Write `line_gradient(x, y, intercept, slope)`: the derivatives of the MSE of the line
`intercept + slope * x` by `intercept` and by `slope`, as a pair in this order. `x` and
`y` have shape (n,).""",
    reference=line_gradient,
    cases=cases_of_line_gradient,
    mistakes=(
        Mistake(
            "sum",
            lambda x, y, b, w: (
                2 * np.sum(b + w * x - y),
                2 * np.sum((b + w * x - y) * x),
            ),
            "Exactly n times too large: that is the gradient of the sum of "
            "squares; the mean divides by n.",
        ),
        Mistake(
            "half-mean",
            lambda x, y, b, w: (
                np.mean(b + w * x - y),
                np.mean((b + w * x - y) * x),
            ),
            "Exactly half: the square brings down a 2, and no half stands in "
            "front of the mean to cancel it.",
        ),
        Mistake(
            "half-sum",
            lambda x, y, b, w: (
                np.sum(b + w * x - y),
                np.sum((b + w * x - y) * x),
            ),
            "That is the gradient of half the sum of squares, the article's "
            "loss; the mean has 2/n in front.",
        ),
        Mistake(
            "sign",
            lambda x, y, b, w: (
                2 * np.mean(y - b - w * x),
                2 * np.mean((y - b - w * x) * x),
            ),
            "The sign is flipped: it is answer minus target that grows with the "
            "parameters.",
        ),
        Mistake(
            "order",
            lambda x, y, b, w: (
                2 * np.mean((b + w * x - y) * x),
                2 * np.mean(b + w * x - y),
            ),
            "Right, but the other way round: the intercept's derivative was asked "
            "first.",
        ),
        Mistake(
            "x forgotten",
            lambda x, y, b, w: (2 * np.mean(b + w * x - y),) * 2,
            "The slope moves answer i by x_i, so its derivative carries an x_i "
            "that the intercept's does not.",
        ),
        Mistake(
            "averaged apart",
            lambda x, y, b, w: (
                2 * np.mean(b + w * x - y),
                2 * np.mean(b + w * x - y) * np.mean(x),
            ),
            "The mean of a product is not the product of the means: multiply by x "
            "before you average.",
        ),
    ),
)
