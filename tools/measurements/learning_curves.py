"""How the classifiers' scores grow with the number of training examples.

On 250 to 2,000 examples drawn from two corpora; all their text is in text_classifiers.
"""

import os
from dataclasses import replace
from itertools import product

import numpy as np
from tqdm import tqdm

from helpers import corpora
from tools.measurements.text_classifiers import SEEDS, counted, learned, subset

SIZES = (250, 500, 1000, 2000)


def rows():
    """A row for every corpus, number of examples, draw and model."""
    os.environ["TQDM_DISABLE"] = "1"  # the trainings' bars; ours stays
    found, runs = [], list(product(("emotion", "thucnews"), SIZES, SEEDS))
    for name, size, seed in tqdm(runs, unit="draw", disable=False):
        full = corpora.load(name)
        chosen = np.random.default_rng(seed).permutation(len(full.train))[:size]
        corpus = replace(full, train=subset(full.train, chosen))
        measured = [learned(m, corpus, seed) for m in ("linear", "average", "lstm")]
        measured += [row | {"seed": seed} for row in counted(corpus)]
        found += [row | {"examples": size} for row in measured]
    return found
