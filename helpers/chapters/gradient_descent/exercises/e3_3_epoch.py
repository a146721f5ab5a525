"""E3.3: one pass in batches."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def epoch(theta, X, y, batch_size, learning_rate):
    for start in range(0, len(y), batch_size):
        rows = slice(start, start + batch_size)
        residual = X[rows] @ theta - y[rows]
        grad = 2 / len(residual) * X[rows].T @ residual
        theta = theta - learning_rate * grad
    return theta


def all_at_once(theta, X, y, batch_size, learning_rate):
    parts = range(0, len(y), batch_size)
    return theta - learning_rate * sum(
        2
        * X[k : k + batch_size].T
        @ (X[k : k + batch_size] @ theta - y[k : k + batch_size])
        / len(y[k : k + batch_size])
        for k in parts
    )


def divided_by(count):
    """An epoch whose gradients are sums, divided by something else."""

    def wrong(theta, X, y, batch_size, learning_rate):
        for start in range(0, len(y), batch_size):
            part, target = X[start : start + batch_size], y[start : start + batch_size]
            grad = 2 * part.T @ (part @ theta - target) / count(y, batch_size)
            theta = theta - learning_rate * grad
        return theta

    return wrong


def without_the_rest(theta, X, y, batch_size, learning_rate):
    whole = len(y) // batch_size * batch_size
    return epoch(theta, X[:whole], y[:whole], batch_size, learning_rate)


def cases_of_epoch():
    one = (np.zeros(1), np.ones((3, 1)), np.array([1.0, 1.0, 4.0]), 2, 0.25)
    rng = np.random.default_rng(2)
    drawn = []
    for k in range(39):
        n, size = 4 + k % 5, 2 + k % 3
        X, y = rng.integers(-4, 5, (n, 2)) / 2, rng.integers(-4, 5, n) / 2
        drawn.append((rng.integers(-4, 5, 2) / 2, X, y, size, 0.125))
    return [one, *drawn]


EPOCH = Exercise(
    id="E3.3",
    statement="""\
Write `epoch(theta, X, y, batch_size, learning_rate)`: one pass through the examples in
their order, a step of gradient descent on the MSE of `X @ theta` for every
`batch_size` of them. The last batch holds what is left. Return the parameters
afterwards.""",
    reference=epoch,
    cases=cases_of_epoch,
    mistakes=(
        Mistake(
            "last batch dropped",
            without_the_rest,
            "The examples of the last, smaller batch have no effect: they get a "
            "step as well.",
        ),
        Mistake(
            "last batch by batch_size",
            divided_by(lambda y, size: size),
            "Right until the last batch: its mean divides by the examples that "
            "are left, not by batch_size.",
        ),
        Mistake(
            "by all examples",
            divided_by(lambda y, size: len(y)),
            "You divided by all examples; the gradient of a batch is the mean over "
            "the batch.",
        ),
        Mistake(
            "sum",
            divided_by(lambda y, size: 1),
            "You added up where the mean over the batch was asked.",
        ),
        Mistake(
            "stale",
            all_at_once,
            "Every batch was given the first parameters: each step has to start "
            "where the one before ended.",
        ),
        Mistake(
            "one step",
            lambda t, X, y, size, rate: epoch(t, X, y, len(y), rate),
            "That is one step with all examples; one step for every batch was asked.",
        ),
        Mistake(
            "uphill",
            lambda t, X, y, size, rate: epoch(t, X, y, size, -rate),
            "You walked uphill: subtract the gradient.",
        ),
    ),
)
