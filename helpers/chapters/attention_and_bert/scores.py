"""What becomes of the softmax of dot products, as they get longer."""

from dataclasses import dataclass

import numpy as np

from helpers.explorers import Explorer
from helpers.figures import BLUE, INK, ORANGE, PURPLE, label
from helpers.losses import softmax
from helpers.parameters import SEED, Parameter

__all__ = ["DIVISORS", "SCORES", "jacobian_size", "spread"]

MOST = 1024
DIVISORS = {
    "by nothing": lambda d: 1.0,
    "by the root of d": np.sqrt,
    "by d": lambda d: 1.0 * d,
}
COLORS = (ORANGE, BLUE, PURPLE)


@dataclass(frozen=True)
class Scores:
    """The weights of one query, its scores divided in three ways.

    Attributes
    ----------
    d : int
    weights : dict of str to array of shape (words,)
        By the name of the divisor, the largest first.
    """

    d: int
    weights: dict


def spread(weights):
    """The entropy of weights as a share of the largest possible: 1 if all are alike."""
    surprise = -np.log(np.maximum(weights, np.finfo(float).tiny))
    return (weights * surprise).sum(axis=-1) / np.log(weights.shape[-1])


def jacobian_size(weights):
    """The Frobenius norm of the softmax's Jacobian at these weights."""
    a = weights[..., :, None] * weights[..., None, :]
    return np.linalg.norm(
        a - weights[..., None] * np.eye(weights.shape[-1]), axis=(-2, -1)
    )


def compute(d, words, seed):
    """Scores of random keys, of which the first d numbers count."""
    rng = np.random.default_rng(seed)
    query, keys = rng.normal(size=MOST), rng.normal(size=(words, MOST))
    scores = keys[:, :d] @ query[:d]
    weights = {
        name: np.sort(softmax(scores / divisor(d)))[::-1]
        for name, divisor in DIVISORS.items()
    }
    return Scores(d, weights)


def scene(fig, words):
    """A row of empty bars for each divisor."""
    artists = {}
    axes = fig.subplots(1, len(DIVISORS), sharey=True)
    for ax, name, color in zip(axes, DIVISORS, COLORS, strict=True):
        ax.set(title=f"divided {name}", xlabel="key", xticks=[], ylim=(0, 1.02))
        ax.axhline(1 / words, color=INK, linewidth=0.8, linestyle=":")
        label(ax, words, 1 / words, "all alike", INK, ha="right", va="bottom")
        artists[name] = ax.stairs(np.zeros(words), fill=True, color=color)
    axes[0].set_ylabel("weight")
    return artists


def paint(artists, state):
    """Raise the bars."""
    for name, bars in artists.items():
        bars.set_data(state.weights[name])


def describe(state):
    """How much the largest weight takes, for each divisor."""
    said = [
        f"divided {name} the largest weight is {weights[0]:.2f}, the spread "
        f"{spread(weights):.2f}"
        for name, weights in state.weights.items()
    ]
    count = "1 number" if state.d == 1 else f"{state.d} numbers"
    return f"With {count} a key: {'; '.join(said)}."


SCORES = Explorer(
    name="the softmax of dot products",
    alt=(
        "Bars of the weights that a random query gives to random keys, the largest "
        "first, for scores divided by nothing, by the root of d and by d."
    ),
    parameters=(
        Parameter("d", 64, "numbers in a query and in a key", 1, MOST),
        Parameter("words", 16, "keys", 2, 64),
        SEED,
    ),
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("words",),
)
