"""The laboratory: one training in two precisions."""

from dataclasses import dataclass

import numpy as np

from helpers.chapters.numpy_to_keras.parameters import PARAMETERS
from helpers.chapters.numpy_to_keras.training import (
    EXAMPLES,
    batches,
    is_on,
    training_steps,
)
from helpers.data import moons
from helpers.explorers import Explorer
from helpers.figures import BLUE, INK, MUTED, ORANGE, label
from helpers.network import initial


@dataclass(frozen=True)
class Gap:
    """The losses of one training, computed with 7 and with 16 digits.

    Attributes
    ----------
    single, double : array of shape (steps,)
    """

    single: np.ndarray
    double: np.ndarray

    @property
    def gap(self):
        """How far apart the two are, step by step."""
        return np.abs(self.single - self.double)


def compute(width, learning_rate, batch_size, steps, seed):
    """Train both from the same start on the same batches."""
    *_, walks = both(width, learning_rate, batch_size, steps, seed)
    return Gap(*(np.array([loss for _, loss in each]) for each in walks))


def both(width, learning_rate, batch_size, steps, seed):
    """The inputs, sizes and batches of a training, and its walks in both precisions."""
    X, y = moons(EXAMPLES, 0.12, seed)
    X, sizes = X.astype(np.float32), (2, width, width, 1)
    theta = initial(sizes, np.random.default_rng(seed)).astype(np.float32)
    order = batches(batch_size, steps, seed)
    walks = [
        training_steps(theta, X, y, sizes, order, learning_rate, dtype)
        for dtype in (np.float32, np.float64)
    ]
    return X, sizes, order, walks


def corners(width, learning_rate, batch_size, steps, seed):
    """At which steps some ReLU is on in one precision and off in the other."""
    X, sizes, order, walks = both(width, learning_rate, batch_size, steps, seed)
    return [
        step
        for step, (batch, *pair) in enumerate(zip(order, *walks, strict=True))
        if np.not_equal(*(is_on(theta, X[batch], sizes) for theta, _ in pair)).any()
    ]


def scene(fig, width, steps):
    """Room for the losses and for their distance."""
    losses, gaps = fig.subplots(1, 2)
    losses.set(title=f"Loss of a batch, width {width}", xlabel="step", yscale="log")
    losses.set(xlim=(0, steps), ylim=(1e-6, 10))
    (double,) = losses.plot([], [], color=BLUE, linestyle="-", linewidth=5, alpha=0.35)
    (single,) = losses.plot([], [], color=ORANGE, linestyle="-", linewidth=1)
    label(losses, 0.03 * steps, 4e-6, "7 digits", ORANGE)
    label(losses, 0.03 * steps, 2e-5, "16 digits", BLUE)
    gaps.set(title="How far apart the two are", xlabel="step", yscale="log")
    gaps.set(xlim=(0, steps), ylim=(1e-12, 10))
    gaps.axhline(1e-5, color=MUTED, linewidth=1, linestyle=":")
    label(gaps, 0.97 * steps, 1.5e-5, "1e-5", MUTED, ha="right")
    (gap,) = gaps.plot([], [], color=INK, linestyle="-")
    return {"single": single, "double": double, "gap": gap}


def paint(artists, state):
    """Move the two losses and their distance."""
    steps = np.arange(len(state.gap))
    artists["single"].set_data(steps, state.single)
    artists["double"].set_data(steps, state.double)
    artists["gap"].set_data(steps, np.maximum(state.gap, 1e-12))


def describe(state):
    """Where the two part, and by how much in the end."""
    apart = np.flatnonzero(state.gap > 1e-5)
    first = f"first differ by {state.gap[0]:.0e}"
    if not np.isfinite(state.double).all():
        return "The learning rate is so large that the loss has left all numbers."
    if not len(apart):
        worst = state.gap.max()
        return f"The two {first} and never by more than {worst:.0e}: one training."
    return (
        f"The two {first} and part by more than 1e-5 at step {apart[0]}; the largest "
        f"distance is {state.gap.max():.2g}. Both are right."
    )


GAP = Explorer(
    name="one training in two precisions",
    notebook="05_numpy_to_keras",
    alt=(
        "Left, the loss of each batch of one training computed with 7 and with 16 "
        "digits; right, the distance of the two on a logarithmic axis."
    ),
    parameters=PARAMETERS,
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("width", "steps"),
)
