"""Two averages of the same gradients: as it stands, and corrected for its start."""

import math
from dataclasses import dataclass

import numpy as np

from helpers.explorers import Explorer
from helpers.figures import BLUE, INK, MUTED, ORANGE, label
from helpers.parameters import Parameter

LENGTH = 40  # gradients in the picture
MARK = 10  # the step that the sentence speaks of
# Noisy gradients whose mean is 1, the same in every frame.
NOISY = 1 + 0.35 * np.random.default_rng(4).normal(size=LENGTH)
RAW = {"color": BLUE, "linestyle": "--"}
CORRECTED = {"color": ORANGE, "linestyle": "-", "lw": 2.6}


@dataclass(frozen=True)
class Averages:
    """Two averages of the same gradients.

    Attributes
    ----------
    beta : float
    raw, corrected : array of shape (LENGTH,)
    """

    beta: float
    raw: np.ndarray
    corrected: np.ndarray

    @property
    def weight(self):
        """What the raw average's weights add up to after MARK steps."""
        return 1 - self.beta**MARK


def compute(beta):
    """The moving average of NOISY from zero, and the same over 1 - beta^t."""
    m, raw = 0.0, []
    for g in NOISY:
        m = beta * m + (1 - beta) * g
        raw.append(m)
    raw = np.array(raw)
    return Averages(beta, raw, raw / (1 - beta ** np.arange(1, LENGTH + 1)))


def scene(fig):
    """The gradients and their mean; no average yet."""
    ax = fig.subplots()
    steps = np.arange(1, LENGTH + 1)
    ax.plot(steps, NOISY, "o", color=MUTED, ms=4, linestyle="none")
    ax.axhline(1, color=INK, lw=1, ls=":")
    label(ax, LENGTH + 0.6, 1, "true mean", INK, va="bottom")
    label(ax, LENGTH - 1, 1.62, "gradients", MUTED, ha="right")
    ax.set(xlim=(0, LENGTH + 6), ylim=(0, 2.4), xlabel="step t", ylabel="average")
    ax.set_title("An average of noisy gradients that starts at zero")
    ax.axvline(MARK, color=MUTED, lw=1, ls=":")
    for at, name, look in (
        (12, "as it stands: $m_t$", RAW),
        (24, r"corrected: $m_t / (1 - \beta^t)$", CORRECTED),
    ):
        ax.plot([at, at + 2.7], [2.2, 2.2], **look)
        label(ax, at + 3.5, 2.2, name, look["color"], va="center")
    (raw,) = ax.plot([], [], **RAW)
    (corrected,) = ax.plot([], [], **CORRECTED)
    return {"raw": raw, "corrected": corrected}


def paint(artists, state):
    """Move both averages."""
    steps = np.arange(1, LENGTH + 1)
    artists["raw"].set_data(steps, state.raw)
    artists["corrected"].set_data(steps, state.corrected)


def describe(state):
    """How much of the weight is there, and where both averages stand."""
    raw, corrected = state.raw[MARK - 1], state.corrected[MARK - 1]
    if state.beta == 0:
        return (
            f"beta = 0 remembers nothing: both averages are the last gradient, at step "
            f"{MARK} {raw:.2f} where the mean is 1, and there is nothing to correct."
        )
    need = math.ceil(math.log(0.05) / math.log(state.beta) - 1e-9)
    last = "1 step" if need == 1 else f"{need} steps"
    return (
        f"beta = {state.beta:.2f}: at step {MARK} the weights add up to "
        f"{state.weight:.2f}; the raw average says {raw:.2f}, the corrected one "
        f"{corrected:.2f}, and the mean is 1. The raw one holds 95% of its weight "
        f"after {last}."
    )


AVERAGES = Explorer(
    name="two averages of the same gradients",
    alt=(
        "Forty noisy gradients around a mean of 1 with their moving average, which "
        "climbs from zero, and the corrected average, which is right from the start."
    ),
    parameters=(Parameter("beta", 0.9, "how slowly the average forgets", 0.0, 0.98),),
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    size=(8.0, 3.8),
)
