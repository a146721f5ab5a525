"""Chapter 3: explorers of steps and their memory, figures and exercises."""

import math
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection

from helpers.chapters.settings import CHAPTERS
from helpers.exercises import Exercise, Mistake
from helpers.explorers import Explorer
from helpers.figures import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    OCHRE,
    ORANGE,
    PAPER,
    PURPLE,
    contours,
    label,
    room_for_names,
)
from helpers.landscapes import double_well, quadratic, saddle
from helpers.losses import mse_hessian
from helpers.network import predict
from helpers.optimizers import gd, momentum
from helpers.parameters import Parameter

__all__ = [
    "DIRECTIONS",
    "EXERCISES",
    "LAB",
    "MEMORY",
    "STEP_SIZE",
    "moons",
    "walk",
]

LOST = 1e9  # a path that has come this far will not come back


@dataclass(frozen=True)
class Descent:
    """A path down a bowl and what explains it."""

    learning_rate: float
    kappa: float
    path: np.ndarray  # (steps + 1, 2)
    losses: np.ndarray  # (steps + 1,)

    @property
    def along(self):
        """What one step leaves of the error along the valley, where curvature is 1."""
        return 1 - self.learning_rate

    @property
    def across(self):
        """What one step leaves of the error across it, where curvature is kappa."""
        return 1 - self.learning_rate * self.kappa


def compute(learning_rate, kappa, steps):
    """The path of gradient descent down a bowl of curvatures 1 and kappa = L."""
    bowl = quadratic(kappa)
    path = [np.array(bowl.start)]
    for _ in range(steps):
        theta, _ = gd(path[-1], bowl.gradient(path[-1]), learning_rate=learning_rate)
        path.append(theta)
        if np.abs(theta).max() > LOST:
            break
    path = np.array(path)
    return Descent(learning_rate, kappa, path, bowl.value(path))


def scene(fig, kappa, steps):
    """The bowl, the room for the losses and the two factors; no path yet."""
    panels = fig.subplot_mosaic(
        [["bowl", "loss"], ["bowl", "factor"]], width_ratios=[1.6, 1]
    )
    bowl = quadratic(kappa)
    x, y = bowl.start

    ax = panels["bowl"]
    contours(ax, bowl.value, *bowl.window)
    ax.plot(*bowl.minimum, "+", color=INK, markersize=12, markeredgewidth=2)
    label(ax, x, y + 0.55, "start", ha="center")
    ax.set(
        title=f"A bowl {kappa:.3g} times as steep across as along",
        xlabel=r"$\theta_1$, along the valley",
        ylabel=r"$\theta_2$, across the valley",
        aspect="equal",
    )
    dots = {"marker": "o", "markersize": 5, "markeredgecolor": PAPER}
    dots |= {"markeredgewidth": 0.7, "color": ORANGE, "linestyle": "-"}
    (path,) = ax.plot([], [], linewidth=1.5, **dots)

    ax = panels["loss"]
    ax.set(title="Loss after each step", xlim=(0, steps), xlabel="step")
    ax.set(yscale="log", ylim=(1e-4, 1e8), yticks=[1e-4, 1, 1e4, 1e8])
    ax.axhline(bowl.value(np.array(bowl.start)), color=MUTED, lw=1, ls=":")
    label(ax, 0.97 * steps, 5e3, "where it began", MUTED, ha="right")
    (loss,) = ax.plot([], [], color=ORANGE, linestyle="-")

    ax = panels["factor"]
    rates = np.linspace(0, 2.5 / kappa, 251)
    ax.axhspan(1, 1.6, color=ORANGE, alpha=0.10, linewidth=0)
    ax.plot(rates, np.abs(1 - rates), color=BLUE, linestyle="--")
    ax.plot(rates, np.abs(1 - rates * kappa), color=INK, linestyle="-")
    label(ax, 0.03 / kappa, 1.28, "grows", ORANGE, va="center")
    if kappa > 3:
        label(
            ax, 1.0 / kappa, 1.06 - 1 / kappa, "along", BLUE, ha="center", va="bottom"
        )
    label(ax, 1.24 / kappa, 0.09, "across", INK, va="center")
    ticks = {0: "0", 1: f"1/L\n{1 / kappa:.3g}", 2: f"2/L\n{2 / kappa:.3g}"}
    ax.set(title="Error kept by one step", xlabel="learning rate")
    ax.set(xlim=(0, 2.5 / kappa), ylim=(0, 1.6), yticks=[0, 0.5, 1, 1.5])
    ax.set_xticks([tick / kappa for tick in ticks], ticks.values())
    dots |= {"linestyle": "none", "markersize": 8}
    (along,) = ax.plot([], [], **dots | {"color": BLUE})
    (across,) = ax.plot([], [], **dots | {"color": INK})
    return {"path": path, "loss": loss, "along": along, "across": across}


