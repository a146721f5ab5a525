"""Chapter 0, Start here: exercise zero and the picture of the whole workbook."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from helpers.activations import relu
from helpers.exercises import Exercise, Mistake
from helpers.figures import BLUE, INK, MUTED, ORANGE, PAPER, contours
from helpers.landscapes import quadratic
from helpers.optimizers import adam, gd

# Exercises


def mean_of_squares(x):
    return np.mean(x**2)


def vectors():
    """A few by hand, so that the smallest counterexample is small, then random ones."""
    by_hand = [[0.0], [2.0], [-3.0], [1.0, 2.0], [3.0, -3.0], [1.0, 2.0, 6.0]]
    rng = np.random.default_rng(0)
    drawn = [rng.integers(-9, 10, size=1 + i % 5) / 2 for i in range(44)]
    return [(np.array(x),) for x in [*by_hand, *drawn]]


EXERCISES = [
    Exercise(
        id="E0.1",
        statement="""\
Write `mean_of_squares(x)`: the mean of the squares of the numbers in `x`, an array of
shape (n,). The answer is one number. For `x = [1, 2]` it is 2.5.""",
        reference=mean_of_squares,
        cases=vectors,
        mistakes=(
            Mistake(
                "sum",
                lambda x: np.sum(x**2),
                "Exactly n times too large: you summed where the mean was asked.",
            ),
            Mistake(
                "square of the mean",
                lambda x: np.mean(x) ** 2,
                "You squared the mean. Square first: otherwise +3 and -3 cancel before "
                "the square sees them.",
            ),
            Mistake(
                "root mean square",
                lambda x: np.sqrt(np.mean(x**2)),
                "You took the root at the end; the mean of the squares has none.",
            ),
            Mistake(
                "length",
                lambda x: np.sqrt(np.sum(x**2)),
                "That is the length of the vector: a sum and a root, where the mean "
                "without a root was asked.",
            ),
            Mistake(
                "mean",
                lambda x: np.mean(x),
                "That is the plain mean: the squares are missing, and minus pays for "
                "plus.",
            ),
            Mistake(
                "mean of sizes",
                lambda x: np.mean(np.abs(x)),
                "That is the mean of |x|: a 3 counts three times, squared it would "
                "count nine times.",
            ),
            Mistake(
                "half",
                lambda x: np.mean(x**2) / 2,
                "Exactly half of it: the 1/2 of some textbooks is a convention that "
                "this book does without.",
            ),
            Mistake(
                "doubled",
                lambda x: np.mean(x * 2),
                "`x * 2` doubles; `x ** 2` squares.",
            ),
            Mistake(
                "variance",
                lambda x: np.var(x),
                "That is the variance, which takes the mean away first; square the "
                "numbers as they stand.",
            ),
            Mistake(
                "not averaged",
                lambda x: x**2,
                "The squares are right, but all n of them came back: now take their "
                "mean.",
            ),
            Mistake(
                "only the first",
                lambda x: x[0] ** 2 / len(x),
                "Only the first square is counted: is the `return` inside the loop?",
            ),
        ),
        solution="""\
def mean_of_squares(x):
    return np.mean(x**2)
""",
    ),
]


# The picture of the whole workbook

OVERVIEW_ALT = (
    "Six small pictures. 1: a curve made of straight pieces. 2: points, a line, and a "
    "square on each residual. 3: a path zigzagging down a bowl. 4: two paths down a "
    "long valley; Adam's comes near the bottom, plain gradient descent's crawls. 5: a "
    "small network of circles and lines. 6: words, and the subject they are about."
)


def overview():
    """What the six chapters build, one small picture each; 1 to 4 are computed.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, axes = plt.subplots(2, 3, figsize=(9.6, 5.6))
    panels = (
        ("1  Why a bend?", draw_bend),
        ("2  How wrong is wrong?", draw_squares),
        ("3  Which way is down?", draw_descent),
        ("4  How long a step?", draw_race),
        ("5  By hand and in Keras", draw_network),
        ("6  What is it about?", draw_text),
    )
    for ax, (title, draw) in zip(axes.flat, panels, strict=True):
        draw(ax)
        ax.set_title(title)
        ax.set(xticks=[], yticks=[])
        ax.grid(False)
        ax.spines[:].set_visible(False)
    return fig


