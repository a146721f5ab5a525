"""An encoder as chapter 7 derives it, over published weights or from nothing."""

import math
from dataclasses import replace
from functools import partial

import keras

from helpers import pretrained
from helpers.classifiers.model import Model
from helpers.classifiers.reading import Reader, read_tokens
from helpers.tokens import PAD

__all__ = ["MODEL", "FineTuning", "bert", "encoder", "sentence_encoder"]

PUBLISHED = "published"  # so begin the names of layers whose weights are
SHARE = 1 / 30  # of the learning rate, for published weights
FROM_NOTHING = {"blocks": 2, "heads": 2, "epsilon": 1e-12}


def read_pieces(train, *, max_length, vocabulary_size, weights=""):
    """Read as the published weights were taught to; without any, words.

    Parameters
    ----------
    train : helpers.corpora.Split
    max_length, vocabulary_size : int
        Tokens kept of a text, and words known where no weights are published.
    weights : str
        A folder, one of `helpers.pretrained.PUBLISHED`, of which "" is the first, or
        "none".

    Returns
    -------
    Reader

    Raises
    ------
    helpers.pretrained.PretrainedError
        If the weights cannot be had, or are no BERT.
    """
    if weights == "none":
        words = read_tokens(
            train, max_length=max_length, vocabulary_size=vocabulary_size
        )
        return Reader(words.reading, sizes=FROM_NOTHING | {"positions": max_length})
    start = pretrained.load(weights or next(iter(pretrained.PUBLISHED)))
    config = start.config
    length = min(max_length, config.positions)
    pieces = replace(start.reading, max_length=length)
    sizes = {
        "embedding_dim": config.d,
        "units": config.hidden,
        "blocks": config.layers,
        "heads": config.heads,
        "positions": config.positions,
        "epsilon": config.epsilon,
    }
    return Reader(pieces, start, sizes)


class Places(keras.layers.Layer):
    """Adds to each token of a text what its place has: a row of a table.

    Parameters
    ----------
    positions : int
        How many places there are; what comes later is padding, or has been cut off.
    """

    def __init__(self, positions, **options):
        super().__init__(**options)
        self.positions = positions

    def build(self, shape):
        self.table = self.add_weight(
            shape=(self.positions, shape[-1]), initializer="uniform", name="table"
        )

    def compute_output_shape(self, shape):
        return shape

    def call(self, x):
        places = keras.ops.arange(keras.ops.shape(x)[1])
        return x + keras.ops.take(
            self.table, keras.ops.minimum(places, self.positions - 1), axis=0
        )


def gelu(x):
    """x times the share of a bell below x, by the error function."""
    return x * (1 + keras.ops.erf(x / math.sqrt(2))) / 2


def encoder(
    ids, *, size, start, embedding_dim, units, blocks, heads, positions, epsilon
):
    """The states of all tokens, after the embeddings and after each block.

    Parameters
    ----------
    ids : KerasTensor of int, shape (n, length)
    size : int
        Tokens that are known.
    start : helpers.pretrained.Pretrained, optional
        First weights.
    embedding_dim, units : int
        The numbers of a token, and of the layer between.
    blocks, heads, positions, epsilon
        As in `helpers.pretrained.Config`.

    Returns
    -------
    list of KerasTensor, shape (n, length, embedding_dim)
    """
    made, prefix = {}, PUBLISHED if start else "drawn"

    def layer(name, kind, *sizes, **options):
        made[name] = kind(*sizes, name=f"{prefix}_{name}", **options)
        return made[name]

    norm = partial(layer, kind=keras.layers.LayerNormalization, epsilon=epsilon)
    seen = keras.ops.expand_dims(keras.ops.not_equal(ids, PAD), 1)
    x = layer("words", keras.layers.Embedding, size, embedding_dim)(ids)
    x = layer("places", Places, positions)(x)
    states = [norm("norm")(x)]
    for i in range(blocks):
        x, own = states[-1], f"block_{i}"
        look = layer(
            f"{own}_look",
            keras.layers.MultiHeadAttention,
            heads,
            embedding_dim // heads,
        )
        x = norm(f"{own}_norm_1")(x + look(x, x, attention_mask=seen))
        up = layer(f"{own}_up", keras.layers.Dense, units, activation=gelu)
        down = layer(f"{own}_down", keras.layers.Dense, embedding_dim)
        states.append(norm(f"{own}_norm_2")(x + down(up(x))))
    if start:
        for name, arrays in arrays_of(start).items():
            made[name].set_weights(arrays)
    return states


