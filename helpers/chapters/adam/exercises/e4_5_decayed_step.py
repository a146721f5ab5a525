"""E4.5: AdamW's first step."""

import numpy as np

from helpers.exercises import Exercise, Mistake


def decayed_step(theta, grad, learning_rate, weight_decay):
    return (1 - learning_rate * weight_decay) * theta - learning_rate * np.sign(grad)


def cases_of_decayed_step():
    rng = np.random.default_rng(5)
    cases = []
    for k in range(15):
        n = 1 + k % 3
        theta, grad = rng.normal(size=n).round(2), rng.normal(size=n).round(2) + 0.005
        cases.append((theta, grad, 0.1, float(rng.uniform(0.5, 3).__round__(2))))
    return cases


DECAYED_STEP = Exercise(
    id="E4.5",
    statement="""\
Write `decayed_step(theta, grad, learning_rate, weight_decay)`: where AdamW's *first*
step, without epsilon, takes the array `theta` when the gradient is `grad` (same
shape, nowhere zero). Use what you know about the length of a first step: no average
is needed.""",
    reference=decayed_step,
    cases=cases_of_decayed_step,
    mistakes=(
        Mistake(
            "no decay",
            lambda theta, g, a, w: theta - a * np.sign(g),
            "That is Adam without any decay: weight_decay does not occur.",
        ),
        Mistake(
            "L2 in the gradient",
            lambda theta, g, a, w: theta - a * np.sign(g + w * theta),
            "You added weight_decay * theta to the gradient. That is L2: Adam "
            "divides it away, and the weights hardly decay.",
        ),
        Mistake(
            "decay without the rate",
            lambda theta, g, a, w: (1 - w) * theta - a * np.sign(g),
            "The decay is not multiplied by the learning rate: theta shrinks by "
            "1 - learning_rate * weight_decay.",
        ),
        Mistake(
            "decay grows",
            lambda theta, g, a, w: (1 + a * w) * theta - a * np.sign(g),
            "The weights grow instead of decaying: the sign of the decay is wrong.",
        ),
        Mistake(
            "decay afterwards",
            lambda theta, g, a, w: (1 - a * w) * (theta - a * np.sign(g)),
            "You let the decay shrink Adam's step as well. It acts on the old "
            "theta; the step is then taken at full length.",
        ),
        Mistake(
            "gradient descent",
            lambda theta, g, a, w: (1 - a * w) * theta - a * g,
            "The decay is right, but the step is gradient descent's: Adam's first "
            "step has the length of the learning rate.",
        ),
    ),
)
