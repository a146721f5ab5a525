"""Chapter 1: its explorers, a network small enough to look into, and exercises."""

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.collections import LineCollection, PolyCollection

from helpers.activations import (
    gelu,
    gelu_derivative,
    leaky_relu,
    leaky_relu_derivative,
    relu,
    relu_derivative,
)
from helpers.chapters.settings import CHAPTERS
from helpers.exercises import Exercise, Mistake
from helpers.explorers import Explorer
from helpers.figures import BLUE, GREEN, INK, MUTED, ORANGE, PAPER, PURPLE, label
from helpers.parameters import Parameter

__all__ = ["EXERCISES", "FIRST_STEP", "HINGES", "LAB", "TARGETS"]

X = np.linspace(-3, 3, 601)
TARGETS = {
    "wave": lambda x: np.sin(2 * x) * (0.6 + 0.2 * x),
    "bell": lambda x: 1.2 * np.exp(-(x**2)),
    "step": lambda x: np.tanh(4 * x),
    "corner": lambda x: np.abs(x) - 1,
}
MOST_HINGES = 40
LEAST = 1e-3  # gaps below this are drawn there


@dataclass(frozen=True)
class Fit:
    """A sum of hinges and the curve it imitates."""

    target: str
    joints: np.ndarray  # (hinges,)
    weights: np.ndarray  # (hinges,): the change of slope at each joint
    pieces: np.ndarray  # (hinges, 601): each weight * relu(x - joint) on X
    sum: np.ndarray  # (601,)
    gap: float  # the largest, on X
    coarser: float  # the same with half as many hinges


def hinge_sum(hinges, target):
    """Joints, weights and pieces of the sum that meets the curve at even distances."""
    f = TARGETS[target]
    ends = np.linspace(X[0], X[-1], hinges + 1)
    joints = ends[:-1]
    slopes = np.diff(f(ends)) / np.diff(ends)
    weights = np.diff(slopes, prepend=0.0)
    pieces = weights[:, None] * relu(X - joints[:, None])
    return joints, weights, pieces, f(X[0]) + pieces.sum(axis=0)


def largest_gap(hinges, target):
    """The largest distance between the curve and its sum of hinges."""
    return np.abs(hinge_sum(hinges, target)[-1] - TARGETS[target](X)).max()


