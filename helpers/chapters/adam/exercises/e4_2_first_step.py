"""E4.2: Adam's first step."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def first_step(g, learning_rate, beta_1, beta_2, correct_m, correct_v):
    m = (1 - beta_1) * g
    v = (1 - beta_2) * g**2
    if correct_m:
        m = m / (1 - beta_1)
    if correct_v:
        v = v / (1 - beta_2)
    return -learning_rate * m / np.sqrt(v)


def cases_of_first_step():
    rng = np.random.default_rng(2)
    cases = []
    for k in range(24):
        g = float(rng.choice([-1, 1]) * 10 ** rng.uniform(-3, 3))
        betas = (0.9, 0.999) if k < 8 else rng.uniform(0.5, 0.999, size=2).tolist()
        cases.append((g, 0.1, *betas, bool(k & 1), bool(k & 2)))
    return cases


FIRST_STEP = Exercise(
    id="E4.2",
    statement="""\
Write `first_step(g, learning_rate, beta_1, beta_2, correct_m, correct_v)`: what Adam
adds to a parameter at its first step, with no epsilon, when the gradient is the
number `g`, not zero. `correct_m` and `correct_v` are True or False: whether each
average is corrected. With both, and `g = 5`, `learning_rate = 0.1`, it is -0.1.""",
    reference=first_step,
    cases=cases_of_first_step,
    mistakes=(
        Mistake(
            "uphill",
            lambda g, a, b1, b2, cm, cv: -first_step(g, a, b1, b2, cm, cv),
            "The size is right, the direction is not: Adam goes against the "
            "gradient, so a positive gradient makes the parameter smaller.",
        ),
        Mistake(
            "flags exchanged",
            lambda g, a, b1, b2, cm, cv: first_step(g, a, b1, b2, cv, cm),
            "The two corrections have changed places: correct_m belongs to the "
            "average above the line, correct_v to the one below.",
        ),
        Mistake(
            "always corrected",
            lambda g, a, b1, b2, cm, cv: first_step(g, a, b1, b2, True, True),
            "You corrected both averages every time; look at correct_m and "
            "correct_v first.",
        ),
        Mistake(
            "never corrected",
            lambda g, a, b1, b2, cm, cv: first_step(g, a, b1, b2, False, False),
            "You corrected neither average, whatever correct_m and correct_v say.",
        ),
        Mistake(
            "no root",
            lambda g, a, b1, b2, cm, cv: (
                first_step(g, a, b1, b2, cm, True) / (np.abs(g) * (1 if cv else 1 - b2))
            ),
            "You divided by v itself. Its root has the size of a gradient, and "
            "only then does the gradient's size cancel.",
        ),
        Mistake(
            "no sign",
            lambda g, a, b1, b2, cm, cv: first_step(np.abs(g), a, b1, b2, cm, cv),
            "The gradient's sign is lost: the square root below the line is "
            "positive, so the sign has to come from m above it.",
        ),
    ),
)
