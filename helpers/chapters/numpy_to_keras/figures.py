"""Chapter 5's pictures: data in, Figure out."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.figures import BLUE, GREEN, MUTED, ORANGE, PURPLE, label, room_for_names

LEAST = 1e-18  # gaps below this are drawn there


def draw_gaps(gaps):
    """Distances from one and the same training, run by run."""
    fig, ax = plt.subplots(figsize=(7.5, 4.0))
    styles = ((ORANGE, "-"), (BLUE, "--"), (GREEN, "-."), (PURPLE, ":"))
    for (name, values), (color, line) in zip(gaps.items(), styles, strict=False):
        ax.plot(np.maximum(values, LEAST), color=color, linestyle=line)
        end = max(values[-20:].max(), LEAST)
        label(ax, len(values) * 1.02, end, name, color, va="center")
    ax.axhline(1e-5, color=MUTED, linewidth=1, linestyle=":")
    label(ax, 0, 1.5e-5, "1e-5", MUTED)
    ax.set(yscale="log", xlabel="step", ylabel="distance of the losses")
    room_for_names(ax, len(values), 1.35)
    return fig


def draw_speed(table):
    """Microseconds a step against the width: the median of rounds and their range."""
    fig, ax = plt.subplots(figsize=(7.0, 3.8))
    styles = {"NumPy": (ORANGE, "-", "o"), "Keras": (BLUE, "--", "s")}
    for name, (color, line, mark) in styles.items():
        rounds = table[table["program"] == name].groupby("width")["microseconds"]
        rows = rounds.median()
        band = {"color": color, "alpha": 0.2, "linewidth": 0}
        ax.fill_between(rows.index, rounds.min(), rounds.max(), **band)
        ax.plot(rows, color=color, linestyle=line, marker=mark)
        label(ax, rows.index[-1] * 1.1, rows.iloc[-1], name, color, va="center")
    ax.set(xscale="log", yscale="log", xlabel="width", ylabel="microseconds a step")
    ax.set_xticks(rows.index, rows.index)
    ax.minorticks_off()
    ax.set_xlim(right=rows.index[-1] * 2.2)
    return fig
