"""How fast the article's LSTM, the repaired one and a BERT train on this machine.

On emotion, by whichever backend of Keras is set, the LSTMs in batches of 64, the
repaired one in 16 bits too; where there is a GPU also in large batches and eight times
as wide. all-MiniLM-L6-v2 is trained further, in batches of 32.
"""

from time import perf_counter

import keras
import numpy as np

from helpers import classifiers, corpora, evaluation

CORPUS = "emotion"
TARGET = 0.6  # validation accuracy; the largest class alone gives .43
SETTINGS = ("model", "units", "batch_size", "epochs", "precision")
ARTICLE = ("article_lstm", 128, 64, 10, "float32")
ON_A_CPU = [
    *(("lstm", 64, 64, 10, bits) for bits in ("float32", "mixed_bfloat16")),
    ("bert", 384, 32, 3, "float32"),
]
ON_A_CARD = [
    (*network, precision)
    for network in (
        ("lstm", 64, 64, 10),
        ("lstm", 64, 1024, 10),
        ("lstm", 512, 1024, 10),
        ("bert", 384, 32, 3),
    )
    for precision in classifiers.PRECISIONS
]


class Clock(keras.callbacks.Callback):
    """Seconds of each epoch without its validation, and when `TARGET` was reached."""

    def on_train_begin(self, logs=None):
        self.start, self.epochs, self.reached = perf_counter(), [], None

    def on_epoch_begin(self, epoch, logs=None):
        self.begin = perf_counter()

    def on_test_begin(self, logs=None):
        self.epochs.append(perf_counter() - self.begin)

    def on_epoch_end(self, epoch, logs=None):
        if self.reached is None and logs["val_accuracy"] >= TARGET:
            self.reached = perf_counter() - self.start


def cases():
    """Each network, with its size, its batches and its precision."""
    on_a_card = classifiers.device().startswith("GPU")
    found = [ARTICLE, *(ON_A_CARD if on_a_card else ON_A_CPU)]
    return [dict(zip(SETTINGS, case, strict=True)) for case in found]


def measure(case):
    """One row for a network."""
    name, corpus = case["model"], corpora.load(CORPUS)
    shape = classifiers.MODELS[name].defaults | case
    batch_size, epochs = shape.pop("batch_size"), shape.pop("epochs")
    del shape["model"]
    reader = classifiers.make_reader(
        name, corpus.train, max_length=60, vocabulary_size=8000
    )
    model = classifiers.build(name, reader, len(corpus.classes), seed=0, **shape)
    train, validation, test = (
        (reader.encode(split.texts), split.labels)
        for split in (corpus.train, corpus.validation, corpus.test)
    )
    clock = Clock()
    classifiers.fit(
        model,
        train,
        validation,
        epochs=epochs,
        batch_size=batch_size,
        patience=epochs,
        callbacks=[clock],
    )
    y_hat = classifiers.predict(model, test[0]).argmax(axis=1)
    score = evaluation.score(test[1], y_hat)
    epoch = np.median(clock.epochs[1:])  # the first one compiles
    return [
        {"backend": keras.backend.backend(), "device": classifiers.device()}
        | case
        | {
            "milliseconds_a_batch": 1e3 * epoch / -(-len(corpus.train) // batch_size),
            "examples_a_second": len(corpus.train) / epoch,
            "seconds_to_target": clock.reached,
            "test_accuracy": score.accuracy,
            "test_macro_f1": score.macro_f1,
        }
    ]
