"""How classifiers are compiled, trained and asked."""

import math
import sys
import time
from dataclasses import dataclass

import keras
import numpy as np
import pandas as pd
from tqdm import tqdm

from helpers import tokens
from helpers.classifiers.checkpoint import Checkpoint, fingerprint

__all__ = [
    "Batches",
    "EpochDraws",
    "Training",
    "compile_model",
    "device",
    "fit",
    "predict",
    "schedule",
]

# XLA would compile anew for every width; JAX without it would not compile at all.
_ON_JAX = keras.backend.backend() == "jax"
_COMPILED = "auto" if _ON_JAX else False
_OUT_OF_MEMORY = ("RESOURCE_EXHAUSTED", "ResourceExhausted", "out of memory")
_WIDTH = 10  # batches are padded to a multiple of this, so that few shapes are compiled
_SHOWN = (
    20  # batches between two losses on the bar: to ask for one waits for the device
)


def device():
    """Where Keras computes, in words: "GPU (gpu:0), TensorFlow backend"."""
    name = {"tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
    if keras.backend.backend() == "torch":  # of which Keras lists no devices
        devices = [str(keras.ops.zeros(()).device)]
    else:
        # Asking JAX for the kind "gpu" raises where there is none, so ask for all.
        devices = keras.distribution.list_devices()
    graphics = [device for device in devices if not device.startswith("cpu")]
    where = f"GPU ({', '.join(graphics)})" if graphics else "CPU"
    return f"{where}, {name[keras.backend.backend()]} backend"


class _Accuracy(keras.metrics.CategoricalAccuracy):
    """The share of texts placed right, each counted once, and those of weight 0 not."""

    def update_state(self, y_true, y_pred, sample_weight=None):
        if sample_weight is not None:
            sample_weight = sample_weight > 0
        super().update_state(y_true, y_pred, sample_weight)


def compile_model(model, optimizer, *, label_smoothing=0.0):
    """Give a network its optimiser, cross-entropy as its loss, and accuracy.

    Parameters
    ----------
    model : keras.Model
        Its output is probabilities, (n, k).
    optimizer : str or keras.optimizers.Optimizer
    label_smoothing : float
        The share, from 0 to 1, that the loss takes from the right answer and spreads
        over all classes.
    """
    model.compile(
        optimizer=optimizer,
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=label_smoothing),
        weighted_metrics=[_Accuracy("accuracy")],
        jit_compile=_COMPILED,
    )


def schedule(learning_rate, steps, *, warmup=0.0, decay=False):
    """A learning rate that rises first, or falls afterwards, along a cosine.

    Parameters
    ----------
    learning_rate : float
        The highest.
    steps : int
        Of the whole training.
    warmup : float
        The share of them, 0 to 1, in which it rises from 0 (Goyal et al. 2017).
    decay : bool
        Whether it then falls to 0 (Loshchilov & Hutter 2017, equation 5).

    Returns
    -------
    float or keras.optimizers.schedules.LearningRateSchedule
        The learning rate itself if it neither rises nor falls.
    """
    rising = round(warmup * steps)
    if not rising and not decay:
        return learning_rate
    return keras.optimizers.schedules.CosineDecay(
        0.0 if rising else learning_rate,
        max(steps - rising, 1),
        alpha=0.0 if decay else 1.0,
        warmup_target=learning_rate if rising else None,
        warmup_steps=rising,
    )


