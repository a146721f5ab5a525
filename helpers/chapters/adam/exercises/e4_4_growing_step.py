"""E4.4: Adam's step on a growing gradient."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def growing_step(r, beta_1, beta_2):
    m = (1 - beta_1) / (1 - beta_1 / r)  # the series over g_t
    v = (1 - beta_2) / (1 - beta_2 / r**2)  # the series over g_t squared
    return m / np.sqrt(v)


def cases_of_growing_step():
    rng = np.random.default_rng(4)
    by_hand = [(1.0, 0.9, 0.999), (0.999 / 0.9, 0.9, 0.999), (2.0, 0.9, 0.999)]
    drawn = [
        (rng.uniform(1.0, 2.0), rng.uniform(0.5, 0.95), rng.uniform(0.96, 0.999))
        for _ in range(17)
    ]
    return by_hand + [tuple(map(float, case)) for case in drawn]


GROWING_STEP = Exercise(
    id="E4.4",
    statement="""\
The gradient grows by the factor `r` at every step, $g_t = r^t$ with `r` at least 1,
and has done so for so long that both averages have settled into growing with it.
Write `growing_step(r, beta_1, beta_2)`: how long Adam's step is then, in units of
the learning rate, without epsilon. For `r = 1` it is 1.""",
    reference=growing_step,
    cases=cases_of_growing_step,
    mistakes=(
        Mistake(
            "constant",
            lambda r, b1, b2: 1.0 + 0 * r,
            "You say 1 whatever r is, which holds for a constant gradient; a "
            "growing one is ahead of both averages, and not equally far.",
        ),
        Mistake(
            "m only",
            lambda r, b1, b2: (1 - b1) * r / (r - b1),
            "That is m alone, over the gradient. v lags behind as well: divide by "
            "its root.",
        ),
        Mistake(
            "the paper's bound",
            lambda r, b1, b2: (1 - b1) / np.sqrt(1 - b2) + 0 * r,
            "That is the bound of the paper, (1 - beta_1)/sqrt(1 - beta_2), which "
            "does not depend on r; sum the two series instead.",
        ),
        Mistake(
            "v without square",
            lambda r, b1, b2: (
                (1 - b1) / np.sqrt(1 - b2) * np.sqrt(r) * np.sqrt(r - b2) / (r - b1)
            ),
            "In v the gradient is squared, so its series has the ratio "
            "beta_2/r^2, not beta_2/r.",
        ),
        Mistake(
            "no root",
            lambda r, b1, b2: (1 - b1) / (1 - b2) * (r**2 - b2) / (r - b1),
            "You divided by v where its root is asked.",
        ),
        Mistake(
            "upside down",
            lambda r, b1, b2: 1 / growing_step(r, b1, b2),
            "It is upside down: m stands above the line, the root of v below.",
        ),
    ),
)
