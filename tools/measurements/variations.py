"""Chapter 6's own training under other circumstances, beside counting.

Other draws of what training draws, other samples of the text, one thread, another
arithmetic, another backend: each in a process of its own.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from unittest.mock import patch

import numpy as np

from helpers import classifiers, corpora, evaluation
from tools.measurements.text_classifiers import COUNTING

CORPUS, SAMPLE, MODEL = "installed-docs", 3000, "linear"
SETTINGS = {"learning_rate": 0.003, "dropout": 0.3}
TRAINING = {"epochs": 12, "batch_size": 64}
READING = {"max_length": 60, "vocabulary_size": 8000}
# What a process finds in its environment when it starts.
CIRCUMSTANCES = {
    "as on the page": {},
    "one thread": {
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    },
    "oneDNN off": {"TF_ENABLE_ONEDNN_OPTS": "0"},
    "Keras on JAX": {"KERAS_BACKEND": "jax"},
}
VARYING = ("seconds",)


def cases():
    """The page's run elsewhere, then with other draws, then on other samples."""
    draws = [("as on the page", seed, 0) for seed in range(1, 5)]
    samples = [("as on the page", 0, sample) for sample in range(1, 5)]
    runs = [(name, 0, 0) for name in CIRCUMSTANCES] + draws + samples
    return [
        {"corpus": CORPUS, "circumstances": name, "seed": seed, "sample_seed": sample}
        for name, seed, sample in runs
    ]


def central_run(seed, sample_seed):
    """Train as the page does, and compare with counting on the same texts."""
    corpus = corpora.load(CORPUS, sample=SAMPLE, seed=sample_seed)
    y, other = corpus.test.labels, evaluation.baselines(corpus)[COUNTING]
    reader = classifiers.make_reader(MODEL, corpus.train, **READING)
    train, validation, test = (
        (reader.encode(split.texts), split.labels) for split in corpus.splits.values()
    )
    k = len(corpus.classes)
    model = classifiers.build(MODEL, reader, k, seed=seed, **SETTINGS)
    training = classifiers.fit(model, train, validation, seed=seed, **TRAINING)
    y_hat = classifiers.predict(model, test[0]).argmax(axis=1)
    lead = evaluation.estimate(
        (y_hat == y).astype(float) - (other == y), corpus.test.groups
    )
    return {
        "epochs": len(training.history),
        "best_epoch": training.best_epoch,
        "seconds": round(training.seconds, 1),
        "test_accuracy": float(np.mean(y_hat == y)),
        "counting": float(np.mean(other == y)),
        "lead_error": lead.standard_error,
    }


def measure(case):
    """One row."""
    with (
        patch.dict(os.environ, CIRCUMSTANCES[case["circumstances"]]),
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
    ):
        run = pool.submit(central_run, case["seed"], case["sample_seed"])
        return [case | run.result()]
