"""Chapter 4, Adam: a race, two averages, a rescaled loss, tasks, figures, exercises."""

import math
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np

from helpers import optimizers
from helpers.activations import sigmoid
from helpers.exercises import Exercise, Mistake
from helpers.explorers import Explorer
from helpers.figures import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    PURPLE,
    contours,
    label,
    room_for_names,
)
from helpers.landscapes import Landscape, quadratic, rosenbrock, saddle
from helpers.parameters import Parameter

__all__ = [
    "AVERAGES",
    "EXERCISES",
    "RACE",
    "RACERS",
    "SCALE",
    "SURFACES",
    "draw_paths",
    "draw_rates",
    "draw_series",
    "draw_tasks",
    "logistic_regression",
    "repaired_rule",
    "steps_to_settle",
    "walk",
]

# name: step, its hyperparameters, colour, line style
RACERS = {
    "GD": (optimizers.gd, (), INK, "-"),
    "momentum": (optimizers.momentum, ("beta_1",), BLUE, "--"),
    "RMSProp": (optimizers.rmsprop, ("beta_2", "epsilon"), GREEN, "-."),
    "Adam": (optimizers.adam, ("beta_1", "beta_2", "epsilon"), ORANGE, "-"),
    "article's rule": (
        optimizers.article_rule,
        ("beta_1", "beta_2"),
        PURPLE,
        ":",
    ),
}
SURFACES = {
    "long bowl": quadratic(20),
    "turned bowl": quadratic(20, angle=np.pi / 6),
    "Rosenbrock valley": rosenbrock,
    "saddle": saddle,
}
MOST_STEPS = 120
LOST = 1e6  # a path that has come this far will not come back
LEAST = 1e-6  # losses below this are drawn there


@dataclass(frozen=True)
class Race:
    """Where every optimiser has come to."""

    surface: str
    steps: int
    beta_1: float
    paths: dict  # name: (steps + 1, 2), shorter if it was lost
    losses: dict  # name: (steps + 1,), each over the loss at the start

    def order(self):
        """The names of those in the picture, lowest loss first."""
        window = np.array(SURFACES[self.surface].window)
        inside = [
            name
            for name, path in self.paths.items()
            if ((window[:, 0] <= path[-1]) & (path[-1] <= window[:, 1])).all()
        ]
        return sorted(inside, key=lambda name: self.losses[name][-1])


def compute(learning_rate, beta_1, beta_2, epsilon, surface, steps):
    """The path of every optimiser from the surface's start.

    The surface is divided by its sharpest curvature at the start, so that one learning
    rate suits all surfaces: gradient descent begins stably below 2.
    """
    landscape = SURFACES[surface]
    start = np.array(landscape.start)
    sharpest = np.abs(np.linalg.eigvalsh(landscape.hessian(start))).max()
    known = {"beta_1": beta_1, "beta_2": beta_2, "epsilon": epsilon}
    paths, losses = {}, {}
    for name, (step, wanted, *_) in RACERS.items():
        options = {key: known[key] for key in wanted}
        theta, state, path = start, None, [start]
        while len(path) <= steps and np.abs(theta).max() < LOST:
            grad = landscape.gradient(theta) / sharpest
            theta, state = step(
                theta, grad, state, learning_rate=learning_rate, **options
            )
            path.append(theta)
        paths[name] = np.array(path)
        losses[name] = landscape.value(paths[name]) / landscape.value(start)
    return Race(surface, steps, beta_1, paths, losses)


def scene(fig, surface):
    """The surface and the room for losses; nobody has started."""
    panels = fig.subplot_mosaic(
        [["surface", "loss"], ["surface", "now"]],
        width_ratios=[1.6, 1],
        height_ratios=[1.25, 1],
    )
    landscape = SURFACES[surface]
    falls = landscape.minimum is None
    artists = {}

    ax = panels["surface"]
    power = {"Rosenbrock valley": 4, "saddle": 1}.get(surface, 2)
    contours(ax, landscape.value, *landscape.window, power=power)
    if not falls:
        ax.plot(*landscape.minimum, "+", color=INK, markersize=12, markeredgewidth=2)
    ax.set(title=surface.capitalize(), xlabel=r"$\theta_1$", ylabel=r"$\theta_2$")
    ax.set(aspect="equal", anchor="N")

    scale = {"yscale": "linear", "ylim": (-3, 1.5)}
    if not falls:
        scale = {"yscale": "log", "ylim": (LEAST, 1e2)}
    panels["loss"].set(title="Loss, 1 at the start", xlabel="step", **scale)
    panels["loss"].set(xlim=(0, MOST_STEPS), xticks=range(0, MOST_STEPS + 1, 40))
    ax = panels["now"]
    ax.set(title="Loss now", xlim=scale["ylim"], xscale=scale["yscale"])
    ax.set_yticks(range(len(RACERS)), RACERS)
    ax.set(ylim=(len(RACERS) - 0.4, -0.6))
    ax.grid(axis="y", visible=False)
    ax.tick_params(axis="y", length=0)

    for row, (name, (_, _, color, style)) in enumerate(RACERS.items()):
        line = {"color": color, "linestyle": style}
        tick = panels["now"].get_yticklabels()[row]
        tick.set(color=color, fontweight="bold")
        for key, panel in (("path", "surface"), ("loss", "loss")):
            (artists[name, key],) = panels[panel].plot([], [], linewidth=1.6, **line)
        (artists[name, "now"],) = panels["now"].plot(
            [], [], color=color, linewidth=7, solid_capstyle="butt", linestyle="-"
        )
    for name, (_, _, color, _) in RACERS.items():
        head = {"color": color, "markeredgecolor": PAPER, "markeredgewidth": 1}
        (artists[name, "head"],) = panels["surface"].plot([], [], "o", ms=9, **head)
    return artists


