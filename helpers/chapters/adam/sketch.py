"""Chapter 4 in the picture of the whole workbook: two paths down a valley."""

from helpers.figures import BLUE, ORANGE, contours
from helpers.landscapes import quadratic
from helpers.optimizers import adam, gd
from helpers.walks import walk

TITLE = "How long a step?"
ALT = (
    "two paths down a long valley; Adam's comes near the bottom, plain gradient "
    "descent's crawls"
)


def draw(ax):
    """Forty steps of gradient descent and of Adam."""
    valley = quadratic(60)
    contours(ax, valley.value, *valley.window)
    slow = walk(gd, valley.gradient, valley.start, 40, learning_rate=1 / 60)
    fast = walk(adam, valley.gradient, valley.start, 40, learning_rate=0.35)
    ax.plot(*slow.T, marker="o", ms=3, color=ORANGE, ls="-", lw=1.5)
    ax.plot(*fast.T, marker="s", ms=3, color=BLUE, ls="-", lw=1.5)
