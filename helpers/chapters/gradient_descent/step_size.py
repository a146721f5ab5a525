"""Gradient descent on a bowl, by the size of its step."""

import math
from dataclasses import dataclass

import numpy as np

from helpers.explorers import Explorer
from helpers.figures import BLUE, INK, MUTED, ORANGE, PAPER, contours, label
from helpers.landscapes import quadratic
from helpers.optimizers import gd
from helpers.parameters import Parameter
from helpers.walks import walk


@dataclass(frozen=True)
class Descent:
    """A path down a bowl and what explains it.

    Attributes
    ----------
    learning_rate, kappa : float
    path : array of shape (steps + 1, 2)
    losses : array of shape (steps + 1,)
    """

    learning_rate: float
    kappa: float
    path: np.ndarray
    losses: np.ndarray

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
    path = walk(gd, bowl.gradient, bowl.start, steps, learning_rate=learning_rate)
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
