"""Chapter 3 in the picture of the whole workbook: a path down a bowl."""

from helpers.figures import ORANGE, contours
from helpers.landscapes import quadratic
from helpers.optimizers import gd
from helpers.walks import walk

TITLE = "Which way is down?"
ALT = "a path zigzagging down a bowl"


def draw(ax):
    """Twenty steps of gradient descent, rather too long ones."""
    bowl = quadratic(6)
    contours(ax, bowl.value, *bowl.window)
    path = walk(gd, bowl.gradient, bowl.start, 20, learning_rate=0.29)
    ax.plot(*path.T, marker="o", ms=4, color=ORANGE, ls="-", lw=1.5)
