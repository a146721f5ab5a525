"""The smallest explorer: a point on a line that may be straight or curved."""

import numpy as np

from helpers.explorers import Explorer
from helpers.parameters import Parameter


def scene(fig, shape):
    ax = fig.add_subplot()
    x = np.linspace(0, 1, 20)
    ax.plot(x, x if shape == "line" else x**2)
    (point,) = ax.plot([], [], "o", color="red")
    return {"point": point}


def paint(artists, state):
    artists["point"].set_data([state[0]], [state[1]])


POINT = Explorer(
    name="a point on a curve",
    notebook="99_point",
    alt="A red point somewhere on a curve that rises from the origin.",
    parameters=(
        Parameter("place", 0.5, "where on the x axis", 0.0, 1.0),
        Parameter("scale", 0.1, "of nothing", 1e-4, 1.0, "log"),
        Parameter("count", 3, "of nothing", 1, 100),
        Parameter("shape", "line", "of the curve", choices=("line", "bent <b> & 'co'")),
        Parameter("shown", True, "whether to"),
    ),
    compute=lambda place, scale, count, shape, shown: (place, place, scale, count),
    scene=scene,
    paint=paint,
    describe=lambda state: (
        f"The point is at {state[0]:.2f} <!--<script></script> & co."
    ),
    redraws=("shape",),
    size=(4.0, 2.0),
)
