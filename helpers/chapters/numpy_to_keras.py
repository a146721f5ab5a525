"""Chapter 5: the laboratory of two precisions, figures and exercises."""

from dataclasses import dataclass
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

from helpers.chapters.gradient_descent import moons
from helpers.chapters.settings import CHAPTERS
from helpers.exercises import Exercise, Mistake
from helpers.explorers import Explorer
from helpers.figures import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PURPLE,
    label,
    room_for_names,
)
from helpers.network import initial, layers, loss_and_gradient
from helpers.optimizers import adam

__all__ = ["EXERCISES", "GAP", "batches", "corners", "train"]

EXAMPLES = 256
LEAST = 1e-18  # gaps below this are drawn there


def batches(batch_size, steps, seed):
    """Which examples each step takes: every epoch in a new order, all steps alike."""
    rng, drawn = np.random.default_rng(seed), []
    while len(drawn) < steps:
        order = rng.permutation(EXAMPLES)
        whole = EXAMPLES // batch_size * batch_size
        drawn += np.split(order[:whole], whole // batch_size)
    return drawn[:steps]


def train(theta, X, y, sizes, order, learning_rate, dtype=np.float64, **settings):
    """The loss before each of Adam's steps, everything computed in one type.

    Parameters
    ----------
    theta : array of shape (number of parameters,)
    X, y, sizes
        As for helpers.network.loss_and_gradient.
    order : list of arrays of int
        The examples of each step.
    learning_rate : float
    dtype : numpy type
    **settings
        For helpers.optimizers.adam.

    Returns
    -------
    array of shape (len(order),)
    """
    walked = walk(theta, X, y, sizes, order, learning_rate, dtype, **settings)
    return np.array([loss for _, loss in walked])


def walk(theta, X, y, sizes, order, learning_rate, dtype=np.float64, **settings):
    """The parameters and the loss before each step of `train`, one step at a time."""
    theta, X, y = (part.astype(dtype) for part in (theta, X, y))
    state = None
    for batch in order:
        loss, grad = loss_and_gradient(theta, X[batch], y[batch], sizes)
        yield theta, float(loss)
        theta, state = adam(theta, grad, state, learning_rate=learning_rate, **settings)


def is_on(theta, X, sizes):
    """Which ReLU (column) is on for which example (row), layer after layer."""
    found, a = [], X.astype(theta.dtype)
    for W, b in layers(theta, sizes)[:-1]:
        a = np.maximum(a @ W + b, 0)
        found.append(a > 0)
    return np.hstack(found)


# The laboratory: one network in two precisions


@dataclass(frozen=True)
class Gap:
    """The losses of one training, computed with 7 and with 16 digits."""

    single: np.ndarray  # (steps,)
    double: np.ndarray  # (steps,)

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
        walk(theta, X, y, sizes, order, learning_rate, dtype)
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
    parameters=CHAPTERS["05_numpy_to_keras"],
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("width", "steps"),
)


# Figures


def draw_gaps(gaps):
    """Distances from one and the same training, run by run."""
    fig, ax = plt.subplots(figsize=(7.5, 4.0))
    styles = ((ORANGE, "-"), (BLUE, "--"), (GREEN, "-."), (PURPLE, ":"))
    for (name, values), (color, line) in zip(gaps.items(), styles, strict=False):
        ax.plot(np.maximum(values, LEAST), color=color, linestyle=line)
        end = max(values[-20:].max(), LEAST)
        label(ax, len(values) * 1.02, end, name, color, va="center")
    ax.axhline(1e-5, color=MUTED, linewidth=1, linestyle=":")
    label(ax, 0, 1.5e-5, "1e-5", MUTED)
    ax.set(yscale="log", xlabel="step", ylabel="distance of the losses")
    room_for_names(ax, len(values), 1.35)
    return fig


def draw_speed(table):
    """Microseconds a step against the width: the median of rounds and their range."""
    fig, ax = plt.subplots(figsize=(7.0, 3.8))
    styles = {"NumPy": (ORANGE, "-", "o"), "Keras": (BLUE, "--", "s")}
    for name, (color, line, mark) in styles.items():
        rounds = table[table["program"] == name].groupby("width")["microseconds"]
        rows = rounds.median()
        band = {"color": color, "alpha": 0.2, "linewidth": 0}
        ax.fill_between(rows.index, rounds.min(), rounds.max(), **band)
        ax.plot(rows, color=color, linestyle=line, marker=mark)
        label(ax, rows.index[-1] * 1.1, rows.iloc[-1], name, color, va="center")
    ax.set(xscale="log", yscale="log", xlabel="width", ylabel="microseconds a step")
    ax.set_xticks(rows.index, rows.index)
    ax.minorticks_off()
    ax.set_xlim(right=rows.index[-1] * 2.2)
    return fig


# Exercises


def to_keras(theta, sizes):
    return tuple(part for pair in layers(theta, tuple(sizes)) for part in pair)


