"""How the classifiers' scores grow with the number of training examples.

On 250 to 2,000 examples drawn from two corpora; all their text is in text_classifiers.
"""

from dataclasses import replace
from itertools import product

import numpy as np

from tools.measurements.text_classifiers import (
    SEEDS,
    counted,
    learned,
    loaded,
    subset,
)

CORPORA, SIZES = ("emotion", "thucnews"), (250, 500, 1000, 2000)
PROBES = [{"corpus": name, "examples": 250, "seed": 0} for name in CORPORA]
VARYING = ("cpu_seconds",)


def cases():
    """Every corpus, number of examples and draw."""
    return [
        {"corpus": corpus, "examples": size, "seed": seed}
        for corpus, size, seed in product(CORPORA, SIZES, SEEDS)
    ]


def measure(case):
    """A row for every model."""
    full, size, seed = loaded(case["corpus"]), case["examples"], case["seed"]
    chosen = np.random.default_rng(seed).permutation(len(full.train))[:size]
    corpus = replace(full, train=subset(full.train, chosen))
    found = [learned(model, corpus, seed) for model in ("linear", "average", "lstm")]
    found += [row | {"seed": seed} for row in counted(corpus)]
    return [row | {"examples": size} for row in found]
