"""E2.3: ridge regression."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def ridge(X, y, strength):
    n, d = X.shape
    return np.linalg.solve(X.T @ X + n * strength * np.eye(d), X.T @ y)


def cases_of_ridge():
    by_hand = [(np.array([[1.0], [1.0]]), np.array([2.0, 4.0]), 0.5)]
    rng = np.random.default_rng(2)
    return by_hand + [
        (
            rng.normal(size=(4 + k % 4, 2)).round(1),
            rng.normal(size=4 + k % 4).round(1),
            s,
        )
        for k, s in enumerate(rng.integers(1, 9, 39) / 4)
    ]


RIDGE = Exercise(
    id="E2.3",
    statement="""\
**Ridge regression** adds a price for large parameters. Write `ridge(X, y, strength)`:
the $\\theta$ that minimises $M + \\lambda\\lVert\\theta\\rVert^2$, with `strength` for
$\\lambda$ and $M$ the mean of the squared errors of $X\\theta$. Set the gradient to
zero, as for (2.8). `X` has shape (n, d), the answer shape (d,).""",
    reference=ridge,
    cases=cases_of_ridge,
    tolerance=1e-8,
    mistakes=(
        Mistake(
            "n forgotten",
            lambda X, y, s: np.linalg.solve(X.T @ X + s * np.eye(X.shape[1]), X.T @ y),
            "That is right for the sum of squares: M is a mean, so beside X'X the "
            "strength is multiplied by n.",
        ),
        Mistake(
            "no price",
            lambda X, y, s: np.linalg.lstsq(X, y)[0],
            "That is plain least squares: the price for large parameters has no "
            "effect.",
        ),
        Mistake(
            "sign",
            lambda X, y, s: np.linalg.solve(
                X.T @ X - len(y) * s * np.eye(X.shape[1]), X.T @ y
            ),
            "The sign of the price is flipped: both gradients point uphill, so "
            "they add up.",
        ),
        Mistake(
            "half",
            lambda X, y, s: np.linalg.solve(
                X.T @ X + len(y) * s / 2 * np.eye(X.shape[1]), X.T @ y
            ),
            "The price counts half: its derivative has a factor 2 as the squared "
            "error's has, and both drop out.",
        ),
        Mistake(
            "added everywhere",
            lambda X, y, s: np.linalg.solve(X.T @ X + len(y) * s, X.T @ y),
            "You added the strength to every entry of X'X; the derivative of the "
            "price by one parameter has that parameter only: the diagonal.",
        ),
        Mistake(
            "shrunk afterwards",
            lambda X, y, s: np.linalg.lstsq(X, y)[0] / (1 + s),
            "You shrank the answer of least squares: that is right only if the "
            "columns of X are perpendicular and of one length.",
        ),
    ),
)
