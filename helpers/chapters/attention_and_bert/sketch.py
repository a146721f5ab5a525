"""Chapter 7 in the picture of the whole workbook: who looks at whom."""

from helpers.figures import BLUE, INK

TITLE = "Look around"
ALT = "six words, and lines from one of them to those it looks at"
WEIGHTS = (0.08, 0.45, 0.05, 0.12, 0.05, 0.25)


def draw(ax):
    """Words below, the same words above, and what the fourth looks at."""
    places = range(len(WEIGHTS))
    for x, weight in zip(places, WEIGHTS, strict=True):
        ax.plot([3, x], [1, 0], color=BLUE, lw=1 + 9 * weight, ls="-", zorder=1)
    for height in (0, 1):
        ax.scatter(places, [height] * len(WEIGHTS), s=110, color=INK, zorder=2)
    ax.set(xlim=(-0.6, 5.6), ylim=(-0.4, 1.4))