def arrays_of(published):
    """The weights of each layer, by its name, as Keras shapes them."""
    table, heads = published.embeddings, published.config.heads
    arrays = {
        "words": [table["words"]],
        "places": [table["positions"] + table["type"]],
        "norm": [table["gain"], table["bias"]],
    }
    for i, theta in enumerate(published.blocks):
        look = []
        for name in "QKV":
            look.append(theta[f"W_{name}"].reshape(theta["W_Q"].shape[0], heads, -1))
            look.append(theta[f"b_{name}"].reshape(heads, -1))
        look += [theta["W_O"].reshape(*look[1].shape, -1), theta["b_O"]]
        arrays |= {
            f"block_{i}_look": look,
            f"block_{i}_norm_1": [theta["gain_1"], theta["bias_1"]],
            f"block_{i}_up": [theta["W_1"], theta["b_1"]],
            f"block_{i}_down": [theta["W_2"], theta["b_2"]],
            f"block_{i}_norm_2": [theta["gain_2"], theta["bias_2"]],
        }
    return arrays


def mean_state(ids, **sizes):
    """The mean of a text's last states, padding left out (Reimers & Gurevych 2019)."""
    *_, x = encoder(ids, **sizes)
    return keras.layers.GlobalAveragePooling1D()(x, mask=keras.ops.not_equal(ids, PAD))


def bert(ids, weights, n_classes, *, dropout, **sizes):
    """The mean of an encoder's last states, then softmax (Devlin et al. 2019).

    The weights are not needed: padding is what has number 0, and is never seen.
    """
    x = keras.layers.Dropout(dropout)(mean_state(ids, **sizes))
    return keras.layers.Dense(n_classes, activation="softmax", dtype="float32")(x)


def sentence_encoder(reader):
    """What published weights make of a text, as one row of numbers.

    Parameters
    ----------
    reader : Reader
        From `read_pieces`.

    Returns
    -------
    keras.Model
        From features and weights, (n, length) each, to the mean states, (n, d).
    """
    ids, weights = keras.Input((None,), dtype="int32"), keras.Input((None,))
    mean = mean_state(ids, size=reader.size, start=reader.start, **reader.sizes)
    return keras.Model([ids, weights], mean)


class FineTuning(keras.optimizers.AdamW):
    """AdamW that moves published weights less, and shortens what is too long.

    The gradient of all weights together has length 1 at most; published weights get a
    smaller share of the learning rate than what is drawn, and do not decay.
    """

    def __init__(self, learning_rate, **options):
        super().__init__(learning_rate, global_clipnorm=1.0, **options)

    def build(self, variables):
        published = [v for v in variables if v.path.startswith(PUBLISHED)]
        self.exclude_from_weight_decay(published)
        super().build(variables)
        self._published = {self._get_variable_index(v) for v in published}

    def update_step(self, gradient, variable, learning_rate):
        """Move one variable; published ones by a share of the learning rate."""
        if self._get_variable_index(variable) in self._published:
            learning_rate = SHARE * learning_rate
        super().update_step(gradient, variable, learning_rate)


MODEL = Model(
    read=read_pieces,
    layers=bert,
    defaults={"learning_rate": 3e-3, "batch_size": 32, "dropout": 0.1},
    optimizer=FineTuning,
    stored="float16",
)
