"""The first step, and whom it kills."""

from dataclasses import dataclass

import numpy as np
from matplotlib.collections import LineCollection

from helpers.chapters.relu import parameters
from helpers.chapters.relu.curves import TARGETS
from helpers.chapters.relu.hinge_network import (
    DATA_U,
    DATA_X,
    answer,
    dead,
    descend,
    scatter,
)
from helpers.explorers import Explorer
from helpers.figures import BLUE, INK, MUTED, ORANGE, PAPER, label
from helpers.parameters import SEED, Parameter

CAREFUL = 0.05  # a step that kills hardly anybody
AFTERWARDS = 200  # careful steps after the first one
FIRST = Parameter(
    "first_step", 0.03, "learning rate of the first step", 0.01, 10, "log"
)


@dataclass(frozen=True)
class FirstStep:
    """A network before and after its first step, and after careful ones.

    Attributes
    ----------
    size : float
        The learning rate of the first step.
    before, after, later : tuple
        The network (w, b, v, c): before the first step, after it, and in the end.
    output : array of shape (61,)
        The network's answers in the end.
    """

    size: float
    before: tuple
    after: tuple
    later: tuple
    output: np.ndarray

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


def compute(first_step, lift, hinges, seed):
    """One step of that size from He's start, then AFTERWARDS careful ones."""
    y = lifted(lift)
    before = scatter(hinges, 2.0, seed)
    after, _ = descend(before, DATA_U, y, first_step, 1)
    later, _ = descend(after, DATA_U, y, CAREFUL / (1 + lift), AFTERWARDS)
    return FirstStep(first_step, before, after, later, answer(later, DATA_U))


def scene(fig, lift, hinges, seed):
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


def paint(artists, state):
    """Move the units, the point of the count, and the curve that was learned."""
    old, new = np.array(state.before[:2]).T, np.array(state.after[:2]).T
    gone = dead(state.after)
    artists["paths"].set_segments(np.stack([old, new], axis=1))
    artists["alive"].set_data(*new[~gone].T)
    artists["fallen"].set_data(*new[gone].T)
    artists["count"].set_data([state.size], [state.killed])
    artists["fit"].set_data(DATA_X, state.output)


def describe(state):
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
    alt=(
        "A small network's units as points in the plane of weight and bias, before and "
        "after the first step, with the wedge in which a unit is dead; beside it how "
        "many units a first step kills against its size, and the curve learned later."
    ),
    parameters=(
        FIRST,
        Parameter("lift", 2.0, "how far the targets are from zero", 0.0, 5.0),
        parameters.HINGES,
        SEED,
    ),
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("lift", "hinges", "seed"),
)
