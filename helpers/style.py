"""The look of every picture: each colour once, and matplotlib's settings.

Ink on soft paper, right on light and dark pages alike. `helpers.figures` puts the style
on; the slider of a page takes its colour from here too.
"""

from cycler import cycler

__all__ = ["COLORS", "GROUND", "INK", "MUTED", "PAPER", "STYLE", "TAG"]

PAPER = "#faf7f0"
INK = "#2b2d33"  # what is read
MUTED = "#6e6a61"  # what stands behind it
LABELS = "#4a4d55"  # of axes and ticks
FRAME = "#b9b4a8"  # axes and ticks themselves
GRID = "#e6e1d5"
TAG = "#e8edf3"  # behind a word
GROUND = ("#7fa6c0", "#c5d5d8", "#f3ebd9")  # of landscapes, low to high

# Colours of Okabe and Ito, darkened for paper; a line style belongs to each, so that
# print and every kind of colour vision can tell them apart.
COLORS = {
    "blue": "#0b6ba8",
    "orange": "#bf4b0a",
    "green": "#098163",
    "purple": "#a63d7e",
    "black": INK,
    "ochre": "#b57d00",
}
LINES = ("-", "--", "-.", ":", (0, (7, 2)), (0, (4, 1, 1, 1, 1, 1)))

STYLE = {
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "patch.edgecolor": PAPER,
    "figure.figsize": (8.0, 4.2),
    "figure.dpi": 100,
    "savefig.dpi": 100,
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.12,
    "figure.constrained_layout.w_pad": 0.12,
    # DejaVu Sans comes with matplotlib: the same letters on every machine. At 100 dots
    # per inch 10 points are 14 pixels, the size of JupyterLab's own text.
    "font.family": "DejaVu Sans",
    "mathtext.fontset": "dejavusans",
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 9,
    "axes.labelsize": 10,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "axes.unicode_minus": True,
    "text.color": INK,
    "axes.titlecolor": INK,
    "axes.labelcolor": LABELS,
    "xtick.labelcolor": LABELS,
    "ytick.labelcolor": LABELS,
    "xtick.color": FRAME,
    "ytick.color": FRAME,
    "axes.edgecolor": FRAME,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.major.size": 3,
    "ytick.major.size": 3,
    "xtick.minor.size": 0,
    "ytick.minor.size": 0,
    "axes.prop_cycle": cycler(color=COLORS.values()) + cycler(linestyle=LINES),
    "lines.linewidth": 2.0,
    "lines.markersize": 6,
    "lines.solid_capstyle": "round",
    "lines.dash_capstyle": "round",
    "scatter.edgecolors": "face",
    "image.cmap": "cividis",
    "legend.frameon": False,
}