def paint(artists, state):
    """Move every optimiser's path, head, loss curve and bar."""
    for name, path in state.paths.items():
        losses = state.losses[name]
        if SURFACES[state.surface].minimum is not None:
            losses = np.maximum(losses, LEAST)
        artists[name, "path"].set_data(*path.T)
        artists[name, "head"].set_data(*path[-1:].T)
        artists[name, "loss"].set_data(np.arange(len(losses)), losses)
        bar = artists[name, "now"]
        row = list(state.paths).index(name)
        left = bar.axes.get_xlim()[0]
        bar.set_data([left, max(losses[-1], 1.5 * left)], [row, row])


def describe(state):
    """Who is lowest, who follows, and who has left the picture."""
    inside = state.order()
    gone = [name for name in state.paths if name not in inside]
    fallen = [name for name in gone if state.losses[name][-1] < 0]
    lost = [name for name in gone if name not in fallen]
    count = "1 step" if state.steps == 1 else f"{state.steps} steps"
    parts = []
    if inside:
        lowest, *others = inside
        parts.append(
            f"{lowest} is lowest, at {times(state.losses[lowest][-1])} the first loss"
            + (f", followed by {listed(others)}" if others else "")
        )
    if fallen:
        parts.append(f"{listed(fallen)} went downhill out of the picture")
    if lost:
        parts.append(f"{listed(lost)} shot out of the picture")
    sentence = f"After {count} on the {state.surface}: {'; '.join(parts)}."
    sentence = sentence.replace("article's", "the article's")
    if state.beta_1 == 0:
        sentence += " With beta_1 = 0 momentum is plain gradient descent."
    return sentence


def times(share):
    """A share of the first loss as a sentence says it."""
    return f"less than {LEAST:g} of" if abs(share) < LEAST else f"{share:.2g} times"


def listed(names):
    """Names as a sentence lists them: one, two and three."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


RACE = Explorer(
    name="a race of optimisers",
    notebook="04_adam",
    alt=(
        "The paths of gradient descent, momentum, RMSProp, Adam and the article's rule "
        "over the contour lines of a surface, with the loss after each step and the "
        "loss reached beside it."
    ),
    parameters=(
        Parameter("learning_rate", 0.1, "one step size for all", 1e-4, 3.0, "log"),
        Parameter("beta_1", 0.9, "memory of the average gradient", 0.0, 0.99),
        Parameter("beta_2", 0.999, "memory of the average square", 0.0, 0.9999),
        Parameter("epsilon", 1e-8, "keeps the divisor from 0", 1e-12, 1.0, "log"),
        Parameter("surface", "long bowl", "what to go down", choices=tuple(SURFACES)),
        Parameter("steps", 60, "how many steps", 1, MOST_STEPS),
    ),
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("surface",),
)


# The bias-correction slider

LENGTH = 40  # gradients in the picture
MARK = 10  # the step that the sentence speaks of
# Noisy gradients whose mean is 1, the same in every frame.
NOISY = 1 + 0.35 * np.random.default_rng(4).normal(size=LENGTH)
RAW = {"color": BLUE, "linestyle": "--"}
CORRECTED = {"color": ORANGE, "linestyle": "-", "lw": 2.6}


@dataclass(frozen=True)
class Averages:
    """Two averages of the same gradients."""

    beta: float
    raw: np.ndarray  # (LENGTH,)
    corrected: np.ndarray  # (LENGTH,)

    @property
    def weight(self):
        """What the raw average's weights add up to after MARK steps."""
        return 1 - self.beta**MARK


def average(beta):
    """The moving average of NOISY from zero, and the same over 1 - beta^t."""
    m, raw = 0.0, []
    for g in NOISY:
        m = beta * m + (1 - beta) * g
        raw.append(m)
    raw = np.array(raw)
    return Averages(beta, raw, raw / (1 - beta ** np.arange(1, LENGTH + 1)))


def averages_scene(fig):
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


def averages_paint(artists, state):
    """Move both averages."""
    steps = np.arange(1, LENGTH + 1)
    artists["raw"].set_data(steps, state.raw)
    artists["corrected"].set_data(steps, state.corrected)


def averages_describe(state):
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
    notebook="04_adam",
    alt=(
        "Forty noisy gradients around a mean of 1 with their moving average, which "
        "climbs from zero, and the corrected average, which is right from the start."
    ),
    parameters=(Parameter("beta", 0.9, "how slowly the average forgets", 0.0, 0.98),),
    compute=average,
    scene=averages_scene,
    paint=averages_paint,
    describe=averages_describe,
    size=(8.0, 3.8),
)


# The gradient-scale slider

# The learning rate that each rule keeps, however the loss is rescaled.
SUITED = {"GD": 0.09, "Adam": 0.35, "article's rule": 0.0005}
SCALED_STEPS = 80
BOWL = quadratic(20)


