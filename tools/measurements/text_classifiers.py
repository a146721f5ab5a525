"""Every classifier on the full text of every corpus, over three seeds.

Needs the named corpora: a network for the first time, or DERIVED_DATA. All learn from
the training split, choose and stop by the validation split and are scored once on the
test split. The settings of two networks were chosen on the validation splits of emotion
and trec; those of the one-layer network on each corpus' own, out of `CANDIDATES`, as
the cost of the counting machine is. A network's lead over counting is that of its three
seeds' mean verdict on each test text; its uncertainty is drawn over files where texts
share one. McNemar's test is that of the first seed.
"""

from dataclasses import dataclass
from functools import cache
from itertools import product
from statistics import mean
from time import process_time

import numpy as np

from helpers import classifiers, corpora, evaluation

CORPORA = ("installed-docs", "trec", "sst2", "emotion", "thucnews")
SEEDS = range(3)
EPOCHS = 30
CANDIDATES = [
    {"dropout": dropout, "learning_rate": rate}
    for dropout, rate in product((0.0, 0.3), (1e-3, 3e-3))
]
COUNTING = "TF-IDF + linear"
COUNTED = [{"corpus": name, "model": "counted"} for name in CORPORA]
# Counting is cheap, so it reads every corpus; each network tries the smallest.
PROBES = [
    *COUNTED,
    *({"corpus": "emotion", "model": m} for m in ("linear", "average", "lstm")),
]
VARYING = ("cpu_seconds",)


@dataclass(frozen=True)
class Run:
    """One training: what it is called, what it cost, and what it answers.

    Attributes
    ----------
    row : dict
        Corpus, model, seed, epochs, cpu_seconds, and accuracies on validation.
    probabilities : numpy.ndarray, shape (n, k)
        Of the test texts.
    """

    row: dict
    probabilities: np.ndarray

    @property
    def y_hat(self):
        """The classes given to the test texts."""
        return self.probabilities.argmax(axis=1)


@cache
def loaded(name):
    """A corpus, read once."""
    return corpora.load(name)


@cache
def counted(name):
    """What the baselines answer to a corpus' test texts, and their CPU seconds."""
    corpus, started = loaded(name), process_time()
    answers = evaluation.baselines(corpus)
    return answers, process_time() - started


def subset(split, chosen):
    """Some examples of a split, by number."""
    return corpora.Split([split.texts[i] for i in chosen], split.labels[chosen], [])


def learned(name, corpus, seed, **changes):
    """A model trained on a corpus, in its own settings but for the changes."""
    defaults = classifiers.MODELS[name].defaults
    settings = {"epochs": EPOCHS} | defaults | changes
    training_settings = {
        key: settings.pop(key)
        for key in ("epochs", "batch_size", "patience")
        if key in settings
    }
    started = process_time()
    reader = classifiers.make_reader(
        name, corpus.train, max_length=60, vocabulary_size=8000
    )
    model = classifiers.build(name, reader, len(corpus.classes), seed=seed, **settings)
    train, validation, test = (
        (reader.encode(split.texts), split.labels) for split in corpus.splits.values()
    )
    training = classifiers.fit(model, train, validation, seed=seed, **training_settings)
    accuracies = training.history["val_accuracy"]
    row = {
        "corpus": corpus.name,
        "model": name,
        "seed": seed,
        "epochs": len(training.history),
        "cpu_seconds": round(process_time() - started, 1),
        "last_validation_accuracy": accuracies.iloc[-1],
        "validation_accuracy": accuracies.max(),
    }
    return Run(row, classifiers.predict(model, test[0]))


def chosen(name, corpus):
    """The runs of those settings that do best on validation, and what trying all cost.

    The test answers of the others are not looked at.
    """
    tried = [
        [learned(name, corpus, seed, **settings) for seed in SEEDS]
        for settings in CANDIDATES
    ]
    means = [mean(run.row["validation_accuracy"] for run in runs) for runs in tried]
    best = means.index(max(means))
    cost = sum(run.row["cpu_seconds"] for runs in tried for run in runs)
    return tried[best], CANDIDATES[best], cost


def scored(corpus, y_hats):
    """How good the answers of one model are: one array of classes for each seed."""
    y = corpus.test.labels
    right = np.mean([y_hat == y for y_hat in y_hats], axis=0)
    accuracy = evaluation.estimate(right, corpus.test.groups)
    macro_f1 = [evaluation.score(y, y_hat).macro_f1 for y_hat in y_hats]
    return {
        "test_texts": len(y),
        "accuracy": accuracy.value,
        "standard_error": accuracy.standard_error,
        "macro_f1": mean(macro_f1),
        "lowest": min(macro_f1),
        "highest": max(macro_f1),
    }


def compared(corpus, y_hats):
    """How far a model leads counting on the same texts."""
    y, other = corpus.test.labels, counted(corpus.name)[0][COUNTING]
    right = np.mean([y_hat == y for y_hat in y_hats], axis=0)
    lead = evaluation.estimate(right - (other == y), corpus.test.groups)
    return {
        "lead": lead.value,
        "lead_error": lead.standard_error,
        "lead_low": lead.low,
        "lead_high": lead.high,
        "mcnemar": evaluation.mcnemar(y_hats[0] == y, other == y),
    }


def calibration(corpus, runs):
    """How far sure is from right, over the seeds, and what chance alone would give."""
    y, rng, errors, luck = corpus.test.labels, np.random.default_rng(0), [], []
    for run in runs:
        sure = run.probabilities.max(axis=1)
        errors.append(evaluation.calibration_error(sure, run.y_hat == y))
        verdicts = rng.random((300, len(sure))) < sure
        luck += [evaluation.calibration_error(sure, verdict) for verdict in verdicts]
    return {
        "calibration_error": mean(errors),
        "calibration_lowest": min(errors),
        "calibration_highest": max(errors),
        "calibration_chance": float(np.quantile(luck, 0.95)),
    }


def cases():
    """For every corpus: counting, then each network with all its seeds."""
    models = ("counted", "linear", "average", "lstm")
    return [{"corpus": c, "model": m} for c, m in product(CORPORA, models)]


def measure(case):
    """The rows of the two baselines, or the one of a network."""
    corpus, model = loaded(case["corpus"]), case["model"]
    if model == "counted":
        answers, cost = counted(corpus.name)
        return [
            {"corpus": corpus.name, "model": name, "cpu_seconds": round(cost, 1)}
            | scored(corpus, [y_hat])
            for name, y_hat in answers.items()
        ]
    settings = {}
    if model == "linear":
        runs, settings, cost = chosen(model, corpus)
    else:
        runs = [learned(model, corpus, seed) for seed in SEEDS]
        cost = sum(run.row["cpu_seconds"] for run in runs)
    y_hats = [run.y_hat for run in runs]
    spent = {"cpu_seconds": round(cost / len(SEEDS), 1)}
    found = scored(corpus, y_hats) | compared(corpus, y_hats)
    return [case | settings | spent | found | calibration(corpus, runs)]
