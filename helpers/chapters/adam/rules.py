"""The optimisers of this chapter: what they are called, and one look for each."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from helpers import optimizers
from helpers.figures import BLUE, GREEN, INK, ORANGE, PURPLE

__all__ = ["RULES", "Rule", "repaired_rule"]


def repaired_rule(
    theta,
    grad,
    state=None,
    *,
    learning_rate=0.001,
    beta_1=0.9,
    beta_2=0.999,
    epsilon=1e-8,
):
    """The article's m and v with Kingma and Ba's update put back.

    Parameters and result as in `helpers.optimizers.adam`.
    """
    m, v, t = state or (np.zeros_like(theta), np.zeros_like(theta), 0)
    t = t + 1
    m = beta_1 * m + (1 - beta_1) * (grad - m)
    v = beta_2 * v + (1 - beta_2) * ((grad - m) ** 2 - v)
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    return theta - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), (m, v, t)


@dataclass(frozen=True)
class Rule:
    """An optimiser in pictures, tables and sentences.

    Attributes
    ----------
    step : callable
        As in helpers.optimizers.
    label : str
        Beside a curve or a bar.
    name : str
        In a table or a sentence.
    color, line : str
        Matplotlib's colour and line style.
    settings : tuple of str
        The hyperparameters that it takes besides the learning rate.
    """

    step: Callable
    label: str
    name: str
    color: str
    line: str
    settings: tuple[str, ...] = ()


RULES = {
    "gd": Rule(optimizers.gd, "GD", "gradient descent", INK, "-"),
    "momentum": Rule(
        optimizers.momentum, "momentum", "momentum", BLUE, "--", ("beta_1",)
    ),
    "rmsprop": Rule(
        optimizers.rmsprop, "RMSProp", "RMSProp", GREEN, "-.", ("beta_2", "epsilon")
    ),
    "adam": Rule(
        optimizers.adam, "Adam", "Adam", ORANGE, "-", ("beta_1", "beta_2", "epsilon")
    ),
    "article_rule": Rule(
        optimizers.article_rule,
        "article's rule",
        "the article's rule",
        PURPLE,
        ":",
        ("beta_1", "beta_2"),
    ),
    "repaired_rule": Rule(repaired_rule, "repaired", "the rule repaired", BLUE, "-."),
}
