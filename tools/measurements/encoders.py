"""What an encoder is worth that starts from nothing, or does not move; beside counting.

All learn from the training split and choose by the validation split: counting and the
machine on frozen states their cost, as `evaluation.linear_baseline` does; the encoder
from nothing its learning rate, out of two, by the training with seed 0, and the epoch
that is kept. The published weights are all-MiniLM-L6-v2; they were taught on English,
so Chinese headlines are read from nothing only. A hundred labels are drawn three times.
A lead is over counting with all labels, on the same test texts; its error is drawn over
files where texts share one.
"""

from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from time import process_time

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import normalize

from helpers import classifiers, evaluation
from tools.measurements.text_classifiers import COUNTING, SEEDS, loaded, subset

ENGLISH = ("trec", "emotion", "sst2", "installed-docs")
FROZEN, NOTHING = "bert frozen", "bert from nothing"
PUBLISHED, FEW = "all-MiniLM-L6-v2", 100
RATES = (3e-4, 1e-3)
# The better one by validation with seed 0.
CHOSEN = dict.fromkeys((*ENGLISH, "thucnews"), 1e-3) | {"sst2": 3e-4}
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


@dataclass(frozen=True)
class How:
    """How an encoder is trained.

    Attributes
    ----------
    weights : str
        As `classifiers.make_reader` takes them.
    epochs, batch_size : int
    shape : dict of str to number
        Its sizes, and dropout.
    warmup : float
        The share of the steps in which the learning rate rises, before it falls to 0.
    """

    weights: str
    epochs: int
    batch_size: int
    shape: dict
    warmup: float = 0.1


FROM_NOTHING = How("none", 12, 64, {"dropout": 0.3, "embedding_dim": 128, "units": 512})


class MeanStates(TransformerMixin, BaseEstimator):
    """The mean of the last states of a text, of length 1, by published weights."""

    def fit(self, texts, y=None):
        """Build the encoder; nothing is learned from the texts."""
        self.reader_ = reader_of(None, PUBLISHED)
        self.network_ = classifiers.sentence_encoder(self.reader_)
        return self

    def transform(self, texts):
        """One row of numbers a text."""
        means = classifiers.predict(self.network_, self.reader_.encode(texts))
        return normalize(means)


def reader_of(train, weights):
    """How an encoder reads."""
    return classifiers.make_reader(
        "bert", train, max_length=60, vocabulary_size=8000, weights=weights
    )


def trained(corpus, how, learning_rate, seed):
    """Epochs, best accuracy on validation, and the classes given to the test texts."""
    reader = reader_of(corpus.train, how.weights)
    steps = how.epochs * -(-len(corpus.train) // how.batch_size)
    network = classifiers.build(
        "bert",
        reader,
        len(corpus.classes),
        learning_rate=classifiers.schedule(
            learning_rate, steps, warmup=how.warmup, decay=True
        ),
        seed=seed,
        **how.shape,
    )
    train, validation, test = (
        (reader.encode(split.texts), split.labels) for split in corpus.splits.values()
    )
    training = classifiers.fit(
        network,
        train,
        validation,
        epochs=how.epochs,
        batch_size=how.batch_size,
        seed=seed,
    )
    found = {
        "epochs": len(training.history),
        "validation_accuracy": training.history["val_accuracy"].max(),
    }
    return found, classifiers.predict(network, test[0]).argmax(axis=1)


def cases():
    """Of every corpus: the machine on counts and on states, then the encoder."""
    found = [
        {"corpus": corpus, "model": model, "examples": examples}
        for corpus, model in product(ENGLISH, (COUNTING, FROZEN))
        for examples in ("all", FEW)
    ]
    found.append({"corpus": "thucnews", "model": COUNTING, "examples": "all"})
    return found + runs(NOTHING, RATES, CHOSEN)


def runs(model, rates, chosen):
    """Every rate with the first seed, then the chosen ones with the others."""
    found = [(corpus, rate, 0) for corpus, rate in product(chosen, rates)]
    found += [(corpus, chosen[corpus], s) for corpus, s in product(chosen, SEEDS[1:])]
    names = ("corpus", "learning_rate", "seed")
    return [
        {"model": model, "examples": "all"} | dict(zip(names, run, strict=True))
        for run in found
    ]


def row_of(case, how):
    """The row of one training."""
    corpus, started = loaded(case["corpus"]), process_time()
    found, y_hat = trained(corpus, how, case["learning_rate"], case["seed"])
    spent = {"cpu_seconds": round(process_time() - started, 1)}
    return case | found | spent | scored(corpus, y_hat)


def measure(case):
    """One row; of a hundred labels one for every draw of them."""
    corpus, model = loaded(case["corpus"]), case["model"]
    if model == NOTHING:
        return [row_of(case, FROM_NOTHING)]
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
