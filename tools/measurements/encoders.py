"""What an encoder is worth: from nothing, frozen, fine-tuned; beside counting.

All learn from the training split and choose by the validation split: counting and the
machine on frozen states their cost, as `evaluation.linear_baseline` does; a trained
encoder its learning rate, out of two, by the training with seed 0, and the epoch that
is kept. The published weights are all-MiniLM-L6-v2; they were taught on English, so
Chinese headlines are read from nothing only. A hundred labels are drawn three times.
A lead is over counting, on the same test texts; its error is drawn over files where
texts share one.
"""

from dataclasses import replace
from functools import cache
from itertools import product
from time import process_time

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import normalize

from helpers import classifiers, evaluation
from tools.measurements.text_classifiers import COUNTING, SEEDS, loaded, subset

ENGLISH = ("trec", "emotion", "sst2", "installed-docs")
FROZEN, TUNED, NOTHING = "bert frozen", "bert fine-tuned", "bert from nothing"
WARMUP, FEW = 0.1, 100
RATES = {TUNED: (1e-3, 3e-3), NOTHING: (3e-4, 1e-3)}
# The better ones by validation with seed 0.
CHOSEN = {
    NOTHING: dict.fromkeys((*ENGLISH, "thucnews"), 1e-3),
    TUNED: dict.fromkeys(ENGLISH, 3e-3),
}
WEIGHTS = {FROZEN: "all-MiniLM-L6-v2", TUNED: "all-MiniLM-L6-v2", NOTHING: "none"}
HOW = {TUNED: (3, 32), NOTHING: (12, 64)}  # epochs and batch size
SHAPES = {
    TUNED: {"dropout": 0.1},
    NOTHING: {"dropout": 0.3, "embedding_dim": 128, "units": 512},
}
PROBES = [
    {"corpus": "emotion", "model": COUNTING, "examples": "all"},
    {"corpus": "emotion", "model": FROZEN, "examples": FEW},
    {
        "corpus": "emotion",
        "model": NOTHING,
        "learning_rate": 1e-3,
        "seed": 0,
        "examples": "all",
    },
]
VARYING = ("cpu_seconds",)


class MeanStates(TransformerMixin, BaseEstimator):
    """The mean of the last states of a text, of length 1, by published weights."""

    def fit(self, texts, y=None):
        """Build the encoder; nothing is learned from the texts."""
        self.reader_ = reader_of(FROZEN, None)
        self.network_ = classifiers.sentence_encoder(self.reader_)
        return self

    def transform(self, texts):
        """One row of numbers a text."""
        means = classifiers.predict(self.network_, self.reader_.encode(texts))
        return normalize(means)


def reader_of(model, train):
    """How a model reads."""
    return classifiers.make_reader(
        "bert", train, max_length=60, vocabulary_size=8000, weights=WEIGHTS[model]
    )


def trained(corpus, model, learning_rate, seed):
    """Epochs, best accuracy on validation, and the classes given to the test texts."""
    epochs, batch_size = HOW[model]
    reader = reader_of(model, corpus.train)
    steps = epochs * -(-len(corpus.train) // batch_size)
    network = classifiers.build(
        "bert",
        reader,
        len(corpus.classes),
        learning_rate=classifiers.schedule(
            learning_rate, steps, warmup=WARMUP, decay=True
        ),
        seed=seed,
        **SHAPES[model],
    )
    train, validation, test = (
        (reader.encode(split.texts), split.labels) for split in corpus.splits.values()
    )
    training = classifiers.fit(
        network, train, validation, epochs=epochs, batch_size=batch_size, seed=seed
    )
    found = {
        "epochs": len(training.history),
        "validation_accuracy": training.history["val_accuracy"].max(),
    }
    return found, classifiers.predict(network, test[0]).argmax(axis=1)


def cases():
    """Of every corpus: the machine on counts and on states, then the encoders."""
    found = [
        {"corpus": corpus, "model": model, "examples": examples}
        for corpus, model in product(ENGLISH, (COUNTING, FROZEN))
        for examples in ("all", FEW)
    ]
    found.append({"corpus": "thucnews", "model": COUNTING, "examples": "all"})
    for model, chosen in CHOSEN.items():
        runs = [(corpus, rate, 0) for corpus, rate in product(chosen, RATES[model])]
        runs += [
            (corpus, chosen[corpus], s) for corpus, s in product(chosen, SEEDS[1:])
        ]
        names = ("corpus", "learning_rate", "seed")
        found += [
            {"model": model, "examples": "all"} | dict(zip(names, run, strict=True))
            for run in runs
        ]
    return found


def measure(case):
    """One row; of a hundred labels one for every draw of them."""
    corpus, model = loaded(case["corpus"]), case["model"]
    if "seed" in case:
        started = process_time()
        found, y_hat = trained(corpus, model, case["learning_rate"], case["seed"])
        spent = {"cpu_seconds": round(process_time() - started, 1)}
        return [case | found | spent | scored(corpus, y_hat)]
    features = None if model == COUNTING else MeanStates()
    if case["examples"] == "all":
        y_hat, spent = machine(corpus, features)
        return [case | {"seed": 0} | spent | scored(corpus, y_hat)]
    rows = []
    for seed in SEEDS:
        chosen = np.random.default_rng(seed).permutation(len(corpus.train))[:FEW]
        few = replace(corpus, train=subset(corpus.train, chosen))
        y_hat, spent = machine(few, features)
        rows.append(case | {"seed": seed} | spent | scored(corpus, y_hat))
    return rows


def machine(corpus, features):
    """What the linear machine answers on features of a text, and its CPU seconds."""
    started = process_time()
    fitted = evaluation.linear_baseline(corpus.train, corpus.validation, features)
    y_hat = fitted.predict(corpus.test.texts)
    return y_hat, {"cpu_seconds": round(process_time() - started, 1)}


@cache
def counted(name):
    """The classes that counting gives to a corpus' test texts, learned from all."""
    corpus = loaded(name)
    return machine(corpus, None)[0]


def scored(corpus, y_hat):
    """How good these answers are, and how far they lead counting with all labels."""
    y = corpus.test.labels
    score, other = evaluation.score(y, y_hat), counted(corpus.name)
    lead = evaluation.estimate(
        (y_hat == y).astype(float) - (other == y), corpus.test.groups
    )
    return {
        "test_accuracy": score.accuracy,
        "test_macro_f1": score.macro_f1,
        "lead": lead.value,
        "lead_error": lead.standard_error,
        "mcnemar": evaluation.mcnemar(y_hat == y, other == y),
    }
