"""The error of gradient descent, direction by direction."""

from dataclasses import dataclass

import numpy as np
from matplotlib.collections import LineCollection

from helpers.explorers import Explorer
from helpers.figures import BLUE, GREEN, INK, OCHRE, ORANGE, PURPLE
from helpers.parameters import Parameter

CURVATURES = np.array([1.0, 3.0, 10.0, 30.0, 100.0])
HUES = (BLUE, GREEN, OCHRE, PURPLE, ORANGE)
MOST_STEPS = 59


@dataclass(frozen=True)
class Shares:
    """What is left in each direction, after so many steps at that rate.

    Attributes
    ----------
    step : int
    learning_rate : float
    """

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


def scene(fig, learning_rate):
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


def paint(artists, state):
    """Move the line through the stack and the bars."""
    artists["now"].set_data([state.step] * 2, [0, 1.02])
    artists["bars"].set_segments(
        [[(0, row), (kept, row)] for row, kept in enumerate(state.kept)]
    )


def describe(state):
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
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("learning_rate",),
)
