"""Chapter 4's explorer: five optimisers down one slope."""

from dataclasses import dataclass

import numpy as np

from helpers import optimizers
from helpers.explorers import Explorer
from helpers.figures import BLUE, GREEN, INK, ORANGE, PAPER, PURPLE, contours
from helpers.landscapes import quadratic, rosenbrock, saddle
from helpers.parameters import Parameter

__all__ = ["RACE", "RACERS", "SURFACES"]

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
    ax.set_aspect("equal")

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