def paint(artists, state):
    """Move the path, the loss curve and the two points."""
    artists["path"].set_data(*state.path.T)
    artists["loss"].set_data(np.arange(len(state.losses)), state.losses)
    artists["along"].set_data([state.learning_rate], [abs(state.along)])
    artists["across"].set_data([state.learning_rate], [abs(state.across)])


def describe(state):
    """What the learning rate does, and where it stands between 0, 1/L and 2/L."""
    rate, kappa = state.learning_rate, state.kappa
    in_units = rate * kappa
    steps = len(state.losses) - 1
    count = "one step" if steps == 1 else f"{steps} steps"
    share = state.losses[-1] / state.losses[0]
    left = f"After {count} the loss is {share:.3g} times what it was."
    across, along = f"{state.across:.3f}", f"{state.along:.3f}"
    if math.isclose(in_units, 2):
        return (
            f"At exactly 2/L = {2 / kappa:.4g} the path neither shrinks nor grows "
            "across the valley: every step multiplies that error by -1, and it bounces "
            f"between the same two walls for ever. {left}"
        )
    if in_units > 2:
        return (
            f"Beyond 2/L = {2 / kappa:.4g} the path grows: every step multiplies the "
            f"error across the valley by {across}. {left}"
        )
    if math.isclose(in_units, 1):
        return (
            f"At exactly 1/L = {1 / kappa:.4g} one step reaches the valley floor and "
            f"stays on it; along it every step keeps {along} of the error. {left}"
        )
    if math.isclose(rate, 2 / (1 + kappa)):
        return (
            f"At 2/(mu + L) = {rate:.4g} both directions shrink alike, to {along} of "
            f"the error a step: no fixed learning rate does better here. {left}"
        )
    if in_units > 1:
        return (
            f"At {in_units:.2f}/L every step jumps over the valley floor: it "
            f"multiplies the error across by {across}, along by {along}. {left}"
        )
    return (
        f"At {in_units:.2f}/L every step keeps {across} of the error across the valley "
        f"and {along} of the error along it. {left}"
    )


STEP_SIZE = Explorer(
    name="gradient descent on a bowl",
    notebook="03_gradient_descent",
    alt=(
        "The path of gradient descent over the contour lines of a long bowl; beside "
        "it the loss after each step, and the share of the error that one step keeps "
        "in each direction against the learning rate."
    ),
    parameters=(
        Parameter("learning_rate", 0.048, "the size of one step", 0.004, 0.24),
        Parameter("kappa", 10.0, "curvature across the valley, L", 1.0, 100.0, "log"),
        Parameter("steps", 40, "how many steps", 1, 200),
    ),
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("kappa", "steps"),
)


def walk(step, gradient, start, steps, **settings):
    """Points from `start`, after each step of an optimiser: shape (steps + 1, d).

    It stops early when the path has come LOST far.
    """
    path, state = [np.array(start, dtype=float)], None
    for _ in range(steps):
        theta, state = step(path[-1], gradient(path[-1]), state, **settings)
        path.append(theta)
        if np.abs(theta).max() > LOST:
            break
    return np.array(path)


# The error, direction by direction

CURVATURES = np.array([1.0, 3.0, 10.0, 30.0, 100.0])
HUES = (BLUE, GREEN, OCHRE, PURPLE, ORANGE)
MOST_STEPS = 59


@dataclass(frozen=True)
class Shares:
    """What is left in each direction, after so many steps at that rate."""

    step: int
    learning_rate: float

    @property
    def kept(self):
        """The share of the error that is left: (5,)."""
        return np.abs(1 - self.learning_rate * CURVATURES) ** self.step

    @property
    def losses(self):
        """The parts of the loss; each direction began with a fifth of it: (5,)."""
        return self.kept**2 / len(CURVATURES)


def scene_directions(fig, learning_rate):
    """The loss as a stack of its parts, and the room for the bars."""
    panels = fig.subplot_mosaic([["stack", "bars"]], width_ratios=[1.35, 1])
    steps = np.arange(MOST_STEPS + 1)
    parts = np.stack([Shares(k, learning_rate).losses for k in steps], axis=1)

    ax = panels["stack"]
    ax.stackplot(steps, parts, colors=HUES, alpha=0.75, linewidth=0)
    ax.set(title="The loss, and what it is made of", xlabel="step")
    ax.set(xlim=(0, MOST_STEPS), ylim=(0, 1.02), ylabel="share of the first loss")
    (now,) = ax.plot([], [], color=INK, ls="-", linewidth=1.4)

    ax = panels["bars"]
    rows = np.arange(len(CURVATURES))
    ax.set(title="Error that is left", xlim=(0, 1.02), ylim=(-0.6, 4.6))
    ax.set_yticks(rows, [f"curvature {c:.0f}" for c in CURVATURES])
    for tick, color in zip(ax.get_yticklabels(), HUES, strict=True):
        tick.set(color=color, fontweight="bold")
    ax.grid(visible=False, axis="y")
    bars = LineCollection([], linewidths=20, colors=HUES)
    ax.add_collection(bars, autolim=False)
    return {"now": now, "bars": bars}


