"""Where to say yes: two populations of scores and a threshold between them."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

from helpers.explorers import Explorer
from helpers.figures import BLUE, GREEN, INK, ORANGE, PAPER, PURPLE, label
from helpers.parameters import Parameter

SCORES = np.linspace(-4, 8, 481)
below = np.vectorize(NormalDist().cdf)


@dataclass(frozen=True)
class Decision:
    """What a threshold does to scores: N(0, 1) outside a class, N(apart, 1) inside.

    Attributes
    ----------
    threshold : float
    apart : float
        How far apart the two populations are, in standard deviations.
    share : float
        Of the texts that are in the class.
    """

    threshold: float
    apart: float
    share: float

    def rates(self, threshold):
        """Precision and recall at thresholds, share of all texts that are named."""
        hits = self.share * (1 - below(threshold - self.apart))
        named = hits + (1 - self.share) * (1 - below(threshold))
        return hits / named, hits / self.share, named

    @property
    def auc(self):
        """The chance that a text of the class outscores one that is not."""
        return float(below(self.apart / sqrt(2)))


def scene(fig, apart, share):
    """The two populations and the room for what the threshold does."""
    populations, curves = fig.subplots(1, 2)
    state = Decision(0.0, apart, share)
    bell = NormalDist().pdf
    outside = (1 - share) * np.vectorize(bell)(SCORES)
    inside = share * np.vectorize(bell)(SCORES - apart)
    ax = populations
    ax.fill_between(SCORES, outside, color=BLUE, alpha=0.3, linewidth=0)
    ax.plot(SCORES, outside, color=BLUE)
    ax.fill_between(SCORES, inside, color=ORANGE, alpha=0.4, linewidth=0)
    ax.plot(SCORES, inside, color=ORANGE)
    top = max(outside.max(), inside.max())
    label(ax, -1.2, 0.75 * top, "others", BLUE, ha="right")
    label(ax, apart + 1.0, share * 0.33 + 0.05 * top, "the class", ORANGE)
    ax.set(
        title=f"Scores, {share:.0%} of the texts in the class",
        xlabel="score",
        xlim=(-4, 8),
    )
    ax.set(ylim=(0, 1.15 * top), yticks=[])
    line = ax.axvline(0, color=INK, linestyle="-")

    ax = curves
    thresholds = SCORES[SCORES <= 5]
    precision, recall, _ = state.rates(thresholds)
    ax.plot(thresholds, precision, color=GREEN, linestyle="-")
    ax.plot(thresholds, recall, color=PURPLE, linestyle="--")
    label(ax, -3.8, precision[0] + 0.04, "precision", GREEN)
    label(ax, -3.8, 0.93, "recall", PURPLE)
    ax.set(title="What is right, what is found", xlabel="threshold")
    ax.set(xlim=(-4, 5), ylim=(0, 1.05))
    dots = {"marker": "o", "markersize": 9, "linestyle": "none"}
    (right,) = ax.plot([], [], color=GREEN, markeredgecolor=PAPER, **dots)
    (found,) = ax.plot([], [], color=PURPLE, markeredgecolor=PAPER, **dots)
    return {"line": line, "right": right, "found": found}


def paint(artists, state):
    """Move the threshold and its two points."""
    precision, recall, _ = state.rates(state.threshold)
    artists["line"].set_xdata([state.threshold] * 2)
    artists["right"].set_data([state.threshold], [precision])
    artists["found"].set_data([state.threshold], [recall])


def describe(state):
    """Of a thousand texts: how many are named, and how many of them rightly."""
    precision, recall, named = state.rates(state.threshold)
    said = round(1000 * float(named))
    hits = round(1000 * float(named * precision))
    members = round(1000 * state.share)
    return (
        f"Of 1,000 texts, {members} belong to the class. Above {state.threshold:.2f} "
        f"there are {said}, of which {hits} belong: precision {precision:.2f}, recall "
        f"{recall:.2f}. No threshold changes the AUC, {state.auc:.2f}."
    )


THRESHOLD = Explorer(
    name="where to say yes",
    alt=(
        "Two bell curves of scores, of the class and of all others, with the threshold "
        "as an upright line; beside them precision and recall against the threshold."
    ),
    parameters=(
        Parameter("threshold", 1.0, "from which score on we say yes", -2.0, 4.0),
        Parameter("apart", 2.0, "how far apart the two populations are", 0.0, 4.0),
        Parameter("share", 0.2, "share of texts in the class", 0.02, 0.5, "log"),
    ),
    compute=Decision,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("apart", "share"),
)
