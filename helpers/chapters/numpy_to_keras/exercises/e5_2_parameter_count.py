"""E5.2: how many parameters."""

from itertools import pairwise

import numpy as np

from helpers.exercises import Exercise, Mistake


def parameter_count(sizes):
    inputs, outputs = np.array(sizes[:-1]), np.array(sizes[1:])
    return ((inputs + 1) * outputs).sum()


def cases_of_parameter_count():
    rng = np.random.default_rng(2)
    by_hand = [np.array([2, 1]), np.array([2, 3, 1])]
    drawn = [rng.integers(1, 9, 2 + k % 4) for k in range(38)]
    return [(sizes,) for sizes in by_hand + drawn]


PARAMETER_COUNT = Exercise(
    id="E5.2",
    statement="""\
Write `parameter_count(sizes)`: how many numbers training may change in a network of
`Dense` layers. `sizes` lists how many numbers each layer has, the inputs first:
`[2, 3, 1]` has 13.""",
    reference=parameter_count,
    cases=cases_of_parameter_count,
    mistakes=(
        Mistake(
            "no biases",
            lambda sizes: sum(int(a * b) for a, b in pairwise(sizes)),
            "You counted the weights; every unit has a bias as well.",
        ),
        Mistake(
            "biases for inputs",
            lambda sizes: sum(int(a * b) for a, b in pairwise(sizes)) + sum(sizes),
            "The inputs have no biases: they are data.",
        ),
        Mistake(
            "one bias a layer",
            lambda sizes: sum(int(a * b) + 1 for a, b in pairwise(sizes)),
            "Every unit has a bias of its own, not every layer.",
        ),
    ),
)
