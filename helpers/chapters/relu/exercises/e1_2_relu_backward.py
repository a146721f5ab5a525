"""E1.2: backwards through a ReLU."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def relu_backward(z, upstream):
    return np.where(z > 0, upstream, 0.0)


def cases_of_relu_backward():
    by_hand = [
        ([0.0], [1.0]),
        ([2.0], [-3.0]),
        ([-1.0], [2.0]),
        ([3.0, -2.0], [-1.0, -1.0]),
    ]
    rng = np.random.default_rng(2)
    drawn = [
        (rng.integers(-3, 4, 1 + k % 5) / 2, rng.integers(-6, 7, 1 + k % 5) / 2)
        for k in range(36)
    ]
    return [(np.array(z), np.array(g)) for z, g in by_hand + drawn]


RELU_BACKWARD = Exercise(
    id="E1.2",
    statement="""\
Going backwards through a ReLU. Write `relu_backward(z, upstream)`: `z` is what went
into the ReLU, shape (n,), and `upstream` is the derivative of the loss by what came
out, shape (n,). Return the derivative of the loss by `z`, with the frameworks'
choice at 0.""",
    reference=relu_backward,
    cases=cases_of_relu_backward,
    mistakes=(
        Mistake(
            "gate forgotten",
            lambda z, upstream: upstream + 0.0,
            "The gate is missing: where z is not positive nothing passes back.",
        ),
        Mistake(
            "gate by upstream",
            lambda z, upstream: np.maximum(upstream, 0),
            "You applied ReLU to the gradient. The gate is decided by z, on the "
            "way forward; a gradient may well be negative.",
        ),
        Mistake(
            "slope 1 at 0",
            lambda z, upstream: np.where(z >= 0, upstream, 0.0),
            "Right except where z is exactly 0: the frameworks' `relu` has slope 0 "
            "there, and `>=` gives 1.",
        ),
        Mistake(
            "slope a half at 0",
            lambda z, upstream: upstream * np.heaviside(z, 0.5),
            "Right except where z is exactly 0: a half is what central differences "
            "say, the frameworks' `relu` says 0.",
        ),
        Mistake(
            "times the activation",
            lambda z, upstream: upstream * np.maximum(z, 0),
            "You multiplied by relu(z); the chain rule asks for its derivative, "
            "which is 0 or 1.",
        ),
        Mistake(
            "gate alone",
            lambda z, upstream: np.where(z > 0, 1.0, 0.0),
            "That is the local slope alone; the chain rule multiplies it by what "
            "comes from above.",
        ),
        Mistake(
            "wrong side",
            lambda z, upstream: np.where(z > 0, 0.0, upstream),
            "The gate is open on the wrong side.",
        ),
    ),
)
