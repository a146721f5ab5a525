"""Chapter 3's pictures: data in, Figure out."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.figures import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    contours,
    label,
    room_for_names,
)
from helpers.landscapes import double_well, saddle
from helpers.network import predict


def draw_downhill(landscape, at):
    """A point on a slope: how steep is each direction?"""
    fig, axes = plt.subplots(1, 2, figsize=(8.6, 3.7), width_ratios=[1.1, 1])
    grad = landscape.gradient(np.array(at))
    contours(axes[0], landscape.value, *landscape.window)
    arrow = {
        "width": 0.03,
        "head_width": 0.45,
        "length_includes_head": True,
        "zorder": 5,
    }
    downhill = -3.5 * grad / np.linalg.norm(grad)
    axes[0].arrow(*at, *downhill, color=ORANGE, **arrow)
    axes[0].arrow(*at, *(-downhill), color=BLUE, **arrow)
    label(axes[0], *(at + downhill), " against the gradient", ORANGE, va="top")
    label(axes[0], *(at - downhill), " along it", BLUE, va="bottom")
    axes[0].set(aspect="equal", xlabel=r"$\theta_1$", ylabel=r"$\theta_2$", anchor="N")
    axes[0].set_title("Two ways from one point")
    angles = np.linspace(-np.pi, np.pi, 361)
    slopes = np.stack([np.cos(angles), np.sin(angles)], axis=1) @ grad
    ax = axes[1]
    ax.plot(np.degrees(angles), slopes, color=INK, ls="-")
    ax.axhline(0, color=MUTED, linewidth=1, ls=":")
    low, high = np.degrees(angles[slopes.argmin()]), np.degrees(angles[slopes.argmax()])
    ax.plot(low, slopes.min(), "o", color=ORANGE, markersize=8)
    ax.plot(high, slopes.max(), "o", color=BLUE, markersize=8)
    ax.set(title="Slope in each direction", xlabel="direction (degrees)")
    ax.set_xticks([-180, -90, 0, 90, 180])
    return fig


def draw_losses(losses, *, ylabel="loss"):
    """Losses by name against the step, on a logarithmic scale."""
    fig, ax = plt.subplots(figsize=(7.6, 3.6))
    hues = (BLUE, ORANGE, GREEN, INK)
    for (name, values), color, style in zip(
        losses.items(), hues, ("--", "-", "-.", ":"), strict=False
    ):
        ax.plot(values, color=color, ls=style)
        label(ax, 1.02 * len(values), values[-1], name, color, va="center")
    ax.set(xlabel="step", ylabel=ylabel, yscale="log")
    room_for_names(ax, max(map(len, losses.values())), 1.3)
    return fig


def draw_traps(wells, saddles):
    """Paths into the two valleys of a curve, and paths on a saddle."""
    fig, axes = plt.subplots(1, 2, figsize=(8.8, 3.8), width_ratios=[1.2, 1])
    ax = axes[0]
    x = np.linspace(-2.15, 2.15, 301)
    ax.plot(x, double_well.value(x[:, None]), color=MUTED, ls="-")
    for path, color, marker in zip(wells, (ORANGE, BLUE), "os", strict=True):
        height = double_well.value(path)
        ax.plot(path, height, color=color, marker=marker, ls="none", markersize=5)
        end = f"{path[-1, 0]:.4f}"
        label(ax, path[-1, 0], height[-1] - 0.9, end, color, ha="center")
    ax.set(title="Two valleys", xlabel="x", ylim=(-5, 8))
    ax = axes[1]
    contours(ax, saddle.value, (-1.5, 1.5), (-1.5, 1.5), power=1)
    wide = {"linewidth": 5, "markersize": 9, "alpha": 0.5}  # the other runs over it
    ax.plot(*saddles[0].T, color=ORANGE, ls="-", marker="o", **wide)
    ax.plot(*saddles[1].T, color=BLUE, ls="--", marker="o", markersize=4)
    label(ax, 0.1, -0.32, "on the ridge: stops", ORANGE)
    label(ax, 0.12, 0.62, "a millionth beside:\nleaves", BLUE)
    ax.plot(0, 0, "+", color=INK, markersize=12, markeredgewidth=2)
    ax.set(title="A saddle", xlabel=r"$\theta_1$", ylabel=r"$\theta_2$", aspect="equal")
    ax.set(xlim=(-1.5, 1.5), ylim=(-1.5, 1.5))
    return fig


def draw_noise(sizes, spreads):
    """The spread of a batch's gradient against its size: a band over repeats."""
    fig, ax = plt.subplots(figsize=(6.6, 3.6))
    middle = np.median(spreads, axis=0)
    ax.fill_between(sizes, spreads.min(0), spreads.max(0), color=BLUE, alpha=0.3, lw=0)
    ax.plot(sizes, middle, color=BLUE, marker="o", ls="-")
    ax.plot(sizes, middle[0] / np.sqrt(sizes), color=INK, ls="--", linewidth=1.2)
    label(ax, sizes[-3], 1.5 * middle[-3], "1 / √batch size", INK)
    label(ax, sizes[1], 0.45 * middle[1], "measured", BLUE, ha="right")
    ax.set(xscale="log", yscale="log", xlabel="batch size", ylabel="spread of gradient")
    ax.set_xticks(sizes, [str(size) for size in sizes])
    ax.minorticks_off()
    return fig


def draw_moons(X, y, thetas, sizes):
    """What a network says of the plane, at several steps of its training.

    `thetas` has a parameter vector for each title.
    """
    fig, axes = plt.subplots(1, len(thetas), figsize=(9.0, 1.95), sharey=True)
    window = (-2.1, 2.1), (-1.6, 1.6)
    grid = np.stack(np.meshgrid(*(np.linspace(*side, 121) for side in window)), axis=-1)
    for ax, (title, theta) in zip(axes, thetas.items(), strict=True):
        says = predict(theta, grid.reshape(-1, 2), sizes).reshape(121, 121)
        ax.contourf(
            *np.moveaxis(grid, -1, 0),
            says,
            [-99, 0, 99],
            colors=[BLUE, ORANGE],
            alpha=0.25,
        )
        ax.contour(*np.moveaxis(grid, -1, 0), says, [0], colors=INK, linewidths=1)
        for kind, color, marker in ((1, ORANGE, "o"), (-1, BLUE, "s")):
            some = X[y[:, 0] == kind]
            ax.plot(*some.T, marker, color=color, markersize=2, ls="none")
        ax.set(title=title, xticks=[], yticks=[], aspect="equal")
        ax.set(xlim=window[0], ylim=window[1])
        ax.grid(False)
    return fig


def draw_training(runs):
    """Losses over the steps, a band for each name over its seeds: (seeds, steps)."""
    fig, ax = plt.subplots(figsize=(7.6, 3.4))
    looks = ((BLUE, "--", "center"), (GREEN, "-.", "bottom"), (ORANGE, "-", "top"))
    for (name, losses), (color, style, va) in zip(runs.items(), looks, strict=True):
        steps = np.arange(losses.shape[1])
        ax.fill_between(
            steps, losses.min(0), losses.max(0), color=color, alpha=0.2, lw=0
        )
        middle = np.median(losses, axis=0)
        ax.plot(middle, color=color, ls=style)
        label(ax, 1.01 * len(steps), middle[-1], name, color, va=va)
    ax.set(xlabel="step", ylabel="MSE", yscale="log", ylim=(0.015, 3))
    room_for_names(ax, len(steps), 1.3)
    return fig
