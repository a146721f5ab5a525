"""A line by hand, and the squares on its residuals."""

from dataclasses import dataclass

import numpy as np
from matplotlib.collections import PolyCollection

from helpers.chapters.mse.figures import DOT, draw_readings
from helpers.data import HEAVIEST, spring_data
from helpers.explorers import Explorer
from helpers.figures import BLUE, INK, ORANGE
from helpers.parameters import Parameter

FEW_X, FEW_Y = spring_data(8, 0.8, 0)
SLOPES = Parameter("slope", 1.0, "how steep the line is, cm per 100 g", 0.5, 2.5)
INTERCEPTS = Parameter("intercept", 4.0, "where it starts, in cm", 2.0, 6.0)


@dataclass(frozen=True)
class Line:
    """A line through a few readings, judged.

    Attributes
    ----------
    slope, intercept : float
    y_hat, residuals : array of shape (8,)
        What the line says, and what it leaves of each reading.
    """

    slope: float
    intercept: float
    y_hat: np.ndarray
    residuals: np.ndarray

    @property
    def loss(self):
        return (self.residuals**2).mean()

    @property
    def tilt(self):
        """The derivative of the loss by the slope."""
        return -2 * (self.residuals * FEW_X[:, 1]).mean()


def compute(slope, intercept):
    """The line's answers and what they leave."""
    y_hat = intercept + slope * FEW_X[:, 1]
    return Line(slope, intercept, y_hat, FEW_Y - y_hat)


def scene(fig, intercept):
    """The readings, and the loss for every slope."""
    panels = fig.subplot_mosaic([["squares", "loss"]], width_ratios=[1.25, 1])
    ax = panels["squares"]
    squares = PolyCollection([], facecolor=ORANGE, alpha=0.34, edgecolor="none")
    ax.add_collection(squares, autolim=False)
    (line,) = ax.plot([], [], color=BLUE, ls="-")
    draw_readings(ax, FEW_X, FEW_Y)
    ax.set(aspect="equal", xlim=(-1, 12.5), ylim=(1.5, 19))
    ax.set(title="Each residual and its square")

    ax = panels["loss"]
    slopes = np.linspace(SLOPES.low, SLOPES.high, 101)
    losses = [compute(slope, intercept).loss for slope in slopes]
    ax.plot(slopes, losses, color=INK, ls="-")
    ax.set(title="Mean of the squares", xlabel="slope (cm per 100 g)", ylabel="cm²")
    ax.set(ylim=(0, None))
    (here,) = ax.plot([], [], color=ORANGE, **DOT)
    (tangent,) = ax.plot([], [], color=ORANGE, ls="--", linewidth=1.4)
    return {"squares": squares, "line": line, "here": here, "tangent": tangent}


def paint(artists, state):
    """Move the line, its squares, the point on the parabola and its tangent."""
    x, r = FEW_X[:, 1], state.residuals
    # A square stands beside its residual, away from the readings to come.
    corners = [(x, state.y_hat), (x, FEW_Y), (x + abs(r), FEW_Y)]
    corners = np.array([*corners, (x + abs(r), state.y_hat)])
    artists["squares"].set_verts(np.moveaxis(corners, -1, 0))
    ends = np.array([-1, HEAVIEST + 1])
    artists["line"].set_data(ends, state.intercept + state.slope * ends)
    artists["here"].set_data([state.slope], [state.loss])
    reach = np.array([-0.2, 0.2])
    artists["tangent"].set_data(state.slope + reach, state.loss + state.tilt * reach)


def describe(state):
    """The squares, added up and averaged, and which way is better."""
    total = (state.residuals**2).sum()
    if abs(state.tilt) < 1e-9:
        better = "0: no other slope does better from this intercept."
    else:
        way = "steeper" if state.tilt < 0 else "flatter"
        better = f"{state.tilt:.1f}: a {way} line would do better."
        if abs(state.tilt) < 0.05:
            better = f"about 0: a hair {way} would be best."
    return (
        f"With a slope of {state.slope:.2f} the 8 squares add up to {total:.1f} cm², "
        f"their mean is {state.loss:.2f}. The derivative by the slope is {better}"
    )


SQUARES = Explorer(
    name="a line by hand",
    alt=(
        "Eight measured lengths of a spring, a line, and on each residual its square; "
        "beside it the mean of the squares against the line's slope, a parabola, with "
        "the line's own point and the tangent there."
    ),
    parameters=(SLOPES, INTERCEPTS),
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("intercept",),
)
