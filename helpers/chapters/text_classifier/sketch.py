"""Chapter 6 in the picture of the whole workbook: words and their subject."""

from helpers.figures import BLUE, INK, MUTED, PAPER
from helpers.style import TAG

TITLE = "What is it about?"
ALT = "words, and the subject they are about"


def draw(ax):
    """Five words in boxes, and an arrow to the subject."""
    for i, word in enumerate(("a", "glyph", "of", "the", "font")):
        box = {"boxstyle": "round,pad=0.35", "facecolor": TAG, "edgecolor": MUTED}
        ax.text(0.09 + 0.2 * i, 0.68, word, ha="center", fontsize=9, bbox=box)
    arrow = {"arrowstyle": "-|>", "color": INK, "lw": 1.5}
    ax.annotate("", (0.5, 0.34), (0.5, 0.58), arrowprops=arrow)
    box = {"boxstyle": "round,pad=0.45", "facecolor": BLUE, "edgecolor": BLUE}
    ax.text(0.5, 0.2, "fonts and images", color=PAPER, ha="center", bbox=box)
    ax.set(xlim=(0, 1), ylim=(0, 1))
