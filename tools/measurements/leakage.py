"""The same passages split by source file and at random: what the second one flatters.

On installed-docs, by the linear support vector machine, which draws nothing; the random
splits have the sizes of the split by file.
"""

from dataclasses import replace

import numpy as np

from helpers import corpora, evaluation
from tools.measurements.text_classifiers import loaded, subset

CORPUS = "installed-docs"
BY_FILE, AT_RANDOM = "by source file", "at random"
PROBES = [
    {"corpus": CORPUS, "split": BY_FILE, "seed": 0},
    {"corpus": CORPUS, "split": AT_RANDOM, "seed": 0},
]


def cases():
    """The split by file and five random ones."""
    splits = [(BY_FILE, 0), *((AT_RANDOM, seed) for seed in range(5))]
    return [{"corpus": CORPUS, "split": split, "seed": seed} for split, seed in splits]


def mixed(corpus, seed):
    """The corpus with the same sizes of its splits, drawn from all of its texts."""
    parts = (corpus.train, corpus.validation, corpus.test)
    pool = corpora.Split(
        [text for part in parts for text in part.texts],
        np.concatenate([part.labels for part in parts]),
        [],
    )
    ends = np.cumsum([len(part) for part in parts])[:-1]
    order = np.random.default_rng(seed).permutation(len(pool))
    train, validation, test = (subset(pool, i) for i in np.split(order, ends))
    return replace(corpus, train=train, validation=validation, test=test)


def measure(case):
    """One row for a split."""
    corpus = loaded(case["corpus"])
    if case["split"] == AT_RANDOM:
        corpus = mixed(corpus, case["seed"])
    score = evaluation.baselines(corpus)["TF-IDF + linear"]
    return [
        {
            "split": case["split"],
            "seed": case["seed"],
            "test_examples": len(corpus.test),
            "test_accuracy": score.accuracy,
            "test_macro_f1": score.macro_f1,
        }
    ]
