"""Chapter 2: measurements to fit, its explorers, figures and exercises."""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection, PolyCollection

from helpers.activations import sigmoid
from helpers.chapters.settings import CHAPTERS
from helpers.exercises import Exercise, Mistake
from helpers.explorers import Explorer
from helpers.figures import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    contours,
    label,
    room_for_names,
)
from helpers.losses import mse, mse_gradient, mse_hessian
from helpers.optimizers import gd
from helpers.parameters import Parameter

__all__ = [
    "EXERCISES",
    "LAB",
    "LIKELIHOOD",
    "SQUARES",
    "TRUTH",
    "descend",
    "spring_data",
]

TRUTH = np.array([4.0, 1.5])  # a spring: its length at rest in cm, cm per 100 g
HEAVIEST = 6.0  # in hundreds of grams
LOST = 1e6  # a loss this many times the first will not come back


def spring_data(examples, noise, seed, outlier=0.0):
    """Measured lengths of a spring with masses from 0 to 600 g on it.

    Parameters
    ----------
    examples : int, at least 2
    noise : float, 0 or above
        Standard deviation of the reading error, in cm.
    seed : int
    outlier : float
        By how many cm the last reading was written down wrong.

    Returns
    -------
    X : array of shape (examples, 2)
        A column of ones and the masses, rising, in hundreds of grams.
    y : array of shape (examples,)
        The lengths in cm: X @ TRUTH and the reading error.
    """
    rng = np.random.default_rng(seed)
    x = np.linspace(0, HEAVIEST, examples)
    X = np.stack([np.ones(examples), x], axis=1)
    y = X @ TRUTH + rng.normal(0, noise, examples)
    y[-1] += outlier
    return X, y


def best_line(X, y):
    """The line of least squares: (intercept, slope)."""
    return np.linalg.lstsq(X, y)[0]


def descend(theta, X, y, learning_rate, steps):
    """Gradient descent on the MSE: the path (steps + 1, d) and its losses.

    It stops early when the loss has grown by the factor LOST.
    """
    path, losses = [theta], [mse(X @ theta, y)]
    for _ in range(steps):
        theta = path[-1]
        grad = X.T @ mse_gradient(X @ theta, y)
        path.append(gd(theta, grad, learning_rate=learning_rate)[0])
        losses.append(mse(X @ path[-1], y))
        if losses[-1] > LOST * max(losses[0], 1e-12):
            break
    return np.array(path), np.array(losses)


def draw_readings(ax, X, y):
    """The measurements as points, with the axes named."""
    dots = {"marker": "o", "linestyle": "none", "markersize": 6}
    ax.plot(X[:, 1], y, color=INK, markeredgecolor=PAPER, **dots)
    ax.set(xlabel="mass (100 g)", ylabel="length (cm)")


DOT = {"marker": "o", "linestyle": "none", "markersize": 8}
DOT |= {"markeredgecolor": PAPER, "markeredgewidth": 0.8}


# A line by hand, and its squares


@dataclass(frozen=True)
class Line:
    """A line through a few readings, judged."""

    slope: float
    intercept: float
    y_hat: np.ndarray  # (8,)
    residuals: np.ndarray  # (8,)

    @property
    def loss(self):
        return (self.residuals**2).mean()

    @property
    def tilt(self):
        """The derivative of the loss by the slope."""
        return -2 * (self.residuals * FEW_X[:, 1]).mean()


FEW_X, FEW_Y = spring_data(8, 0.8, 0)
SLOPES = Parameter("slope", 1.0, "how steep the line is, cm per 100 g", 0.5, 2.5)
INTERCEPTS = Parameter("intercept", 4.0, "where it starts, in cm", 2.0, 6.0)


def compute_line(slope, intercept):
    """The line's answers and what they leave."""
    y_hat = intercept + slope * FEW_X[:, 1]
    return Line(slope, intercept, y_hat, FEW_Y - y_hat)


