"""The hinge builder: a curve from ever more ReLUs."""

from dataclasses import dataclass, replace

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection

from helpers.chapters.relu import parameters
from helpers.chapters.relu.curves import TARGETS, X, hinge_sum, largest_gap
from helpers.explorers import Explorer
from helpers.figures import BLUE, GREEN, INK, MUTED, ORANGE, PAPER, label

LEAST = 1e-3  # gaps below this are drawn there


@dataclass(frozen=True)
class Fit:
    """A sum of hinges and the curve it imitates.

    Attributes
    ----------
    target : str
    joints : array of shape (hinges,)
    weights : array of shape (hinges,)
        The change of slope at each joint.
    pieces : array of shape (hinges, 601)
        Each weight * relu(x - joint) on X.
    sum : array of shape (601,)
    gap : float
        The largest distance from the curve, on X.
    coarser : float
        The same with half as many hinges.
    """

    target: str
    joints: np.ndarray
    weights: np.ndarray
    pieces: np.ndarray
    sum: np.ndarray
    gap: float
    coarser: float


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
    counts = np.arange(1, parameters.HINGES.high + 1)
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
    alt=(
        "A curve and the sum of hinges that imitates it, with the hinges themselves "
        "and the largest gap against the number of hinges beside it."
    ),
    parameters=(
        replace(parameters.HINGES, default=5),
        parameters.TARGET,
    ),
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("target",),
)
