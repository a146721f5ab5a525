"""Where to say yes: the scores of a reader's own classifier and a threshold."""

from dataclasses import dataclass

import numpy as np

from helpers.explorers import Explorer
from helpers.figures import BLUE, GREEN, INK, ORANGE, PAPER, PURPLE, label
from helpers.parameters import Parameter

__all__ = ["Decision", "threshold_book"]

BINS = np.linspace(0, 1, 21)


@dataclass(frozen=True)
class Decision:
    """What comes of saying yes from a threshold on.

    Attributes
    ----------
    threshold : float
        0 to 1; a score as large as it counts.
    scores : numpy.ndarray, shape (n,)
        What the classifier gives a class, 0 to 1.
    members : numpy.ndarray of bool, shape (n,)
        Whether a text belongs to the class; one at least does.
    """

    threshold: float
    scores: np.ndarray
    members: np.ndarray

    @property
    def named(self):
        """How many texts are said to belong."""
        return int((self.scores >= self.threshold).sum())

    @property
    def hits(self):
        """How many of them do."""
        return int((self.members & (self.scores >= self.threshold)).sum())

    @property
    def precision(self):
        """Of those named, the share that belongs; NaN if none is."""
        return self.hits / self.named if self.named else np.nan

    @property
    def recall(self):
        """Of those that belong, the share that is named."""
        return self.hits / int(self.members.sum())


def threshold_book(scores, members, name):
    """An explorer of the threshold from which on a class is said.

    Parameters
    ----------
    scores : numpy.ndarray, shape (n,)
        The probability of the class, 0 to 1.
    members : numpy.ndarray of bool, shape (n,)
    name : str
        The class.

    Returns
    -------
    Explorer
    """
    total, belong = len(members), int(members.sum())

    def scene(fig):
        populations, curves = fig.subplots(1, 2)
        ax = populations
        for chosen, color in ((~members, BLUE), (members, ORANGE)):
            counts = np.histogram(scores[chosen], BINS)[0]
            ax.stairs(counts, BINS, color=color, fill=True, alpha=0.35)
            ax.stairs(counts, BINS, color=color)
        top = ax.get_ylim()[1]
        label(ax, 0.97, 0.93 * top, f"{total - belong:,} others", BLUE, ha="right")
        label(ax, 0.97, 0.83 * top, f"{belong:,} of the class", ORANGE, ha="right")
        ax.set(title="What the network gives the class", xlabel="probability")
        ax.set(ylabel="texts", xlim=(0, 1))
        line = ax.axvline(0, color=INK, linestyle="-")

        ax = curves
        found = [Decision(threshold, scores, members) for threshold in BINS]
        ax.plot(BINS, [state.precision for state in found], color=GREEN, ls="-")
        ax.plot(BINS, [state.recall for state in found], color=PURPLE, ls="--")
        last = [state for state in found if state.named][-1]
        label(ax, 0.98, last.precision - 0.07, "precision", GREEN, ha="right")
        label(ax, 0.02, 0.93, "recall", PURPLE, va="top")
        ax.set(title="What is right, what is found", xlabel="threshold")
        ax.set(xlim=(0, 1), ylim=(0, 1.05))
        dots = {"marker": "o", "markersize": 9, "linestyle": "none"}
        (right,) = ax.plot([], [], color=GREEN, markeredgecolor=PAPER, **dots)
        (found,) = ax.plot([], [], color=PURPLE, markeredgecolor=PAPER, **dots)
        return {"line": line, "right": right, "found": found}

    def paint(artists, state):
        artists["line"].set_xdata([state.threshold] * 2)
        artists["right"].set_data([state.threshold], [state.precision])
        artists["found"].set_data([state.threshold], [state.recall])

    def describe(state):
        if not state.named:
            return (
                f"From {state.threshold:.2f} on no text is called {name!r}: recall 0."
            )
        return (
            f"Of {total:,} texts {belong:,} are {name!r}. From {state.threshold:.2f} "
            f"on {state.named:,} are called so, and {state.hits:,} of those are: "
            f"precision {state.precision:.2f}, recall {state.recall:.2f}."
        )

    return Explorer(
        name="where to say yes",
        alt=(
            "Histograms of the probability that the network gives a class, for its "
            "texts and for all others, with the threshold as an upright line; beside "
            "them precision and recall against the threshold."
        ),
        parameters=(
            Parameter(
                "threshold", 0.5, "from which probability on we say yes", 0.0, 1.0
            ),
        ),
        compute=lambda threshold: Decision(threshold, scores, members),
        scene=scene,
        paint=paint,
        describe=describe,
    )