def paint_directions(artists, state):
    """Move the line through the stack and the bars."""
    artists["now"].set_data([state.step] * 2, [0, 1.02])
    artists["bars"].set_segments(
        [[(0, row), (kept, row)] for row, kept in enumerate(state.kept)]
    )


def describe_directions(state):
    """What is left of the loss, and in which direction."""
    left = state.losses.sum()
    if state.step == 0:
        return "Before the first step every direction holds a fifth of the loss."
    after = "1 step" if state.step == 1 else f"{state.step} steps"
    if left < 1e-6:
        return f"After {after} less than a millionth of the loss is left."
    worst = state.losses.argmax()
    share = state.losses[worst] / left
    return (
        f"After {after} {left:.1%} of the loss is left, and {share:.0%} of that along "
        f"the direction of curvature {CURVATURES[worst]:.0f}, which keeps "
        f"{state.kept[worst]:.0%} of its error."
    )


DIRECTIONS = Explorer(
    name="the error by direction",
    notebook="03_gradient_descent",
    alt=(
        "The loss of gradient descent against the step, stacked from the parts of five "
        "directions of different curvature; beside it a bar for the error that is left "
        "in each direction."
    ),
    parameters=(
        Parameter("step", 0, "how many steps have been taken", 0, MOST_STEPS),
        Parameter("learning_rate", 0.01, "the size of one step", 0.001, 0.02),
    ),
    compute=Shares,
    scene=scene_directions,
    paint=paint_directions,
    describe=describe_directions,
    redraws=("learning_rate",),
)


# Momentum in one direction


@dataclass(frozen=True)
class Memory:
    """One direction under momentum: curvature times learning rate, and memory."""

    beta_1: float
    product: float  # learning rate times curvature

    @property
    def matrix(self):
        """What one step does to the error and the last step, (2, 2)."""
        a, b = self.product, self.beta_1
        return np.array([[1 - a, b], [-a, b]])

    @property
    def eigenvalues(self):
        return np.linalg.eigvals(self.matrix)

    @property
    def kept(self):
        """The share of the error that a step keeps in the long run."""
        return np.abs(self.eigenvalues).max()

    @property
    def path(self):
        """The error at each step, from 1 and at rest: (61,)."""
        found = [np.array([1.0, 0.0])]
        for _ in range(60):
            found.append(self.matrix @ found[-1])
        return np.clip(np.array(found)[:, 0], -1e6, 1e6)

    @property
    def regime(self):
        """creeps, swings, bounces or grows; exactly at the edge, stays."""
        if math.isclose(self.product, 2 * (1 + self.beta_1)):
            return "stays"
        if self.product > 2 * (1 + self.beta_1):
            return "grows"
        middle = 1 + self.beta_1 - self.product
        if middle**2 < 4 * self.beta_1:
            return "swings"
        return "creeps" if middle > 0 else "bounces"


LEAST_PRODUCT, MOST_PRODUCT = 0.01, 4.2


