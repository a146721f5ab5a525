"""What dropout and early stopping are worth: two models on trec, 25 epochs each.

Nothing stops early here: a row holds the validation accuracy of the best epoch, whose
weights are scored on the test split, and that of the last.
"""

import os
from itertools import product

from tqdm import tqdm

from helpers import corpora
from tools.measurements.text_classifiers import SEEDS, learned


def rows():
    """A row for every model, share of dropped features and seed."""
    os.environ["TQDM_DISABLE"] = "1"  # the trainings' bars; ours stays
    corpus = corpora.load("trec")
    runs = list(product(("average", "lstm"), (0.0, 0.2, 0.4, 0.6), SEEDS))
    return [
        {"dropout": rate}
        | learned(model, corpus, seed, dropout=rate, epochs=25, patience=25)
        for model, rate, seed in tqdm(runs, unit="run", disable=False)
    ]