def cut(order):
    """Weights cut from theta by someone's idea of their order."""

    def answer(theta, sizes):
        (W1, b1), (W2, b2) = layers(theta, tuple(sizes))
        return order(theta, sizes, W1, b1, W2, b2)

    return answer


def biases_first(theta, sizes, W1, b1, W2, b2):
    (n, h, k), start, found = sizes, 0, []
    for n_in, n_out in ((n, h), (h, k)):
        found += [
            theta[start + n_out : start + n_out + n_in * n_out].reshape(n_in, n_out),
            theta[start : start + n_out],
        ]
        start += (n_in + 1) * n_out
    return tuple(found)


def by_columns(theta, sizes, W1, b1, W2, b2):
    again = [W.ravel().reshape(W.shape, order="F") for W in (W1, W2)]
    return again[0], b1, again[1], b2


def flat_networks():
    rng = np.random.default_rng(1)
    cases = []
    for k in range(40):
        sizes = (1 + k % 3, 2 + k % 2, 1 + k % 2)
        count = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
        theta = np.arange(1.0, count + 1) if k < 6 else rng.integers(-9, 10, count) / 2
        cases.append((theta, np.array(sizes)))
    return cases


def parameter_count(sizes):
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(map(int, sizes)))


def size_lists():
    rng = np.random.default_rng(2)
    by_hand = [np.array([2, 1]), np.array([2, 3, 1])]
    drawn = [rng.integers(1, 9, 2 + k % 4) for k in range(38)]
    return [(sizes,) for sizes in by_hand + drawn]


def gradient_from_step(before, after, learning_rate):
    return (before - after) / learning_rate


def steps_taken():
    rng = np.random.default_rng(3)
    return [
        (
            rng.integers(-8, 9, 1 + k % 3) / 2,
            rng.integers(-8, 9, 1 + k % 3) / 2,
            float(rng.choice([0.125, 0.25, 0.5, 2.0])),
        )
        for k in range(40)
    ]


def pullback_matmul(A, B, upstream):
    return upstream @ B.T, A.T @ upstream


def products():
    rng = np.random.default_rng(4)
    return [tuple(rng.integers(-4, 5, (3, 2, 2)) / 2) for _ in range(40)]


def epoch_loss(losses, sizes):
    return float(losses @ sizes / sizes.sum())


def batch_losses():
    by_hand = [(np.array([1.0, 4.0]), np.array([3, 1]))]
    rng = np.random.default_rng(5)
    return by_hand + [
        (rng.integers(1, 20, 2 + k % 3) / 4, rng.integers(1, 9, 2 + k % 3))
        for k in range(39)
    ]


def first_difference(a, b, tolerance):
    apart = np.abs(a - b) > tolerance
    return int(apart.argmax()) if apart.any() else len(a)


def loss_pairs():
    by_hand = [(np.array([1.0, 1.0, 1.0]), np.array([1.0, 2.0, 1.0]), 0.5)]
    rng = np.random.default_rng(6)
    drawn = []
    for k in range(39):
        a = rng.integers(0, 9, 4 + k % 4) / 4
        apart = rng.choice([0.0, 0.0, 0.25, -0.75, 1.5, -1.5], len(a))
        drawn.append((a, a + apart, 0.5))
    return by_hand + drawn


def signed_difference(a, b, tolerance):
    apart = a - b > tolerance
    return int(apart.argmax()) if apart.any() else len(a)


def where_apart(a, b, tolerance):
    return np.flatnonzero(np.abs(a - b) > tolerance)


