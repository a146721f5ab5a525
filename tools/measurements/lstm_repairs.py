"""The article's program, repaired one fault at a time, on trec and emotion.

Every row keeps the changes of the rows above it and makes one more. The last one is the
model `lstm` in its own settings.
"""

from dataclasses import dataclass, replace
from itertools import product
from time import process_time

import keras

from helpers import classifiers, evaluation, tokens
from tools.measurements.text_classifiers import loaded

CORPORA, SEEDS = ("trec", "emotion"), range(2)
BATCH, VOCABULARY = 64, 8000


@dataclass(frozen=True)
class Program:
    """What the rows differ in; the article's choices unless told otherwise.

    Attributes
    ----------
    length : int
        Tokens kept of a text.
    padding : str
        "left" or "right" to that length; "none" to the longest text of a batch.
    ask : str
        For the memory at the "end" of a row, or after its "last token".
    embedding_dim, units : int
    inside, recurrent, outside : float
        Shares dropped: of what the LSTM reads, of its memory from token to token, and
        of words and of the memory that is asked.
    optimizer : str
    learning_rate : float
    epochs, patience : int
    """

    length: int = 100
    padding: str = "left"
    ask: str = "end"
    embedding_dim: int = 128
    units: int = 128
    inside: float = 0.2
    recurrent: float = 0.2
    outside: float = 0.0
    optimizer: str = "adam"
    learning_rate: float = 1e-3
    epochs: int = 10
    patience: int = 10


AS_WRITTEN, BEST_EPOCH = "as written", "the best epoch kept"
CHANGES = {
    AS_WRITTEN: {},
    "no recurrent dropout": {"recurrent": 0.0},
    "padded on the right": {"padding": "right"},
    "asked after the last token": {"ask": "last token"},
    "batches of like length": {"padding": "none"},
    "at most 60 tokens": {"length": 60},
    "a smaller network": {"embedding_dim": 32, "units": 64},
    "dropout on words": {"inside": 0.0, "outside": 0.3},
    "decaying weights": {"optimizer": "adamw"},
    "larger steps": {"learning_rate": 3e-3},
    "stopped by validation": {"epochs": 30, "patience": 5},
}
PROBES = [
    {"seed": 0, "corpus": "emotion", "repair": repair}
    for repair in ("batches of like length", "larger steps")
]
VARYING = ("cpu_seconds",)


def programs():
    """The program of every row, by its name."""
    found, program = {}, Program()
    for name, change in CHANGES.items():
        program = found[name] = replace(program, **change)
    return found


def network(program, n_classes, size):
    """The program's layers, compiled."""
    ids, weights = keras.Input((None,), dtype="int32"), keras.Input((None,))
    x = keras.layers.Embedding(size, program.embedding_dim)(ids)
    x = keras.layers.Dropout(program.outside)(x)
    last = program.ask == "last token"
    x = keras.layers.LSTM(
        program.units,
        dropout=program.inside,
        recurrent_dropout=program.recurrent,
        return_sequences=last,
    )(x)
    if last:
        x = keras.layers.Dot(axes=1)([weights, x])
    x = keras.layers.Dropout(program.outside)(x)
    answer = keras.layers.Dense(n_classes, activation="softmax")(x)
    model = keras.Model([ids, weights], answer)
    optimizer = keras.optimizers.get(program.optimizer)
    optimizer.learning_rate = program.learning_rate
    classifiers.compile_model(model, optimizer)
    return model


class LastEpoch(keras.callbacks.Callback):
    """What a model answers to some texts after the last epoch, before the best is back.

    And the CPU seconds that asking took.
    """

    def __init__(self, rows):
        super().__init__()
        self.rows = rows

    def on_epoch_end(self, epoch, logs=None):
        if epoch + 1 == self.params["epochs"]:
            started = process_time()
            self.y_hat = classifiers.predict(self.model, self.rows).argmax(axis=1)
            self.spent = process_time() - started


def encoded(program, corpus):
    """The splits as the program reads them, and how many tokens it knows."""
    tokenizer = tokens.train_tokenizer(corpus.train.texts, VOCABULARY)
    found = []
    for split in corpus.splits.values():
        rows = tokens.encode(tokenizer, split.texts, program.length)
        if program.padding != "none":
            left, length = program.padding == "left", program.length
            rows = tokens.Rows(*(list(tokens.pad(r, length, left=left)) for r in rows))
        found.append((rows, split.labels))
    return found, tokenizer.get_vocab_size()


def cases():
    """Every draw, corpus and repair."""
    return [
        {"seed": seed, "corpus": corpus, "repair": repair}
        for seed, corpus, repair in product(SEEDS, CORPORA, CHANGES)
    ]


def measure(case):
    """A row for a repair; a second one for the program as it was written."""
    corpus, seed, repair = loaded(case["corpus"]), case["seed"], case["repair"]
    program, started = programs()[repair], process_time()
    (train, validation, test), size = encoded(program, corpus)
    keras.utils.set_random_seed(seed)
    model = network(program, len(corpus.classes), size)
    last = LastEpoch(test[0])
    training = classifiers.fit(
        model,
        train,
        validation,
        epochs=program.epochs,
        batch_size=BATCH,
        seed=seed,
        patience=program.patience,
        callbacks=[last] if repair == AS_WRITTEN else [],
    )
    spent = process_time() - started
    answers = {repair: classifiers.predict(model, test[0]).argmax(axis=1)}
    if repair == AS_WRITTEN:
        spent -= last.spent
        answers = {repair: last.y_hat, BEST_EPOCH: answers[repair]}
    about = {"epochs": len(training.history), "cpu_seconds": round(spent, 1)}
    scores = {name: evaluation.score(test[1], y_hat) for name, y_hat in answers.items()}
    return [
        case
        | {"repair": name}
        | about
        | {"test_accuracy": score.accuracy, "test_macro_f1": score.macro_f1}
        for name, score in scores.items()
    ]
