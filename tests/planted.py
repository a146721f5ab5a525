"""Texts whose class is easy to learn, and a classifier trained on them."""

import numpy as np

from helpers import classifiers
from helpers.corpora import Corpus, Split

SHAPE = {"embedding_dim": 8, "units": 16, "dropout": 0.0}
WORDS = [f"w{i}" for i in range(36)]


def planted(n, rng):
    """Texts of 2 to 12 words; the class is which word they open with."""
    y = rng.integers(0, 2, n)
    texts = [
        " ".join([("left", "right")[c], *rng.choice(WORDS, rng.integers(1, 12))])
        for c in y
    ]
    return Split(texts, y, [])


def untrained(name, train, **options):
    """How a model reads some texts, and the model with its first weights."""
    reader = classifiers.make_reader(
        name, train, max_length=20, vocabulary_size=40, weights="none"
    )
    options = {"learning_rate": 0.02, "seed": 0} | SHAPE | options
    return reader, classifiers.build(name, reader, 2, **options)


def trained(name="lstm", seed=0, epochs=6):
    """A model, how its training went, how it reads, and texts it has not seen.

    The seed is that of the batches; the first weights are always the same.
    """
    rng = np.random.default_rng(0)
    train, validation, test = (planted(n, rng) for n in (256, 64, 200))
    reader, model = untrained(name, train)
    training = classifiers.fit(
        model,
        (reader.encode(train.texts), train.labels),
        (reader.encode(validation.texts), validation.labels),
        epochs=epochs,
        batch_size=32,
        seed=seed,
    )
    return model, training, reader, test


def left_or_right():
    """A corpus of 180 texts, two words each; the first one is the class."""
    rng = np.random.default_rng(0)

    def split(n):
        y = rng.integers(0, 2, n)
        texts = [f"{('left', 'right')[c]} {rng.integers(0, 9)}" for c in y]
        return Split(texts, y, [])

    parts = {name: split(60) for name in ("train", "validation", "test")}
    about = {"classes": ("left", "right"), "dropped": {}, "source": "here"}
    return Corpus("planted", **about, **parts, counts=(90, 90))