@dataclass(frozen=True)
class Rescaled:
    """Where three rules come when the loss is multiplied."""

    scale: float
    paths: dict  # name: (steps + 1, 2), shorter if it was lost
    shares: dict  # name: loss reached over the loss at the start


def rescale(scale):
    """Run each rule, its learning rate fixed, on the bowl times `scale`."""
    paths, shares = {}, {}
    for name, rate in SUITED.items():
        path = walk(
            RACERS[name][0],
            lambda theta: scale * BOWL.gradient(theta),
            BOWL.start,
            SCALED_STEPS,
            learning_rate=rate,
        )
        paths[name] = path
        shares[name] = float(BOWL.value(path[-1]) / BOWL.value(path[0]))
    return Rescaled(scale, paths, shares)


def rescale_scene(fig):
    """The bowl and the room for losses."""
    left, right = fig.subplots(1, 2, width_ratios=[1.5, 1])
    contours(left, BOWL.value, *BOWL.window)
    left.plot(*BOWL.minimum, "+", color=INK, markersize=12, markeredgewidth=2)
    left.set(aspect="equal", xlabel=r"$\theta_1$", ylabel=r"$\theta_2$")
    left.set_title(f"{SCALED_STEPS} steps, learning rates fixed")
    right.set(xscale="log", xlim=(LEAST, 1e6), ylim=(len(SUITED) - 0.4, -0.6))
    right.set_yticks(range(len(SUITED)), SUITED)
    right.set_title("Loss at the end, over the first")
    right.axvline(1, color=MUTED, lw=1, ls=":")
    right.grid(axis="y", visible=False)
    artists = {}
    for row, name in enumerate(SUITED):
        *_, color, style = RACERS[name]
        right.get_yticklabels()[row].set(color=color, fontweight="bold")
        (artists[name, "path"],) = left.plot([], [], color=color, linestyle=style)
        (artists[name, "bar"],) = right.plot(
            [], [], color=color, linewidth=9, solid_capstyle="butt", linestyle="-"
        )
    return artists


def rescale_paint(artists, state):
    """Move every path and bar."""
    for row, (name, path) in enumerate(state.paths.items()):
        artists[name, "path"].set_data(*path.T)
        end = min(max(state.shares[name], 2 * LEAST), 1e6)
        artists[name, "bar"].set_data([LEAST, end], [row, row])


def rescale_describe(state):
    """What each rule makes of the rescaled loss."""
    words = []
    for name, share in state.shares.items():
        who = name.replace("article's", "the article's")
        words.append(
            f"{who} {'diverges' if share > 1 else f'ends at {times(share)} the loss'}"
        )
    return f"Loss multiplied by {state.scale:.4g}: {', '.join(words)}."


SCALE = Explorer(
    name="a rescaled loss",
    notebook="04_adam",
    alt=(
        "The paths of gradient descent, Adam and the article's rule down a bowl whose "
        "loss is multiplied by a constant, and the loss that each one reaches."
    ),
    parameters=(
        Parameter("scale", 1.0, "what the loss is multiplied by", 1e-4, 1e4, "log"),
    ),
    compute=rescale,
    scene=rescale_scene,
    paint=rescale_paint,
    describe=rescale_describe,
    size=(8.4, 3.9),
)


# Walks and trials


def walk(step, gradient, start, steps, **options):
    """Every point that an optimiser visits: (steps + 1, n), shorter if it is lost."""
    path, state = [np.array(start, dtype=float)], None
    while len(path) <= steps and np.abs(path[-1]).max() < LOST:
        theta, state = step(path[-1], gradient(path[-1]), state, **options)
        path.append(theta)
    return np.array(path)


def steps_to_settle(step, gradient, start, rates, most, settled):
    """For every learning rate, the step from which on `settled` holds to the end.

    Parameters
    ----------
    step : callable
        An optimiser.
    gradient, settled : callable
        Take points of shape (rates, n); return that shape, and a truth value for each.
    start : array of shape (n,)
    rates : array of shape (rates,)
    most : int
        Steps to take.

    Returns
    -------
    ndarray of shape (rates,)
        inf where it has not settled after `most` steps.
    """
    theta, state = np.tile(np.asarray(start, dtype=float), (len(rates), 1)), None
    open_until = np.zeros(len(rates))
    with np.errstate(over="ignore", invalid="ignore"):  # some rates are too large
        for t in range(1, most + 1):
            grad = gradient(theta)
            theta, state = step(theta, grad, state, learning_rate=rates[:, None])
            open_until[~settled(theta)] = t
    return np.where(open_until < most, open_until + 1, np.inf)


def logistic_regression(seed, count=200, inputs=5):
    """Logistic regression on drawn data: a Landscape without a window.

    Labels are drawn from a random true model, so that they overlap and the best
    weights are finite; `minimum` is found by Newton's method.
    """
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(count, inputs))
    y = (rng.random(count) < sigmoid(X @ rng.normal(size=inputs))).astype(float)

    def value(theta):
        z = theta @ X.T
        return (np.logaddexp(0, z) - y * z).mean(axis=-1)

    def gradient(theta):
        return (sigmoid(theta @ X.T) - y) @ X / count

    def hessian(theta):
        p = sigmoid(theta @ X.T)
        return (X.T * (p * (1 - p))) @ X / count

    best = np.zeros(inputs)
    for _ in range(30):
        best = best - np.linalg.solve(hessian(best), gradient(best))
    return Landscape(
        name="logistic regression",
        value=value,
        gradient=gradient,
        hessian=hessian,
        start=(0.0,) * inputs,
        minimum=tuple(best.tolist()),
        window=(),
    )


