"""What dropout and early stopping are worth: three models, two corpora, 25 epochs.

Nothing stops early here: a row holds the validation accuracy of the best epoch, whose
weights are scored on the test split, and that of the last.
"""

import os
from itertools import product

from tqdm import tqdm

from helpers import corpora
from tools.measurements.text_classifiers import SEEDS, counted, learned

MODELS, RATES = ("linear", "average", "lstm"), (0.0, 0.2, 0.4, 0.6)


def rows():
    """A row for every corpus, model, share of dropped features and seed."""
    os.environ["TQDM_DISABLE"] = "1"  # the trainings' bars; ours stays
    loaded = {name: corpora.load(name) for name in ("trec", "emotion")}
    found = [row for corpus in loaded.values() for row in counted(corpus)]
    runs = list(product(loaded, MODELS, RATES, SEEDS))
    for name, model, rate, seed in tqdm(runs, unit="run", disable=False):
        settings = {"dropout": rate, "epochs": 25, "patience": 25}
        row = learned(model, loaded[name], seed, **settings)
        found.append({"dropout": rate} | row)
    return found