def scene_line(fig, intercept):
    """The readings, and the loss for every slope."""
    panels = fig.subplot_mosaic([["squares", "loss"]], width_ratios=[1.25, 1])
    ax = panels["squares"]
    squares = PolyCollection([], facecolor=ORANGE, alpha=0.34, edgecolor="none")
    ax.add_collection(squares, autolim=False)
    (line,) = ax.plot([], [], color=BLUE, ls="-")
    draw_readings(ax, FEW_X, FEW_Y)
    ax.set(aspect="equal", xlim=(-1, 12.5), ylim=(1.5, 19))
    ax.set(title="Each residual and its square")

    ax = panels["loss"]
    slopes = np.linspace(SLOPES.low, SLOPES.high, 101)
    losses = [compute_line(slope, intercept).loss for slope in slopes]
    ax.plot(slopes, losses, color=INK, ls="-")
    ax.set(title="Mean of the squares", xlabel="slope (cm per 100 g)", ylabel="cm²")
    ax.set(ylim=(0, None))
    (here,) = ax.plot([], [], color=ORANGE, **DOT)
    (tangent,) = ax.plot([], [], color=ORANGE, ls="--", linewidth=1.4)
    return {"squares": squares, "line": line, "here": here, "tangent": tangent}


def paint_line(artists, state):
    """Move the line, its squares, the point on the parabola and its tangent."""
    x, r = FEW_X[:, 1], state.residuals
    # A square stands beside its residual, away from the readings to come.
    corners = [(x, state.y_hat), (x, FEW_Y), (x + abs(r), FEW_Y)]
    corners = np.array([*corners, (x + abs(r), state.y_hat)])
    artists["squares"].set_verts(np.moveaxis(corners, -1, 0))
    ends = np.array([-1, HEAVIEST + 1])
    artists["line"].set_data(ends, state.intercept + state.slope * ends)
    artists["here"].set_data([state.slope], [state.loss])
    reach = np.array([-0.2, 0.2])
    artists["tangent"].set_data(state.slope + reach, state.loss + state.tilt * reach)


def describe_line(state):
    """The squares, added up and averaged, and which way is better."""
    total = (state.residuals**2).sum()
    if abs(state.tilt) < 1e-9:
        better = "0: no other slope does better from this intercept."
    else:
        way = "steeper" if state.tilt < 0 else "flatter"
        better = f"{state.tilt:.1f}: a {way} line would do better."
        if abs(state.tilt) < 0.05:
            better = f"about 0: a hair {way} would be best."
    return (
        f"With a slope of {state.slope:.2f} the 8 squares add up to {total:.1f} cm², "
        f"their mean is {state.loss:.2f}. The derivative by the slope is {better}"
    )


SQUARES = Explorer(
    name="a line by hand",
    notebook="02_mse",
    alt=(
        "Eight measured lengths of a spring, a line, and on each residual its square; "
        "beside it the mean of the squares against the line's slope, a parabola, with "
        "the line's own point and the tangent there."
    ),
    parameters=(SLOPES, INTERCEPTS),
    compute=compute_line,
    scene=scene_line,
    paint=paint_line,
    describe=describe_line,
    redraws=("intercept",),
)


# Likelihood


@dataclass(frozen=True)
class Likelihood:
    """How probable the readings are if a line with Gaussian errors made them."""

    slope: float
    sigma: float
    y_hat: np.ndarray  # (8,)
    densities: np.ndarray  # (8,), per cm
    loss: float

    @property
    def likelihood(self):
        return self.densities.prod()

    @property
    def nll(self):
        return -np.log(self.densities).sum()


