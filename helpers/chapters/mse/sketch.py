"""Chapter 2 in the picture of the whole workbook: squares on residuals."""

import numpy as np
from matplotlib.patches import Rectangle

from helpers.figures import BLUE, INK, ORANGE

TITLE = "How wrong is wrong?"
ALT = "points, a line, and a square on each residual"


def draw(ax):
    """Five points, the line of least squares, and a square on each residual."""
    x = np.array([0.5, 1.4, 2.6, 3.5, 4.6])
    y = np.array([0.9, 2.2, 1.6, 3.4, 2.9])
    slope, intercept = np.polyfit(x, y, 1)
    for a, b in zip(x, y, strict=True):
        side = b - (slope * a + intercept)
        square = Rectangle((a, b - side), abs(side), side, color=ORANGE, alpha=0.25)
        ax.add_patch(square)
    ends = np.array([0, 5.4])
    ax.plot(ends, slope * ends + intercept, color=BLUE, ls="-")
    ax.plot(x, y, "o", color=INK, ms=6)
    ax.set(aspect="equal", adjustable="datalim")
