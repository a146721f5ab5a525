"""The laboratory: descent with and without memory."""

from dataclasses import dataclass

import numpy as np

from helpers.chapters.gradient_descent.parameters import PARAMETERS
from helpers.explorers import Explorer
from helpers.figures import BLUE, INK, ORANGE, contours, label
from helpers.landscapes import quadratic
from helpers.optimizers import gd, momentum
from helpers.walks import walk


@dataclass(frozen=True)
class Pair:
    """Gradient descent and momentum from one start at one learning rate.

    Attributes
    ----------
    learning_rate, beta_1, kappa : float
    plain, heavy : array of shape (steps + 1, 2)
        The paths without and with memory.
    """

    learning_rate: float
    beta_1: float
    kappa: float
    plain: np.ndarray
    heavy: np.ndarray

    def share(self, path):
        """How much of the first loss is left at the end of a path."""
        value = quadratic(self.kappa).value
        return value(path[-1]) / value(path[0])


def compute(learning_rate, beta_1, kappa, steps):
    """Both paths down the bowl of curvatures 1 and kappa."""
    bowl = quadratic(kappa)
    plain, heavy = (
        walk(
            step, bowl.gradient, bowl.start, steps, learning_rate=learning_rate, **more
        )
        for step, more in ((gd, {}), (momentum, {"beta_1": beta_1}))
    )
    return Pair(learning_rate, beta_1, kappa, plain, heavy)


def scene(fig, kappa, steps):
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


def paint(artists, state):
    """Move both paths and both losses."""
    value = quadratic(state.kappa).value
    for name, path in (("plain", state.plain), ("heavy", state.heavy)):
        artists[name].set_data(*path.T)
        shares = np.maximum(value(path) / value(path[0]), 1e-30)
        artists[name, "loss"].set_data(np.arange(len(path)), shares)


def describe(state):
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
    parameters=PARAMETERS[:-1],  # nothing in it is random
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("kappa", "steps"),
)
