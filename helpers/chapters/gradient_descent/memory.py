"""Momentum in one direction: creeps, swings, bounces or grows."""

import math
from dataclasses import dataclass

import numpy as np

from helpers.explorers import Explorer
from helpers.figures import BLUE, GREEN, INK, MUTED, OCHRE, ORANGE, PAPER, label
from helpers.parameters import Parameter

LEAST_PRODUCT, MOST_PRODUCT = 0.01, 4.2


@dataclass(frozen=True)
class Memory:
    """One direction under momentum.

    Attributes
    ----------
    beta_1 : float
    product : float
        Learning rate times curvature.
    """

    beta_1: float
    product: float

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


def scene(fig):
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


def paint(artists, state):
    """Move the point on the map and the path."""
    artists["here"].set_data([state.product], [state.beta_1])
    artists["path"].set_data(np.arange(61), state.path)


def describe(state):
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
    scene=scene,
    paint=paint,
    describe=describe,
)