def scene_memory(fig):
    """The map of what a step does, and the room for the path."""
    panels = fig.subplot_mosaic([["map", "path"]], width_ratios=[1.1, 1])
    ax = panels["map"]
    products = np.geomspace(LEAST_PRODUCT, MOST_PRODUCT, 421)
    # Above `swings` the eigenvalues are complex; below `grows` one is beyond -1.
    swings = np.minimum((1 - np.sqrt(products)) ** 2, 1)
    grows = np.clip(products / 2 - 1, 0, 1)
    for low, high, where, color in (
        (0, swings, products <= 1, BLUE),
        (swings, 1, products <= 4, GREEN),
        (grows, swings, products >= 1, OCHRE),
        (0, grows, products >= 2, ORANGE),
    ):
        fill = {"color": color, "alpha": 0.45, "linewidth": 0}
        ax.fill_between(products, low, high, where=where, **fill)
    for name, x, y in (
        ("creeps", 0.03, 0.3),
        ("swings", 0.25, 0.75),
        ("bounces", 0.35, 0.09),
    ):
        label(ax, x, y, name, INK)
    ax.plot([0.95, 1.6], [0.1, 0.06], color=INK, linewidth=1, ls="-")
    label(ax, 4.0, 0.16, "grows", INK, ha="right", fontsize=8)
    ax.set(title="What the error does", ylabel=r"memory $\beta_1$")
    ax.set(xlabel="learning rate × curvature", xscale="log", ylim=(0, 1))
    ax.set(xlim=(LEAST_PRODUCT, MOST_PRODUCT))
    ax.set_xticks([0.01, 0.1, 1, 4], ["0.01", "0.1", "1", "4"])
    ax.grid(False)
    dots = {"marker": "o", "markersize": 9, "markeredgecolor": PAPER}
    (here,) = ax.plot([], [], color=INK, linestyle="none", **dots)

    ax = panels["path"]
    ax.axhline(0, color=MUTED, linewidth=1, ls=":")
    ax.set(title="The error in this direction", xlabel="step", xlim=(0, 60))
    ax.set(ylim=(-1.6, 1.6))
    (path,) = ax.plot([], [], color=INK, ls="-", marker="o", markersize=3)
    return {"here": here, "path": path}


def paint_memory(artists, state):
    """Move the point on the map and the path."""
    artists["here"].set_data([state.product], [state.beta_1])
    artists["path"].set_data(np.arange(61), state.path)


def describe_memory(state):
    """The regime, and how fast."""
    at = f"With a memory of {state.beta_1:.2f} the error"
    pace = f"in the long run every step keeps {state.kept:.3f} of it"
    if state.regime == "stays":
        return f"{at} bounces from wall to wall and neither shrinks nor grows."
    if state.regime == "grows":
        return f"{at} grows, {state.kept:.3f} times with every step."
    if state.regime == "swings":
        return f"{at} swings through zero like a weight on a spring; {pace}."
    if state.regime == "bounces":
        return f"{at} changes sign at every step; {pace}."
    return f"{at} creeps towards zero; {pace}."


MEMORY = Explorer(
    name="momentum in one direction",
    notebook="03_gradient_descent",
    alt=(
        "A map of the memory against the learning rate times the curvature, with "
        "regions in which the error creeps, swings, bounces or grows, and a point on "
        "it; beside it the error at each step for that point."
    ),
    parameters=(
        Parameter("beta_1", 0.0, "share of the last step that is kept", 0.0, 0.98),
        Parameter("product", 0.05, "learning rate times curvature", 0.01, 4.0, "log"),
    ),
    compute=Memory,
    scene=scene_memory,
    paint=paint_memory,
    describe=describe_memory,
    redraws=(),
)


# The laboratory: with and without memory


@dataclass(frozen=True)
class Pair:
    """Gradient descent and momentum from one start at one learning rate."""

    learning_rate: float
    beta_1: float
    kappa: float
    plain: np.ndarray  # (steps + 1, 2)
    heavy: np.ndarray  # (steps + 1, 2)

    def share(self, path):
        """How much of the first loss is left at the end of a path."""
        value = quadratic(self.kappa).value
        return value(path[-1]) / value(path[0])


def compute_pair(learning_rate, beta_1, kappa, steps):
    """Both paths down the bowl of curvatures 1 and kappa."""
    bowl = quadratic(kappa)
    plain, heavy = (
        walk(
            step, bowl.gradient, bowl.start, steps, learning_rate=learning_rate, **more
        )
        for step, more in ((gd, {}), (momentum, {"beta_1": beta_1}))
    )
    return Pair(learning_rate, beta_1, kappa, plain, heavy)


def scene_pair(fig, kappa, steps):
    """The bowl and the room for both losses."""
    panels = fig.subplot_mosaic([["bowl", "loss"]], width_ratios=[1.4, 1])
    bowl = quadratic(kappa)
    ax = panels["bowl"]
    contours(ax, bowl.value, *bowl.window)
    ax.plot(*bowl.minimum, "+", color=INK, markersize=12, markeredgewidth=2)
    ax.set(
        title=f"A bowl {kappa:.3g} times as steep across", aspect="equal", anchor="N"
    )
    ax.set(
        xlabel=r"$\theta_1$, curvature 1", ylabel=rf"$\theta_2$, curvature {kappa:.3g}"
    )
    artists = {}
    for name, color, style in (("plain", BLUE, "--"), ("heavy", ORANGE, "-")):
        options = {"color": color, "ls": style, "linewidth": 1.4}
        (artists[name],) = ax.plot([], [], marker="o", markersize=3, **options)
        (artists[name, "loss"],) = panels["loss"].plot([], [], **options)
    label(ax, 0.03, 0.93, "without memory", BLUE, transform=ax.transAxes)
    label(ax, 0.03, 0.86, "with memory", ORANGE, transform=ax.transAxes)
    ax = panels["loss"]
    ax.set(title="Share of the first loss", xlabel="step", xlim=(0, steps))
    ax.set(yscale="log", ylim=(1e-8, 1e4), yticks=[1e-8, 1e-4, 1, 1e4])
    return artists


