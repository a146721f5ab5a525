"""What dropout and early stopping are worth: three models, two corpora, 25 epochs.

Nothing stops early here: a row holds the validation accuracy of the best epoch, whose
weights are scored on the test split, and that of the last.
"""

from itertools import product

from tools.measurements.text_classifiers import SEEDS, counted, learned, loaded

CORPORA, MODELS = ("trec", "emotion"), ("linear", "average", "lstm")
RATES = (0.0, 0.2, 0.4, 0.6)
COUNTED = [{"corpus": name, "model": "counted"} for name in CORPORA]
PROBES = [
    *COUNTED,
    *(
        {"corpus": "emotion", "model": model, "dropout": 0.2, "seed": 0}
        for model in MODELS
    ),
]
VARYING = ("cpu_seconds",)


def cases():
    """What counting reaches; then every corpus, model, dropped share and seed."""
    return COUNTED + [
        {"corpus": corpus, "model": model, "dropout": rate, "seed": seed}
        for corpus, model, rate, seed in product(CORPORA, MODELS, RATES, SEEDS)
    ]


def measure(case):
    """The rows of counting, or one of a network."""
    corpus = loaded(case["corpus"])
    if case in COUNTED:
        return counted(corpus)
    settings = {"dropout": case["dropout"], "epochs": 25, "patience": 25}
    row = learned(case["model"], corpus, case["seed"], **settings)
    return [{"dropout": case["dropout"]} | row]
