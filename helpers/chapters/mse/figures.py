"""Chapter 2's pictures: data in, Figure out."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.activations import sigmoid
from helpers.chapters.mse.lines import best_line
from helpers.data import HEAVIEST
from helpers.figures import (
    BLUE,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    contours,
    label,
    room_for_names,
)
from helpers.losses import mse, mse_hessian

DOT = {"marker": "o", "linestyle": "none", "markersize": 8}
DOT |= {"markeredgecolor": PAPER, "markeredgewidth": 0.8}


def draw_readings(ax, X, y):
    """The measurements as points, with the axes named."""
    dots = {"marker": "o", "linestyle": "none", "markersize": 6}
    ax.plot(X[:, 1], y, color=INK, markeredgecolor=PAPER, **dots)
    ax.set(xlabel="mass (100 g)", ylabel="length (cm)")


def draw_steps(steps, errors):
    """The error of a derivative by number against its step h, both logarithmic."""
    fig, ax = plt.subplots(figsize=(7.6, 3.6))
    for (name, values), color, style in zip(
        errors.items(), (ORANGE, BLUE), ("-", "--"), strict=True
    ):
        values = np.maximum(values, 1e-17)
        ax.plot(steps, values, color=color, ls=style, marker="o", markersize=3.5)
        label(ax, steps[-2], 6 * values[-2], name, color)
    ax.set(xscale="log", yscale="log", xlabel="step h", ylabel="error")
    ax.set(ylim=(3e-18, 10))
    return fig


def draw_outlier(X, y, lines):
    """Readings, and lines through them by name."""
    fig, ax = plt.subplots(figsize=(7.0, 3.8))
    draw_readings(ax, X, y)
    ends = np.array([[1, -0.3], [1, HEAVIEST + 0.3]])
    for (name, theta), color, style, lift in zip(
        lines.items(),
        (MUTED, ORANGE, BLUE),
        (":", "-", "--"),
        (0.6, 0, -0.8),
        strict=True,
    ):
        ax.plot(ends[:, 1], ends @ theta, color=color, ls=style)
        height = ends[1] @ theta + lift
        label(ax, HEAVIEST + 0.4, height, name, color, va="center")
    ax.set_xlim(-0.5, HEAVIEST + 1.9)
    return fig


def draw_differences(y_hat, y):
    """All n x n differences, the n that were meant in boxes."""
    fig, ax = plt.subplots(figsize=(5.6, 4.4))
    table = y_hat[None, :] - y[:, None]
    most = np.abs(table).max()
    picture = ax.imshow(table, cmap="PuOr", vmin=-most, vmax=most)
    for i in range(y.size):
        box = {"fill": False, "edgecolor": INK, "linewidth": 1.2}
        ax.add_patch(plt.Rectangle((i - 0.5, i - 0.5), 1, 1, **box))
    fig.colorbar(picture, ax=ax, label="prediction − target (cm)")
    ax.set(title=f"{y.size} were meant, {y.size**2} computed")
    ax.set(xlabel="prediction number", ylabel="target number")
    for axis in (ax.xaxis, ax.yaxis):
        axis.get_major_locator().set_params(integer=True)
    ax.grid(False)
    return fig


def draw_slopes_of_losses():
    """For a true class 1: both losses against the logit, and both derivatives."""
    z = np.linspace(-10, 6, 321)
    p = sigmoid(z)
    fig, axes = plt.subplots(1, 2, figsize=(8.4, 3.4))
    pairs = {
        "squared error": ((1 - p) ** 2, 2 * (p - 1) * p * (1 - p)),
        "cross-entropy": (-np.log(p), p - 1),
    }
    for (name, curves), color, style, at in zip(
        pairs.items(), (ORANGE, BLUE), ("-", "--"), (-8, -4), strict=True
    ):
        for ax, curve in zip(axes, curves, strict=True):
            ax.plot(z, curve, color=color, ls=style)
        value = np.interp(at, z, curves[0])
        label(axes[0], at, value + 0.5, name, color)
    label(axes[1], -9.8, -0.1, "squared error", ORANGE)
    label(axes[1], -9.8, -0.93, "cross-entropy", BLUE)
    axes[0].set(title="Loss", xlabel="logit z (true class 1)")
    axes[1].set(title="Its derivative by z", xlabel="logit z (true class 1)")
    return fig


def draw_stuck(weights):
    """For each loss, the one weight at each step, a line for every start."""
    fig, ax = plt.subplots(figsize=(7.2, 3.8))
    for (name, paths), color, style in zip(
        weights.items(), (ORANGE, BLUE), ("-", "--"), strict=True
    ):
        ax.plot(paths.T, color=color, ls=style, linewidth=1)
        label(ax, 1.01 * paths.shape[1], paths[:, -1].mean(), name, color, va="center")
    ax.axhline(0, color=MUTED, linewidth=1, ls=":")
    label(ax, 18, -0.5, "below: wrong about nearly everyone", MUTED, va="top")
    ax.set(xlabel="step", ylabel="weight")
    room_for_names(ax, paths.shape[1], 1.24)
    return fig


def draw_valley(X, y):
    """The valley of the MSE with its two axes, and the loss along each of them."""
    fig, axes = plt.subplots(1, 2, figsize=(8.6, 3.8), width_ratios=[1.1, 1])
    best = best_line(X, y)
    curvatures, directions = np.linalg.eigh(mse_hessian(X))
    ax = axes[0]
    window = [(at - 4, at + 4) for at in best]
    contours(ax, lambda at: ((at @ X.T - y) ** 2).mean(-1), *window)
    ax.set(aspect="equal", xlabel="intercept", ylabel="slope", title="The valley")
    ax.plot(*best, "+", color=INK, markersize=11, markeredgewidth=2)
    away = np.linspace(-3, 3, 121)
    floor = mse(X @ best, y)
    for curvature, direction, color, style, name in zip(
        curvatures,
        directions.T,
        (BLUE, ORANGE),
        ("--", "-"),
        ("along", "across"),
        strict=True,
    ):
        ends = best + np.outer([-3, 3], direction)
        ax.plot(*ends.T, color=color, ls=style)
        axes[1].plot(away, floor + curvature * away**2 / 2, color=color, ls=style)
        at = (2.2, 8) if name == "along" else (0, 42)
        text = f"{name}:\ncurvature {curvature:.3g}"
        label(axes[1], *at, text, color, ha="center", va="center")
    axes[1].set(title="The loss on two walks", xlabel="distance walked", ylim=(0, 70))
    return fig
