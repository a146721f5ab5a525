"""The picture of the whole workbook: a small sketch for every chapter that has one."""

import matplotlib.pyplot as plt

from helpers.chapters import CHAPTERS

__all__ = ["SKETCHES", "alt_text", "draw_overview", "draw_sketch"]

SKETCHES = {
    chapter.number: chapter.module.sketch
    for chapter in CHAPTERS
    if hasattr(chapter.module, "sketch")
}
COLUMNS = 3
COUNTS = {6: "Six", 7: "Seven", 8: "Eight", 9: "Nine"}


def alt_text():
    """What the overview shows, for a reader who cannot see it."""
    parts = [f"{number}: {sketch.ALT}." for number, sketch in SKETCHES.items()]
    return f"{COUNTS[len(SKETCHES)]} small pictures. {' '.join(parts)}"


def draw_overview():
    """What the chapters build, one small picture each.

    Returns
    -------
    matplotlib.figure.Figure
    """
    rows = -(-len(SKETCHES) // COLUMNS)
    fig, axes = plt.subplots(rows, COLUMNS, figsize=(9.6, 2.8 * rows))
    for ax in axes.flat[len(SKETCHES) :]:
        ax.remove()
    for ax, (number, sketch) in zip(axes.flat, SKETCHES.items(), strict=False):
        draw_sketch(ax, sketch)
        ax.set_title(f"{number}  {sketch.TITLE}")
    return fig


def draw_sketch(ax, sketch):
    """One small picture, on axes without marks."""
    sketch.draw(ax)
    ax.set(xticks=[], yticks=[])
    ax.grid(False)
    ax.spines[:].set_visible(False)
