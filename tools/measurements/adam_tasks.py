"""One learning rate for twelve tasks: how many does each rule solve?

Four losses, each multiplied by 1/1000, 1 and 1000. A task is solved when the loss above
its minimum has fallen to a thousandth of what it was, and stays there, within 500
steps. Starts and data are drawn anew for every seed.
"""

from itertools import product

import numpy as np

from helpers import optimizers
from helpers.chapters.adam import logistic_regression, repaired_rule
from helpers.landscapes import quadratic
from helpers.walks import steps_to_settle

RULES = {
    "adam": optimizers.adam,
    "gd": optimizers.gd,
    "article_rule": optimizers.article_rule,
    "repaired_rule": repaired_rule,
}
RATES = 10.0 ** (np.arange(-36, 9) / 4)
SCALES = (1e-3, 1.0, 1e3)
SEEDS = range(5)
MOST = 500
SHARE = 1e-3
PROBES = [{"rule": rule, "seed": 0} for rule in RULES]


def tasks(seed):
    """Pairs of landscape and start."""
    rng = np.random.default_rng(seed)
    turned = quadratic(10.0, angle=float(rng.uniform(0, np.pi)))
    for bowl in (quadratic(1.0), turned, quadratic(100.0)):
        yield bowl, rng.normal(size=2)
    model = logistic_regression(seed)
    yield model, np.array(model.start)


def solved(step, landscape, start, scale):
    """For every learning rate, whether the task is solved."""
    lowest = landscape.value(np.array(landscape.minimum))
    goal = lowest + SHARE * (landscape.value(start) - lowest)
    steps = steps_to_settle(
        step,
        lambda theta: scale * landscape.gradient(theta),
        start,
        RATES,
        MOST,
        lambda theta: landscape.value(theta) < goal,
    )
    return np.isfinite(steps)


def cases():
    """Every rule, and every draw of the tasks."""
    return [{"rule": rule, "seed": seed} for rule, seed in product(RULES, SEEDS)]


def measure(case):
    """A row for every learning rate: how many tasks are solved."""
    counts = sum(
        solved(RULES[case["rule"]], landscape, start, scale).astype(int)
        for landscape, start in tasks(case["seed"])
        for scale in SCALES
    )
    return [
        case | {"rate": float(f"{rate:.6g}"), "solved": int(count)}
        for rate, count in zip(RATES, counts, strict=True)
    ]
