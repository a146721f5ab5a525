"""The same passages split by source file and at random: what the second one flatters.

On installed-docs, by the linear support vector machine, its cost chosen on validation:
six splits of each kind, about the sizes of the corpus' own.
"""

from dataclasses import replace

import numpy as np
from sklearn.model_selection import GroupShuffleSplit

from helpers import corpora, evaluation
from tools.measurements.text_classifiers import COUNTING, loaded, subset

CORPUS = "installed-docs"
BY_FILE, AT_RANDOM = "by source file", "at random"
PROBES = [
    {"corpus": CORPUS, "split": BY_FILE, "seed": 0},
    {"corpus": CORPUS, "split": AT_RANDOM, "seed": 0},
]


def cases():
    """Six splits by file and six random ones."""
    return [
        {"corpus": CORPUS, "split": split, "seed": seed}
        for split in (BY_FILE, AT_RANDOM)
        for seed in range(6)
    ]


def dealt(corpus, split, seed):
    """The corpus with its texts, or its files, dealt anew to splits of its sizes."""
    parts = list(corpus.splits.values())
    pool = corpora.Split(
        [text for part in parts for text in part.texts],
        np.concatenate([part.labels for part in parts]),
        [group for part in parts for group in part.groups],
    )
    groups = np.array(pool.groups if split == BY_FILE else range(len(pool)))

    def taken(places, share):
        deal = GroupShuffleSplit(1, test_size=share, random_state=seed)
        rest, part = next(deal.split(places, groups=groups[places]))
        return places[rest], places[part]

    train, validation, test = map(len, parts)
    rest, tested = taken(np.arange(len(pool)), test / len(pool))
    rest, validated = taken(rest, validation / (train + validation))
    drawn = (subset(pool, places) for places in (rest, validated, tested))
    return replace(corpus, **dict(zip(corpus.splits, drawn, strict=True)))


def measure(case):
    """One row for a split."""
    corpus = dealt(loaded(case["corpus"]), case["split"], case["seed"])
    y_hat = evaluation.baselines(corpus)[COUNTING]
    score = evaluation.score(corpus.test.labels, y_hat)
    return [
        {
            "split": case["split"],
            "seed": case["seed"],
            "test_examples": len(corpus.test),
            "test_accuracy": score.accuracy,
            "test_macro_f1": score.macro_f1,
        }
    ]
