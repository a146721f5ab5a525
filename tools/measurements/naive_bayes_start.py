"""What the one-layer network owes to its start and to label smoothing.

Three corpora, on their validation splits alone: the start at 0, 0.3, 0.6 and 1 times
naive Bayes' answer, with and without label smoothing.
"""

import os
from itertools import product

import keras
from tqdm import tqdm

from helpers import classifiers, corpora
from tools.measurements.text_classifiers import EPOCHS, SEEDS

CORPORA, STARTS, SMOOTHINGS = (
    ("trec", "sst2", "emotion"),
    (0.0, 0.3, 0.6, 1.0),
    (0, 0.1),
)


def rows():
    """A row for every corpus, start, smoothing and seed."""
    os.environ["TQDM_DISABLE"] = "1"  # the trainings' bars; ours stays
    texts = {name: read(corpora.load(name)) for name in CORPORA}
    found, runs = [], list(product(CORPORA, STARTS, SMOOTHINGS, SEEDS))
    for name, start, smoothing, seed in tqdm(runs, unit="run", disable=False):
        training = trained(*texts[name], start, smoothing, seed)
        found.append(
            {
                "corpus": name,
                "start": start,
                "smoothing": smoothing,
                "seed": seed,
                "best_epoch": training.best_epoch,
                "validation_accuracy": training.history["val_accuracy"].max(),
            }
        )
    return found


def read(corpus):
    """How `linear` reads a corpus, its first two splits so read, how many classes."""
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
