"""A race of optimisers down a surface."""

from dataclasses import dataclass

import numpy as np

from helpers.chapters.adam.parameters import PARAMETERS
from helpers.chapters.adam.rules import RULES
from helpers.chapters.adam.surfaces import SURFACES
from helpers.explorers import Explorer
from helpers.figures import INK, PAPER, contours
from helpers.walks import walk

RACERS = {
    key: RULES[key] for key in ("gd", "momentum", "rmsprop", "adam", "article_rule")
}
MOST_STEPS = 120
LEAST = 1e-6  # losses below this are drawn there


@dataclass(frozen=True)
class Race:
    """Where every optimiser has come to.

    Attributes
    ----------
    surface : str
    steps : int
    beta_1 : float
    paths : dict of str to array of shape (steps + 1, 2)
        By the keys of RACERS; shorter where one was lost.
    losses : dict of str to array of shape (steps + 1,)
        Each over the loss at the start.
    """

    surface: str
    steps: int
    beta_1: float
    paths: dict
    losses: dict

    def order(self):
        """The keys of those in the picture, lowest loss first."""
        window = np.array(SURFACES[self.surface].window)
        inside = [
            key
            for key, path in self.paths.items()
            if ((window[:, 0] <= path[-1]) & (path[-1] <= window[:, 1])).all()
        ]
        return sorted(inside, key=lambda key: self.losses[key][-1])


def compute(learning_rate, beta_1, beta_2, epsilon, surface, steps):
    """The path of every optimiser from the surface's start.

    The surface is divided by its sharpest curvature at the start, so that one learning
    rate suits all surfaces: gradient descent begins stably below 2.
    """
    landscape = SURFACES[surface]
    start = np.array(landscape.start)
    sharpest = np.abs(np.linalg.eigvalsh(landscape.hessian(start))).max()
    given = {"beta_1": beta_1, "beta_2": beta_2, "epsilon": epsilon}

    def gradient(theta):
        return landscape.gradient(theta) / sharpest

    paths, losses = {}, {}
    for key, rule in RACERS.items():
        settings = {name: given[name] for name in rule.settings}
        settings["learning_rate"] = learning_rate
        paths[key] = walk(rule.step, gradient, start, steps, **settings)
        losses[key] = landscape.value(paths[key]) / landscape.value(start)
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
    ax.set_yticks(range(len(RACERS)), [rule.label for rule in RACERS.values()])
    ax.set(ylim=(len(RACERS) - 0.4, -0.6))
    ax.grid(axis="y", visible=False)
    ax.tick_params(axis="y", length=0)

    for row, (key, rule) in enumerate(RACERS.items()):
        line = {"color": rule.color, "linestyle": rule.line}
        tick = panels["now"].get_yticklabels()[row]
        tick.set(color=rule.color, fontweight="bold")
        for part, panel in (("path", "surface"), ("loss", "loss")):
            (artists[key, part],) = panels[panel].plot([], [], linewidth=1.6, **line)
        (artists[key, "now"],) = panels["now"].plot(
            [], [], color=rule.color, linewidth=7, solid_capstyle="butt", linestyle="-"
        )
    for key, rule in RACERS.items():
        head = {"color": rule.color, "markeredgecolor": PAPER, "markeredgewidth": 1}
        (artists[key, "head"],) = panels["surface"].plot([], [], "o", ms=9, **head)
    return artists


def paint(artists, state):
    """Move every optimiser's path, head, loss curve and bar."""
    for row, (key, path) in enumerate(state.paths.items()):
        losses = state.losses[key]
        if SURFACES[state.surface].minimum is not None:
            losses = np.maximum(losses, LEAST)
        artists[key, "path"].set_data(*path.T)
        artists[key, "head"].set_data(*path[-1:].T)
        artists[key, "loss"].set_data(np.arange(len(losses)), losses)
        bar = artists[key, "now"]
        left = bar.axes.get_xlim()[0]
        bar.set_data([left, max(losses[-1], 1.5 * left)], [row, row])


def describe(state):
    """Who is lowest, who follows, and who has left the picture."""
    inside = state.order()
    gone = [key for key in state.paths if key not in inside]
    fallen = [key for key in gone if state.losses[key][-1] < 0]
    lost = [key for key in gone if key not in fallen]
    count = "1 step" if state.steps == 1 else f"{state.steps} steps"
    parts = []
    if inside:
        lowest, *others = inside
        parts.append(
            f"{SAID[lowest]} is lowest, at {times(state.losses[lowest][-1])} the first "
            "loss" + (f", followed by {listed(others)}" if others else "")
        )
    if fallen:
        parts.append(f"{listed(fallen)} went downhill out of the picture")
    if lost:
        parts.append(f"{listed(lost)} shot out of the picture")
    sentence = f"After {count} on the {state.surface}: {'; '.join(parts)}."
    if state.beta_1 == 0:
        sentence += " With beta_1 = 0 momentum is plain gradient descent."
    return sentence


# As a sentence about many calls them: the shortest name.
SAID = {key: rule.name for key, rule in RACERS.items()} | {"gd": "GD"}


def times(share):
    """A share of the first loss as a sentence says it."""
    return f"less than {LEAST:g} of" if abs(share) < LEAST else f"{share:.2g} times"


def listed(keys):
    """Racers as a sentence lists them: one, two and three."""
    *most, last = [SAID[key] for key in keys]
    return f"{', '.join(most)} and {last}" if most else last


RACE = Explorer(
    name="a race of optimisers",
    notebook="04_adam",
    alt=(
        "The paths of gradient descent, momentum, RMSProp, Adam and the article's rule "
        "over the contour lines of a surface, with the loss after each step and the "
        "loss reached beside it."
    ),
    parameters=PARAMETERS[:-1],  # nothing in it is random
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    redraws=("surface",),
)