def compute_likelihood(slope, sigma):
    """Every reading's density around the line through the true length at rest."""
    line = compute_line(slope, TRUTH[0])
    bell = np.exp(-((line.residuals / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))
    return Likelihood(slope, sigma, line.y_hat, bell, line.loss)


BELL = np.linspace(-3, 3, 61)  # in standard deviations
WIDE = 0.8  # how far a bell reaches to the right, in hundreds of grams


def scene_likelihood(fig, sigma):
    """The readings, and three ways to judge every slope."""
    names = {"likelihood": "Likelihood", "nll": "−log likelihood", "loss": "MSE"}
    panels = fig.subplot_mosaic(
        [["fit", name] for name in names], width_ratios=[1.35, 1]
    )
    ax = panels["fit"]
    draw_readings(ax, FEW_X, FEW_Y)
    ax.set(title="How probable is each reading?", xlim=(-0.4, 7.2), ylim=(0.5, 17.5))
    bells = LineCollection([], colors=BLUE, linewidths=1)
    reach = LineCollection([], colors=ORANGE, linewidths=4)
    ax.add_collection(bells, autolim=False)
    ax.add_collection(reach, autolim=False)
    (line,) = ax.plot([], [], color=BLUE, ls="-")

    slopes = np.linspace(SLOPES.low, SLOPES.high, 201)
    states = [compute_likelihood(slope, sigma) for slope in slopes]
    best = slopes[np.argmin([state.loss for state in states])]
    artists = {"bells": bells, "reach": reach, "line": line}
    for name, title in names.items():
        ax = panels[name]
        ax.plot(slopes, [getattr(s, name) for s in states], color=INK, ls="-")
        ax.axvline(best, color=MUTED, linewidth=1, ls=":")
        ax.set(title=title, xlim=(SLOPES.low, SLOPES.high), ylim=(0, None), yticks=[0])
        if name != "loss":
            ax.set_xticklabels([])
        (artists[name],) = ax.plot([], [], color=ORANGE, clip_on=False, **DOT)
    panels["loss"].set(xlabel="slope (cm per 100 g)")
    return artists


def paint_likelihood(artists, state):
    """Move the line with its bells, the densities, and the three points."""
    x = FEW_X[:, 1]
    ends = np.array([0, HEAVIEST])
    artists["line"].set_data(ends, TRUTH[0] + state.slope * ends)
    bell = WIDE * np.exp(-(BELL**2) / 2)
    artists["bells"].set_segments(
        [
            np.c_[at + bell, middle + state.sigma * BELL]
            for at, middle in zip(x, state.y_hat, strict=True)
        ]
    )
    top = 1 / (state.sigma * np.sqrt(2 * np.pi))
    reach = x + WIDE * state.densities / top
    artists["reach"].set_segments(
        np.moveaxis([np.c_[x, FEW_Y], np.c_[reach, FEW_Y]], 1, 0)
    )
    for name in ("likelihood", "nll", "loss"):
        artists[name].set_data([state.slope], [getattr(state, name)])


def describe_likelihood(state):
    """The three judgements in numbers."""
    return (
        f"Slope {state.slope:.2f}: the likelihood of the 8 readings is "
        f"{state.likelihood:.1e}, minus its logarithm {state.nll:.1f}, the MSE "
        f"{state.loss:.2f}."
    )


LIKELIHOOD = Explorer(
    name="likelihood and squares",
    notebook="02_mse",
    alt=(
        "Eight readings and a line with a bell curve at each mass; an orange bar shows "
        "how high the bell is at the reading. Beside it the likelihood, minus its "
        "logarithm and the MSE against the slope: the best slope is the same for all."
    ),
    parameters=(
        SLOPES,
        Parameter("sigma", 0.8, "standard deviation of the reading error", 0.4, 2.0),
    ),
    compute=compute_likelihood,
    scene=scene_likelihood,
    paint=paint_likelihood,
    describe=describe_likelihood,
    redraws=("sigma",),
)


# The laboratory: your line, the descent from it, and the best one


@dataclass(frozen=True)
class Fitted:
    """A descent from a line drawn by hand, and where it should arrive."""

    X: np.ndarray
    y: np.ndarray
    learning_rate: float
    path: np.ndarray  # (steps + 1, 2)
    losses: np.ndarray  # (steps + 1,)
    best: np.ndarray  # (2,)
    limit: float  # the learning rate 2/L

    @property
    def lost(self):
        return self.losses[-1] > LOST * max(self.losses[0], 1e-12)


def compute_fit(examples, noise, outlier, intercept, slope, learning_rate, steps, seed):
    """Gradient descent on the MSE from the line (intercept, slope)."""
    X, y = spring_data(examples, noise, seed, outlier)
    path, losses = descend(np.array([intercept, slope]), X, y, learning_rate, steps)
    limit = 2 / np.linalg.eigvalsh(mse_hessian(X)).max()
    return Fitted(X, y, learning_rate, path, losses, best_line(X, y), limit)


def scene_fit(fig, examples, noise, outlier, seed, steps):
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


def paint_fit(artists, state):
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


def describe_fit(state):
    """Where the descent began and ended, and what the best line leaves."""
    steps = len(state.losses) - 1
    count = "1 step" if steps == 1 else f"{steps} steps"
    floor = mse(state.X @ state.best, state.y)
    ended = f"after {count} {state.losses[-1]:.3g}"
    if state.lost:
        ended = f"and after {count} a million times as much: the run was given up"
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
    parameters=CHAPTERS["02_mse"],
    compute=compute_fit,
    scene=scene_fit,
    paint=paint_fit,
    describe=describe_fit,
    redraws=("examples", "noise", "outlier", "seed", "steps"),
)


