import re
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import figures
from helpers.explorers import sheet
from helpers.style import COLORS, INK, MUTED, PAPER, STYLE

ROOT = Path(__file__).resolve().parent.parent
CODE = re.compile(r"#[0-9a-f]{6}\b", re.IGNORECASE)


# Each colour once


def test_each_colour_is_typed_once_and_nowhere_else():
    typed = [
        (code.lower(), path.relative_to(ROOT).as_posix())
        for folder in ("helpers", "tools", "assets")
        for path in sorted((ROOT / folder).rglob("*.*"))
        if path.suffix in (".py", ".css", ".js") and "vendor" not in path.parts
        for code in CODE.findall(path.read_text(encoding="utf-8"))
    ]
    # A page of the book has colours of its own, by day and by night.
    assert {name for _, name in typed} == {"helpers/style.py", "assets/book/book.css"}
    codes = [code for code, _ in typed]
    assert len(codes) == len(set(codes))


def test_the_slider_takes_its_colour_from_here():
    text = (ROOT / "assets" / "flipbook.css").read_text(encoding="utf-8")
    (name,) = re.findall(r"accent-color: \$(\w+);", text)
    assert f"accent-color: {COLORS[name]};" in sheet("flipbook.css")


def test_figures_name_the_colours():
    for name, color in COLORS.items():
        if name != "black":  # that is the ink
            assert getattr(figures, name.upper()) == color
    assert COLORS["black"] == INK


# One look


def test_figures_put_the_style_on():
    assert {name: plt.rcParams[name] for name in STYLE} == matplotlib.RcParams(STYLE)


def test_each_colour_comes_with_a_line_style_of_its_own():
    cycle = plt.rcParams["axes.prop_cycle"].by_key()
    assert cycle["color"] == list(COLORS.values())
    assert len(set(map(str, cycle["linestyle"]))) == len(COLORS)


def luminance(color):
    channels = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(
        channels <= 0.03928, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
    )
    return linear @ (0.2126, 0.7152, 0.0722)


@pytest.mark.parametrize("color", [*COLORS.values(), INK, MUTED])
def test_every_colour_stands_out_from_the_paper(color):
    # WCAG 2: text needs 4.5 to 1; graphics, and ochre is never text, 3 to 1.
    least = 3 if color == COLORS["ochre"] else 4.5
    assert (luminance(PAPER) + 0.05) / (luminance(color) + 0.05) >= least
