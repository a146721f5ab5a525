"""E3.2: the largest learning rate."""

import numpy as np

from helpers.exercises import Exercise, Mistake
from helpers.losses import mse_hessian


def largest_rate(X):
    curvatures = np.linalg.eigvalsh(2 / len(X) * X.T @ X)
    return 2 / curvatures[-1]


def cases_of_largest_rate():
    by_hand = [np.array([[1.0], [2.0]]), np.eye(2), np.array([[1.0, 0.0], [1.0, 1.0]])]
    rng = np.random.default_rng(1)
    drawn = [
        rng.integers(-4, 5, (4 + k % 4, 2)) / 2 + np.eye(4 + k % 4, 2)
        for k in range(37)
    ]
    return [(X,) for X in by_hand + drawn]


LARGEST_RATE = Exercise(
    id="E3.2",
    statement="""\
Write `largest_rate(X)`: the learning rate 2/L at which gradient descent on the MSE of
the linear model `X @ theta` neither shrinks nor grows. `X` has shape (n, d).""",
    reference=largest_rate,
    cases=cases_of_largest_rate,
    tolerance=1e-9,
    mistakes=(
        Mistake(
            "1/L",
            lambda X: largest_rate(X) / 2,
            "That is 1/L, where the steep direction is done in one step; the limit "
            "is twice as far.",
        ),
        Mistake(
            "half-mean",
            lambda X: 2 * largest_rate(X),
            "Twice too large: the Hessian of the mean of squares is 2/n X'X, with "
            "the 2.",
        ),
        Mistake(
            "sum",
            lambda X: largest_rate(X) / len(X),
            "That is the limit for the sum of squares: the Hessian of the mean is "
            "divided by n.",
        ),
        Mistake(
            "half-sum",
            lambda X: 2 * largest_rate(X) / len(X),
            "That is the limit for half the sum of squares, whose Hessian is X'X.",
        ),
        Mistake(
            "smallest curvature",
            lambda X: 2 / np.linalg.eigvalsh(mse_hessian(X))[0],
            "You took the smallest curvature; it is the largest that forbids.",
        ),
        Mistake(
            "trace",
            lambda X: 2 / np.trace(mse_hessian(X)),
            "You added the curvatures up: that is safe, and smaller than it need "
            "be. The largest alone decides.",
        ),
        Mistake(
            "singular value",
            lambda X: len(X) / np.linalg.norm(X, 2),
            "The singular values of X are roots of the eigenvalues of X'X: square "
            "the largest.",
        ),
    ),
)
