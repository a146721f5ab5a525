"""One look for every figure, and the door through which every picture leaves.

Importing this module puts on the style of `helpers.style`.
"""

import base64
import html
import io

import matplotlib.patheffects as patheffects
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator
from PIL import Image

from helpers.style import COLORS, GROUND, INK, MUTED, PAPER, STYLE

__all__ = [
    "BLUE",
    "GREEN",
    "INK",
    "MUTED",
    "OCHRE",
    "ORANGE",
    "PAPER",
    "PURPLE",
    "bundle",
    "contours",
    "data_address",
    "encoded",
    "image_tag",
    "label",
    "packed",
    "room_for_names",
    "show",
    "training_curves",
]

plt.style.use(STYLE)

BLUE, ORANGE, GREEN = COLORS["blue"], COLORS["orange"], COLORS["green"]
PURPLE, OCHRE = COLORS["purple"], COLORS["ochre"]
SHORTEST_ALT = 40  # characters; below that a text can only name the picture
# Ground for lines to be drawn over: one hue, so every kind of eye sees low from high.
PALE = LinearSegmentedColormap.from_list("pale", GROUND)
DENSITY = 1.5  # dots per CSS pixel, so that letters stay sharp on fine screens


def show(fig, *, alt):
    """Display a figure with its alternative text, and close it.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    alt : str
        What a reader who cannot see the picture needs to know: what is drawn and
        what it shows. At least 40 characters.

    Raises
    ------
    ValueError
        If the alternative text is missing or shorter than 40 characters.
    """
    data = bundle(fig, alt=alt)
    plt.close(fig)
    display(data, raw=True)


def bundle(fig, *, alt):
    """What `show` displays: text/html, image/png and text/plain, steady to the byte.

    JupyterLab and nbconvert read alternative text only from an `<img>` inside HTML.
    """
    drawn = io.BytesIO()
    fig.savefig(drawn, format="png", dpi=DENSITY * fig.dpi)
    with Image.open(drawn) as picture:
        png = packed(picture.convert("RGB"))
    page = image_tag(data_address(png), alt=alt, width=fig.get_figwidth() * fig.dpi)
    image = base64.b64encode(png).decode()
    return {"text/html": page, "image/png": image, "text/plain": alt}


def packed(picture, kind="png"):
    """The bytes of an RGB picture in at most 256 colours, and nothing but the picture.

    A palette takes a third of the size; `kind` "webp" a third less than "png".
    """
    few = picture.quantize(256, kmeans=1, dither=Image.Dither.NONE)
    if kind == "webp":
        return encoded(few.convert("RGB"), kind, lossless=True, quality=80)
    return encoded(few, kind, optimize=True)


def encoded(picture, kind, **options):
    """The bytes of a picture's file; `options` are Pillow's."""
    content = io.BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


def data_address(content, kind="png"):
    """A picture's bytes as an address that needs no file."""
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def image_tag(address, *, alt, width):
    """An `<img>` that carries its own picture and never outgrows the page."""
    if not isinstance(alt, str) or len(alt.strip()) < SHORTEST_ALT:
        raise ValueError(
            f"alt={alt!r} is too short: say in at least {SHORTEST_ALT} characters "
            "what the picture shows to someone who cannot see it"
        )
    return (
        f'<img alt="{html.escape(alt)}" width="{width:.0f}" '
        'style="max-width:100%;height:auto;border-radius:6px" '
        f'src="{address}">'
    )


def label(ax, x, y, text, color=INK, **options):
    """Write at (x, y) what a line is, in its colour, readable on any ground.

    `options` go to `Axes.text`, for instance `ha="right"`; returns the Text.
    """
    halo = [patheffects.withStroke(linewidth=3, foreground=PAPER)]
    options = {"fontweight": "bold", "fontsize": 9, "path_effects": halo} | options
    return ax.text(x, y, text, color=color, **options)


def room_for_names(ax, steps, factor):
    """Let x run from 0 to `factor` times `steps`, without ticks where nothing is."""
    locator = MaxNLocator(6, steps=[1, 2, 2.5, 5, 10], integer=True)
    ticks = locator.tick_values(0, steps)
    ax.set_xticks(ticks[ticks <= steps])
    ax.set_xlim(0, factor * steps)


def contours(ax, value, x, y, *, count=14, power=2.0):
    """Draw a landscape of two parameters as pale bands, low ground darkest.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    value : callable
        Takes points of shape (..., 2), returns heights of shape (...).
    x, y : tuple of float
        The window: lowest and highest value of each parameter.
    count : int
        How many bands.
    power : float
        Levels rise as this power of their number: 1 is even steps in height, 2 makes
        the ellipses of a quadratic equally wide.
    """
    grid = np.stack(np.meshgrid(np.linspace(*x, 241), np.linspace(*y, 241)), axis=-1)
    height = value(grid)
    low, high = height.min(), height.max()
    levels = low + (high - low) * np.linspace(0, 1, count + 1) ** power
    bands = PALE(np.linspace(0, 1, count))
    ax.contourf(*np.moveaxis(grid, -1, 0), height, levels, colors=bands)
    lines = {"colors": PAPER, "linewidths": 0.8, "linestyles": "solid"}
    ax.contour(*np.moveaxis(grid, -1, 0), height, levels[1:-1], **lines)
    ax.set(xlim=x, ylim=y)
    ax.grid(False)


def training_curves(history, best_epoch):
    """Training and validation loss against epochs, the kept epoch marked.

    Parameters
    ----------
    history : pandas.DataFrame
        One row an epoch, columns `loss` and `val_loss`.
    best_epoch : int
        The epoch whose weights were kept.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, ax = plt.subplots(figsize=(7.0, 3.6))
    names = {"loss": "training", "val_loss": "validation"}
    for (column, name), color in zip(names.items(), (BLUE, ORANGE), strict=True):
        ax.plot(history.index, history[column], marker="o", color=color)
        last = history[column].iloc[-1]
        label(ax, history.index[-1] + 0.15, last, name, color, va="center")
    ax.axvline(best_epoch, color=MUTED, linewidth=1, linestyle=":")
    label(ax, best_epoch, 0, " weights kept", MUTED, va="bottom")
    ax.set(xlabel="epoch", ylabel="cross-entropy", ylim=(0, None))
    ax.set_xlim(right=history.index[-1] + 1)
    ax.xaxis.get_major_locator().set_params(integer=True)
    return fig
