"""Chapter 4's pictures: data in, Figure out."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.chapters.adam.rules import RULES
from helpers.figures import INK, MUTED, ORANGE, PAPER, contours, label, room_for_names


def draw_paths(landscape, paths):
    """One panel for each path down a landscape of two parameters.

    Parameters
    ----------
    landscape : helpers.landscapes.Landscape
    paths : dict of str to array of shape (steps + 1, 2)
        By the panel's title.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, axes = plt.subplots(
        1, len(paths), figsize=(4.5 * len(paths), 3.9), sharey=True
    )
    for ax, (title, path) in zip(np.atleast_1d(axes), paths.items(), strict=True):
        contours(ax, landscape.value, *landscape.window)
        ax.plot(*path.T, color=ORANGE, linestyle="-", lw=1.4, marker="o", ms=3.5)
        ax.plot(*landscape.minimum, "+", color=INK, markersize=12, markeredgewidth=2)
        ax.set(title=title, xlabel=r"$\theta_1$", aspect="equal")
        ax.set(xlim=landscape.window[0], ylim=landscape.window[1])
    np.atleast_1d(axes)[0].set_ylabel(r"$\theta_2$")
    return fig


def draw_rates(panels, most):
    """Steps to settle against the learning rate, one panel for each task.

    Parameters
    ----------
    panels : dict of str to dict of str to (rates, steps)
        By title and key of RULES; `steps` of shape (rates,), or (seeds, rates) for a
        line each.
    most : int
        Steps that were taken; inf is drawn above.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, axes = plt.subplots(1, len(panels), figsize=(9.0, 3.9), sharey=True)
    for ax, (title, rules) in zip(axes, panels.items(), strict=True):
        for key, (rates, steps) in rules.items():
            color, style = RULES[key].color, RULES[key].line
            dots = {"ls": "none", "marker": "o", "ms": 3.5}
            if key != "adam":
                dots["mfc"] = PAPER  # hollow, so that crossing lines stay apart
            runs = np.reshape(steps, (-1, len(rates)))
            for run in np.where(np.isfinite(runs), runs, np.nan):
                ax.plot(rates, run, color=color, linestyle=style, lw=1.2)
                ax.plot(rates, run, color=color, **dots)
            k = runs.min(axis=0).argmin()
            side = "left" if k < len(rates) / 3 else "center"
            height = runs.min() / 1.5
            if len(runs) > 1 and key == "adam":  # the other rule's points lie below
                height = 1.7 * runs[:, k].max()
            name = RULES[key].name
            label(ax, rates[k], height, name, color, ha=side, va="center")
        ax.set(title=title, xscale="log", yscale="log", ylim=(0.9, 1.3 * most))
        ax.set(xlabel="learning rate", xlim=(rates[0] / 2, rates[-1] * 2))
    axes[0].set_ylabel("steps until it has settled")
    return fig


def draw_bound(steps, lengths, bound):
    """Adam's steps on a gradient that grows, and the bound that was published.

    Parameters
    ----------
    steps, lengths : array of shape (n,)
        Numbers of the steps, and how long they are in learning rates.
    bound : float

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = plt.subplots(figsize=(8.0, 3.6))
    color, style = RULES["adam"].color, RULES["adam"].line
    ax.plot(steps, lengths, color=color, linestyle=style)
    label(ax, steps[-1], lengths[-1], "  Adam's step", color, va="center")
    ax.axhline(bound, color=MUTED, lw=1, ls=":")
    look = {"transform": ax.get_yaxis_transform(), "ha": "right", "va": "top"}
    label(ax, 0.99, 0.97 * bound, f"the published bound, {bound}", MUTED, **look)
    ax.set(xlabel="steps after the silence", ylabel="step, in learning rates")
    ax.set(title="A gradient that grows by 11% a step", ylim=(0, 8))
    room_for_names(ax, steps[-1], 1.22)
    return fig


TASK_LABELS = {
    "adam": (6, 11.2),
    "gd": (12, 4.35),
    "article_rule": (2e-8, 3.3),
    "repaired_rule": (0.02, 12.4),
}


def draw_tasks(table):
    """Tasks solved against the learning rate, one line a rule, a band over seeds.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns rule (a key of RULES), seed, rate, solved.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = plt.subplots(figsize=(8.6, 4.0))
    for key, rows in table.groupby("rule", sort=False):
        color, style = RULES[key].color, RULES[key].line
        solved = rows.groupby("rate").solved.agg(["min", "mean", "max"])
        ax.fill_between(
            solved.index, solved["min"], solved["max"], color=color, alpha=0.15, lw=0
        )
        ax.plot(solved.index, solved["mean"], color=color, linestyle=style)
        label(ax, *TASK_LABELS[key], RULES[key].name, color)
    ax.set(xscale="log", ylim=(0, 13.4), yticks=range(0, 13, 4))
    ax.set(xlabel="learning rate, one for all tasks", ylabel="tasks solved, of 12")
    ax.set_title("One learning rate for twelve tasks")
    return fig
