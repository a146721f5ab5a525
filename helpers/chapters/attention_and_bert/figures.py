"""Chapter 7's pictures: data in, Figure out."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

from helpers.chapters.attention_and_bert.laboratory import STYLES
from helpers.chapters.attention_and_bert.scores import COLORS
from helpers.figures import BLUE, INK, ORANGE, label

__all__ = [
    "draw_card",
    "draw_depth",
    "draw_evidence",
    "draw_habits",
    "draw_looks",
    "draw_positions",
    "draw_saturation",
]


def spaced(heights, gap):
    """Heights for labels: these, but moved up where one would cover the next."""
    found = np.array(heights, dtype=float)
    for low, high in pairwise(np.argsort(found, kind="stable")):
        found[high] = max(found[high], found[low] + gap)
    return found


def draw_looks(weights, queries, keys):
    """Whom each word looks at: a square for each pair, its weight written in it."""
    n, m = weights.shape
    fig, ax = plt.subplots(figsize=(1.4 + 0.95 * m, 0.9 + 0.5 * n))
    ax.imshow(weights, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for i, j in np.ndindex(n, m):
        color = "white" if weights[i, j] > 0.55 else INK
        written = f"{weights[i, j]:.2f}" if weights[i, j] else ""
        ax.text(j, i, written, ha="center", va="center", color=color)
    ax.set_xticks(range(m), keys)
    ax.set_yticks(range(n), queries)
    ax.tick_params(length=0)
    ax.set(xlabel="looks at", ylabel="this word")
    ax.grid(visible=False)
    return fig


def draw_saturation(sizes, spreads, stuck):
    """Spread of the weights and share of queries that are stuck, against d.

    Parameters
    ----------
    sizes : sequence of int
    spreads, stuck : dict of str to sequence of float
        By the name of the divisor.
    """
    fig, axes = plt.subplots(1, 2, figsize=(9.0, 3.4))
    titles = ("spread of the weights", "share of queries that are stuck")
    for ax, title, curves in zip(axes, titles, (spreads, stuck), strict=True):
        heights = spaced([values[-1] for values in curves.values()], 0.08)
        styles = zip(COLORS, ("-.", "-", "--"), heights, strict=True)
        for (name, values), (color, style, y) in zip(
            curves.items(), styles, strict=True
        ):
            ax.plot(sizes, values, color=color, linestyle=style, marker="o", ms=3)
            label(ax, sizes[-1], y, f" {name}", color, va="center")
        ax.set(xscale="log", title=title, xlabel="d", xlim=(sizes[0], 20 * sizes[-1]))
        ax.set_ylim(-0.04, 1.08)
        ax.set_xticks(sizes[::2], [f"{size:,}" for size in sizes[::2]])
        ax.minorticks_off()
    return fig


def draw_depth(heights, lengths):
    """The slope that reaches the words, against the blocks it came through.

    Parameters
    ----------
    heights : sequence of int
    lengths : dict of str to array of shape (seeds, heights)
        By how the blocks are joined.
    """
    fig, ax = plt.subplots(figsize=(7.6, 3.6))
    middles = {k: np.exp(np.log(v).mean(axis=0)) for k, v in lengths.items()}
    heights_of = 10 ** spaced([np.log10(m[-1]) for m in middles.values()], 1.1)
    for (kind, values), y in zip(lengths.items(), heights_of, strict=True):
        (color, style), middle = STYLES[kind], middles[kind]
        ax.fill_between(
            heights,
            values.min(axis=0),
            values.max(axis=0),
            color=color,
            alpha=0.15,
            lw=0,
        )
        ax.plot(heights, middle, color=color, linestyle=style, marker="o", ms=3)
        label(ax, 1.03 * heights[-1], y, kind, color, va="center")
    ax.set(yscale="log", xlabel="blocks", ylabel="length of the slope")
    ax.set_xlim(0, 1.35 * heights[-1])
    return fig


def draw_positions(P):
    """Positions as waves: a row a position, a column a wave."""
    fig, ax = plt.subplots(figsize=(7.6, 3.0))
    picture = ax.imshow(P, aspect="auto", cmap="RdBu_r", vmin=-1, vmax=1)
    half = P.shape[1] / 2
    ax.axvline(half - 0.5, color=INK, linewidth=1, linestyle=":")
    ax.set(xlabel="column: sines, then cosines, fast to slow", ylabel="position")
    ax.grid(visible=False)
    fig.colorbar(picture, ax=ax)
    return fig


def draw_habits(maps, pieces):
    """Whole maps of some heads beside each other.

    Parameters
    ----------
    maps : dict of str to array of shape (n, n)
        By what to call the head.
    pieces : list of str, length n
    """
    fig, axes = plt.subplots(1, len(maps), figsize=(9.6, 3.9), sharey=True)
    for ax, (name, weights) in zip(axes, maps.items(), strict=True):
        ax.imshow(weights, cmap="Blues", vmin=0, vmax=1)
        ax.set_xticks(range(len(pieces)), pieces, rotation=90)
        ax.set_yticks(range(len(pieces)), pieces)
        ax.tick_params(length=0)
        ax.set(title=name, xlabel="looks at")
        ax.grid(visible=False)
    axes[0].set_ylabel("this piece")
    return fig


def draw_evidence(texts):
    """What a query looks at, and what leaving out each word costs.

    Parameters
    ----------
    texts : dict of str to (array, array, int)
        By what to call the network: weights and falls by place, and where the keyword
        stands.
    """
    fig, axes = plt.subplots(
        2, len(texts), figsize=(9.0, 3.6), sharex=True, sharey=True
    )
    for column, (name, (weights, falls, place)) in zip(
        axes.T, texts.items(), strict=True
    ):
        column[0].set_title(name)
        for ax, heights, color in zip(
            column, (weights, falls), (BLUE, ORANGE), strict=True
        ):
            ax.bar(range(len(heights)), heights, color=color)
            ax.axvline(place, color=INK, linestyle=":", linewidth=1, zorder=0)
        column[1].set_xlabel("place; dotted: the keyword")
        column[1].xaxis.get_major_locator().set_params(integer=True)
    axes[0, 0].set_ylabel("weight")
    axes[1, 0].set_ylabel("fall without it")
    axes[0, 0].set_ylim(-0.05, 1.05)
    return fig


def draw_card(words, weights, asks):
    """One word's query, the weights it gives, and where they go.

    Parameters
    ----------
    words : list of str
    weights : array of shape (words,)
    asks : int
        The number of the word that asks.
    """
    fig, ax = plt.subplots(figsize=(7.6, 2.6))
    for x, (word, weight) in enumerate(zip(words, weights, strict=True)):
        ends = [asks, x], [1, 0.15]
        ax.plot(*ends, color=BLUE, lw=0.5 + 12 * weight, ls="-", zorder=1)
        label(ax, x, 0, word, INK, ha="center", va="center")
        label(ax, x, -0.2, f"{weight:.2f}", BLUE, ha="center", va="center")
    said = f"{words[asks]}, after a look around"
    label(ax, asks, 1.12, said, INK, ha="center", va="bottom")
    ax.set(xlim=(-0.6, len(words) - 0.4), ylim=(-0.35, 1.4))
    ax.set_axis_off()
    return fig
