"""E1.6: how many units are dead."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def count_dead(X, W, b):
    off = X @ W + b <= 0
    return np.sum(np.all(off, axis=0))


def cases_of_count_dead():
    eye = np.eye(2)
    by_hand = [
        (eye, np.array([[-1.0], [-1.0]]), np.array([0.0])),
        (eye, np.array([[1.0], [-1.0]]), np.array([0.0])),
        (eye, -eye, np.array([0.0, 0.0])),
        (eye, eye, np.array([-1.0, -0.5])),
    ]
    rng = np.random.default_rng(6)
    drawn = [
        (
            rng.integers(-2, 3, (3 + k % 3, 2)) / 2,
            rng.integers(-2, 3, (2, 5)) / 2,
            rng.integers(-4, 2, 5) / 2,
        )
        for k in range(36)
    ]
    return by_hand + drawn


COUNT_DEAD = Exercise(
    id="E1.6",
    statement="""\
Write `count_dead(X, W, b)`: how many units of a layer are off at every example. `X`
has one example a row, shape (n, d); `W` one unit a column, shape (d, k); `b` shape
(k,). A unit whose pre-activation is exactly 0 is off.""",
    reference=count_dead,
    cases=cases_of_count_dead,
    mistakes=(
        Mistake(
            "any",
            lambda X, W, b: np.sum(np.any(X @ W + b <= 0, axis=0)),
            "You counted units that are off at some example; dead means off at "
            "all of them.",
        ),
        Mistake(
            "wrong axis",
            lambda X, W, b: np.sum(np.all(X @ W + b <= 0, axis=1)),
            "You counted examples at which every unit is off: rows are examples, "
            "columns are units.",
        ),
        Mistake(
            "strictly below",
            lambda X, W, b: np.sum(np.all(X @ W + b < 0, axis=0)),
            "A unit at exactly 0 is off too: its slope is 0 there, so use `<=`.",
        ),
        Mistake(
            "share",
            lambda X, W, b: np.mean(np.all(X @ W + b <= 0, axis=0)),
            "That is the share of dead units; their number was asked.",
        ),
        Mistake(
            "bias forgotten",
            lambda X, W, b: np.sum(np.all(X @ W <= 0, axis=0)),
            "The bias is missing, and it is mostly the bias that kills.",
        ),
        Mistake(
            "negative bias",
            lambda X, W, b: np.sum(b <= 0),
            "A bias below 0 kills nobody as long as the weights can lift some "
            "example above 0.",
        ),
        Mistake(
            "mean",
            lambda X, W, b: np.sum(np.mean(X @ W + b, axis=0) <= 0),
            "A unit may be below 0 on average and still fire for some example.",
        ),
        Mistake(
            "all cells",
            lambda X, W, b: np.sum(X @ W + b <= 0),
            "You counted zeros over all examples and units; first ask of each "
            "column whether all of it is off.",
        ),
    ),
)
