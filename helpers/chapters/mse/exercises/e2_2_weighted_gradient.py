"""E2.2: the gradient where readings have weights."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def weighted_gradient(X, y, theta, weights):
    return 2 / len(y) * X.T @ (weights * (X @ theta - y))


def cases_of_weighted_gradient():
    one = np.ones((1, 1))
    by_hand = [(one, np.array([1.0]), np.array([3.0]), np.array([3.0]))]
    rng = np.random.default_rng(1)
    return by_hand + [
        (
            rng.integers(-4, 5, (3 + k % 3, 2)) / 2,
            rng.integers(-4, 5, 3 + k % 3) / 2,
            rng.integers(-4, 5, 2) / 2,
            rng.integers(1, 7, 3 + k % 3) / 2,
        )
        for k in range(39)
    ]


WEIGHTED_GRADIENT = Exercise(
    id="E2.2",
    statement="""\
Some readings are worth more than others. Write `weighted_gradient(X, y, theta,
weights)`: the gradient by `theta` of $\\frac1n\\sum_i w_i\\,(\\hat y_i - y_i)^2$ with
$\\hat y = X\\theta$. `X` has shape (n, d), `y` and `weights` shape (n,), the answer
shape (d,).""",
    reference=weighted_gradient,
    cases=cases_of_weighted_gradient,
    mistakes=(
        Mistake(
            "weights forgotten",
            lambda X, y, t, w: 2 * X.T @ (X @ t - y) / len(y),
            "The weights have no effect: every residual is multiplied by its own.",
        ),
        Mistake(
            "weights squared",
            lambda X, y, t, w: 2 * X.T @ (w**2 * (X @ t - y)) / len(y),
            "The weight stands outside the square, so it comes down once, not squared.",
        ),
        Mistake(
            "over the weights",
            lambda X, y, t, w: 2 * X.T @ (w * (X @ t - y)) / w.sum(),
            "You divided by the sum of the weights; this loss divides by n.",
        ),
        Mistake(
            "sum",
            lambda X, y, t, w: 2 * X.T @ (w * (X @ t - y)),
            "Exactly n times too large: the loss is a mean.",
        ),
        Mistake(
            "half",
            lambda X, y, t, w: X.T @ (w * (X @ t - y)) / len(y),
            "Exactly half: the exponent 2 is missing in front.",
        ),
        Mistake(
            "sign",
            lambda X, y, t, w: 2 * X.T @ (w * (y - X @ t)) / len(y),
            "The sign is flipped: differentiate answer minus target, not target "
            "minus answer.",
        ),
        Mistake(
            "weights after the sum",
            lambda X, y, t, w: 2 * w.mean() * X.T @ (X @ t - y) / len(y),
            "You averaged the weights: each belongs to its own residual and has to "
            "be multiplied before the sum.",
        ),
    ),
)
