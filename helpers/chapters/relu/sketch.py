"""Chapter 1 in the picture of the whole workbook: a curve made of straight pieces."""

import numpy as np

from helpers.activations import relu
from helpers.figures import BLUE, MUTED

TITLE = "Why a bend?"
ALT = "a curve made of straight pieces"


def draw(ax):
    """A sine wave and the sum of hinges that meets it at seven points."""
    x = np.linspace(-3, 3, 241)
    joints = np.linspace(-3, 3, 7)
    y = np.sin(1.5 * joints)
    slopes = np.diff(y) / np.diff(joints)
    bends = np.diff(slopes, prepend=0)
    hinges = sum(b * relu(x - j) for b, j in zip(bends, joints, strict=False))
    ax.plot(x, np.sin(1.5 * x), color=MUTED, lw=1.5, ls="--")
    ax.plot(x, y[0] + hinges, color=BLUE, ls="-")
    ax.plot(joints, y, "o", color=BLUE, ms=5)