def paint_pair(artists, state):
    """Move both paths and both losses."""
    value = quadratic(state.kappa).value
    for name, path in (("plain", state.plain), ("heavy", state.heavy)):
        artists[name].set_data(*path.T)
        shares = np.maximum(value(path) / value(path[0]), 1e-30)
        artists[name, "loss"].set_data(np.arange(len(path)), shares)


def describe_pair(state):
    """What both have left, and where their limits are."""
    steps = max(len(state.plain), len(state.heavy)) - 1
    count = "1 step" if steps == 1 else f"{steps} steps"
    limit, heavy_limit = 2 / state.kappa, 2 * (1 + state.beta_1) / state.kappa
    return (
        f"After {count} the loss is {state.share(state.plain):.2g} times the first "
        f"without memory and {state.share(state.heavy):.2g} times with it. The "
        f"learning rate {state.learning_rate:.3g} may go up to {limit:.3g} without "
        f"memory and {heavy_limit:.3g} with it."
    )


LAB = Explorer(
    name="descent with and without memory",
    notebook="03_gradient_descent",
    alt=(
        "Two paths down a long bowl, by gradient descent and by momentum, and beside "
        "them the loss of both after each step as a share of the first."
    ),
    parameters=CHAPTERS["03_gradient_descent"][:-1],  # nothing in it is random
    compute=compute_pair,
    scene=scene_pair,
    paint=paint_pair,
    describe=describe_pair,
    redraws=("kappa", "steps"),
)


# Data that no straight line separates


