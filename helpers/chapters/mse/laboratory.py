"""The laboratory: your line, the descent from it, and the best one."""

from dataclasses import dataclass

import numpy as np
from matplotlib.collections import LineCollection

from helpers.chapters.mse.figures import draw_readings
from helpers.chapters.mse.lines import best_line, descend
from helpers.chapters.mse.parameters import PARAMETERS
from helpers.data import HEAVIEST, spring_data
from helpers.explorers import Explorer
from helpers.figures import GREEN, INK, MUTED, ORANGE, contours, label
from helpers.losses import mse, mse_hessian


@dataclass(frozen=True)
class Fitted:
    """A descent from a line drawn by hand, and where it should arrive.

    Attributes
    ----------
    X : array of shape (examples, 2)
    y : array of shape (examples,)
    learning_rate : float
    steps : int
        How many were asked for.
    path : array of shape (steps + 1, 2)
    losses : array of shape (steps + 1,)
    best : array of shape (2,)
        The line of least squares.
    limit : float
        The learning rate 2/L.
    """

    X: np.ndarray
    y: np.ndarray
    learning_rate: float
    steps: int
    path: np.ndarray
    losses: np.ndarray
    best: np.ndarray
    limit: float

    @property
    def lost(self):
        """Whether the run was given up before its last step."""
        return len(self.path) <= self.steps


def compute(examples, noise, outlier, intercept, slope, learning_rate, steps, seed):
    """Gradient descent on the MSE from the line (intercept, slope)."""
    X, y = spring_data(examples, noise, seed, outlier)
    path, losses = descend(np.array([intercept, slope]), X, y, learning_rate, steps)
    limit = 2 / np.linalg.eigvalsh(mse_hessian(X)).max()
    return Fitted(X, y, learning_rate, steps, path, losses, best_line(X, y), limit)


def scene(fig, examples, noise, outlier, seed, steps):
    """The readings, the valley of the loss, and the room for the descent."""
    panels = fig.subplot_mosaic(
        [["fit", "valley"], ["fit", "loss"]], width_ratios=[1.25, 1]
    )
    X, y = spring_data(examples, noise, seed, outlier)
    best = best_line(X, y)
    ax = panels["fit"]
    ends = np.array([[1, -0.5], [1, HEAVIEST + 0.5]])
    ax.plot(ends[:, 1], ends @ best, color=GREEN, ls="--", linewidth=1.6)
    draw_readings(ax, X, y)
    ax.set(title="Your line and where it goes", xlim=(-0.6, 6.6))
    ax.set(ylim=(min(0, y.min() - 1), max(16, y.max() + 1)))
    (yours,) = ax.plot([], [], color=MUTED, ls=":")
    (line,) = ax.plot([], [], color=ORANGE, ls="-", linewidth=2.2)
    squares = LineCollection([], colors=ORANGE, linewidths=1.2)
    ax.add_collection(squares, autolim=False)
    for at, text, color in (
        (0.95, "yours", MUTED),
        (0.88, "after the descent", ORANGE),
        (0.81, "least squares", GREEN),
    ):
        label(ax, 0.04, at, text, color, transform=ax.transAxes)

    ax = panels["valley"]
    contours(ax, lambda at: ((at @ X.T - y) ** 2).mean(-1), (-2, 14), (-1, 4))
    ax.plot(*best, "+", color=INK, markersize=11, markeredgewidth=2)
    ax.set(title="The valley of the MSE", xlabel="intercept", ylabel="slope")
    (path,) = ax.plot([], [], color=ORANGE, ls="-", marker="o", markersize=2.5)

    ax = panels["loss"]
    floor = max(mse(X @ best, y), 1e-6)
    ax.axhline(floor, color=GREEN, ls="--", linewidth=1.4)
    ax.set(title="MSE", xlabel="step", yscale="log", xlim=(0, steps))
    ax.set(ylim=(floor / 3, max(1000 * floor, 300)))
    (loss,) = ax.plot([], [], color=ORANGE, ls="-")
    return {
        "yours": yours,
        "line": line,
        "squares": squares,
        "path": path,
        "loss": loss,
    }


def paint(artists, state):
    """Move both lines, the residuals, the path and the losses."""
    ends = np.array([[1, -0.5], [1, HEAVIEST + 0.5]])
    artists["yours"].set_data(ends[:, 1], ends @ state.path[0])
    artists["line"].set_data(ends[:, 1], ends @ state.path[-1])
    x, y_hat = state.X[:, 1], state.X @ state.path[-1]
    artists["squares"].set_segments(
        np.moveaxis([np.c_[x, state.y], np.c_[x, y_hat]], 1, 0)
    )
    artists["path"].set_data(*state.path.T)
    artists["loss"].set_data(np.arange(len(state.losses)), state.losses)


def describe(state):
    """Where the descent began and ended, and what the best line leaves."""
    steps = len(state.losses) - 1
    count = "1 step" if steps == 1 else f"{steps} steps"
    floor = mse(state.X @ state.best, state.y)
    ended = f"after {count} {state.losses[-1]:.3g}"
    if state.lost:
        ended = f"and after {count} the line is lost: the run was given up"
    side = "below" if state.learning_rate < state.limit else "not below"
    return (
        f"Your line has an MSE of {state.losses[0]:.3g}, {ended}; the best line leaves "
        f"{floor:.3g}. The learning rate {state.learning_rate:.3g} is {side} "
        f"2/L = {state.limit:.3g}."
    )


LAB = Explorer(
    name="the line and its descent",
    notebook="02_mse",
    alt=(
        "Readings of a spring with three lines: one drawn by hand, one after gradient "
        "descent from it, and that of least squares; beside it the descent's path in "
        "the valley of the MSE, and the MSE after each step."
    ),
    parameters=PARAMETERS,
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("examples", "noise", "outlier", "seed", "steps"),
)
