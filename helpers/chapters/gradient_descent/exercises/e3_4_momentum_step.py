"""E3.4: one step of momentum."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def momentum_step(theta, v, grad, learning_rate, beta_1):
    v = beta_1 * v - learning_rate * grad
    return theta + v, v


def cases_of_momentum_step():
    by_hand = [([1.0], [0.0], [1.0], 0.5, 0.5), ([0.0], [1.0], [2.0], 0.5, 0.5)]
    rng = np.random.default_rng(3)
    drawn = [
        (
            *rng.integers(-6, 7, (3, 1 + k % 3)) / 2,
            rng.integers(1, 8) / 8,
            rng.integers(1, 8) / 8,
        )
        for k in range(38)
    ]
    return [
        (*map(np.array, case[:3]), float(case[3]), float(case[4]))
        for case in by_hand + drawn
    ]


MOMENTUM_STEP = Exercise(
    id="E3.4",
    statement="""\
Write `momentum_step(theta, v, grad, learning_rate, beta_1)`: one step of momentum as
defined above (3.9). Return the pair of the new parameters and the new `v`.""",
    reference=momentum_step,
    cases=cases_of_momentum_step,
    mistakes=(
        Mistake(
            "average",
            lambda t, v, g, a, b: (
                t + b * v - a * (1 - b) * g,
                b * v - a * (1 - b) * g,
            ),
            "That is a moving average of the gradients, with a factor 1 - beta_1: "
            "here the new gradient enters in full.",
        ),
        Mistake(
            "old v",
            lambda t, v, g, a, b: (t + v, b * v - a * g),
            "The parameters moved with the old v: renew v first, then move by it.",
        ),
        Mistake(
            "Nesterov",
            lambda t, v, g, a, b: (
                t + b * (b * v - a * g) - a * g,
                b * v - a * g,
            ),
            "That is Nesterov's step, which looks ahead by one more memory.",
        ),
        Mistake(
            "no memory",
            lambda t, v, g, a, b: (t - a * g, -a * g),
            "The last step is forgotten: that is gradient descent.",
        ),
        Mistake(
            "uphill",
            lambda t, v, g, a, b: (t + b * v + a * g, b * v + a * g),
            "You walked uphill: v takes the gradient with a minus.",
        ),
        Mistake(
            "rate on everything",
            lambda t, v, g, a, b: (t + a * (b * v - g), b * v - g),
            "You kept the learning rate out of v and multiplied the memory by it: "
            "here v is a step, learning rate included.",
        ),
        Mistake(
            "other order",
            lambda t, v, g, a, b: (b * v - a * g, t + b * v - a * g),
            "Right, but the other way round: first the parameters, then v.",
        ),
    ),
)
