"""The article's program, repaired one fault at a time, on trec and emotion.

Every row keeps the repairs of the rows above it. The first trains as the article does,
ten epochs and the last one's weights; from the second on, the epoch that does best on
the validation split is kept.
"""

import os
from itertools import product
from time import process_time

import keras
from tqdm import tqdm

from helpers import classifiers, corpora, evaluation, tokens
from tools.measurements.text_classifiers import SEEDS, learned

BATCH, EPOCHS, LENGTH, VOCABULARY = 64, 10, 100, 8000
# What each repair hands to `variant`: recurrent dropout, padding, whom it asks.
REPAIRS = {
    "as written": (0.2, "left", "end"),
    "no recurrent dropout": (0.0, "left", "end"),
    "padded on the right": (0.0, "right", "end"),
    "asked after the last token": (0.0, "right", "last token"),
    "batches of like length": (0.0, "none", "last token"),
}


def variant(n_classes, size, recurrent_dropout, ask):
    """The article's layers, asked at the end of the padding or after the last token."""
    ids, weights = keras.Input((None,), dtype="int32"), keras.Input((None,))
    x = keras.layers.Embedding(size, 128)(ids)
    last = ask == "last token"
    x = keras.layers.LSTM(
        128, dropout=0.2, recurrent_dropout=recurrent_dropout, return_sequences=last
    )(x)
    if last:
        x = keras.layers.Dot(axes=1)([weights, x])
    answer = keras.layers.Dense(n_classes, activation="softmax")(x)
    return keras.Model([ids, weights], answer)


class Watch(keras.callbacks.Callback):
    """CPU seconds so far, after each epoch, and the test score of each."""

    def __init__(self, rows, y):
        super().__init__()
        self.rows, self.y, self.scores, self.spent = rows, y, [], 0.0

    def on_epoch_end(self, epoch, logs=None):
        started = process_time()
        y_hat = classifiers.predict(self.model, self.rows).argmax(axis=1)
        self.scores.append(evaluation.score(self.y, y_hat))
        self.spent += process_time() - started


def repaired(corpus, repair, seed):
    """Train one variant and score its last and its best epoch."""
    recurrent_dropout, padding, ask = REPAIRS[repair]
    started = process_time()
    tokenizer = tokens.train_tokenizer(corpus.train.texts, VOCABULARY)
    splits = {}
    for name in ("train", "validation", "test"):
        split = getattr(corpus, name)
        rows = tokens.encode(tokenizer, split.texts, LENGTH)
        if padding != "none":
            left = padding == "left"
            rows = tokens.Rows(*(list(tokens.pad(r, LENGTH, left=left)) for r in rows))
        splits[name] = rows, split.labels
    keras.utils.set_random_seed(seed)
    size = tokenizer.get_vocab_size()
    model = variant(len(corpus.classes), size, recurrent_dropout, ask)
    classifiers.compile_model(model, "adam")
    watch = Watch(*splits["test"])
    training = classifiers.fit(
        model,
        splits["train"],
        splits["validation"],
        epochs=EPOCHS,
        batch_size=BATCH,
        seed=seed,
        patience=EPOCHS,
        callbacks=[watch],
    )
    spent = process_time() - started - watch.spent
    about = {"corpus": corpus.name, "seed": seed, "cpu_seconds": round(spent, 1)}
    about["batches"] = EPOCHS * -(-len(corpus.train) // BATCH)
    last, best = watch.scores[-1], watch.scores[training.best_epoch - 1]
    kept = {repair: best}
    if repair == "as written":
        kept = {repair: last, "the best epoch kept": best}
    return [
        about
        | {
            "repair": name,
            "test_accuracy": score.accuracy,
            "test_macro_f1": score.macro_f1,
        }
        for name, score in kept.items()
    ]


def rows():
    """A row for every corpus, repair and seed."""
    os.environ["TQDM_DISABLE"] = "1"  # the trainings' bars; ours stays
    found, loaded = [], {name: corpora.load(name) for name in ("trec", "emotion")}
    for seed, name, repair in tqdm(
        list(product(SEEDS, loaded, REPAIRS)), unit="run", disable=False
    ):
        found += repaired(loaded[name], repair, seed)
    for seed, name in product(SEEDS, loaded):
        row = learned("lstm", loaded[name], seed)
        row["repair"] = "half the units, dropout on words, larger steps"
        found.append(
            {
                key: row[key]
                for key in (
                    *("corpus", "seed", "cpu_seconds", "repair"),
                    *("test_accuracy", "test_macro_f1"),
                )
            }
        )
    return found
