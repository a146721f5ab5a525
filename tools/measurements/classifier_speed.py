"""How fast the article's LSTM and the repaired one train on this machine.

On emotion, in batches of 64, by whichever backend of Keras is set.
"""

from time import perf_counter

import keras
import numpy as np

from helpers import classifiers, corpora, evaluation

CORPUS, BATCH, EPOCHS = "emotion", 64, 10
TARGET = 0.6  # validation accuracy; the largest class alone gives .43
MODELS = ("article_lstm", "lstm")


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


def rows():
    """A row for each of the two models."""
    corpus, found = corpora.load(CORPUS), []
    for name in MODELS:
        defaults = classifiers.MODELS[name].defaults
        shape = {k: v for k, v in defaults.items() if k != "batch_size"}
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
            epochs=EPOCHS,
            batch_size=BATCH,
            patience=EPOCHS,
            callbacks=[clock],
        )
        score = evaluation.score(
            test[1], classifiers.predict(model, test[0]).argmax(axis=1)
        )
        epoch = np.median(clock.epochs[1:])  # the first one compiles
        found.append(
            {
                "backend": keras.backend.backend(),
                "device": classifiers.device(),
                "model": name,
                "milliseconds_a_batch": 1e3 * epoch / -(-len(corpus.train) // BATCH),
                "examples_a_second": len(corpus.train) / epoch,
                "seconds_to_target": clock.reached,
                "test_accuracy": score.accuracy,
                "test_macro_f1": score.macro_f1,
            }
        )
    return found