def draw_bend(ax):
    x = np.linspace(-3, 3, 241)
    joints = np.linspace(-3, 3, 7)
    y = np.sin(1.5 * joints)
    slopes = np.diff(y) / np.diff(joints)
    bends = np.diff(slopes, prepend=0)
    hinges = sum(b * relu(x - j) for b, j in zip(bends, joints, strict=False))
    ax.plot(x, np.sin(1.5 * x), color=MUTED, lw=1.5, ls="--")
    ax.plot(x, y[0] + hinges, color=BLUE, ls="-")
    ax.plot(joints, y, "o", color=BLUE, ms=5)


def draw_squares(ax):
    x = np.array([0.5, 1.4, 2.6, 3.5, 4.6])
    y = np.array([0.9, 2.2, 1.6, 3.4, 2.9])
    slope, intercept = np.polyfit(x, y, 1)
    for a, b in zip(x, y, strict=True):
        side = b - (slope * a + intercept)
        square = Rectangle((a, b - side), abs(side), side, color=ORANGE, alpha=0.25)
        ax.add_patch(square)
    ends = np.array([0, 5.4])
    ax.plot(ends, slope * ends + intercept, color=BLUE, ls="-")
    ax.plot(x, y, "o", color=INK, ms=6)
    ax.set(aspect="equal", adjustable="datalim")


def descend(step, landscape, learning_rate, count):
    """The points that an optimizer visits from the landscape's start."""
    path, state = [np.array(landscape.start, dtype=float)], None
    for _ in range(count):
        grad = landscape.gradient(path[-1])
        theta, state = step(path[-1], grad, state, learning_rate=learning_rate)
        path.append(theta)
    return np.array(path)


def draw_descent(ax):
    bowl = quadratic(6)
    contours(ax, bowl.value, *bowl.window)
    path = descend(gd, bowl, 0.29, 20)
    ax.plot(*path.T, marker="o", ms=4, color=ORANGE, ls="-", lw=1.5)


def draw_race(ax):
    valley = quadratic(60)
    contours(ax, valley.value, *valley.window)
    slow = descend(gd, valley, 1 / 60, 40)
    fast = descend(adam, valley, 0.35, 40)
    ax.plot(*slow.T, marker="o", ms=3, color=ORANGE, ls="-", lw=1.5)
    ax.plot(*fast.T, marker="s", ms=3, color=BLUE, ls="-", lw=1.5)


def draw_network(ax):
    layers = [np.linspace(-1, 1, n) * (n - 1) / 2 for n in (2, 4, 4, 1)]
    for i, (left, right) in enumerate(pairwise(layers)):
        for a in left:
            for b in right:
                ax.plot([i, i + 1], [a, b], color=MUTED, lw=0.8, ls="-", zorder=1)
    for i, layer in enumerate(layers):
        ax.scatter(np.full(len(layer), i), layer, s=130, color=BLUE, zorder=2)
    ax.set(xlim=(-0.4, 3.4), ylim=(-2, 2))


def draw_text(ax):
    for i, word in enumerate(("a", "glyph", "of", "the", "font")):
        box = {"boxstyle": "round,pad=0.35", "facecolor": "#e8edf3", "edgecolor": MUTED}
        ax.text(0.09 + 0.2 * i, 0.68, word, ha="center", fontsize=9, bbox=box)
    arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.5}
    ax.annotate("", (0.5, 0.34), (0.5, 0.58), arrowprops=arrow)
    box = {"boxstyle": "round,pad=0.45", "facecolor": BLUE, "edgecolor": BLUE}
    ax.text(0.5, 0.2, "fonts and images", color=PAPER, ha="center", bbox=box)
    ax.set(xlim=(0, 1), ylim=(0, 1))