def repaired_rule(
    theta,
    grad,
    state=None,
    *,
    learning_rate=0.001,
    beta_1=0.9,
    beta_2=0.999,
    epsilon=1e-8,
):
    """The article's m and v with Kingma and Ba's update put back.

    Parameters and result as in `helpers.optimizers.adam`.
    """
    m, v, t = state or (np.zeros_like(theta), np.zeros_like(theta), 0)
    t = t + 1
    m = beta_1 * m + (1 - beta_1) * (grad - m)
    v = beta_2 * v + (1 - beta_2) * ((grad - m) ** 2 - v)
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    return theta - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), (m, v, t)


# Figures

# One look for each rule, the same as in the race.
STYLES = {
    "Adam": (ORANGE, "-"),
    "Adam's step": (ORANGE, "-"),
    "the article's rule": (PURPLE, ":"),
    "gradient descent": (INK, "--"),
    "the rule repaired": (BLUE, "-."),
}


def draw_paths(landscape, paths):
    """One panel for each path down a landscape of two parameters.

    Parameters
    ----------
    landscape : helpers.landscapes.Landscape
    paths : dict of str to array of shape (steps + 1, 2)
        By the panel's title.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, axes = plt.subplots(
        1, len(paths), figsize=(4.5 * len(paths), 3.9), sharey=True
    )
    for ax, (title, path) in zip(np.atleast_1d(axes), paths.items(), strict=True):
        contours(ax, landscape.value, *landscape.window)
        ax.plot(*path.T, color=ORANGE, linestyle="-", lw=1.4, marker="o", ms=3.5)
        ax.plot(*landscape.minimum, "+", color=INK, markersize=12, markeredgewidth=2)
        ax.set(title=title, xlabel=r"$\theta_1$", aspect="equal")
        ax.set(xlim=landscape.window[0], ylim=landscape.window[1])
    np.atleast_1d(axes)[0].set_ylabel(r"$\theta_2$")
    return fig


def draw_rates(panels, most):
    """Steps to settle against the learning rate, one panel for each task.

    Parameters
    ----------
    panels : dict of str to dict of str to (rates, steps)
        By title and rule; `steps` of shape (rates,), or (seeds, rates) for a line each.
    most : int
        Steps that were taken; inf is drawn above.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, axes = plt.subplots(1, len(panels), figsize=(9.0, 3.9), sharey=True)
    for ax, (title, rules) in zip(axes, panels.items(), strict=True):
        for name, (rates, steps) in rules.items():
            color, style = STYLES[name]
            dots = {"ls": "none", "marker": "o", "ms": 3.5}
            if name != "Adam":
                dots["mfc"] = PAPER  # hollow, so that crossing lines stay apart
            runs = np.reshape(steps, (-1, len(rates)))
            for run in np.where(np.isfinite(runs), runs, np.nan):
                ax.plot(rates, run, color=color, linestyle=style, lw=1.2)
                ax.plot(rates, run, color=color, **dots)
            k = runs.min(axis=0).argmin()
            side = "left" if k < len(rates) / 3 else "center"
            height = runs.min() / 1.5
            if len(runs) > 1 and name == "Adam":  # the other rule's points lie below
                height = 1.7 * runs[:, k].max()
            label(ax, rates[k], height, name, color, ha=side, va="center")
        ax.set(title=title, xscale="log", yscale="log", ylim=(0.9, 1.3 * most))
        ax.set(xlabel="learning rate", xlim=(rates[0] / 2, rates[-1] * 2))
    axes[0].set_ylabel("steps until it has settled")
    return fig


def draw_series(series, *, xlabel, ylabel, title, level=None, **axis):
    """Lines by name, each labelled at its end.

    Parameters
    ----------
    series : dict of str to array of shape (n,) or pair (x, y)
    xlabel, ylabel, title : str
    level : tuple (height, words), optional
        A dotted line across.
    **axis
        For `Axes.set`.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = plt.subplots(figsize=(8.0, 3.6))
    for name, data in series.items():
        color, style = STYLES[name]
        x, y = data if isinstance(data, tuple) else (np.arange(1, len(data) + 1), data)
        ax.plot(x, y, color=color, linestyle=style)
        label(ax, x[-1], y[-1], f"  {name}", color, va="center")
    if level:
        ax.axhline(level[0], color=MUTED, lw=1, ls=":")
        across = ax.get_yaxis_transform()
        look = {"transform": across, "ha": "right", "va": "top"}
        label(ax, 0.99, 0.97 * level[0], level[1], MUTED, **look)
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title, **axis)
    room_for_names(ax, x[-1], 1.22)
    return fig


TASK_LABELS = {
    "Adam": (6, 11.2),
    "gradient descent": (12, 4.35),
    "the article's rule": (2e-8, 3.3),
    "the rule repaired": (0.02, 12.4),
}


def draw_tasks(table):
    """Tasks solved against the learning rate, one line a rule, a band over seeds.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns rule, seed, rate, solved.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = plt.subplots(figsize=(8.6, 4.0))
    rules = table.groupby("rule", sort=False)
    for name, rows in rules:
        color, style = STYLES[name]
        solved = rows.groupby("rate").solved.agg(["min", "mean", "max"])
        ax.fill_between(
            solved.index, solved["min"], solved["max"], color=color, alpha=0.15, lw=0
        )
        ax.plot(solved.index, solved["mean"], color=color, linestyle=style)
        label(ax, *TASK_LABELS[name], name, color)
    ax.set(xscale="log", ylim=(0, 13.4), yticks=range(0, 13, 4))
    ax.set(xlabel="learning rate, one for all tasks", ylabel="tasks solved, of 12")
    ax.set_title("One learning rate for twelve tasks")
    return fig


