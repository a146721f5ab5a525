"""How the classifiers' scores grow with the number of training examples.

On 250 to 2,000 examples drawn from two corpora; all their text is in text_classifiers.
"""

from dataclasses import replace
from itertools import product

import numpy as np

from helpers import evaluation
from tools.measurements.text_classifiers import (
    COUNTING,
    SEEDS,
    learned,
    loaded,
    subset,
)

CORPORA, SIZES = ("emotion", "thucnews"), (250, 500, 1000, 2000)
MODELS = ("linear", "average", "lstm")
PROBES = [{"corpus": name, "examples": 250, "seed": 0} for name in CORPORA]


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
    y = corpus.test.labels
    answers = {COUNTING: evaluation.baselines(corpus)[COUNTING]}
    for model in MODELS:
        answers[model] = learned(model, corpus, seed).y_hat
    return [
        case | {"model": model, "test_macro_f1": evaluation.score(y, y_hat).macro_f1}
        for model, y_hat in answers.items()
    ]
