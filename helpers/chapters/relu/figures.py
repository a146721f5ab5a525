"""Chapter 1's pictures: data in, Figure out."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.activations import (
    gelu,
    gelu_derivative,
    leaky_relu,
    leaky_relu_derivative,
    relu,
    relu_derivative,
)
from helpers.figures import BLUE, GREEN, INK, MUTED, ORANGE, PAPER, label


def draw_depth(x, straight, bent):
    """Two deep random networks of one input: without and with ReLU between layers."""
    fig, axes = plt.subplots(1, 2, figsize=(8.4, 3.2))
    for ax, y, color, title in (
        (axes[0], straight, BLUE, "8 layers, no bend"),
        (axes[1], bent, ORANGE, "8 layers with ReLU between"),
    ):
        ax.plot(x, y, color=color, ls="-")
        ax.set(title=title, xlabel="x", ylabel="what the network says", xlim=(-3, 3))
    return fig


def draw_supports(supporting, others):
    """ReLU near 0, lines through 0 that stay below it and lines that do not."""
    fig, axes = plt.subplots(1, 2, figsize=(8.4, 3.4))
    x = np.linspace(-1, 1, 201)
    ax = axes[0]
    for slope in supporting:
        ax.plot(x, slope * x, color=GREEN, linewidth=1.1, ls="-")
    for slope in others:
        ax.plot(x, slope * x, color=ORANGE, linewidth=1.3, ls="--")
        side = np.sign(relu(np.sign(slope)) - slope)
        ax.plot(-0.7 * side, -0.7 * slope * side, "X", color=ORANGE, markersize=7)
    ax.plot(x, relu(x), color=INK, linewidth=3, ls="-")
    label(ax, -0.95, 0.05, "ReLU", INK)
    label(ax, -0.38, -0.82, "stay below", GREEN)
    label(ax, -0.95, 0.52, "cut through", ORANGE)
    ax.set(title="Lines through the corner", xlabel="x", ylim=(-1.15, 1.15))
    ax = axes[1]
    ax.plot([-1, 0], [0, 0], color=INK, ls="-")
    ax.plot([0, 1], [1, 1], color=INK, ls="-")
    ax.plot([0, 0], [0, 1], color=GREEN, linewidth=5, alpha=0.5, ls="-")
    ax.plot([0, 0], [0, 1], "o", color=PAPER, markeredgecolor=INK, markersize=7)
    label(ax, 0.06, 0.46, "every slope from 0 to 1", GREEN)
    label(ax, -0.95, 0.06, "slope 0", INK)
    label(ax, 0.55, 0.9, "slope 1", INK)
    ax.set(title="The slope, and the gap in it", xlabel="x")
    for ax in axes:
        ax.set(xlim=(-1, 1), xticks=[-1, -0.5, 0, 0.5, 1])
    return fig


def draw_three_hinges(x, w, b, v):
    """For three units the pre-activation, the activation, the weighted; then the sum.

    Parameters
    ----------
    x : array (n,)
    w, b, v : arrays (3,)
        Weight, bias and output weight of every unit.
    """
    fig = plt.figure(figsize=(9.0, 5.4))
    rows = [[f"{kind}{k}" for kind in "zav"] + ["sum"] for k in range(3)]
    panels = fig.subplot_mosaic(rows, width_ratios=[1, 1, 1, 1.5])
    z = x[:, None] * w + b
    a = relu(z)
    stages = {"z": z, "a": a, "v": a * v}
    titles = {"z": "w x + b", "a": "relu(w x + b)", "v": "v relu(w x + b)"}
    for k, color in enumerate((BLUE, ORANGE, GREEN)):
        for kind, values in stages.items():
            ax = panels[f"{kind}{k}"]
            ax.axhline(0, color=MUTED, linewidth=0.8, ls="-")
            ax.axvline(-b[k] / w[k], color=MUTED, linewidth=0.8, ls=":")
            ax.plot(x, values[:, k], color=color, ls="-")
            ax.set(xlim=(x[0], x[-1]), ylim=(-4.2, 4.2), yticks=[-3, 0, 3])
            if k == 0:
                ax.set_title(titles[kind], fontsize=10)
            if k < 2:
                ax.set_xticklabels([])
            else:
                ax.set_xlabel("x")
        panels[f"z{k}"].set_ylabel(f"unit {k + 1}")
    ax = panels["sum"]
    total = (a * v).sum(axis=1)
    ax.plot(x, total, color=INK, ls="-")
    for k, color in enumerate((BLUE, ORANGE, GREEN)):
        joint = -b[k] / w[k]
        ax.axvline(joint, color=MUTED, linewidth=0.8, ls=":")
        ax.plot(joint, np.interp(joint, x, total), "o", color=color, markersize=9)
    ax.set(title="Their sum", xlabel="x", xlim=(x[0], x[-1]))
    return fig


def draw_error(counts, gaps):
    """The largest gap against the number of hinges, both on log scales.

    Parameters
    ----------
    counts : array (m,)
    gaps : dict of str to array (m,)
    """
    fig, ax = plt.subplots(figsize=(7.2, 3.6))
    styles = zip((BLUE, ORANGE, GREEN), ("o", "s", "^"), strict=True)
    for (name, values), (color, marker) in zip(gaps.items(), styles, strict=False):
        ax.plot(counts, values, marker=marker, color=color, ls="-", markersize=5)
        label(ax, counts[-1] * 1.12, values[-1], name, color, va="center")
    guide = 0.35 * gaps[next(iter(gaps))][0] * (counts[0] / counts) ** 2.0
    ax.plot(counts, guide, color=MUTED, linewidth=1.2, ls="--")
    text = "twice the hinges,\na quarter of the gap"
    label(ax, counts[1], guide[2] * 0.3, text, MUTED, va="center", ha="center")
    ax.set(xscale="log", yscale="log", xlabel="hinges", ylabel="largest gap")
    ax.set_xlim(counts[0] * 0.85, counts[-1] * 1.9)
    ax.set_xticks(counts, [str(count) for count in counts])
    return fig


# Where a curve's name stands beside it in the left picture of `draw_functions`.
NAME_PLACES = {
    "relu": (2.1, 1.72),
    "sigmoid": (-4.9, 0.17),
    "tanh": (-3.4, -0.85),
    "leaky ReLU": (-1.9, -0.36),
    "GELU": (1.25, 0.75),
    "ReLU": (-2.9, 0.1),
}


def draw_functions(x, values, slopes, ylim):
    """Functions on the left and their derivatives on the right.

    Parameters
    ----------
    x : array (n,)
    values, slopes : dict of str to array (n,)
        The same names in both, each a key of NAME_PLACES.
    ylim : tuple of float
        Of the left picture.
    """
    fig, axes = plt.subplots(1, 2, figsize=(8.6, 3.5))
    titles = ("The function", "Its derivative")
    for ax, curves, title in zip(axes, (values, slopes), titles, strict=True):
        styles = zip((INK, BLUE, ORANGE), ("-", "--", "-."), strict=True)
        for (name, y), (color, style) in zip(curves.items(), styles, strict=True):
            ax.plot(x, y, color=color, ls=style)
            if ax is axes[0]:
                label(ax, *NAME_PLACES[name], name, color)
        ax.set(title=title, xlabel="x", xlim=(x[0], x[-1]))
    axes[0].set_ylim(*ylim)
    return fig


def draw_cousins():
    """ReLU, a leaky ReLU of slope 0.1 and GELU, with their derivatives."""
    x = np.linspace(-3, 3, 601)
    leak = 0.1
    values = {"ReLU": relu(x), "leaky ReLU": leaky_relu(x, leak), "GELU": gelu(x)}
    slopes = {
        "ReLU": relu_derivative(x),
        "leaky ReLU": leaky_relu_derivative(x, leak),
        "GELU": gelu_derivative(x),
    }
    return draw_functions(x, values, slopes, (-0.5, 2.2))


def draw_layers(series, xlabel, ylabel, *, first):
    """A band over seeds for each name, against the number of the layer.

    Parameters
    ----------
    series : dict of str to array (seeds, layers)
    xlabel, ylabel : str
    first : int
        The number of the first layer.
    """
    fig, ax = plt.subplots(figsize=(7.6, 3.8))
    styles = zip((INK, BLUE, ORANGE), ("-", "--", "-."), strict=True)
    for (name, runs), (color, style) in zip(series.items(), styles, strict=True):
        layers = first + np.arange(runs.shape[1])
        ax.fill_between(layers, runs.min(0), runs.max(0), color=color, alpha=0.25, lw=0)
        ax.plot(layers, np.median(runs, axis=0), color=color, ls=style)
        end = np.median(runs[:, -1])
        label(ax, layers[-1] * 1.02, end, name, color, va="center")
    ax.set(xlabel=xlabel, ylabel=ylabel, yscale="log", xlim=(first, layers[-1] * 1.2))
    ax.set_xticks([n for n in range(0, layers[-1] + 1, layers[-1] // 5) if n >= first])
    return fig


def draw_losses(losses, dead_units, hinges):
    """Losses of one or two runs against steps, and how many units each has dead.

    Parameters
    ----------
    losses : dict of str to array (steps,)
    dead_units : dict of str to int
    hinges : int
    """
    fig, ax = plt.subplots(figsize=(7.6, 3.6))
    for (name, values), color, style in zip(
        losses.items(), (BLUE, ORANGE), ("-", "--"), strict=False
    ):
        ax.plot(np.maximum(values, 1e-12), color=color, ls=style)
        text = f"{name}: {dead_units[name]} of {hinges} dead"
        at = 0.55 * len(values), values[len(values) // 2] * 1.5
        label(ax, *at, text, color).set_in_layout(False)  # a run of one step is narrow
    ax.set(xlabel="step", ylabel="mean squared error", yscale="log")
    return fig
