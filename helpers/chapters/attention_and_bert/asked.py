"""Whom "it" looks at in two sentences, by published weights, block by block."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from helpers.explorers import Explorer
from helpers.figures import INK
from helpers.parameters import Parameter
from helpers.results import load_results

__all__ = ["ASKED"]

WORD = "it"


@dataclass(frozen=True)
class Asked:
    """The weights that the heads of a block give when one word asks.

    Attributes
    ----------
    block : int
        From 1.
    maps : dict of str to array of shape (heads, pieces)
        By sentence.
    pieces : dict of str to list of str
    """

    block: int
    maps: dict
    pieces: dict


@cache
def stored():
    """The heads of all blocks on each sentence."""
    table, _ = load_results("published_layers")
    return table[table["of"] == "heads"]


def compute(block):
    """Look it up: this needs the published weights."""
    heads = stored()
    own = dict(list(heads[heads["layer"] == block].groupby("sentence", sort=False)))
    return Asked(
        block,
        {name: np.stack(list(rows["asked"])) for name, rows in own.items()},
        {name: rows["pieces"].iloc[0].split() for name, rows in own.items()},
    )


def scene(fig):
    """Two empty maps, a row a head."""
    state, artists = compute(1), {}
    axes = fig.subplots(1, len(state.maps), sharey=True)
    for ax, (name, pieces) in zip(axes, state.pieces.items(), strict=True):
        empty = np.zeros_like(state.maps[name])
        artists[name] = ax.imshow(empty, cmap="Blues", vmin=0, vmax=1, aspect="auto")
        ax.set_xticks(range(len(pieces)), pieces, rotation=90)
        ax.set_yticks(range(len(empty)), range(1, len(empty) + 1))
        ax.tick_params(length=0)
        ax.grid(visible=False)
        place = pieces.index(WORD)
        ax.get_xticklabels()[place].set(color=INK, fontweight="bold")
        ax.set_title(f"... because it was {pieces[-3]}.")
    axes[0].set_ylabel("head")
    return artists


def paint(artists, state):
    """Fill the maps."""
    for name, picture in artists.items():
        picture.set_data(state.maps[name])


def describe(state):
    """The largest share that a head gives to one word, in each sentence."""
    said = []
    for name, weights in state.maps.items():
        words = weights[:, 1:-1]
        head, place = np.unravel_index(words.argmax(), words.shape)
        piece = state.pieces[name][place + 1]
        on_signs = (weights.argmax(axis=1) % (weights.shape[1] - 1) == 0).sum()
        said.append(
            f"with {state.pieces[name][-3]} the largest share of a word is "
            f"{words[head, place]:.2f}, head {head + 1} to {piece}, and {on_signs} "
            f"heads of {len(weights)} give most to a sign"
        )
    return f"In block {state.block}, {'; '.join(said)}."


ASKED = Explorer(
    name='what "it" looks at',
    alt=(
        "Two maps, a row for each head and a column for each piece of a sentence: how "
        'much of its attention "it" gives to each. The sentences differ in their last '
        "word."
    ),
    parameters=(Parameter("block", 1, "which block of the encoder", 1, 6),),
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    size=(9.0, 4.8),
)
