"""E3.1: how many steps on a bowl."""

import math

import numpy as np

from helpers.exercises import Exercise, Mistake


def steps_needed(kappa, share):
    factor = (kappa - 1) / (kappa + 1)
    return int(np.ceil(np.log(share) / np.log(factor)))


def cases_of_steps_needed():
    by_hand = [(3.0, 0.3), (3.0, 0.2), (100.0, 0.1)]
    rng = np.random.default_rng(0)
    drawn = [
        (float(rng.integers(2, 400)), float(rng.integers(1, 900)) / 1000)
        for _ in range(37)
    ]
    return by_hand + drawn


STEPS_NEEDED = Exercise(
    id="E3.1",
    statement="""\
Write `steps_needed(kappa, share)`: after how many whole steps at the best fixed
learning rate the error of gradient descent on a bowl of condition number `kappa` is
at most `share` of what it was, whatever its direction. By (3.5), for `kappa = 3` and
`share = 0.3` the answer is 2. `kappa` is above 1, `share` between 0 and 1.""",
    reference=steps_needed,
    cases=cases_of_steps_needed,
    mistakes=(
        Mistake(
            "rounded down",
            lambda k, s: math.floor(math.log(s) / math.log((k - 1) / (k + 1))),
            "One step short: where the logarithms do not divide evenly, the step "
            "that gets there has to be taken, so round up.",
        ),
        Mistake(
            "rate 1/L",
            lambda k, s: math.ceil(math.log(s) / math.log(1 - 1 / k)),
            "That is the count at the learning rate 1/L; the best rate, "
            "2/(mu + L), needs about half as many.",
        ),
        Mistake(
            "loss for error",
            lambda k, s: math.ceil(math.log(s) / (2 * math.log((k - 1) / (k + 1)))),
            "That is the count for the loss, which falls with the square of the "
            "error; the error was asked.",
        ),
        Mistake(
            "momentum",
            lambda k, s: math.ceil(
                math.log(s) / math.log((math.sqrt(k) - 1) / (math.sqrt(k) + 1))
            ),
            "You took the root of kappa: that is what momentum gains, later in "
            "this chapter.",
        ),
        Mistake(
            "not rounded",
            lambda k, s: math.log(s) / math.log((k - 1) / (k + 1)),
            "A whole number of steps was asked: round up.",
        ),
        Mistake(
            "upside down",
            lambda k, s: math.ceil(math.log((k - 1) / (k + 1)) / math.log(s)),
            "The fraction is upside down: solve factor ** k = share for k.",
        ),
    ),
)