def moons(examples, noise, seed):
    """Two half circles that reach into each other.

    Parameters
    ----------
    examples : int
        Half of them, rounded down, in the upper moon.
    noise : float
        Standard deviation of what is added to both coordinates.
    seed : int

    Returns
    -------
    X : array of shape (examples, 2)
    y : array of shape (examples, 1)
        1 in the upper moon, -1 in the lower.
    """
    rng = np.random.default_rng(seed)
    y = np.where(np.arange(examples) < examples // 2, 1.0, -1.0)
    angle = rng.uniform(0, np.pi, examples)
    X = np.stack([y * np.cos(angle) - y / 2, y * np.sin(angle) - y / 4], axis=1)
    return X + rng.normal(0, noise, X.shape), y[:, None]


# Pictures of the chapter: data in, Figure out


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


# Exercises


def steps_needed(kappa, share):
    return math.ceil(math.log(share) / math.log((kappa - 1) / (kappa + 1)))


def conditions():
    by_hand = [(3.0, 0.3), (3.0, 0.2), (100.0, 0.1)]
    rng = np.random.default_rng(0)
    drawn = [
        (float(rng.integers(2, 400)), float(rng.integers(1, 900)) / 1000)
        for _ in range(37)
    ]
    return by_hand + drawn


def largest_rate(X):
    return 2 / np.linalg.eigvalsh(mse_hessian(X))[-1]


def designs():
    by_hand = [np.array([[1.0], [2.0]]), np.eye(2), np.array([[1.0, 0.0], [1.0, 1.0]])]
    rng = np.random.default_rng(1)
    drawn = [
        rng.integers(-4, 5, (4 + k % 4, 2)) / 2 + np.eye(4 + k % 4, 2)
        for k in range(37)
    ]
    return [(X,) for X in by_hand + drawn]


def epoch(theta, X, y, batch_size, learning_rate):
    for start in range(0, len(y), batch_size):
        part, target = X[start : start + batch_size], y[start : start + batch_size]
        grad = 2 * part.T @ (part @ theta - target) / len(target)
        theta = theta - learning_rate * grad
    return theta


def passes():
    one = (np.zeros(1), np.ones((3, 1)), np.array([1.0, 1.0, 4.0]), 2, 0.25)
    rng = np.random.default_rng(2)
    drawn = []
    for k in range(39):
        n, size = 4 + k % 5, 2 + k % 3
        X, y = rng.integers(-4, 5, (n, 2)) / 2, rng.integers(-4, 5, n) / 2
        drawn.append((rng.integers(-4, 5, 2) / 2, X, y, size, 0.125))
    return [one, *drawn]


def all_at_once(theta, X, y, batch_size, learning_rate):
    parts = range(0, len(y), batch_size)
    return theta - learning_rate * sum(
        2
        * X[k : k + batch_size].T
        @ (X[k : k + batch_size] @ theta - y[k : k + batch_size])
        / len(y[k : k + batch_size])
        for k in parts
    )


def divided_by(count):
    """An epoch whose gradients are sums, divided by something else."""

    def wrong(theta, X, y, batch_size, learning_rate):
        for start in range(0, len(y), batch_size):
            part, target = X[start : start + batch_size], y[start : start + batch_size]
            grad = 2 * part.T @ (part @ theta - target) / count(y, batch_size)
            theta = theta - learning_rate * grad
        return theta

    return wrong


def without_the_rest(theta, X, y, batch_size, learning_rate):
    whole = len(y) // batch_size * batch_size
    return epoch(theta, X[:whole], y[:whole], batch_size, learning_rate)


def momentum_step(theta, v, grad, learning_rate, beta_1):
    v = beta_1 * v - learning_rate * grad
    return theta + v, v


def states():
    by_hand = [([1.0], [0.0], [1.0], 0.5, 0.5), ([0.0], [1.0], [2.0], 0.5, 0.5)]
    rng = np.random.default_rng(3)
    drawn = [
        (
            *rng.integers(-6, 7, (3, 1 + k % 3)) / 2,
            rng.integers(1, 8) / 8,
            rng.integers(1, 8) / 8,
        )
        for k in range(38)
    ]
    return [
        (*map(np.array, case[:3]), float(case[3]), float(case[4]))
        for case in by_hand + drawn
    ]


def layer_backward(a, W, delta):
    return a.T @ delta, delta.sum(axis=0), delta @ W.T


def square_layers():
    rng = np.random.default_rng(4)
    by_hand = [
        (
            np.array([[1.0, 2.0]]),
            np.array([[1.0, 0.0], [3.0, 1.0]]),
            np.array([[1.0, 0.0]]),
        )
    ]
    drawn = [
        (
            rng.integers(-4, 5, (2 + k % 3, 2)) / 2,
            rng.integers(-4, 5, (2, 2)) / 2,
            rng.integers(-4, 5, (2 + k % 3, 2)) / 2,
        )
        for k in range(39)
    ]
    return by_hand + drawn


def combine(gradients, sizes):
    return sizes @ gradients / sizes.sum()


def crews():
    by_hand = [(np.array([[1.0], [4.0]]), np.array([2.0, 1.0]))]
    rng = np.random.default_rng(5)
    return by_hand + [
        (rng.integers(-6, 7, (2 + k % 3, 2)) / 2, rng.integers(1, 9, 2 + k % 3) * 1.0)
        for k in range(39)
    ]


EXERCISES = [
    Exercise(
        id="E3.1",
        statement="""\
Write `steps_needed(kappa, share)`: after how many whole steps at the best fixed
learning rate the error of gradient descent on a bowl of condition number `kappa` is
at most `share` of what it was, whatever its direction. By (3.5), for `kappa = 3` and
`share = 0.3` the answer is 2. `kappa` is above 1, `share` between 0 and 1.""",
        reference=steps_needed,
        cases=conditions,
        mistakes=(
            Mistake(
                "rounded down",
                lambda k, s: math.floor(math.log(s) / math.log((k - 1) / (k + 1))),
                "One step short: where the logarithms do not divide evenly, the step "
                "that gets there has to be taken, so round up.",
            ),
            Mistake(
                "rate 1/L",
                lambda k, s: math.ceil(math.log(s) / math.log(1 - 1 / k)),
                "That is the count at the learning rate 1/L; the best rate, "
                "2/(mu + L), needs about half as many.",
            ),
            Mistake(
                "loss for error",
                lambda k, s: math.ceil(math.log(s) / (2 * math.log((k - 1) / (k + 1)))),
                "That is the count for the loss, which falls with the square of the "
                "error; the error was asked.",
            ),
            Mistake(
                "momentum",
                lambda k, s: math.ceil(
                    math.log(s) / math.log((math.sqrt(k) - 1) / (math.sqrt(k) + 1))
                ),
                "You took the root of kappa: that is what momentum gains, later in "
                "this chapter.",
            ),
            Mistake(
                "not rounded",
                lambda k, s: math.log(s) / math.log((k - 1) / (k + 1)),
                "A whole number of steps was asked: round up.",
            ),
            Mistake(
                "upside down",
                lambda k, s: math.ceil(math.log((k - 1) / (k + 1)) / math.log(s)),
                "The fraction is upside down: solve factor ** k = share for k.",
            ),
        ),
        solution="""\
def steps_needed(kappa, share):
    factor = (kappa - 1) / (kappa + 1)
    return int(np.ceil(np.log(share) / np.log(factor)))
""",
    ),
    Exercise(
        id="E3.2",
        statement="""\
Write `largest_rate(X)`: the learning rate 2/L at which gradient descent on the MSE of
the linear model `X @ theta` neither shrinks nor grows. `X` has shape (n, d).""",
        reference=largest_rate,
        cases=designs,
        tolerance=1e-9,
        mistakes=(
            Mistake(
                "1/L",
                lambda X: largest_rate(X) / 2,
                "That is 1/L, where the steep direction is done in one step; the limit "
                "is twice as far.",
            ),
            Mistake(
                "half-mean",
                lambda X: 2 * largest_rate(X),
                "Twice too large: the Hessian of the mean of squares is 2/n X'X, with "
                "the 2.",
            ),
            Mistake(
                "sum",
                lambda X: largest_rate(X) / len(X),
                "That is the limit for the sum of squares: the Hessian of the mean is "
                "divided by n.",
            ),
            Mistake(
                "half-sum",
                lambda X: 2 * largest_rate(X) / len(X),
                "That is the limit for half the sum of squares, whose Hessian is X'X.",
            ),
            Mistake(
                "smallest curvature",
                lambda X: 2 / np.linalg.eigvalsh(mse_hessian(X))[0],
                "You took the smallest curvature; it is the largest that forbids.",
            ),
            Mistake(
                "trace",
                lambda X: 2 / np.trace(mse_hessian(X)),
                "You added the curvatures up: that is safe, and smaller than it need "
                "be. The largest alone decides.",
            ),
            Mistake(
                "singular value",
                lambda X: len(X) / np.linalg.norm(X, 2),
                "The singular values of X are roots of the eigenvalues of X'X: square "
                "the largest.",
            ),
        ),
        solution="""\
def largest_rate(X):
    curvatures = np.linalg.eigvalsh(2 / len(X) * X.T @ X)
    return 2 / curvatures[-1]
""",
    ),
    Exercise(
        id="E3.3",
        statement="""\
Write `epoch(theta, X, y, batch_size, learning_rate)`: one pass through the examples in
their order, a step of gradient descent on the MSE of `X @ theta` for every
`batch_size` of them. The last batch holds what is left. Return the parameters
afterwards.""",
        reference=epoch,
        cases=passes,
        mistakes=(
            Mistake(
                "last batch dropped",
                without_the_rest,
                "The examples of the last, smaller batch have no effect: they get a "
                "step as well.",
            ),
            Mistake(
                "last batch by batch_size",
                divided_by(lambda y, size: size),
                "Right until the last batch: its mean divides by the examples that "
                "are left, not by batch_size.",
            ),
            Mistake(
                "by all examples",
                divided_by(lambda y, size: len(y)),
                "You divided by all examples; the gradient of a batch is the mean over "
                "the batch.",
            ),
            Mistake(
                "sum",
                divided_by(lambda y, size: 1),
                "You added up where the mean over the batch was asked.",
            ),
            Mistake(
                "stale",
                all_at_once,
                "Every batch was given the first parameters: each step has to start "
                "where the one before ended.",
            ),
            Mistake(
                "one step",
                lambda t, X, y, size, rate: epoch(t, X, y, len(y), rate),
                "That is one step with all examples; one step for every batch was "
                "asked.",
            ),
            Mistake(
                "uphill",
                lambda t, X, y, size, rate: epoch(t, X, y, size, -rate),
                "You walked uphill: subtract the gradient.",
            ),
        ),
        solution="""\
def epoch(theta, X, y, batch_size, learning_rate):
    for start in range(0, len(y), batch_size):
        rows = slice(start, start + batch_size)
        residual = X[rows] @ theta - y[rows]
        grad = 2 / len(residual) * X[rows].T @ residual
        theta = theta - learning_rate * grad
    return theta
""",
    ),
    Exercise(
        id="E3.4",
        statement="""\
Write `momentum_step(theta, v, grad, learning_rate, beta_1)`: one step of momentum as
defined above (3.9). Return the pair of the new parameters and the new `v`.""",
        reference=momentum_step,
        cases=states,
        mistakes=(
            Mistake(
                "average",
                lambda t, v, g, a, b: (
                    t + b * v - a * (1 - b) * g,
                    b * v - a * (1 - b) * g,
                ),
                "That is a moving average of the gradients, with a factor 1 - beta_1: "
                "here the new gradient enters in full.",
            ),
            Mistake(
                "old v",
                lambda t, v, g, a, b: (t + v, b * v - a * g),
                "The parameters moved with the old v: renew v first, then move by it.",
            ),
            Mistake(
                "Nesterov",
                lambda t, v, g, a, b: (
                    t + b * (b * v - a * g) - a * g,
                    b * v - a * g,
                ),
                "That is Nesterov's step, which looks ahead by one more memory.",
            ),
            Mistake(
                "no memory",
                lambda t, v, g, a, b: (t - a * g, -a * g),
                "The last step is forgotten: that is gradient descent.",
            ),
            Mistake(
                "uphill",
                lambda t, v, g, a, b: (t + b * v + a * g, b * v + a * g),
                "You walked uphill: v takes the gradient with a minus.",
            ),
            Mistake(
                "rate on everything",
                lambda t, v, g, a, b: (t + a * (b * v - g), b * v - g),
                "You kept the learning rate out of v and multiplied the memory by it: "
                "here v is a step, learning rate included.",
            ),
            Mistake(
                "other order",
                lambda t, v, g, a, b: (b * v - a * g, t + b * v - a * g),
                "Right, but the other way round: first the parameters, then v.",
            ),
        ),
        solution="""\
def momentum_step(theta, v, grad, learning_rate, beta_1):
    v = beta_1 * v - learning_rate * grad
    return theta + v, v
""",
    ),
    Exercise(
        id="E3.5",
        statement="""\
Write `layer_backward(a, W, delta)`: for a layer $z = aW + b$, given `delta`, the
loss's derivative by $z$, return the three derivatives by `W`, by `b` and by `a`. `a`
and `delta` have shape (n, k), `W` shape (k, k).""",
        reference=layer_backward,
        cases=square_layers,
        mistakes=(
            Mistake(
                "W not transposed",
                lambda a, W, d: (a.T @ d, d.sum(axis=0), d @ W),
                "The third is not right: going back, W is transposed. Output j pulled "
                "on input i with weight W[i, j].",
            ),
            Mistake(
                "weights transposed",
                lambda a, W, d: (d.T @ a, d.sum(axis=0), d @ W.T),
                "The first is transposed: it has a row for each input, as W has.",
            ),
            Mistake(
                "mean over rows",
                lambda a, W, d: (a.T @ d, d.mean(axis=0), d @ W.T),
                "The bias's derivative is a sum over the examples; the mean is already "
                "in delta.",
            ),
            Mistake(
                "everything averaged",
                lambda a, W, d: (a.T @ d / len(a), d.mean(axis=0), d @ W.T),
                "You divided by n once more: the mean over the examples is already in "
                "delta.",
            ),
            Mistake(
                "wrong axis",
                lambda a, W, d: (a.T @ d, d.sum(axis=1), d @ W.T),
                "The bias's derivative adds up over examples, axis 0; you added up "
                "over the outputs.",
            ),
            Mistake(
                "bias by row",
                lambda a, W, d: (a.T @ d, d, d @ W.T),
                "One bias serves all examples, so its derivatives are added up over "
                "the rows.",
            ),
            Mistake(
                "entry by entry",
                lambda a, W, d: (a * d, d.sum(axis=0), d @ W.T),
                "`*` multiplies entry by entry; the derivative by W is the matrix "
                "product of a transposed and delta.",
            ),
        ),
        solution="""\
def layer_backward(a, W, delta):
    return a.T @ delta, delta.sum(axis=0), delta @ W.T
""",
    ),
    Exercise(
        id="E3.6",
        statement="""\
Write `combine(gradients, sizes)`: the gradient over all examples from those of the
workers. `gradients` has one mean gradient a row, shape (workers, d), `sizes` the
number of examples of each, shape (workers,).""",
        reference=combine,
        cases=crews,
        mistakes=(
            Mistake(
                "plain mean",
                lambda g, n: g.mean(axis=0),
                "Right for workers with equally many examples only: each counts by "
                "its share.",
            ),
            Mistake(
                "sum",
                lambda g, n: g.sum(axis=0),
                "You added the means up: with more workers the step would grow.",
            ),
            Mistake(
                "weighted sum",
                lambda g, n: n @ g,
                "That is the sum over all examples: divide by how many there are.",
            ),
            Mistake(
                "divided by workers",
                lambda g, n: n @ g / len(n),
                "You weighted by the sizes and divided by the number of workers; "
                "divide by the number of examples.",
            ),
            Mistake(
                "inverse weights",
                lambda g, n: (1 / n) @ g / (1 / n).sum(),
                "The weights are upside down: who has seen more examples counts more.",
            ),
            Mistake(
                "largest only",
                lambda g, n: g[np.argmax(n)],
                "You kept the largest worker's gradient and dropped the others.",
            ),
        ),
        solution="""\
def combine(gradients, sizes):
    return sizes @ gradients / sizes.sum()
""",
    ),
]
