"""E5.3: a gradient from one step."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def gradient_from_step(before, after, learning_rate):
    return (before - after) / learning_rate


def cases_of_gradient_from_step():
    rng = np.random.default_rng(3)
    return [
        (
            rng.integers(-8, 9, 1 + k % 3) / 2,
            rng.integers(-8, 9, 1 + k % 3) / 2,
            float(rng.choice([0.125, 0.25, 0.5, 2.0])),
        )
        for k in range(40)
    ]


GRADIENT_FROM_STEP = Exercise(
    id="E5.3",
    statement="""\
Write `gradient_from_step(before, after, learning_rate)`: the gradient that one step of
plain gradient descent must have used, (5.2), from the parameters before and after.""",
    reference=gradient_from_step,
    cases=cases_of_gradient_from_step,
    mistakes=(
        Mistake(
            "turned round",
            lambda before, after, rate: (after - before) / rate,
            "The sign is turned round: a step goes against the gradient.",
        ),
        Mistake(
            "not divided",
            lambda before, after, rate: before - after,
            "That is the step; divide it by the learning rate.",
        ),
        Mistake(
            "multiplied",
            lambda before, after, rate: (before - after) * rate,
            "You multiplied by the learning rate, as the step did; undo it.",
        ),
    ),
)
