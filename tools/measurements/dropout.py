"""What dropout and early stopping are worth: three models, two corpora, 25 epochs.

Nothing stops early here: a row holds the accuracy on validation of the best epoch and
that of the last. The test split is not looked at.
"""

from itertools import product

from tools.measurements.text_classifiers import SEEDS, learned, loaded

CORPORA, MODELS = ("trec", "emotion"), ("linear", "average", "lstm")
RATES = (0.0, 0.3, 0.6)
PROBES = [
    {"corpus": "emotion", "model": model, "dropout": 0.3, "seed": 0} for model in MODELS
]
VARYING = ("cpu_seconds",)


def cases():
    """Every corpus, model, dropped share and seed."""
    return [
        {"corpus": corpus, "model": model, "dropout": rate, "seed": seed}
        for corpus, model, rate, seed in product(CORPORA, MODELS, RATES, SEEDS)
    ]


def measure(case):
    """One row."""
    settings = {"dropout": case["dropout"], "epochs": 25, "patience": 25}
    run = learned(case["model"], loaded(case["corpus"]), case["seed"], **settings)
    return [{"dropout": case["dropout"]} | run.row]
