"""Every classifier on the full text of every corpus, over three seeds.

Needs the named corpora: a network for the first time, or DERIVED_DATA. All learn from
the training split, stop by the validation split and are scored once on the test split.
The settings were chosen on the validation splits of emotion and trec; those of the
one-layer network on each corpus' own, out of `CANDIDATES`.
"""

import os
from itertools import product
from statistics import mean
from time import process_time

from tqdm import tqdm

from helpers import classifiers, corpora, evaluation

CORPORA = ("installed-docs", "trec", "sst2", "emotion", "thucnews")
SEEDS = range(3)
EPOCHS = 30
CANDIDATES = [
    {"dropout": dropout, "learning_rate": rate}
    for dropout, rate in product((0.0, 0.3), (1e-3, 3e-3))
]


def subset(split, chosen):
    """Some examples of a split, by number."""
    return corpora.Split([split.texts[i] for i in chosen], split.labels[chosen], [])


def learned(name, corpus, seed, **changes):
    """A model trained on a corpus: its scores and what they cost in CPU seconds."""
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
    splits = {
        part: (reader.encode(split.texts), split.labels)
        for part, split in corpus.splits.items()
    }
    training = classifiers.fit(
        model, splits["train"], splits["validation"], seed=seed, **training_settings
    )
    cost = process_time() - started
    scores = {
        split: evaluation.score(y, classifiers.predict(model, rows).argmax(axis=1))
        for split, (rows, y) in splits.items()
        if split != "train"
    }
    return {
        "corpus": corpus.name,
        "model": name,
        "seed": seed,
        "epochs": len(training.history),
        "cpu_seconds": round(cost, 1),
        "last_validation_accuracy": training.history["val_accuracy"].iloc[-1],
        "validation_accuracy": scores["validation"].accuracy,
        "test_examples": len(corpus.test),
        "test_accuracy": scores["test"].accuracy,
        "test_macro_f1": scores["test"].macro_f1,
    }


def counted(corpus):
    """The rows of scikit-learn: drawn from nothing, so one seed."""
    started = process_time()
    scores = evaluation.baselines(corpus)
    cost = process_time() - started
    return [
        {
            "corpus": corpus.name,
            "model": name,
            "seed": 0,
            "cpu_seconds": round(cost, 1),
            "test_examples": len(corpus.test),
            "test_accuracy": score.accuracy,
            "test_macro_f1": score.macro_f1,
        }
        for name, score in scores.items()
    ]


def chosen(name, corpus):
    """The runs of those settings that do best on validation, and what trying all cost.

    The test scores of the others are not looked at.
    """
    tried = [
        [learned(name, corpus, seed, **settings) for seed in SEEDS]
        for settings in CANDIDATES
    ]
    means = [mean(run["validation_accuracy"] for run in runs) for runs in tried]
    best = means.index(max(means))
    costs = [
        sum(run["cpu_seconds"] for run in runs) for runs in zip(*tried, strict=True)
    ]
    return [
        run | CANDIDATES[best] | {"cpu_seconds": round(cost, 1)}
        for run, cost in zip(tried[best], costs, strict=True)
    ]


def rows():
    """A row for every corpus, model and seed."""
    os.environ["TQDM_DISABLE"] = "1"  # the trainings' bars; ours stays
    found = []
    for name in tqdm(CORPORA, unit="corpus", disable=False):
        corpus = corpora.load(name)
        found += counted(corpus) + chosen("linear", corpus)
        for model, seed in product(("average", "lstm"), SEEDS):
            found.append(learned(model, corpus, seed))
    return found
