"""E5.4: backwards through a matrix product."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def pullback_matmul(A, B, upstream):
    return upstream @ B.T, A.T @ upstream


def cases_of_pullback_matmul():
    rng = np.random.default_rng(4)
    return [tuple(rng.integers(-4, 5, (3, 2, 2)) / 2) for _ in range(40)]


PULLBACK_MATMUL = Exercise(
    id="E5.4",
    statement="""\
Write `pullback_matmul(A, B, upstream)`: for $Z = AB$, given `upstream`, the loss's
derivative by $Z$, return the derivatives by `A` and by `B`. All have shape (2, 2).""",
    reference=pullback_matmul,
    cases=cases_of_pullback_matmul,
    mistakes=(
        Mistake(
            "not transposed",
            lambda A, B, upstream: (upstream @ B, A @ upstream),
            "A transpose is missing; square matrices do not complain.",
        ),
        Mistake(
            "exchanged",
            lambda A, B, upstream: (A.T @ upstream, upstream @ B.T),
            "The two are exchanged: A's derivative comes first.",
        ),
        Mistake(
            "wrong side",
            lambda A, B, upstream: (B.T @ upstream, upstream @ A.T),
            "B stood on the right of A, so its transpose stands on the right of "
            "upstream.",
        ),
    ),
)