# Exercises


def corrected_average(g, beta):
    m = 0.0
    for value in g:
        m = beta * m + (1 - beta) * value
    return m / (1 - beta ** len(g))


def averages_of(change):
    """A version of `corrected_average` with one detail changed."""

    def version(g, beta):
        keep, take = (1 - beta, beta) if change == "swapped" else (beta, 1 - beta)
        m = g[0] if change == "first" else 0.0
        for value in g:
            m = keep * m + take * value
        t = len(g)
        share = {
            "raw": 1.0,
            "first": 1.0,
            "power": (1 - beta) ** t,
            "late": 1 - beta ** (t + 1),
            "twice": (1 - beta**t) ** 2,
            "times": 1 / (1 - beta**t),
        }
        return m / share.get(change, 1 - beta**t)

    return version


def gradient_lists():
    rng = np.random.default_rng(1)
    by_hand = [([1.0, 2.0], 0.5), ([3.0], 0.9), ([2.0, -1.0, 4.0], 0.9)]
    drawn = [
        (rng.normal(size=rng.integers(1, 9)), float(rng.uniform(0.55, 0.99)))
        for _ in range(27)
    ]
    return [(np.array(g), beta) for g, beta in [*by_hand, *drawn]]


def first_step(g, learning_rate, beta_1, beta_2, correct_m, correct_v):
    m = (1 - beta_1) * g
    v = (1 - beta_2) * g**2
    if correct_m:
        m = m / (1 - beta_1)
    if correct_v:
        v = v / (1 - beta_2)
    return -learning_rate * m / np.sqrt(v)


def first_steps():
    rng = np.random.default_rng(2)
    cases = []
    for k in range(24):
        g = float(rng.choice([-1, 1]) * 10 ** rng.uniform(-3, 3))
        betas = (0.9, 0.999) if k < 8 else rng.uniform(0.5, 0.999, size=2).tolist()
        cases.append((g, 0.1, *betas, bool(k & 1), bool(k & 2)))
    return cases


