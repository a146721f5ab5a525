"""E1.5: He initialisation for a leaky ReLU."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def weight_variance(n_in, n_out, slope):
    return 2 / ((1 + slope**2) * n_in)


def cases_of_weight_variance():
    by_hand = [(1, 1, 0.0), (2, 3, 0.0), (4, 1, 1.0)]
    rng = np.random.default_rng(5)
    drawn = [
        (
            int(rng.integers(1, 600)),
            int(rng.integers(1, 600)),
            int(rng.integers(0, 11)) / 10,
        )
        for _ in range(37)
    ]
    return by_hand + drawn


WEIGHT_VARIANCE = Exercise(
    id="E1.5",
    statement="""\
He initialisation for a leaky ReLU, which is $x$ for $x > 0$ and `slope * x`
otherwise. Write `weight_variance(n_in, n_out, slope)`: the variance of the weights
of a layer with `n_in` inputs and `n_out` outputs that leaves the second moment as
it is. Redo the integral of (1.16) with two halves.""",
    reference=weight_variance,
    cases=cases_of_weight_variance,
    mistakes=(
        Mistake(
            "leak forgotten",
            lambda n_in, n_out, slope: 2 / n_in,
            "That is right for slope 0: the left half now lets something through "
            "as well.",
        ),
        Mistake(
            "slope not squared",
            lambda n_in, n_out, slope: 2 / ((1 + slope) * n_in),
            "The second moment is of squares, so the left half counts slope squared.",
        ),
        Mistake(
            "standard deviation",
            lambda n_in, n_out, slope: np.sqrt(2 / ((1 + slope**2) * n_in)),
            "That is the standard deviation, which you would hand to a random "
            "generator; the variance was asked.",
        ),
        Mistake(
            "outputs counted",
            lambda n_in, n_out, slope: 2 / ((1 + slope**2) * n_out),
            "A pre-activation is a sum over the inputs of its layer: count n_in, "
            "not n_out.",
        ),
        Mistake(
            "factor 2 lost",
            lambda n_in, n_out, slope: 1 / ((1 + slope**2) * n_in),
            "The 2 is missing: each half of the bell holds half of the second moment.",
        ),
        Mistake(
            "upside down",
            lambda n_in, n_out, slope: (1 + slope**2) * n_in / 2,
            "That is how much a layer multiplies by; the variance undoes it, so "
            "turn the fraction over.",
        ),
        Mistake(
            "Glorot",
            lambda n_in, n_out, slope: 2 / (n_in + n_out),
            "That is the compromise of Glorot and Bengio for tanh: it knows "
            "neither the bend nor the leak.",
        ),
    ),
)
