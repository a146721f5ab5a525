"""The same passages split by source file and at random: what the second one flatters.

On installed-docs, by the linear support vector machine, which draws nothing; the random
splits have the sizes of the split by file.
"""

from dataclasses import replace

import numpy as np
from tqdm import tqdm

from helpers import corpora, evaluation
from tools.measurements.text_classifiers import subset


def rows():
    """A row for the split by file and for each of five random ones."""
    by_file = corpora.load("installed-docs")
    parts = (by_file.train, by_file.validation, by_file.test)
    pool = corpora.Split(
        [text for part in parts for text in part.texts],
        np.concatenate([part.labels for part in parts]),
        [],
    )
    ends = np.cumsum([len(part) for part in parts])[:-1]
    splits = [("by source file", 0, by_file)]
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(len(pool))
        train, validation, test = (subset(pool, i) for i in np.split(order, ends))
        mixed = replace(by_file, train=train, validation=validation, test=test)
        splits.append(("at random", seed, mixed))
    found = []
    for split, seed, corpus in tqdm(splits, unit="split"):
        score = evaluation.baselines(corpus)["TF-IDF + linear"]
        found.append(
            {
                "split": split,
                "seed": seed,
                "test_examples": len(corpus.test),
                "test_accuracy": score.accuracy,
                "test_macro_f1": score.macro_f1,
            }
        )
    return found