def compute(hinges, target):
    """A sum of hinges, and how far from the curve it and a coarser one stay."""
    gaps = (largest_gap(count, target) for count in (hinges, max(1, hinges // 2)))
    return Fit(target, *hinge_sum(hinges, target), *gaps)


def scene(fig, target):
    """The curve, the room for the hinges, and the error for every number of them."""
    panels = fig.subplot_mosaic(
        [["sum", "pieces"], ["sum", "error"]], width_ratios=[1.6, 1]
    )
    curve = TARGETS[target](X)

    ax = panels["sum"]
    ax.plot(X, curve, color=MUTED, linewidth=6, alpha=0.45, linestyle="-")
    peak = np.abs(curve).max()
    ax.set(title="A curve and a sum of hinges", xlabel="x", xlim=(-3, 3))
    ax.set(ylim=(curve.min() - 0.35 * peak, curve.max() + 0.45 * peak))
    gap = PolyCollection([], color=ORANGE, alpha=0.35, linewidth=0)
    ax.add_collection(gap, autolim=False)
    (total,) = ax.plot([], [], color=ORANGE, linestyle="-", linewidth=2.2)
    dots = {"marker": "o", "linestyle": "none", "markersize": 8}
    dots |= {"markeredgecolor": PAPER, "markeredgewidth": 0.8, "clip_on": False}
    (joints,) = ax.plot([], [], color=INK, **dots)
    label(ax, 0.03, 0.955, "the curve", MUTED, transform=ax.transAxes)
    label(ax, 0.22, 0.955, "sum of hinges", ORANGE, transform=ax.transAxes)
    label(ax, 0.49, 0.955, "joints", INK, transform=ax.transAxes)

    ax = panels["pieces"]
    ax.set(title="The hinges, one by one", xlabel="x", xlim=(-3, 3), ylim=(-6, 6))
    pieces = LineCollection([], linewidths=1.4)
    ax.add_collection(pieces, autolim=False)
    label(ax, 0.04, 0.86, "bend up", BLUE, transform=ax.transAxes)
    label(ax, 0.04, 0.06, "bend down", GREEN, transform=ax.transAxes)

    ax = panels["error"]
    counts = np.arange(1, MOST_HINGES + 1)
    gaps = np.array([largest_gap(count, target) for count in counts])
    ax.plot(counts, np.maximum(gaps, LEAST), "o", color=MUTED, markersize=3)
    far = counts[counts >= 12]
    ax.plot(far, 60 / far**2.0, color=BLUE, linewidth=1.2, ls="--")
    label(ax, 17, 0.4, "1 / hinges²", BLUE)
    ax.set(title="Largest gap", xlabel="hinges", xscale="log", yscale="log")
    ax.set(xlim=(0.9, 45), ylim=(LEAST, 3))
    ax.set_xticks([1, 2, 5, 10, 20, 40], ["1", "2", "5", "10", "20", "40"])
    (gap_point,) = ax.plot([], [], color=ORANGE, **dots)
    return {
        "gap": gap,
        "total": total,
        "joints": joints,
        "pieces": pieces,
        "gap_point": gap_point,
    }


def paint(artists, state):
    """Move the sum, its joints, its gap, the hinges and the point among the gaps."""
    curve = TARGETS[state.target](X)
    outline = np.r_[np.c_[X, curve], np.c_[X, state.sum][::-1]]
    artists["gap"].set_verts([outline])
    artists["total"].set_data(X, state.sum)
    artists["joints"].set_data(state.joints, np.interp(state.joints, X, state.sum))
    bends = [k for k, weight in enumerate(state.weights) if abs(weight) > 1e-9]
    artists["pieces"].set_segments(
        [np.c_[X, state.pieces[k]][state.joints[k] <= X] for k in bends]
    )
    artists["pieces"].set_color(
        [BLUE if state.weights[k] > 0 else GREEN for k in bends]
    )
    artists["gap_point"].set_data([len(state.joints)], [max(state.gap, LEAST)])


def describe(state):
    """Where the joints are, the largest gap, and what half as many would leave."""
    count = len(state.joints)
    if count == 1:
        return (
            "1 hinge, with its joint at the left end, is a straight line; the largest "
            f"gap is {state.gap:.3f}."
        )
    if count <= 6:
        joints = "joints at x = " + ", ".join(f"{x:.2f}" for x in state.joints)
    else:
        joints = f"a joint every {state.joints[1] - state.joints[0]:.2f}"
    if state.gap < 1e-9:
        return f"{count} hinges, {joints}: one sits on the corner and no gap is left."
    sentence = f"{count} hinges, {joints}: the largest gap is {state.gap:.3f}."
    if count % 2 == 0:
        sentence += (
            f" Half as many hinges leave {state.coarser:.3f}, "
            f"{state.coarser / state.gap:.1f} times as much."
        )
    return sentence


HINGES = Explorer(
    name="a curve from hinges",
    notebook="01_relu",
    alt=(
        "A curve and the sum of hinges that imitates it, with the hinges themselves "
        "and the largest gap against the number of hinges beside it."
    ),
    parameters=(
        Parameter("hinges", 5, "how many ReLUs are added up", 1, MOST_HINGES),
        Parameter("target", "wave", "the curve to imitate", choices=tuple(TARGETS)),
    ),
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("target",),
)


# A network of one hidden layer: hinges that learn

SCALE = 3.0  # x runs from -3 to 3, the network is given u = x / 3
DATA_X = np.linspace(-3, 3, 61)
DATA_U = DATA_X / SCALE
LOST = 1e6  # a loss this many times the first will not come back
CAREFUL = 0.05  # a step that kills hardly anybody
AFTERWARDS = 200  # careful steps after the first one


def scatter(hinges, gain, seed):
    """A network (w, b, v, c) at its start: y_hat = relu(u w + b) v + c.

    The weights' variance is `gain` over the number of inputs of their layer, as for He
    et al. 2015 with gain 2. The joints are scattered evenly over the inputs: with
    biases of zero, as they have them, all joints of one input would start at 0.
    """
    rng = np.random.default_rng(seed)
    w = rng.normal(0, np.sqrt(gain), hinges)
    b = -w * rng.uniform(-1, 1, hinges)
    v = rng.normal(0, np.sqrt(gain / hinges), hinges)
    return w, b, v, 0.0


def answer(theta, u):
    """What the network says at each input: shape (n,)."""
    w, b, v, c = theta
    return relu(u[:, None] * w + b) @ v + c


def loss_and_gradient(theta, u, y, leak=0.0):
    """The mean of the squared errors and its gradient by w, b, v and c.

    With a `leak` the units are leaky ReLUs of that slope left of the joint.
    """
    w, b, v, c = theta
    z = u[:, None] * w + b
    a = leaky_relu(z, leak)
    error = a @ v + c - y
    pull = 2 * error / len(u)
    back = pull[:, None] * v * leaky_relu_derivative(z, leak)
    return (error**2).mean(), (u @ back, back.sum(0), pull @ a, pull.sum())


def descend(theta, u, y, learning_rate, steps, leak=0.0):
    """Gradient descent: the network afterwards and the losses before each step.

    It stops early when the loss has grown by the factor LOST.
    """
    losses = []
    for _ in range(steps):
        loss, grad = loss_and_gradient(theta, u, y, leak)
        losses.append(loss)
        if loss > LOST * losses[0]:
            break
        theta = tuple(
            part - learning_rate * slope
            for part, slope in zip(theta, grad, strict=True)
        )
    return theta, np.array(losses)


def dead(theta):
    """Which units are off at every input from -1 to 1: shape (hinges,), True or False.

    u w + b is largest at one of the ends, where it is |w| + b.
    """
    w, b, *_ = theta
    return np.abs(w) + b <= 0


# The first step, and whom it kills


@dataclass(frozen=True)
class FirstStep:
    """A network before and after its first step, and after careful ones."""

    size: float
    before: tuple
    after: tuple
    later: tuple
    output: np.ndarray  # (61,): the network's answers in the end

    @property
    def killed(self):
        """How many units are dead after the first step."""
        return int(dead(self.after).sum())

    @property
    def dead_later(self):
        """How many are dead after the careful steps."""
        return int(dead(self.later).sum())


def lifted(lift):
    """The wave, `lift` higher: targets that nobody centred."""
    return TARGETS["wave"](DATA_X) + lift


def compute_first_step(first_step, lift, hinges, seed):
    """One step of that size from He's start, then AFTERWARDS careful ones."""
    y = lifted(lift)
    before = scatter(hinges, 2.0, seed)
    after, _ = descend(before, DATA_U, y, first_step, 1)
    later, _ = descend(after, DATA_U, y, CAREFUL / (1 + lift), AFTERWARDS)
    return FirstStep(first_step, before, after, later, answer(later, DATA_U))


FIRST = Parameter(
    "first_step", 0.03, "learning rate of the first step", 0.01, 10, "log"
)


def scene_first_step(fig, lift, hinges, seed):
    """The plane of weight and bias with the dead wedge, the count, and the curve."""
    panels = fig.subplot_mosaic(
        [["plane", "count"], ["plane", "fit"]], width_ratios=[1.35, 1]
    )
    before = scatter(hinges, 2.0, seed)
    y = lifted(lift)

    ax = panels["plane"]
    edge = np.array([-100.0, 0.0, 100.0])
    ax.fill_between(edge, -np.abs(edge), -100, color=MUTED, alpha=0.28, linewidth=0)
    ticks = [-10, -1, 0, 1, 10]
    for axis in ("x", "y"):
        getattr(ax, f"set_{axis}scale")("symlog", linthresh=2)
    ax.set(xlim=(-30, 30), ylim=(-30, 30))
    ax.set_xticks(ticks, map(str, ticks))
    ax.set_yticks(ticks, map(str, ticks))
    ax.set(title="Each unit is a point", xlabel="weight w", ylabel="bias b")
    label(ax, 0, -12, "dead at every input", MUTED, ha="center")
    ax.plot(*before[:2], "o", color=PAPER, markeredgecolor=BLUE, markersize=5)
    ax.plot(-1.1, 20, "o", color=PAPER, markeredgecolor=BLUE, markersize=5)
    label(ax, -0.8, 20, "before the step", BLUE, va="center")
    ax.plot(-1.1, 13, "o", color=BLUE, markeredgecolor=PAPER, markersize=6)
    label(ax, -0.8, 13, "after it", BLUE, va="center")
    ax.plot(-1.1, 8.5, "X", color=ORANGE, markeredgecolor=PAPER, markersize=8)
    label(ax, -0.8, 8.5, "dead after it", ORANGE, va="center")
    paths = LineCollection([], linewidths=0.8, colors=MUTED)
    ax.add_collection(paths, autolim=False)
    dots = {"linestyle": "none", "markeredgecolor": PAPER, "markeredgewidth": 0.6}
    (alive,) = ax.plot([], [], marker="o", color=BLUE, markersize=6, **dots)
    (fallen,) = ax.plot([], [], marker="X", color=ORANGE, markersize=8, **dots)

    ax = panels["count"]
    sizes = np.array(FIRST.values(60))
    killed = [dead(descend(before, DATA_U, y, size, 1)[0]).sum() for size in sizes]
    ax.plot(sizes, killed, color=INK, linewidth=1.4, ls="-")
    ax.set(title="Units dead after it", xlabel="size of the first step", xscale="log")
    ax.set(ylim=(-0.04 * hinges, 1.04 * hinges), xlim=(0.009, 11))
    ax.set_xticks([0.01, 0.1, 1, 10], ["0.01", "0.1", "1", "10"])
    (count,) = ax.plot([], [], marker="X", color=ORANGE, markersize=10, **dots)

    ax = panels["fit"]
    ax.plot(DATA_X, y, color=MUTED, linewidth=5, alpha=0.45, ls="-")
    ax.set(title=f"{AFTERWARDS} careful steps later", xlabel="x", xlim=(-3, 3))
    ax.set(ylim=(y.min() - 0.8, y.max() + 0.8))
    (fit,) = ax.plot([], [], color=ORANGE, ls="-", linewidth=2)
    return {
        "paths": paths,
        "alive": alive,
        "fallen": fallen,
        "count": count,
        "fit": fit,
    }


def paint_first_step(artists, state):
    """Move the units, the point of the count, and the curve that was learned."""
    old, new = np.array(state.before[:2]).T, np.array(state.after[:2]).T
    gone = dead(state.after)
    artists["paths"].set_segments(np.stack([old, new], axis=1))
    artists["alive"].set_data(*new[~gone].T)
    artists["fallen"].set_data(*new[gone].T)
    artists["count"].set_data([state.size], [state.killed])
    artists["fit"].set_data(DATA_X, state.output)


def describe_first_step(state):
    """Whom the first step killed, and that nobody came back."""
    count = len(state.before[0])
    size = f"A first step of {state.size:.2g}"
    if state.killed == 0:
        first = f"{size} kills none of the {count} units"
    elif state.killed == count:
        first = f"{size} kills all {count} units"
    else:
        first = f"{size} kills {state.killed} of {count} units"
    if state.dead_later == 0:
        return f"{first}, and {AFTERWARDS} careful steps later all are alive."
    if state.dead_later == count:
        return (
            f"{first}; {AFTERWARDS} careful steps later all of them are dead, and the "
            "network gives the same answer for every x."
        )
    back = "; none came back" if state.killed else ""
    verb = "is" if state.dead_later == 1 else "are"
    return (
        f"{first}; {AFTERWARDS} careful steps later {state.dead_later} {verb} "
        f"dead{back}."
    )


FIRST_STEP = Explorer(
    name="the first step",
    notebook="01_relu",
    alt=(
        "A small network's units as points in the plane of weight and bias, before and "
        "after the first step, with the wedge in which a unit is dead; beside it how "
        "many units a first step kills against its size, and the curve learned later."
    ),
    parameters=(
        FIRST,
        Parameter("lift", 2.0, "how far the targets are from zero", 0.0, 5.0),
        Parameter("hinges", 24, "how many ReLUs are added up", 1, MOST_HINGES),
        Parameter("seed", 0, "fixes every random draw", 0, 2**31 - 1),
    ),
    compute=compute_first_step,
    scene=scene_first_step,
    paint=paint_first_step,
    describe=describe_first_step,
    redraws=("lift", "hinges", "seed"),
)


# The laboratory: hinges that learn


@dataclass(frozen=True)
class Trained:
    """Hinges that were trained, beside hinges that were placed."""

    target: str
    theta: tuple
    losses: np.ndarray  # before each step
    steps: int  # that were asked for
    output: np.ndarray  # (61,)
    placed: np.ndarray  # (61,)

    @property
    def curve(self):
        return TARGETS[self.target](DATA_X)

    @property
    def lost(self):
        """Whether the run was given up before its last step."""
        return len(self.losses) < self.steps

    @property
    def loss(self):
        """The mean of the squared errors in the end."""
        return ((self.output - self.curve) ** 2).mean()

    @property
    def placed_loss(self):
        """The same for the hinges that were placed."""
        return ((self.placed - self.curve) ** 2).mean()


def compute_trained(target, hinges, gain, learning_rate, steps, seed):
    """A network trained on the curve, and as many hinges placed on it."""
    start = scatter(hinges, gain, seed)
    y = TARGETS[target](DATA_X)
    theta, losses = descend(start, DATA_U, y, learning_rate, steps)
    placed = np.interp(DATA_X, X, hinge_sum(hinges, target)[-1])
    return Trained(target, theta, losses, steps, answer(theta, DATA_U), placed)


def scene_trained(fig, target, steps):
    """The curve, and the room for what was learned."""
    panels = fig.subplot_mosaic(
        [["fit", "loss"], ["fit", "pieces"]], width_ratios=[1.5, 1]
    )
    curve = TARGETS[target](DATA_X)
    ax = panels["fit"]
    ax.plot(DATA_X, curve, color=MUTED, linewidth=6, alpha=0.45, ls="-")
    ax.set(title="Learned and placed", xlabel="x", xlim=(-3, 3))
    ax.set(ylim=(curve.min() - 0.7, curve.max() + 0.8))
    (placed,) = ax.plot([], [], color=PURPLE, linewidth=1.4, ls="--")
    (fit,) = ax.plot([], [], color=ORANGE, linewidth=2.2, ls="-")
    dots = {"linestyle": "none", "markersize": 7, "markeredgecolor": PAPER}
    (joints,) = ax.plot([], [], marker="o", color=INK, **dots)
    for x, text, color in (
        (0.03, "the curve", MUTED),
        (0.24, "learned", ORANGE),
        (0.42, "placed", PURPLE),
        (0.58, "learned joints", INK),
    ):
        label(ax, x, 0.955, text, color, transform=ax.transAxes)

    ax = panels["loss"]
    ax.set(title="Mean squared error", xlabel="step", yscale="log")
    ax.set(xlim=(0, steps), ylim=(1e-5, 1e3), yticks=[1e-4, 1e-2, 1, 100])
    (loss,) = ax.plot([], [], color=ORANGE, ls="-")

    ax = panels["pieces"]
    ax.set(title="The hinges that are alive", xlabel="x", xlim=(-3, 3), ylim=(-4, 4))
    pieces = LineCollection([], linewidths=1.2)
    ax.add_collection(pieces, autolim=False)
    label(ax, 0.36, 0.86, "bend up", BLUE, transform=ax.transAxes)
    label(ax, 0.36, 0.06, "bend down", GREEN, transform=ax.transAxes)
    return {
        "placed": placed,
        "fit": fit,
        "joints": joints,
        "loss": loss,
        "pieces": pieces,
    }


def paint_trained(artists, state):
    """Move both curves, the joints, the losses and the hinges."""
    w, b, v, _ = state.theta
    alive = ~dead(state.theta)
    artists["placed"].set_data(DATA_X, state.placed)
    artists["fit"].set_data(DATA_X, state.output)
    at = SCALE * joints_of(w[alive], b[alive])
    artists["joints"].set_data(at, np.interp(at, DATA_X, state.output))
    artists["loss"].set_data(np.arange(len(state.losses)), state.losses)
    hinges = relu(DATA_U[:, None] * w[alive] + b[alive]) * v[alive]
    artists["pieces"].set_segments([np.c_[DATA_X, hinge] for hinge in hinges.T])
    artists["pieces"].set_color([BLUE if up > 0 else GREEN for up in v[alive]])


def joints_of(w, b):
    """Where hinges bend, -b / w, as far as that is among the inputs."""
    inside = np.abs(b) < np.abs(w)
    return -b[inside] / w[inside]


def describe_trained(state):
    """How well both kinds of hinges do, and how many units are dead."""
    count, gone = len(state.theta[0]), int(dead(state.theta).sum())
    steps = len(state.losses)
    after = "After 1 step" if steps == 1 else f"After {steps} steps"
    units = f"{gone} of {count} units {'is' if gone == 1 else 'are'} dead"
    if gone == count:
        units = "the only unit is dead" if count == 1 else f"all {count} units are dead"
    if state.lost:
        return (
            f"{after} the loss was a million times its first value and the run was "
            f"given up; {units}."
        )
    return (
        f"{after} the learned hinges leave a mean squared error of {state.loss:.2g}, "
        f"as many placed by hand {state.placed_loss:.2g}; {units}."
    )


LAB = Explorer(
    name="hinges that learn",
    notebook="01_relu",
    alt=(
        "A curve, the sum of hinges that a small network learned and one with as many "
        "hinges placed by hand; beside it the loss after each step and the hinges that "
        "are alive."
    ),
    parameters=CHAPTERS["01_relu"],
    compute=compute_trained,
    scene=scene_trained,
    paint=paint_trained,
    describe=describe_trained,
    redraws=("target", "steps"),
)


# Pictures of the chapter: data in, Figure out


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
NAMED = {
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
        The same names in both, each a key of NAMED.
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
                label(ax, *NAMED[name], name, color)
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


# Exercises


def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2


def layer_pairs():
    by_hand = [
        (np.array(W1), np.array(b1), np.array(W2), np.array(b2))
        for W1, b1, W2, b2 in (
            ([[2.0]], [1.0], [[3.0]], [0.0]),
            ([[2.0]], [1.0], [[3.0]], [-1.0]),
            (
                [[0.0, 1.0], [2.0, 0.0]],
                [1.0, 0.0],
                [[1.0, 1.0], [0.0, 1.0]],
                [0.0, 2.0],
            ),
        )
    ]
    rng = np.random.default_rng(1)

    def draw(*shape):
        return rng.integers(-4, 5, shape) / 2

    drawn = [(draw(2, 2), draw(2), draw(2, 2), draw(2)) for _ in range(27)]
    return by_hand + drawn


def relu_backward(z, upstream):
    return np.where(z > 0, upstream, 0.0)


def gates():
    by_hand = [
        ([0.0], [1.0]),
        ([2.0], [-3.0]),
        ([-1.0], [2.0]),
        ([3.0, -2.0], [-1.0, -1.0]),
    ]
    rng = np.random.default_rng(2)
    drawn = [
        (rng.integers(-3, 4, 1 + k % 5) / 2, rng.integers(-6, 7, 1 + k % 5) / 2)
        for k in range(36)
    ]
    return [(np.array(z), np.array(g)) for z, g in by_hand + drawn]


def joints(w, b):
    return np.sort(-b / w)


def units():
    by_hand = [([2.0], [1.0]), ([-1.0], [2.0]), ([1.0, 2.0], [-3.0, 2.0])]
    rng = np.random.default_rng(3)
    drawn = [
        (
            rng.choice([-2.0, -1.0, -0.5, 0.5, 1.0, 4.0], 2 + k % 4),
            rng.integers(-4, 5, 2 + k % 4) / 2,
        )
        for k in range(37)
    ]
    return [(np.array(w), np.array(b)) for w, b in by_hand + drawn]


def bends(x, y):
    return np.diff(np.diff(y) / np.diff(x), prepend=0.0)


def points():
    by_hand = [
        ([0.0, 1.0], [0.0, 3.0]),
        ([0.0, 2.0], [1.0, 2.0]),
        ([0.0, 1.0, 3.0], [1.0, 2.0, 0.0]),
    ]
    rng = np.random.default_rng(4)
    drawn = [
        (
            np.cumsum(rng.integers(1, 5, 3 + k % 4)) / 2,
            rng.integers(-6, 7, 3 + k % 4) / 2,
        )
        for k in range(37)
    ]
    return [(np.array(x), np.array(y)) for x, y in by_hand + drawn]


def weight_variance(n_in, n_out, slope):
    return 2 / ((1 + slope**2) * n_in)


def layer_sizes():
    by_hand = [(1, 1, 0.0), (2, 3, 0.0), (4, 1, 1.0)]
    rng = np.random.default_rng(5)
    drawn = [
        (
            int(rng.integers(1, 600)),
            int(rng.integers(1, 600)),
            int(rng.integers(0, 11)) / 10,
        )
        for _ in range(37)
    ]
    return by_hand + drawn


def count_dead(X, W, b):
    return np.sum(np.all(X @ W + b <= 0, axis=0))


def small_layers():
    eye = np.eye(2)
    by_hand = [
        (eye, np.array([[-1.0], [-1.0]]), np.array([0.0])),
        (eye, np.array([[1.0], [-1.0]]), np.array([0.0])),
        (eye, -eye, np.array([0.0, 0.0])),
        (eye, eye, np.array([-1.0, -0.5])),
    ]
    rng = np.random.default_rng(6)
    drawn = [
        (
            rng.integers(-2, 3, (3 + k % 3, 2)) / 2,
            rng.integers(-2, 3, (2, 5)) / 2,
            rng.integers(-4, 2, 5) / 2,
        )
        for k in range(36)
    ]
    return by_hand + drawn


EXERCISES = [
    Exercise(
        id="E1.1",
        statement="""\
Two affine layers are one. Write `collapse(W1, b1, W2, b2)`: it returns the pair
`(W, b)` with $W x + b = W_2 (W_1 x + b_1) + b_2$ for every $x$. Here `W1` and `W2`
are square, of shape (k, k), and `b1` and `b2` have shape (k,).""",
        reference=collapse,
        cases=layer_pairs,
        mistakes=(
            Mistake(
                "reading order",
                lambda W1, b1, W2, b2: (W1 @ W2, W2 @ b1 + b2),
                "The product is the wrong way round: the layer that acts first stands "
                "on the right, next to x.",
            ),
            Mistake(
                "first bias as it is",
                lambda W1, b1, W2, b2: (W2 @ W1, b1 + b2),
                "The first bias passes through the second layer too: it is multiplied "
                "by W2 before b2 is added.",
            ),
            Mistake(
                "first bias lost",
                lambda W1, b1, W2, b2: (W2 @ W1, b2),
                "The first bias is lost. Multiply out W2 (W1 x + b1): two terms.",
            ),
            Mistake(
                "second bias lost",
                lambda W1, b1, W2, b2: (W2 @ W1, W2 @ b1),
                "The second bias is lost: it is added last and nothing multiplies it.",
            ),
            Mistake(
                "elementwise",
                lambda W1, b1, W2, b2: (W2 * W1, W2 @ b1 + b2),
                "`*` multiplies entry by entry; the product of matrices is `@`.",
            ),
            Mistake(
                "both the wrong way",
                lambda W1, b1, W2, b2: (W1 @ W2, W1 @ b2 + b1),
                "You put the second layer first: as written, W1 acts before W2.",
            ),
            Mistake(
                "added",
                lambda W1, b1, W2, b2: (W1 + W2, b1 + b2),
                "You added the layers; one is applied to what the other gives.",
            ),
        ),
        solution="""\
def collapse(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1 + b2
""",
    ),
    Exercise(
        id="E1.2",
        statement="""\
Going backwards through a ReLU. Write `relu_backward(z, upstream)`: `z` is what went
into the ReLU, shape (n,), and `upstream` is the derivative of the loss by what came
out, shape (n,). Return the derivative of the loss by `z`, with the frameworks'
choice at 0.""",
        reference=relu_backward,
        cases=gates,
        mistakes=(
            Mistake(
                "gate forgotten",
                lambda z, upstream: upstream + 0.0,
                "The gate is missing: where z is not positive nothing passes back.",
            ),
            Mistake(
                "gate by upstream",
                lambda z, upstream: np.maximum(upstream, 0),
                "You applied ReLU to the gradient. The gate is decided by z, on the "
                "way forward; a gradient may well be negative.",
            ),
            Mistake(
                "slope 1 at 0",
                lambda z, upstream: np.where(z >= 0, upstream, 0.0),
                "Right except where z is exactly 0: the frameworks' `relu` has slope 0 "
                "there, and `>=` gives 1.",
            ),
            Mistake(
                "slope a half at 0",
                lambda z, upstream: upstream * np.heaviside(z, 0.5),
                "Right except where z is exactly 0: a half is what central differences "
                "say, the frameworks' `relu` says 0.",
            ),
            Mistake(
                "times the activation",
                lambda z, upstream: upstream * np.maximum(z, 0),
                "You multiplied by relu(z); the chain rule asks for its derivative, "
                "which is 0 or 1.",
            ),
            Mistake(
                "gate alone",
                lambda z, upstream: np.where(z > 0, 1.0, 0.0),
                "That is the local slope alone; the chain rule multiplies it by what "
                "comes from above.",
            ),
            Mistake(
                "wrong side",
                lambda z, upstream: np.where(z > 0, 0.0, upstream),
                "The gate is open on the wrong side.",
            ),
        ),
        solution="""\
def relu_backward(z, upstream):
    return np.where(z > 0, upstream, 0.0)
""",
    ),
    Exercise(
        id="E1.3",
        statement="""\
Write `joints(w, b)`: where the hinges `relu(w * x + b)` bend, from left to right.
`w` and `b` have shape (n,), no `w` is 0, and the answer has shape (n,).""",
        reference=joints,
        cases=units,
        mistakes=(
            Mistake(
                "sign",
                lambda w, b: np.sort(b / w),
                "The sign is missing: w x + b = 0 at x = -b / w.",
            ),
            Mistake(
                "upside down",
                lambda w, b: np.sort(-w / np.where(b == 0, 1e-300, b)),
                "The fraction is upside down: solve w x + b = 0 for x.",
            ),
            Mistake(
                "weight forgotten",
                lambda w, b: np.sort(-b),
                "That is right where w = 1 only: a steeper unit reaches 0 sooner.",
            ),
            Mistake(
                "unsorted",
                lambda w, b: -b / w,
                "The joints are right, but in the order of the units; sort them.",
            ),
            Mistake(
                "size of the weight",
                lambda w, b: np.sort(-b / np.abs(w)),
                "A unit with a negative weight looks the other way; its joint is still "
                "at -b / w, with the sign of w.",
            ),
            Mistake(
                "from right to left",
                lambda w, b: np.sort(-b / w)[::-1],
                "The joints are right, but from right to left.",
            ),
        ),
        solution="""\
def joints(w, b):
    return np.sort(-b / w)
""",
    ),
    Exercise(
        id="E1.4",
        statement="""\
Write `bends(x, y)`: the weights $v_k$ for which $y_0 + \\sum_k
v_k\\,\\mathrm{relu}(x - x_k)$ goes through all the points $(x_i, y_i)$. `x` rises
and has shape (n,), as does `y`; there is a hinge at every $x_k$ but the last, so
the answer has shape (n - 1,). The points need not stand at even distances.""",
        reference=bends,
        cases=points,
        mistakes=(
            Mistake(
                "slopes",
                lambda x, y: np.diff(y) / np.diff(x),
                "Those are the slopes of the pieces. A hinge adds its slope to those "
                "before it, so each weight is a change of slope.",
            ),
            Mistake(
                "heights",
                lambda x, y: np.diff(y),
                "Those are the steps in height; divide by the steps in x and take the "
                "change from piece to piece.",
            ),
            Mistake(
                "not divided",
                lambda x, y: np.diff(np.diff(y), prepend=0.0),
                "Right for points at distance 1 only: a slope is a difference of y "
                "over a difference of x.",
            ),
            Mistake(
                "first slope lost",
                lambda x, y: np.diff(
                    np.diff(y) / np.diff(x), prepend=(y[1] - y[0]) / (x[1] - x[0])
                ),
                "The first weight is 0, so the sum starts out flat; left of all hinges "
                "the slope is 0, and the first hinge has to make the first slope.",
            ),
            Mistake(
                "too short",
                lambda x, y: np.diff(np.diff(y) / np.diff(x)),
                "One weight is missing: the first slope is itself a change, from 0.",
            ),
            Mistake(
                "sign",
                lambda x, y: -np.diff(np.diff(y) / np.diff(x), prepend=0.0),
                "The sign is flipped: where the curve turns upwards the weight is "
                "positive.",
            ),
        ),
        solution="""\
def bends(x, y):
    slopes = np.diff(y) / np.diff(x)
    return np.diff(slopes, prepend=0.0)
""",
    ),
    Exercise(
        id="E1.5",
        statement="""\
He initialisation for a leaky ReLU, which is $x$ for $x > 0$ and `slope * x`
otherwise. Write `weight_variance(n_in, n_out, slope)`: the variance of the weights
of a layer with `n_in` inputs and `n_out` outputs that leaves the second moment as
it is. Redo the integral of (1.16) with two halves.""",
        reference=weight_variance,
        cases=layer_sizes,
        mistakes=(
            Mistake(
                "leak forgotten",
                lambda n_in, n_out, slope: 2 / n_in,
                "That is right for slope 0: the left half now lets something through "
                "as well.",
            ),
            Mistake(
                "slope not squared",
                lambda n_in, n_out, slope: 2 / ((1 + slope) * n_in),
                "The second moment is of squares, so the left half counts slope "
                "squared.",
            ),
            Mistake(
                "standard deviation",
                lambda n_in, n_out, slope: np.sqrt(2 / ((1 + slope**2) * n_in)),
                "That is the standard deviation, which you would hand to a random "
                "generator; the variance was asked.",
            ),
            Mistake(
                "outputs counted",
                lambda n_in, n_out, slope: 2 / ((1 + slope**2) * n_out),
                "A pre-activation is a sum over the inputs of its layer: count n_in, "
                "not n_out.",
            ),
            Mistake(
                "factor 2 lost",
                lambda n_in, n_out, slope: 1 / ((1 + slope**2) * n_in),
                "The 2 is missing: each half of the bell holds half of the second "
                "moment.",
            ),
            Mistake(
                "upside down",
                lambda n_in, n_out, slope: (1 + slope**2) * n_in / 2,
                "That is how much a layer multiplies by; the variance undoes it, so "
                "turn the fraction over.",
            ),
            Mistake(
                "Glorot",
                lambda n_in, n_out, slope: 2 / (n_in + n_out),
                "That is the compromise of Glorot and Bengio for tanh: it knows "
                "neither the bend nor the leak.",
            ),
        ),
        solution="""\
def weight_variance(n_in, n_out, slope):
    return 2 / ((1 + slope**2) * n_in)
""",
    ),
    Exercise(
        id="E1.6",
        statement="""\
Write `count_dead(X, W, b)`: how many units of a layer are off at every example. `X`
has one example a row, shape (n, d); `W` one unit a column, shape (d, k); `b` shape
(k,). A unit whose pre-activation is exactly 0 is off.""",
        reference=count_dead,
        cases=small_layers,
        mistakes=(
            Mistake(
                "any",
                lambda X, W, b: np.sum(np.any(X @ W + b <= 0, axis=0)),
                "You counted units that are off at some example; dead means off at "
                "all of them.",
            ),
            Mistake(
                "wrong axis",
                lambda X, W, b: np.sum(np.all(X @ W + b <= 0, axis=1)),
                "You counted examples at which every unit is off: rows are examples, "
                "columns are units.",
            ),
            Mistake(
                "strictly below",
                lambda X, W, b: np.sum(np.all(X @ W + b < 0, axis=0)),
                "A unit at exactly 0 is off too: its slope is 0 there, so use `<=`.",
            ),
            Mistake(
                "share",
                lambda X, W, b: np.mean(np.all(X @ W + b <= 0, axis=0)),
                "That is the share of dead units; their number was asked.",
            ),
            Mistake(
                "bias forgotten",
                lambda X, W, b: np.sum(np.all(X @ W <= 0, axis=0)),
                "The bias is missing, and it is mostly the bias that kills.",
            ),
            Mistake(
                "negative bias",
                lambda X, W, b: np.sum(b <= 0),
                "A bias below 0 kills nobody as long as the weights can lift some "
                "example above 0.",
            ),
            Mistake(
                "mean",
                lambda X, W, b: np.sum(np.mean(X @ W + b, axis=0) <= 0),
                "A unit may be below 0 on average and still fire for some example.",
            ),
            Mistake(
                "all cells",
                lambda X, W, b: np.sum(X @ W + b <= 0),
                "You counted zeros over all examples and units; first ask of each "
                "column whether all of it is off.",
            ),
        ),
        solution="""\
def count_dead(X, W, b):
    off = X @ W + b <= 0
    return np.sum(np.all(off, axis=0))
""",
    ),
]