class Batches(keras.utils.PyDataset):
    """Batches of texts of about one length, so that little padding is computed.

    The shortest text comes first, until the batches are arranged for an epoch. On JAX,
    which compiles for every shape and shares out even batches only, one that is not
    full is filled with a text of it that weighs 0.

    Parameters
    ----------
    rows : helpers.tokens.Rows, n of them
    labels : numpy.ndarray, shape (n, k)
        1 for the class, 0 elsewhere.
    batch_size : int
    class_weight : dict of int to float, optional
        How much an example of each class counts in the loss; 1 without it.
    """

    def __init__(self, rows, labels, batch_size, class_weight=None):
        super().__init__()
        self.rows, self.labels, self.batch_size = rows, labels, batch_size
        self.class_weight = class_weight
        self.lengths = np.array([len(ids) for ids in rows.ids])
        self.arrange()

    def arrange(self, rng=None):
        """Decide which texts go together, and which batch comes when.

        Parameters
        ----------
        rng : numpy.random.Generator, optional
            Shuffles the texts, of which runs of 50 batches are then sorted by length,
            and the batches.
        """
        n = len(self.lengths)
        if rng:
            order, run = rng.permutation(n), 50 * self.batch_size
        else:
            order, run = np.arange(n), n
        runs = [order[start : start + run] for start in range(0, n, run)]
        by_length = [
            part[np.argsort(self.lengths[part], kind="stable")] for part in runs
        ]
        ends = range(self.batch_size, n, self.batch_size)
        batches = np.split(np.concatenate(by_length), list(ends))
        if rng:
            rng.shuffle(batches)
        # Keras takes the shapes of the first two for those of all, if they are alike.
        widths = [self.lengths[batch].max() for batch in batches]
        first = [np.argmin(widths)]
        if np.argmax(widths) not in first:
            first.append(np.argmax(widths))
        others = [k for k in range(len(batches)) if k not in first]
        self.batches = [batches[k] for k in first + others]
        self.texts = [len(batch) for batch in self.batches]
        if _ON_JAX:
            devices = len(keras.distribution.list_devices())
            full = self.batch_size if len(batches) > 1 else -(-n // devices) * devices
            self.batches = [
                np.concatenate([batch, np.full(full - len(batch), batch[0])])
                for batch in self.batches
            ]

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, index):
        """The features and weights of one batch, as rectangles, and its labels.

        And what each text counts in the loss, if not all count the same.
        """
        batch = self.batches[index]
        longest = max(self.lengths[batch].max(), 1)
        width = math.ceil(longest / _WIDTH) * _WIDTH
        ids = tokens.pad([self.rows.ids[i] for i in batch], width)
        weights = tokens.pad([self.rows.weights[i] for i in batch], width)
        inputs = ids.astype("int32"), weights.astype("float32")
        labels, texts = self.labels[batch], self.texts[index]
        if not self.class_weight and not _ON_JAX:
            return inputs, labels
        # The loss is a mean over all that is there, be it filled.
        counts = np.where(np.arange(len(batch)) < texts, len(batch) / texts, 0)
        if self.class_weight:
            counts *= [self.class_weight[number] for number in labels.argmax(axis=1)]
        return inputs, labels, counts.astype("float32")


class EpochDraws(keras.callbacks.Callback):
    """The order of the texts in an epoch, and what dropout silences.

    Both are drawn from the seed and the epoch's number, and so are the same whatever
    was drawn before. The model is fitted with `shuffle=False`: Keras would shuffle the
    batches again, by Python's random numbers.

    Parameters
    ----------
    batches : Batches
        What the model is trained on.
    seed : int
        0 or above.
    """

    def __init__(self, batches, seed):
        super().__init__()
        self.batches, self.seed = batches, seed

    def on_epoch_begin(self, epoch, logs=None):
        """Arrange the batches, and set the state of every layer that draws."""
        rng = np.random.default_rng([self.seed, epoch])
        self.batches.arrange(rng)
        for variable in self.model.non_trainable_variables:
            if variable.name == "seed_generator_state":
                variable.assign(rng.integers(2**31, size=2).astype("uint32"))


class _Bar(keras.callbacks.Callback):
    """One progress bar over all batches of all epochs, with the time left."""

    def __init__(self, epochs_done):
        super().__init__()
        self.epochs_done, self.validation = epochs_done, ""

    def on_train_begin(self, logs=None):
        steps = self.params["steps"]
        self.bar = tqdm(
            total=self.params["epochs"] * steps,
            initial=self.epochs_done * steps,
            unit="batch",
            file=sys.stderr,
        )

    def on_train_batch_end(self, batch, logs=None):
        if batch % _SHOWN == 0:
            loss = f"loss {float(logs['loss']):.3f}{self.validation}"
            self.bar.set_postfix_str(loss, refresh=False)
        self.bar.update()

    def on_epoch_end(self, epoch, logs=None):
        self.validation = f", validation accuracy {logs['val_accuracy']:.3f}"
        self.bar.set_postfix_str(f"loss {logs['loss']:.3f}{self.validation}")

    def on_train_end(self, logs=None):
        self.bar.close()


