"""A rescaled loss: whose path changes when the loss is multiplied?"""

from dataclasses import dataclass

from helpers.chapters.adam.race import LEAST, SAID, times
from helpers.chapters.adam.rules import RULES
from helpers.explorers import Explorer
from helpers.figures import INK, MUTED, contours
from helpers.landscapes import quadratic
from helpers.parameters import Parameter
from helpers.walks import walk

# The learning rate that each rule keeps, however the loss is rescaled.
SUITED = {"gd": 0.09, "adam": 0.35, "article_rule": 0.0005}
SCALED_STEPS = 80
BOWL = quadratic(20)


@dataclass(frozen=True)
class Rescaled:
    """Where three rules come when the loss is multiplied.

    Attributes
    ----------
    scale : float
    paths : dict of str to array of shape (steps + 1, 2)
        By the keys of SUITED; shorter where one was lost.
    shares : dict of str to float
        The loss reached over the loss at the start.
    """

    scale: float
    paths: dict
    shares: dict


def compute(scale):
    """Run each rule, its learning rate fixed, on the bowl times `scale`."""
    paths, shares = {}, {}
    for key, rate in SUITED.items():
        path = walk(
            RULES[key].step,
            lambda theta: scale * BOWL.gradient(theta),
            BOWL.start,
            SCALED_STEPS,
            learning_rate=rate,
        )
        paths[key] = path
        shares[key] = float(BOWL.value(path[-1]) / BOWL.value(path[0]))
    return Rescaled(scale, paths, shares)


def scene(fig):
    """The bowl and the room for losses."""
    left, right = fig.subplots(1, 2, width_ratios=[1.5, 1])
    contours(left, BOWL.value, *BOWL.window)
    left.plot(*BOWL.minimum, "+", color=INK, markersize=12, markeredgewidth=2)
    left.set(aspect="equal", xlabel=r"$\theta_1$", ylabel=r"$\theta_2$")
    left.set_title(f"{SCALED_STEPS} steps, learning rates fixed")
    right.set(xscale="log", xlim=(LEAST, 1e6), ylim=(len(SUITED) - 0.4, -0.6))
    right.set_yticks(range(len(SUITED)), [RULES[key].label for key in SUITED])
    right.set_title("Loss at the end, over the first")
    right.axvline(1, color=MUTED, lw=1, ls=":")
    right.grid(axis="y", visible=False)
    artists = {}
    for row, key in enumerate(SUITED):
        color, line = RULES[key].color, RULES[key].line
        right.get_yticklabels()[row].set(color=color, fontweight="bold")
        (artists[key, "path"],) = left.plot([], [], color=color, linestyle=line)
        (artists[key, "bar"],) = right.plot(
            [], [], color=color, linewidth=9, solid_capstyle="butt", linestyle="-"
        )
    return artists


def paint(artists, state):
    """Move every path and bar."""
    for row, (key, path) in enumerate(state.paths.items()):
        artists[key, "path"].set_data(*path.T)
        end = min(max(state.shares[key], 2 * LEAST), 1e6)
        artists[key, "bar"].set_data([LEAST, end], [row, row])


def describe(state):
    """What each rule makes of the rescaled loss."""
    words = []
    for key, share in state.shares.items():
        ends = "diverges" if share > 1 else f"ends at {times(share)} the loss"
        words.append(f"{SAID[key]} {ends}")
    return f"Loss multiplied by {state.scale:.4g}: {', '.join(words)}."


RESCALED = Explorer(
    name="a rescaled loss",
    alt=(
        "The paths of gradient descent, Adam and the article's rule down a bowl whose "
        "loss is multiplied by a constant, and the loss that each one reaches."
    ),
    parameters=(
        Parameter("scale", 1.0, "what the loss is multiplied by", 1e-4, 1e4, "log"),
    ),
    compute=compute,
    scene=scene,
    paint=paint,
    describe=describe,
    size=(8.4, 3.9),
)
