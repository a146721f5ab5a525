"""Chapter 5 in the picture of the whole workbook: a small network."""

from itertools import pairwise

import numpy as np

from helpers.figures import BLUE, MUTED

TITLE = "By hand and in Keras"
ALT = "a small network of circles and lines"


def draw(ax):
    """Four layers of units, every one joined to every one of the next."""
    layers = [np.linspace(-1, 1, n) * (n - 1) / 2 for n in (2, 4, 4, 1)]
    for i, (left, right) in enumerate(pairwise(layers)):
        for a in left:
            for b in right:
                ax.plot([i, i + 1], [a, b], color=MUTED, lw=0.8, ls="-", zorder=1)
    for i, layer in enumerate(layers):
        ax.scatter(np.full(len(layer), i), layer, s=130, color=BLUE, zorder=2)
    ax.set(xlim=(-0.4, 3.4), ylim=(-2, 2))