def my_adam_step(theta, grad, m, v, t, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * grad
    v = beta_2 * v + (1 - beta_2) * grad**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    return theta - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def steps_of(change):
    """A version of `my_adam_step` with one detail changed."""

    def version(theta, grad, m, v, t, learning_rate, beta_1, beta_2, epsilon):
        square = np.abs(grad) if change == "no square" else grad**2
        m = beta_1 * m + (1 - beta_1) * (grad - m if change == "mixed" else grad)
        v = beta_2 * v + (1 - beta_2) * square
        late = t + 1 if change == "late" else t
        left_1, left_2 = 1 - beta_1**late, 1 - beta_2**late
        if change == "power":
            left_1, left_2 = (1 - beta_1) ** t, (1 - beta_2) ** t
        if change == "uncorrected":
            left_1 = left_2 = 1.0
        root = np.sqrt(v / left_2)
        divisor = root + epsilon
        if change == "inside":
            divisor = np.sqrt(v / left_2 + epsilon)
        if change == "hat":
            divisor = (np.sqrt(v) + epsilon) / np.sqrt(left_2)
        if change == "precedence":
            return theta - learning_rate * (m / left_1 / root + epsilon), m, v
        sign = 1 if change == "uphill" else -1
        return theta + sign * learning_rate * (m / left_1) / divisor, m, v

    return version


def midway_states():
    rng = np.random.default_rng(3)
    cases = []
    for k in range(20):
        n = 1 + k % 3
        theta, grad = rng.normal(size=n).round(2), rng.normal(size=n).round(2) + 0.005
        m, v = 0.3 * rng.normal(size=n).round(2), rng.uniform(0.1, 1, size=n).round(2)
        if k < 4:
            m, v = np.zeros(n), np.zeros(n)
        cases.append((theta, grad, m, v, 1 if k < 4 else 1 + k, 0.1, 0.9, 0.99, 0.01))
    return cases


def growing_step(r, beta_1, beta_2):
    return (1 - beta_1) / np.sqrt(1 - beta_2) * np.sqrt(r**2 - beta_2) / (r - beta_1)


def growths():
    rng = np.random.default_rng(4)
    by_hand = [(1.0, 0.9, 0.999), (0.999 / 0.9, 0.9, 0.999), (2.0, 0.9, 0.999)]
    drawn = [
        (rng.uniform(1.0, 2.0), rng.uniform(0.5, 0.95), rng.uniform(0.96, 0.999))
        for _ in range(17)
    ]
    return by_hand + [tuple(map(float, case)) for case in drawn]


def decayed_step(theta, grad, learning_rate, weight_decay):
    return (1 - learning_rate * weight_decay) * theta - learning_rate * np.sign(grad)


def decays():
    rng = np.random.default_rng(5)
    cases = []
    for k in range(15):
        n = 1 + k % 3
        theta, grad = rng.normal(size=n).round(2), rng.normal(size=n).round(2) + 0.005
        cases.append((theta, grad, 0.1, float(rng.uniform(0.5, 3).__round__(2))))
    return cases


# Rules for E4.6, all called as those of helpers.optimizers are.


def in_disguise(change):
    """An optimiser made of a changed `my_adam_step`."""
    single = steps_of(change)

    def disguised(
        theta,
        grad,
        state=None,
        *,
        learning_rate=0.001,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-8,
    ):
        m, v, t = state or (np.zeros_like(theta), np.zeros_like(theta), 0)
        t = t + 1
        settings = (learning_rate, beta_1, beta_2, epsilon)
        theta, m, v = single(theta, grad, m, v, t, *settings)
        return theta, (m, v, t)

    disguised.__name__ = f"suspect_{len(SUSPECTS) + 1}"
    return disguised


def renamed(step):
    """An optimiser under a name that tells nothing."""

    def suspect(theta, grad, state=None, *, learning_rate=0.001):
        return step(theta, grad, state, learning_rate=learning_rate)

    suspect.__name__ = f"suspect_{len(SUSPECTS) + 1}"
    return suspect


def keras_adam(theta, grad, state=None, *, learning_rate=0.001):
    """Adam with the other epsilon: also a right one."""
    options = {"learning_rate": learning_rate, "epsilon_joins": "v"}
    return optimizers.adam(theta, grad, state, **options)


SUSPECTS = []
for rule in (
    optimizers.adam,
    optimizers.article_rule,
    optimizers.gd,
    optimizers.rmsprop,
    optimizers.momentum,
    repaired_rule,
    keras_adam,
    optimizers.amsgrad,
):
    SUSPECTS.append(renamed(rule))
for detail in ("right", "uncorrected", "power", "mixed", "no square", "late"):
    SUSPECTS.append(in_disguise(detail))


def footprints(step, grads):
    """The steps, in units of a learning rate of 1, that a rule takes on gradients."""
    theta, state, moves = np.zeros(1), None, []
    for grad in grads:
        new, state = step(theta, np.array([grad]), state, learning_rate=1.0)
        moves.append(float(new[0] - theta[0]))
        theta = new
    return np.array(moves)


def is_adam(step):
    theta, state, m, v = np.zeros(1), None, 0.0, 0.0
    for t, grad in enumerate((4.0, -1.0, 0.1), 1):
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        expected = theta - m / (1 - 0.9**t) / np.sqrt(v / (1 - 0.999**t))
        theta, state = step(theta, np.array([grad]), state, learning_rate=1.0)
        if not np.allclose(theta, expected, rtol=1e-5, atol=1e-5):
            return 0.0
    return 1.0


EXERCISES = [
    Exercise(
        id="E4.1",
        statement="""\
Write `corrected_average(g, beta)`: the moving average of the numbers in `g`, an
array of shape (t,), that starts at zero, keeps the share `beta` of itself at every
number, and is corrected at the end for its start. For `g = [1, 2]` and `beta = 0.5`
it is 1.66667.""",
        reference=corrected_average,
        cases=gradient_lists,
        mistakes=(
            Mistake(
                "raw",
                averages_of("raw"),
                "That is the raw average: its weights add up to 1 - beta^t only, so it "
                "is too close to zero. Divide by what they add up to.",
            ),
            Mistake(
                "power of the whole",
                averages_of("power"),
                "You divided by (1 - beta)^t; the weights add up to 1 - beta^t. The "
                "power belongs to beta alone.",
            ),
            Mistake(
                "one step late",
                averages_of("late"),
                "You divided by 1 - beta^(t+1): after t numbers the exponent is t, so "
                "that one number alone gives itself.",
            ),
            Mistake(
                "swapped",
                averages_of("swapped"),
                "`beta` and 1 - beta have changed places: beta is what the average "
                "keeps, 1 - beta what it takes from the new number.",
            ),
            Mistake(
                "starts at the first",
                averages_of("first"),
                "You started at g[0] instead of zero. The first number then has too "
                "much weight, and there is nothing left to correct.",
            ),
            Mistake(
                "twice",
                averages_of("twice"),
                "You corrected twice; once makes the weights add up to one.",
            ),
            Mistake(
                "multiplied",
                averages_of("times"),
                "You multiplied by 1 - beta^t where you have to divide: a sum that is "
                "too small became smaller still.",
            ),
            Mistake(
                "plain mean",
                lambda g, beta: np.mean(g),
                "That is the plain mean, in which old and new numbers weigh the same; "
                "beta does not occur in it.",
            ),
        ),
        solution="""\
def corrected_average(g, beta):
    m = 0.0
    for value in g:
        m = beta * m + (1 - beta) * value
    return m / (1 - beta ** len(g))
""",
    ),
    Exercise(
        id="E4.2",
        statement="""\
Write `first_step(g, learning_rate, beta_1, beta_2, correct_m, correct_v)`: what Adam
adds to a parameter at its first step, with no epsilon, when the gradient is the
number `g`, not zero. `correct_m` and `correct_v` are True or False: whether each
average is corrected. With both, and `g = 5`, `learning_rate = 0.1`, it is -0.1.""",
        reference=first_step,
        cases=first_steps,
        mistakes=(
            Mistake(
                "uphill",
                lambda g, a, b1, b2, cm, cv: -first_step(g, a, b1, b2, cm, cv),
                "The size is right, the direction is not: Adam goes against the "
                "gradient, so a positive gradient makes the parameter smaller.",
            ),
            Mistake(
                "flags exchanged",
                lambda g, a, b1, b2, cm, cv: first_step(g, a, b1, b2, cv, cm),
                "The two corrections have changed places: correct_m belongs to the "
                "average above the line, correct_v to the one below.",
            ),
            Mistake(
                "always corrected",
                lambda g, a, b1, b2, cm, cv: first_step(g, a, b1, b2, True, True),
                "You corrected both averages every time; look at correct_m and "
                "correct_v first.",
            ),
            Mistake(
                "never corrected",
                lambda g, a, b1, b2, cm, cv: first_step(g, a, b1, b2, False, False),
                "You corrected neither average, whatever correct_m and correct_v say.",
            ),
            Mistake(
                "no root",
                lambda g, a, b1, b2, cm, cv: (
                    first_step(g, a, b1, b2, cm, True)
                    / (np.abs(g) * (1 if cv else 1 - b2))
                ),
                "You divided by v itself. Its root has the size of a gradient, and "
                "only then does the gradient's size cancel.",
            ),
            Mistake(
                "no sign",
                lambda g, a, b1, b2, cm, cv: first_step(np.abs(g), a, b1, b2, cm, cv),
                "The gradient's sign is lost: the square root below the line is "
                "positive, so the sign has to come from m above it.",
            ),
        ),
        solution="""\
def first_step(g, learning_rate, beta_1, beta_2, correct_m, correct_v):
    m = (1 - beta_1) * g
    v = (1 - beta_2) * g**2
    if correct_m:
        m = m / (1 - beta_1)
    if correct_v:
        v = v / (1 - beta_2)
    return -learning_rate * m / np.sqrt(v)
""",
    ),
    Exercise(
        id="E4.3",
        statement="""\
Write `my_adam_step(theta, grad, m, v, t, learning_rate, beta_1, beta_2, epsilon)`: one
step of Adam, without looking above. `theta`, `grad`, `m` and `v` are arrays of shape
(n,); `m` and `v` are as the step before left them, and `t` is the number of this
step, 1 for the first. Return the new `theta`, `m` and `v`, as a tuple.""",
        reference=my_adam_step,
        cases=midway_states,
        mistakes=(
            Mistake(
                "no correction",
                steps_of("uncorrected"),
                "Neither average is corrected: at the first step m is a tenth of the "
                "gradient and sqrt(v) a tenth of its size here.",
            ),
            Mistake(
                "power of the whole",
                steps_of("power"),
                "Your corrections are (1 - beta)^t, and they should be 1 - beta^t. At "
                "t = 1 the two agree, which hides it from a test of one step.",
            ),
            Mistake(
                "clock one ahead",
                steps_of("late"),
                "Your clock is one step ahead: t already counts this step, so the "
                "exponents are t.",
            ),
            Mistake(
                "epsilon inside the root",
                steps_of("inside"),
                "Epsilon stands under the root. Outside it is compared with the "
                "gradient's size, inside with its square.",
            ),
            Mistake(
                "epsilon before the correction",
                steps_of("hat"),
                "Epsilon joined sqrt(v) before the correction. That is Keras's "
                "convention, with an epsilon that the first steps enlarge; here it "
                "joins sqrt(v_hat).",
            ),
            Mistake(
                "epsilon added to the step",
                steps_of("precedence"),
                "Epsilon was added after the division: brackets are missing around "
                "sqrt(v_hat) + epsilon, and every step now drifts by epsilon.",
            ),
            Mistake(
                "two right forms mixed",
                steps_of("mixed"),
                "You wrote beta_1 m + (1 - beta_1)(grad - m). Either beta_1 m + "
                "(1 - beta_1) grad or m + (1 - beta_1)(grad - m); mixed, they forget m "
                "twice.",
            ),
            Mistake(
                "uphill",
                steps_of("uphill"),
                "`theta` goes up the slope: the step is subtracted.",
            ),
        ),
        solution="""\
def my_adam_step(theta, grad, m, v, t, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * grad
    v = beta_2 * v + (1 - beta_2) * grad**2
    m_hat = m / (1 - beta_1**t)
    v_hat = v / (1 - beta_2**t)
    return theta - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v
""",
    ),
    Exercise(
        id="E4.4",
        statement="""\
The gradient grows by the factor `r` at every step, $g_t = r^t$ with `r` at least 1,
and has done so for so long that both averages have settled into growing with it.
Write `growing_step(r, beta_1, beta_2)`: how long Adam's step is then, in units of
the learning rate, without epsilon. For `r = 1` it is 1.""",
        reference=growing_step,
        cases=growths,
        mistakes=(
            Mistake(
                "constant",
                lambda r, b1, b2: 1.0 + 0 * r,
                "You say 1 whatever r is, which holds for a constant gradient; a "
                "growing one is ahead of both averages, and not equally far.",
            ),
            Mistake(
                "m only",
                lambda r, b1, b2: (1 - b1) * r / (r - b1),
                "That is m alone, over the gradient. v lags behind as well: divide by "
                "its root.",
            ),
            Mistake(
                "the paper's bound",
                lambda r, b1, b2: (1 - b1) / np.sqrt(1 - b2) + 0 * r,
                "That is the bound of the paper, (1 - beta_1)/sqrt(1 - beta_2), which "
                "does not depend on r; sum the two series instead.",
            ),
            Mistake(
                "v without square",
                lambda r, b1, b2: (
                    (1 - b1) / np.sqrt(1 - b2) * np.sqrt(r) * np.sqrt(r - b2) / (r - b1)
                ),
                "In v the gradient is squared, so its series has the ratio "
                "beta_2/r^2, not beta_2/r.",
            ),
            Mistake(
                "no root",
                lambda r, b1, b2: (1 - b1) / (1 - b2) * (r**2 - b2) / (r - b1),
                "You divided by v where its root is asked.",
            ),
            Mistake(
                "upside down",
                lambda r, b1, b2: 1 / growing_step(r, b1, b2),
                "It is upside down: m stands above the line, the root of v below.",
            ),
        ),
        solution="""\
def growing_step(r, beta_1, beta_2):
    m = (1 - beta_1) / (1 - beta_1 / r)  # the series over g_t
    v = (1 - beta_2) / (1 - beta_2 / r**2)  # the series over g_t squared
    return m / np.sqrt(v)
""",
    ),
    Exercise(
        id="E4.5",
        statement="""\
Write `decayed_step(theta, grad, learning_rate, weight_decay)`: where AdamW's *first*
step, without epsilon, takes the array `theta` when the gradient is `grad` (same
shape, nowhere zero). Use what you know about the length of a first step: no average
is needed.""",
        reference=decayed_step,
        cases=decays,
        mistakes=(
            Mistake(
                "no decay",
                lambda theta, g, a, w: theta - a * np.sign(g),
                "That is Adam without any decay: weight_decay does not occur.",
            ),
            Mistake(
                "L2 in the gradient",
                lambda theta, g, a, w: theta - a * np.sign(g + w * theta),
                "You added weight_decay * theta to the gradient. That is L2: Adam "
                "divides it away, and the weights hardly decay.",
            ),
            Mistake(
                "decay without the rate",
                lambda theta, g, a, w: (1 - w) * theta - a * np.sign(g),
                "The decay is not multiplied by the learning rate: theta shrinks by "
                "1 - learning_rate * weight_decay.",
            ),
            Mistake(
                "decay grows",
                lambda theta, g, a, w: (1 + a * w) * theta - a * np.sign(g),
                "The weights grow instead of decaying: the sign of the decay is wrong.",
            ),
            Mistake(
                "decay afterwards",
                lambda theta, g, a, w: (1 - a * w) * (theta - a * np.sign(g)),
                "You let the decay shrink Adam's step as well. It acts on the old "
                "theta; the step is then taken at full length.",
            ),
            Mistake(
                "gradient descent",
                lambda theta, g, a, w: (1 - a * w) * theta - a * g,
                "The decay is right, but the step is gradient descent's: Adam's first "
                "step has the length of the learning rate.",
            ),
        ),
        solution="""\
def decayed_step(theta, grad, learning_rate, weight_decay):
    return (1 - learning_rate * weight_decay) * theta - learning_rate * np.sign(grad)
""",
    ),
    Exercise(
        id="E4.6",
        statement="""\
Open: tell a right Adam from a wrong one. Write `is_adam(step)`, where `step` is an
optimiser that is called like those of this chapter, `theta, state = step(theta,
grad, state, learning_rate=...)`, with the usual betas and some tiny epsilon. Feed it
gradients of your choice, an array of shape (1,) each, and return 1.0 if it is Adam
and 0.0 if it is not. You cannot look inside. Fourteen suspects wait; where epsilon
joins is not held against anyone.""",
        reference=is_adam,
        cases=lambda: [(suspect,) for suspect in SUSPECTS],
        mistakes=(
            Mistake(
                "trusts everyone",
                lambda step: 1.0,
                "You trust every one of them. Begin with the first step: it has the "
                "length of the learning rate.",
            ),
            Mistake(
                "trusts nobody",
                lambda step: 0.0,
                "You accuse every one of them, and three are innocent.",
            ),
            Mistake(
                "looks at the first step",
                lambda step: float(np.allclose(footprints(step, [4.0]), -1, rtol=1e-5)),
                "You look at the first step only. Several impostors take that one "
                "right and go wrong from the second on.",
            ),
            Mistake(
                "rescales the gradient",
                lambda step: float(
                    np.allclose(
                        footprints(step, [4.0, -1.0, 2.0]),
                        footprints(step, [400.0, -100.0, 200.0]),
                        rtol=1e-5,
                    )
                ),
                "You only ask whether a rescaled gradient makes a difference. Every "
                "rule that divides by a root of squares passes that.",
            ),
            Mistake(
                "feeds a constant gradient",
                lambda step: float(
                    np.allclose(footprints(step, [4.0] * 5), -1, rtol=1e-5)
                ),
                "A constant gradient cannot tell AMSGrad from Adam: for that the "
                "gradient has to become smaller.",
            ),
        ),
        solution="""\
def is_adam(step):
    theta, state, m, v = np.zeros(1), None, 0.0, 0.0
    for t, grad in enumerate((4.0, -1.0, 0.1), 1):
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        expected = theta - m / (1 - 0.9**t) / np.sqrt(v / (1 - 0.999**t))
        theta, state = step(theta, np.array([grad]), state, learning_rate=1.0)
        if not np.allclose(theta, expected, rtol=1e-5, atol=1e-5):
            return 0.0
    return 1.0
""",
    ),
]
