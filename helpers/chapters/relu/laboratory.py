"""The laboratory: hinges that learn, beside hinges that were placed."""

from dataclasses import dataclass

import numpy as np
from matplotlib.collections import LineCollection

from helpers.activations import relu
from helpers.chapters.relu.curves import TARGETS, X, hinge_sum
from helpers.chapters.relu.hinge_network import (
    DATA_U,
    DATA_X,
    REACH,
    answer,
    dead,
    descend,
    scatter,
)
from helpers.chapters.relu.parameters import PARAMETERS
from helpers.explorers import Explorer
from helpers.figures import BLUE, GREEN, INK, MUTED, ORANGE, PAPER, PURPLE, label


@dataclass(frozen=True)
class Trained:
    """Hinges that were trained, beside hinges that were placed.

    Attributes
    ----------
    target : str
    theta : tuple
        The trained network (w, b, v, c).
    losses : array of shape (steps,)
        Before each step; fewer where the run was given up.
    steps : int
        How many were asked for.
    output, placed : array of shape (61,)
        What the trained and the placed hinges add up to.
    """

    target: str
    theta: tuple
    losses: np.ndarray
    steps: int
    output: np.ndarray
    placed: np.ndarray

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


def compute(target, hinges, gain, learning_rate, steps, seed):
    """A network trained on the curve, and as many hinges placed on it."""
    start = scatter(hinges, gain, seed)
    y = TARGETS[target](DATA_X)
    theta, losses = descend(start, DATA_U, y, learning_rate, steps)
    placed = np.interp(DATA_X, X, hinge_sum(hinges, target)[-1])
    return Trained(target, theta, losses, steps, answer(theta, DATA_U), placed)


def scene(fig, target, steps):
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


def paint(artists, state):
    """Move both curves, the joints, the losses and the hinges."""
    w, b, v, _ = state.theta
    alive = ~dead(state.theta)
    artists["placed"].set_data(DATA_X, state.placed)
    artists["fit"].set_data(DATA_X, state.output)
    at = REACH * joints_of(w[alive], b[alive])
    artists["joints"].set_data(at, np.interp(at, DATA_X, state.output))
    artists["loss"].set_data(np.arange(len(state.losses)), state.losses)
    hinges = relu(DATA_U[:, None] * w[alive] + b[alive]) * v[alive]
    artists["pieces"].set_segments([np.c_[DATA_X, hinge] for hinge in hinges.T])
    artists["pieces"].set_color([BLUE if up > 0 else GREEN for up in v[alive]])


def joints_of(w, b):
    """Where hinges bend, -b / w, as far as that is among the inputs."""
    inside = np.abs(b) < np.abs(w)
    return -b[inside] / w[inside]


def describe(state):
    """How well both kinds of hinges do, and how many units are dead."""
    count, gone = len(state.theta[0]), int(dead(state.theta).sum())
    steps = len(state.losses)
    after = "After 1 step" if steps == 1 else f"After {steps} steps"
    units = f"{gone} of {count} units {'is' if gone == 1 else 'are'} dead"
    if gone == count:
        units = "the only unit is dead" if count == 1 else f"all {count} units are dead"
    if state.lost:
        return f"{after} the network is lost and the run was given up; {units}."
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
    parameters=PARAMETERS,
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("target", "steps"),
)
