"""E4.6: is it Adam or not."""

import numpy as np

from helpers import optimizers
from helpers.chapters.adam.exercises.e4_3_my_adam_step import steps_of
from helpers.chapters.adam.rules import repaired_rule
from helpers.exercises import Exercise, Mistake


def is_adam(step):
    theta, state, m, v = np.zeros(1), None, 0.0, 0.0
    for t, grad in enumerate((4.0, -1.0, 0.1), 1):
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        expected = theta - m / (1 - 0.9**t) / np.sqrt(v / (1 - 0.999**t))
        theta, state = step(theta, np.array([grad]), state, learning_rate=1.0)
        if not np.allclose(theta, expected, rtol=1e-5, atol=1e-5):
            return 0.0
    return 1.0


def in_disguise(change):
    """An optimiser made of a changed `my_adam_step`, with the usual betas."""
    single = steps_of(change)

    def disguised(theta, grad, state=None, *, learning_rate):
        m, v, t = state or (np.zeros_like(theta), np.zeros_like(theta), 0)
        t = t + 1
        theta, m, v = single(theta, grad, m, v, t, learning_rate, 0.9, 0.999, 1e-8)
        return theta, (m, v, t)

    return disguised


def keras_adam(theta, grad, state=None, *, learning_rate):
    """Adam with the other epsilon: also a right one."""
    options = {"learning_rate": learning_rate, "epsilon_joins": "v"}
    return optimizers.adam(theta, grad, state, **options)


def renamed(step, number):
    """An optimiser under a name that tells nothing."""

    def suspect(theta, grad, state=None, *, learning_rate=0.001):
        return step(theta, grad, state, learning_rate=learning_rate)

    suspect.__name__ = f"suspect_{number}"
    return suspect


def footprints(step, grads):
    """The steps, in units of a learning rate of 1, that a rule takes on gradients."""
    theta, state, moves = np.zeros(1), None, []
    for grad in grads:
        new, state = step(theta, np.array([grad]), state, learning_rate=1.0)
        moves.append(float(new[0] - theta[0]))
        theta = new
    return np.array(moves)


RULES = (
    optimizers.adam,
    optimizers.article_rule,
    optimizers.gd,
    optimizers.rmsprop,
    optimizers.momentum,
    repaired_rule,
    keras_adam,
    optimizers.amsgrad,
    in_disguise("right"),
    in_disguise("uncorrected"),
    in_disguise("power"),
    in_disguise("mixed"),
    in_disguise("no square"),
    in_disguise("late"),
)
SUSPECTS = [renamed(rule, number) for number, rule in enumerate(RULES, 1)]


def cases_of_is_adam():
    return [(suspect,) for suspect in SUSPECTS]


IS_ADAM = Exercise(
    id="E4.6",
    statement="""\
Open: tell a right Adam from a wrong one. Write `is_adam(step)`, where `step` is an
optimiser that is called like those of this chapter, `theta, state = step(theta,
grad, state, learning_rate=...)`, with the usual betas and some tiny epsilon. Feed it
gradients of your choice, an array of shape (1,) each, and return 1.0 if it is Adam
and 0.0 if it is not. You cannot look inside. Fourteen suspects wait; where epsilon
joins is not held against anyone.""",
    reference=is_adam,
    cases=cases_of_is_adam,
    mistakes=(
        Mistake(
            "trusts everyone",
            lambda step: 1.0,
            "You trust every one of them. Begin with the first step: it has the "
            "length of the learning rate.",
        ),
        Mistake(
            "trusts nobody",
            lambda step: 0.0,
            "You accuse every one of them, and three are innocent.",
        ),
        Mistake(
            "looks at the first step",
            lambda step: float(np.allclose(footprints(step, [4.0]), -1, rtol=1e-5)),
            "You look at the first step only. Several impostors take that one "
            "right and go wrong from the second on.",
        ),
        Mistake(
            "rescales the gradient",
            lambda step: float(
                np.allclose(
                    footprints(step, [4.0, -1.0, 2.0]),
                    footprints(step, [400.0, -100.0, 200.0]),
                    rtol=1e-5,
                )
            ),
            "You only ask whether a rescaled gradient makes a difference. Every "
            "rule that divides by a root of squares passes that.",
        ),
        Mistake(
            "feeds a constant gradient",
            lambda step: float(np.allclose(footprints(step, [4.0] * 5), -1, rtol=1e-5)),
            "A constant gradient cannot tell AMSGrad from Adam: for that the "
            "gradient has to become smaller.",
        ),
    ),
)