@dataclass(frozen=True)
class Training:
    """How a training went.

    Attributes
    ----------
    history : pandas.DataFrame
        One row an epoch: loss, accuracy, val_loss, val_accuracy.
    best_epoch : int
        The epoch, counted from 1, whose weights the model has now.
    seconds : float
    """

    history: pd.DataFrame
    best_epoch: int
    seconds: float


def fit(
    model,
    train,
    validation,
    *,
    epochs,
    batch_size,
    seed=0,
    patience=5,
    class_weight=None,
    checkpoint=None,
    callbacks=(),
):
    """Train until the validation accuracy stops rising; keep the best epoch's weights.

    The accuracy and not the loss: a network goes on learning which class is right after
    it has begun to be too sure of it, which is when the loss turns.

    Parameters
    ----------
    model : keras.Model
        Compiled with accuracy among its metrics.
    train, validation : pair of helpers.tokens.Rows and class numbers (n,)
    epochs : int
        At most this many, at least 1.
    batch_size : int
    seed : int
        Fixes the order of the texts and what dropout silences, epoch by epoch.
    patience : int
        Epochs without a higher validation accuracy before it stops.
    class_weight : dict of int to float, optional
        How much an example of each class counts in the loss; 1 without it.
    checkpoint : str or Path, optional
        A file that is written after every epoch. If it is there, this training was
        interrupted, and goes on as if it had not been. Delete it when you have what
        you wanted.
    callbacks : sequence of keras.callbacks.Callback

    Returns
    -------
    Training

    Raises
    ------
    MemoryError
        If the device has too little; the message says what to make smaller.
    ValueError
        If the checkpoint is of a training with other settings or texts, or damaged.
    """
    started = time.perf_counter()
    stop = keras.callbacks.EarlyStopping(
        monitor="val_accuracy", patience=patience, restore_best_weights=True
    )
    one_hot = np.eye(model.output_shape[-1], dtype="float32")
    batches = Batches(train[0], one_hot[train[1]], batch_size, class_weight)
    unseen = Batches(validation[0], one_hot[validation[1]], batch_size)
    kept, earlier = [], []
    if checkpoint:
        settings = {"seed": seed, "patience": patience, "class_weight": class_weight}
        kept = [
            Checkpoint(
                checkpoint, fingerprint(model, batches, unseen, **settings), stop
            )
        ]
        kept[0].restore(model)
        earlier = list(kept[0].rows)
    done = len(earlier)
    try:
        history = model.fit(
            batches,
            validation_data=unseen,
            shuffle=False,
            initial_epoch=done,
            epochs=done if kept and kept[0].ended else epochs,
            callbacks=[EpochDraws(batches, seed), stop, *kept, _Bar(done), *callbacks],
            verbose=0,
        ).history
    except Exception as error:
        if not any(sign in repr(error) for sign in _OUT_OF_MEMORY):
            raise
        raise MemoryError(
            f"{device()} has too little memory for this; make batch_size, max_length, "
            "units or embedding_dim smaller"
        ) from error
    table = pd.DataFrame(earlier + pd.DataFrame(history).to_dict("records"))
    table.index = pd.RangeIndex(1, len(table) + 1, name="epoch")
    seconds = time.perf_counter() - started
    return Training(table, int(table["val_accuracy"].idxmax()), seconds)


def predict(model, rows, batch_size=256):
    """Ask a model for the probabilities of the classes.

    Parameters
    ----------
    model : keras.Model
    rows : helpers.tokens.Rows, n of them
    batch_size : int

    Returns
    -------
    numpy.ndarray, shape (n, k)
        In the order of the rows.
    """
    n, k = len(rows.ids), model.output_shape[-1]
    batches = Batches(rows, np.zeros((n, k), "float32"), batch_size)
    probabilities = np.empty((n, k), "float32")
    probabilities[np.concatenate(batches.batches)] = model.predict(batches, verbose=0)
    return probabilities
