"""Likelihood and squares: two judges who prefer the same line."""

from dataclasses import dataclass

import numpy as np
from matplotlib.collections import LineCollection

from helpers.chapters.mse import squares
from helpers.chapters.mse.figures import DOT, draw_readings
from helpers.chapters.mse.squares import FEW_X, FEW_Y, SLOPES
from helpers.data import HEAVIEST, SPRING
from helpers.explorers import Explorer
from helpers.figures import BLUE, INK, MUTED, ORANGE
from helpers.parameters import Parameter

BELL = np.linspace(-3, 3, 61)  # in standard deviations
WIDE = 0.8  # how far a bell reaches to the right, in hundreds of grams


@dataclass(frozen=True)
class Likelihood:
    """How probable the readings are if a line with Gaussian errors made them.

    Attributes
    ----------
    slope, sigma : float
    y_hat : array of shape (8,)
    densities : array of shape (8,)
        Of each reading, per cm.
    loss : float
        The MSE.
    """

    slope: float
    sigma: float
    y_hat: np.ndarray
    densities: np.ndarray
    loss: float

    @property
    def likelihood(self):
        return self.densities.prod()

    @property
    def nll(self):
        return -np.log(self.densities).sum()


def compute(slope, sigma):
    """Every reading's density around the line through the true length at rest."""
    line = squares.compute(slope, SPRING[0])
    bell = np.exp(-((line.residuals / sigma) ** 2) / 2) / (sigma * np.sqrt(2 * np.pi))
    return Likelihood(slope, sigma, line.y_hat, bell, line.loss)


def scene(fig, sigma):
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
    states = [compute(slope, sigma) for slope in slopes]
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


def paint(artists, state):
    """Move the line with its bells, the densities, and the three points."""
    x = FEW_X[:, 1]
    ends = np.array([0, HEAVIEST])
    artists["line"].set_data(ends, SPRING[0] + state.slope * ends)
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


def describe(state):
    """The three judgements in numbers."""
    return (
        f"Slope {state.slope:.2f}: the likelihood of the 8 readings is "
        f"{state.likelihood:.1e}, minus its logarithm {state.nll:.1f}, the MSE "
        f"{state.loss:.2f}."
    )


LIKELIHOOD = Explorer(
    name="likelihood and squares",
    alt=(
        "Eight readings and a line with a bell curve at each mass; an orange bar shows "
        "how high the bell is at the reading. Beside it the likelihood, minus its "
        "logarithm and the MSE against the slope: the best slope is the same for all."
    ),
    parameters=(
        SLOPES,
        Parameter("sigma", 0.8, "standard deviation of the reading error", 0.4, 2.0),
    ),
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("sigma",),
)