EXERCISES = [
    Exercise(
        id="E5.1",
        statement="""\
Write `to_keras(theta, sizes)`: the tuple (W1, b1, W2, b2) that `set_weights` wants, cut
from the flat vector `theta` of a network with three `sizes`, such as `[2, 3, 1]`. Layer
by layer, the weights of shape (inputs, outputs) row by row, then the biases.""",
        reference=to_keras,
        cases=flat_networks,
        mistakes=(
            Mistake(
                "biases first",
                cut(biases_first),
                "In each layer the weights come first in theta, and then the biases.",
            ),
            Mistake(
                "by columns",
                cut(by_columns),
                "You filled the weights column by column; NumPy and Keras go row by "
                "row.",
            ),
            Mistake(
                "transposed",
                cut(lambda theta, sizes, W1, b1, W2, b2: (W1.T, b1, W2.T, b2)),
                "The weights are transposed: Keras keeps them as (inputs, outputs).",
            ),
        ),
        solution="""\
def to_keras(theta, sizes):
    n, h, k = sizes
    ends = np.cumsum([n * h, h, h * k])
    W1, b1, W2, b2 = np.split(theta, ends)
    return W1.reshape(n, h), b1, W2.reshape(h, k), b2
""",
    ),
    Exercise(
        id="E5.2",
        statement="""\
Write `parameter_count(sizes)`: how many numbers training may change in a network of
`Dense` layers. `sizes` lists how many numbers each layer has, the inputs first:
`[2, 3, 1]` has 13.""",
        reference=parameter_count,
        cases=size_lists,
        mistakes=(
            Mistake(
                "no biases",
                lambda sizes: sum(int(a * b) for a, b in pairwise(sizes)),
                "You counted the weights; every unit has a bias as well.",
            ),
            Mistake(
                "biases for inputs",
                lambda sizes: sum(int(a * b) for a, b in pairwise(sizes)) + sum(sizes),
                "The inputs have no biases: they are data.",
            ),
            Mistake(
                "one bias a layer",
                lambda sizes: sum(int(a * b) + 1 for a, b in pairwise(sizes)),
                "Every unit has a bias of its own, not every layer.",
            ),
        ),
        solution="""\
def parameter_count(sizes):
    inputs, outputs = np.array(sizes[:-1]), np.array(sizes[1:])
    return ((inputs + 1) * outputs).sum()
""",
    ),
    Exercise(
        id="E5.3",
        statement="""\
Write `gradient_from_step(before, after, learning_rate)`: the gradient that one step of
plain gradient descent must have used, (5.2), from the parameters before and after.""",
        reference=gradient_from_step,
        cases=steps_taken,
        mistakes=(
            Mistake(
                "turned round",
                lambda before, after, rate: (after - before) / rate,
                "The sign is turned round: a step goes against the gradient.",
            ),
            Mistake(
                "not divided",
                lambda before, after, rate: before - after,
                "That is the step; divide it by the learning rate.",
            ),
            Mistake(
                "multiplied",
                lambda before, after, rate: (before - after) * rate,
                "You multiplied by the learning rate, as the step did; undo it.",
            ),
        ),
        solution="""\
def gradient_from_step(before, after, learning_rate):
    return (before - after) / learning_rate
""",
    ),
    Exercise(
        id="E5.4",
        statement="""\
Write `pullback_matmul(A, B, upstream)`: for $Z = AB$, given `upstream`, the loss's
derivative by $Z$, return the derivatives by `A` and by `B`. All have shape (2, 2).""",
        reference=pullback_matmul,
        cases=products,
        mistakes=(
            Mistake(
                "not transposed",
                lambda A, B, upstream: (upstream @ B, A @ upstream),
                "A transpose is missing; square matrices do not complain.",
            ),
            Mistake(
                "exchanged",
                lambda A, B, upstream: (A.T @ upstream, upstream @ B.T),
                "The two are exchanged: A's derivative comes first.",
            ),
            Mistake(
                "wrong side",
                lambda A, B, upstream: (B.T @ upstream, upstream @ A.T),
                "B stood on the right of A, so its transpose stands on the right of "
                "upstream.",
            ),
        ),
        solution="""\
def pullback_matmul(A, B, upstream):
    return upstream @ B.T, A.T @ upstream
""",
    ),
    Exercise(
        id="E5.5",
        statement="""\
Write `epoch_loss(losses, sizes)`: the mean loss of an epoch over its examples, from the
mean loss of each batch and the number of examples in each. The last batch is often
smaller.""",
        reference=epoch_loss,
        cases=batch_losses,
        mistakes=(
            Mistake(
                "plain mean",
                lambda losses, sizes: float(losses.mean()),
                "You averaged the batches; a batch counts by its examples.",
            ),
            Mistake(
                "sum",
                lambda losses, sizes: float(losses @ sizes),
                "That is the sum over all examples; divide by how many there are.",
            ),
            Mistake(
                "last batch",
                lambda losses, sizes: float(losses[-1]),
                "That is the last batch's loss alone.",
            ),
        ),
        solution="""\
def epoch_loss(losses, sizes):
    return (losses * sizes).sum() / sizes.sum()
""",
    ),
    Exercise(
        id="E5.6",
        statement="""\
Write `first_difference(a, b, tolerance)`: the first step, counted from 0, at which two
runs' losses are further apart than `tolerance`; the number of steps if they never
are.""",
        reference=first_difference,
        cases=loss_pairs,
        mistakes=(
            Mistake(
                "signed",
                signed_difference,
                "You looked for a above b; b may be above a as well.",
            ),
            Mistake(
                "last",
                lambda a, b, tolerance: (
                    int(where_apart(a, b, tolerance)[-1])
                    if len(where_apart(a, b, tolerance))
                    else len(a)
                ),
                "That is the last such step; the first one points at the cause.",
            ),
            Mistake(
                "counted from 1",
                lambda a, b, tolerance: min(
                    first_difference(a, b, tolerance) + 1, len(a)
                ),
                "Counted from 1; steps are counted from 0 here.",
            ),
            Mistake(
                "how many",
                lambda a, b, tolerance: len(where_apart(a, b, tolerance)),
                "That is how many steps differ.",
            ),
        ),
        solution="""\
def first_difference(a, b, tolerance):
    apart = np.abs(a - b) > tolerance
    return apart.argmax() if apart.any() else len(a)
""",
    ),
]