# Pictures of the chapter: data in, Figure out


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


# Exercises


def line_gradient(x, y, intercept, slope):
    pull = 2 * (intercept + slope * x - y) / x.size
    return pull.sum(), (pull * x).sum()


def lines():
    by_hand = [([1.0], [3.0], 1.0, 1.0), ([0.0, 2.0], [1.0, 1.0], 0.0, 1.0)]
    rng = np.random.default_rng(0)
    drawn = [
        (*rng.integers(-6, 7, (2, 2 + k % 5)) / 2, *rng.integers(-4, 5, 2) / 2)
        for k in range(38)
    ]
    return [
        (np.array(x), np.array(y), float(intercept), float(slope))
        for x, y, intercept, slope in by_hand + drawn
    ]


def weighted_gradient(X, y, theta, weights):
    return 2 * X.T @ (weights * (X @ theta - y)) / len(y)


def weighted_tables():
    one = np.ones((1, 1))
    by_hand = [(one, np.array([1.0]), np.array([3.0]), np.array([3.0]))]
    rng = np.random.default_rng(1)
    return by_hand + [
        (
            rng.integers(-4, 5, (3 + k % 3, 2)) / 2,
            rng.integers(-4, 5, 3 + k % 3) / 2,
            rng.integers(-4, 5, 2) / 2,
            rng.integers(1, 7, 3 + k % 3) / 2,
        )
        for k in range(39)
    ]


def ridge(X, y, strength):
    n, d = X.shape
    return np.linalg.solve(X.T @ X + n * strength * np.eye(d), X.T @ y)


def penalised():
    by_hand = [(np.array([[1.0], [1.0]]), np.array([2.0, 4.0]), 0.5)]
    rng = np.random.default_rng(2)
    return by_hand + [
        (
            rng.normal(size=(4 + k % 4, 2)).round(1),
            rng.normal(size=4 + k % 4).round(1),
            s,
        )
        for k, s in enumerate(rng.integers(1, 9, 39) / 4)
    ]


def negative_log_likelihood(y_hat, y, sigma):
    miss = (y - y_hat) / sigma
    return np.sum(miss**2 / 2 + np.log(sigma * np.sqrt(2 * np.pi)))


def readings():
    by_hand = [
        ([1.0], [1.0], [1.0]),
        ([0.0], [2.0], [2.0]),
        ([0.0, 0.0], [1.0, 4.0], [1.0, 2.0]),
    ]
    rng = np.random.default_rng(3)
    drawn = [
        (*rng.integers(-6, 7, (2, 1 + k % 4)) / 2, rng.integers(1, 7, 1 + k % 4) / 2)
        for k in range(37)
    ]
    return [tuple(map(np.array, case)) for case in by_hand + drawn]


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def scores():
    by_hand = [[[0.0, 0.0]], [[0.0, 1.0], [2.0, 2.0]], [[1000.0, 1001.0]]]
    rng = np.random.default_rng(4)
    drawn = [rng.integers(-9, 10, (1 + k % 3, 2 + k % 4)) / 2 for k in range(34)]
    far = [rng.integers(-9, 10, (2, 3)) * 300.0 for _ in range(3)]
    return [(np.array(z),) for z in by_hand + drawn + far]


def logit_gradient(z, y):
    return (sigmoid(z) - y) / z.size


def scored():
    by_hand = [([0.0], [1.0]), ([0.0, 2.0], [0.0, 1.0]), ([-40.0, 40.0], [1.0, 0.0])]
    rng = np.random.default_rng(5)
    drawn = [
        (rng.integers(-9, 10, 1 + k % 5) / 2, rng.integers(0, 2, 1 + k % 5) * 1.0)
        for k in range(37)
    ]
    return [(np.array(z), np.array(y)) for z, y in by_hand + drawn]


