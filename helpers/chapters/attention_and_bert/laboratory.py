"""The laboratory: how a slope comes back through a stack of blocks."""

from dataclasses import dataclass

import numpy as np

from helpers.chapters.attention_and_bert.parameters import PARAMETERS
from helpers.chapters.attention_and_bert.stack import KINDS, slopes_of_stack
from helpers.explorers import Explorer
from helpers.figures import BLUE, GREEN, INK, MUTED, ORANGE, PURPLE, label

__all__ = ["LAB", "STYLES"]

STYLES = dict(
    zip(
        KINDS,
        (
            (BLUE, "-"),
            (PURPLE, "--"),
            (ORANGE, "-."),
            (GREEN, (0, (5, 1, 1, 1, 1, 1))),
            (INK, ":"),
        ),
        strict=True,
    )
)
LOW, HIGH = 1e-4, 1e8


@dataclass(frozen=True)
class Stack:
    """How long the slope is at each height of a stack, joined in five ways.

    Attributes
    ----------
    block : str
        The way that is asked about.
    slopes : dict of str to array of shape (depth + 1,)
    """

    block: str
    slopes: dict


def compute(d, words, depth, block, seed):
    """The slopes of all kinds, from the same draws."""
    found = {kind: slopes_of_stack(kind, d, words, depth, seed) for kind in KINDS}
    return Stack(block, found)


def scene(fig, depth):
    """Room for the curves over the height of the stack."""
    ax = fig.subplots()
    ax.set(xlim=(0, depth), xlabel="blocks below", ylabel="length of the slope")
    ax.set(
        yscale="log", ylim=(LOW, HIGH), title="The slope by the state between blocks"
    )
    ax.axhline(1, color=MUTED, linewidth=1, linestyle=":")
    for i, (kind, (color, _)) in enumerate(STYLES.items()):
        place = {"transform": ax.transAxes, "ha": "right", "va": "top"}
        label(ax, 0.98, 0.97 - 0.07 * i, kind, color, **place)
    return {
        kind: ax.plot([], [], color=c, ls=ls)[0] for kind, (c, ls) in STYLES.items()
    }


def paint(artists, state):
    """Draw the curves, the one that is asked about thick."""
    for kind, line in artists.items():
        lengths = np.clip(state.slopes[kind], LOW / 10, HIGH * 10)
        line.set_data(np.arange(len(lengths)), lengths)
        line.set_linewidth(3.0 if kind == state.block else 1.2)


def describe(state):
    """What has become of the slope when it reaches the words."""
    lengths = state.slopes[state.block]
    first, depth = lengths[0], len(lengths) - 1
    count = "1 block" if depth == 1 else f"{depth} blocks"
    became = (
        "has grown"
        if first > 10
        else "has faded"
        if first < 0.1
        else "is of its old size"
    )
    return (
        f"With {state.block}, a slope of length 1 behind {count} is {first:.3g} long "
        f"when it reaches the words: it {became}."
    )


LAB = Explorer(
    name="a slope that comes back through a stack",
    notebook="07_attention_and_bert",
    alt=(
        "The length of a slope at each height of a stack of blocks on a logarithmic "
        "scale: with norms after each part, before it, path alone, norm alone, neither."
    ),
    parameters=PARAMETERS[1:],  # all but the weights
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("depth",),
)
