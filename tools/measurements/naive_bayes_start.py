"""What the one-layer network owes to its start and to label smoothing.

Three corpora, on their validation splits alone: the start at 0, 0.3, 0.6 and 1 times
naive Bayes' answer, with and without label smoothing.
"""

from functools import cache
from itertools import product

import keras

from helpers import classifiers
from tools.measurements.text_classifiers import EPOCHS, SEEDS, loaded

CORPORA, STARTS, SMOOTHINGS = (
    ("trec", "sst2", "emotion"),
    (0.0, 0.3, 0.6, 1.0),
    (0, 0.1),
)


PROBES = [
    {"corpus": name, "start": start, "smoothing": smoothing, "seed": 0}
    for name, start, smoothing in (
        ("trec", 0.6, 0.1),
        ("sst2", 1.0, 0),
        ("emotion", 0.0, 0),
    )
]


def cases():
    """Every corpus, start, smoothing and seed."""
    return [
        {"corpus": corpus, "start": start, "smoothing": smoothing, "seed": seed}
        for corpus, start, smoothing, seed in product(
            CORPORA, STARTS, SMOOTHINGS, SEEDS
        )
    ]


def measure(case):
    """One row."""
    reading = read(case["corpus"])
    training = trained(*reading, case["start"], case["smoothing"], case["seed"])
    best = training.history["val_accuracy"].max()
    return [case | {"best_epoch": training.best_epoch, "validation_accuracy": best}]


@cache
def read(name):
    """How `linear` reads a corpus, its first two splits so read, how many classes."""
    corpus = loaded(name)
    reader = classifiers.make_reader(
        "linear", corpus.train, max_length=60, vocabulary_size=8000
    )
    splits = [
        (reader.encode(split.texts), split.labels)
        for split in (corpus.train, corpus.validation)
    ]
    return reader, splits, len(corpus.classes)


def trained(reader, splits, n_classes, start, smoothing, seed):
    """The model `linear`, its first weights and its loss replaced, trained."""
    settings = classifiers.MODELS["linear"].defaults
    rate = settings["learning_rate"]
    model = classifiers.build(
        "linear",
        reader,
        n_classes,
        learning_rate=rate,
        seed=seed,
        dropout=settings["dropout"],
    )
    (embedding,) = (x for x in model.layers if isinstance(x, keras.layers.Embedding))
    embedding.set_weights([start * reader.start])
    optimizer = keras.optimizers.AdamW(rate)
    classifiers.compile_model(model, optimizer, label_smoothing=smoothing)
    return classifiers.fit(
        model,
        *splits,
        epochs=EPOCHS,
        batch_size=settings["batch_size"],
        seed=seed,
    )