EXERCISES = [
    Exercise(
        id="E2.1",
        statement="""\
Write `line_gradient(x, y, intercept, slope)`: the derivatives of the MSE of the line
`intercept + slope * x` by `intercept` and by `slope`, as a pair in this order. `x` and
`y` have shape (n,).""",
        reference=line_gradient,
        cases=lines,
        mistakes=(
            Mistake(
                "sum",
                lambda x, y, b, w: (
                    2 * np.sum(b + w * x - y),
                    2 * np.sum((b + w * x - y) * x),
                ),
                "Exactly n times too large: that is the gradient of the sum of "
                "squares; the mean divides by n.",
            ),
            Mistake(
                "half-mean",
                lambda x, y, b, w: (
                    np.mean(b + w * x - y),
                    np.mean((b + w * x - y) * x),
                ),
                "Exactly half: the square brings down a 2, and no half stands in "
                "front of the mean to cancel it.",
            ),
            Mistake(
                "half-sum",
                lambda x, y, b, w: (
                    np.sum(b + w * x - y),
                    np.sum((b + w * x - y) * x),
                ),
                "That is the gradient of half the sum of squares, the article's "
                "loss; the mean has 2/n in front.",
            ),
            Mistake(
                "sign",
                lambda x, y, b, w: (
                    2 * np.mean(y - b - w * x),
                    2 * np.mean((y - b - w * x) * x),
                ),
                "The sign is flipped: it is answer minus target that grows with the "
                "parameters.",
            ),
            Mistake(
                "order",
                lambda x, y, b, w: (
                    2 * np.mean((b + w * x - y) * x),
                    2 * np.mean(b + w * x - y),
                ),
                "Right, but the other way round: the intercept's derivative was asked "
                "first.",
            ),
            Mistake(
                "x forgotten",
                lambda x, y, b, w: (2 * np.mean(b + w * x - y),) * 2,
                "The slope moves answer i by x_i, so its derivative carries an x_i "
                "that the intercept's does not.",
            ),
            Mistake(
                "averaged apart",
                lambda x, y, b, w: (
                    2 * np.mean(b + w * x - y),
                    2 * np.mean(b + w * x - y) * np.mean(x),
                ),
                "The mean of a product is not the product of the means: multiply by x "
                "before you average.",
            ),
        ),
        solution="""\
def line_gradient(x, y, intercept, slope):
    residual = intercept + slope * x - y
    return 2 * np.mean(residual), 2 * np.mean(residual * x)
""",
    ),
    Exercise(
        id="E2.2",
        statement="""\
Some readings are worth more than others. Write `weighted_gradient(X, y, theta,
weights)`: the gradient by `theta` of $\\frac1n\\sum_i w_i\\,(\\hat y_i - y_i)^2$ with
$\\hat y = X\\theta$. `X` has shape (n, d), `y` and `weights` shape (n,), the answer
shape (d,).""",
        reference=weighted_gradient,
        cases=weighted_tables,
        mistakes=(
            Mistake(
                "weights forgotten",
                lambda X, y, t, w: 2 * X.T @ (X @ t - y) / len(y),
                "The weights have no effect: every residual is multiplied by its own.",
            ),
            Mistake(
                "weights squared",
                lambda X, y, t, w: 2 * X.T @ (w**2 * (X @ t - y)) / len(y),
                "The weight stands outside the square, so it comes down once, not "
                "squared.",
            ),
            Mistake(
                "over the weights",
                lambda X, y, t, w: 2 * X.T @ (w * (X @ t - y)) / w.sum(),
                "You divided by the sum of the weights; this loss divides by n.",
            ),
            Mistake(
                "sum",
                lambda X, y, t, w: 2 * X.T @ (w * (X @ t - y)),
                "Exactly n times too large: the loss is a mean.",
            ),
            Mistake(
                "half",
                lambda X, y, t, w: X.T @ (w * (X @ t - y)) / len(y),
                "Exactly half: the exponent 2 is missing in front.",
            ),
            Mistake(
                "sign",
                lambda X, y, t, w: 2 * X.T @ (w * (y - X @ t)) / len(y),
                "The sign is flipped: differentiate answer minus target, not target "
                "minus answer.",
            ),
            Mistake(
                "weights after the sum",
                lambda X, y, t, w: 2 * w.mean() * X.T @ (X @ t - y) / len(y),
                "You averaged the weights: each belongs to its own residual and has to "
                "be multiplied before the sum.",
            ),
        ),
        solution="""\
def weighted_gradient(X, y, theta, weights):
    return 2 / len(y) * X.T @ (weights * (X @ theta - y))
""",
    ),
    Exercise(
        id="E2.3",
        statement="""\
**Ridge regression** adds a price for large parameters. Write `ridge(X, y, strength)`:
the $\\theta$ that minimises $M + \\lambda\\lVert\\theta\\rVert^2$, with `strength` for
$\\lambda$ and $M$ the mean of the squared errors of $X\\theta$. Set the gradient to
zero, as for (2.8). `X` has shape (n, d), the answer shape (d,).""",
        reference=ridge,
        cases=penalised,
        tolerance=1e-8,
        mistakes=(
            Mistake(
                "n forgotten",
                lambda X, y, s: np.linalg.solve(
                    X.T @ X + s * np.eye(X.shape[1]), X.T @ y
                ),
                "That is right for the sum of squares: M is a mean, so beside X'X the "
                "strength is multiplied by n.",
            ),
            Mistake(
                "no price",
                lambda X, y, s: np.linalg.lstsq(X, y)[0],
                "That is plain least squares: the price for large parameters has no "
                "effect.",
            ),
            Mistake(
                "sign",
                lambda X, y, s: np.linalg.solve(
                    X.T @ X - len(y) * s * np.eye(X.shape[1]), X.T @ y
                ),
                "The sign of the price is flipped: both gradients point uphill, so "
                "they add up.",
            ),
            Mistake(
                "half",
                lambda X, y, s: np.linalg.solve(
                    X.T @ X + len(y) * s / 2 * np.eye(X.shape[1]), X.T @ y
                ),
                "The price counts half: its derivative has a factor 2 as the squared "
                "error's has, and both drop out.",
            ),
            Mistake(
                "added everywhere",
                lambda X, y, s: np.linalg.solve(X.T @ X + len(y) * s, X.T @ y),
                "You added the strength to every entry of X'X; the derivative of the "
                "price by one parameter has that parameter only: the diagonal.",
            ),
            Mistake(
                "shrunk afterwards",
                lambda X, y, s: np.linalg.lstsq(X, y)[0] / (1 + s),
                "You shrank the answer of least squares: that is right only if the "
                "columns of X are perpendicular and of one length.",
            ),
        ),
        solution="""\
def ridge(X, y, strength):
    n, d = X.shape
    return np.linalg.solve(X.T @ X + n * strength * np.eye(d), X.T @ y)
""",
    ),
    Exercise(
        id="E2.4",
        statement="""\
Every reading comes with a standard deviation of its own. Write
`negative_log_likelihood(y_hat, y, sigma)`: minus the logarithm of the likelihood of
all readings, for Gaussian errors. All three have shape (n,); the answer is one
number.""",
        reference=negative_log_likelihood,
        cases=readings,
        mistakes=(
            Mistake(
                "constant forgotten",
                lambda a, y, s: np.sum(((y - a) / s) ** 2 / 2 + np.log(s)),
                "Off by a constant for every reading: the bell's height has a "
                "sqrt(2 pi) as well.",
            ),
            Mistake(
                "sigma's logarithm forgotten",
                lambda a, y, s: np.sum(((y - a) / s) ** 2 / 2 + np.log(2 * np.pi) / 2),
                "The logarithm of sigma is missing: a wide bell is a low bell.",
            ),
            Mistake(
                "mean",
                lambda a, y, s: np.mean(
                    ((y - a) / s) ** 2 / 2 + np.log(s * np.sqrt(2 * np.pi))
                ),
                "You averaged: the likelihood is a product over all readings, so its "
                "logarithm is a sum.",
            ),
            Mistake(
                "half forgotten",
                lambda a, y, s: np.sum(
                    ((y - a) / s) ** 2 + np.log(s * np.sqrt(2 * np.pi))
                ),
                "The half in the bell's exponent is missing.",
            ),
            Mistake(
                "sigma not squared",
                lambda a, y, s: np.sum(
                    (y - a) ** 2 / (2 * s) + np.log(s * np.sqrt(2 * np.pi))
                ),
                "The bell's exponent divides by sigma squared, and you divided by "
                "sigma.",
            ),
            Mistake(
                "sign",
                lambda a, y, s: -negative_log_likelihood(a, y, s),
                "That is the log-likelihood; minus it was asked, to have something to "
                "make small.",
            ),
            Mistake(
                "constant not rooted",
                lambda a, y, s: np.sum(((y - a) / s) ** 2 / 2 + np.log(s * 2 * np.pi)),
                "The bell's height is 1 over sigma times the root of 2 pi; the root is "
                "missing.",
            ),
        ),
        solution="""\
def negative_log_likelihood(y_hat, y, sigma):
    exponent = ((y - y_hat) / sigma) ** 2 / 2
    return np.sum(exponent + np.log(sigma * np.sqrt(2 * np.pi)))
""",
    ),
    Exercise(
        id="E2.5",
        statement="""\
Write `log_softmax(z)`: the logarithms of the softmax probabilities, for scores `z` of
shape (n, k), one row an example. Scores may be in the thousands. The answer has shape
(n, k).""",
        reference=log_softmax,
        cases=scores,
        mistakes=(
            Mistake(
                "overflow",
                lambda z: np.log(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)),
                "Right for small scores; exp of a large one overflows. Take the row's "
                "largest score away first, (2.19).",
            ),
            Mistake(
                "no logarithm",
                lambda z: np.exp(log_softmax(z)),
                "Those are the probabilities; their logarithms were asked.",
            ),
            Mistake(
                "wrong axis",
                lambda z: log_softmax(z.T).T,
                "You normalised over the examples: rows are examples, and each row's "
                "probabilities add up to 1.",
            ),
            Mistake(
                "over all",
                lambda z: log_softmax(z.reshape(1, -1)).reshape(z.shape),
                "You normalised over the whole table; every row is an example of its "
                "own.",
            ),
            Mistake(
                "no sum",
                lambda z: z - z.max(axis=1, keepdims=True),
                "Taking the largest score away is only half of it: subtract the "
                "logarithm of the sum as well.",
            ),
            Mistake(
                "largest not taken from the rest",
                lambda z: (
                    z
                    - np.log(
                        np.exp(z - z.max(axis=1, keepdims=True)).sum(
                            axis=1, keepdims=True
                        )
                    )
                ),
                "You took the largest score from the sum and not from the scores: what "
                "is subtracted in one place has to be in the other.",
            ),
        ),
        solution="""\
def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))
""",
    ),
    Exercise(
        id="E2.6",
        statement="""\
Write `logit_gradient(z, y)`: the gradient by the scores `z` of the *mean*
cross-entropy behind a sigmoid. `z` and `y` have shape (n,), `y` is 0 or 1. Scores as
far out as 40 must do no harm.""",
        reference=logit_gradient,
        cases=scored,
        mistakes=(
            Mistake(
                "squared error",
                lambda z, y: (
                    2 * (sigmoid(z) - y) * sigmoid(z) * (1 - sigmoid(z)) / z.size
                ),
                "That is the gradient of the squared error: cross-entropy has no "
                "p (1 - p), it cancels.",
            ),
            Mistake(
                "slope left in",
                lambda z, y: (sigmoid(z) - y) * sigmoid(z) * (1 - sigmoid(z)) / z.size,
                "The sigmoid's slope is still in it; the logarithm's 1/p and "
                "1/(1 - p) cancel it.",
            ),
            Mistake(
                "sum",
                lambda z, y: sigmoid(z) - y,
                "Exactly n times too large: the loss is the mean over the examples.",
            ),
            Mistake(
                "sign",
                lambda z, y: (y - sigmoid(z)) / z.size,
                "The sign is flipped: where the truth is 1 and p is below it, the "
                "score has to grow, and a step goes against the gradient.",
            ),
            Mistake(
                "sigmoid forgotten",
                lambda z, y: (z - y) / z.size,
                "You took the score for the probability: it passes through the "
                "sigmoid first.",
            ),
            Mistake(
                "only the ones",
                lambda z, y: y * (sigmoid(z) - 1) / z.size,
                "Examples of class 0 have no effect: the loss has a term "
                "(1 - y) log(1 - p) as well.",
            ),
        ),
        solution="""\
def logit_gradient(z, y):
    p = 1 / (1 + np.exp(-z))
    return (p - y) / len(z)
""",
    ),
]
