import base64
import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from helpers import figures

ALT = "A parabola: the loss falls to zero at theta = 0 and rises on both sides."


def parabola():
    theta = np.linspace(-1, 1, 50)
    fig, ax = plt.subplots()
    ax.plot(theta, theta**2)
    ax.set(xlabel="theta", ylabel="loss")
    return fig


def test_show_displays_one_bundle_and_closes_the_figure(monkeypatch):
    shown = []
    monkeypatch.setattr(figures, "display", lambda data, raw: shown.append(data))
    fig = parabola()
    figures.show(fig, alt=ALT)
    (data,) = shown
    assert set(data) == {"text/html", "image/png", "text/plain"}
    assert f'alt="{ALT}"' in data["text/html"]
    assert data["text/plain"] == ALT
    assert not plt.fignum_exists(fig.number)


@pytest.mark.parametrize("alt", [None, "", "a parabola", " " * 60, "x" * 39])
def test_a_picture_without_words_is_refused(alt):
    fig = parabola()
    with pytest.raises(ValueError, match="at least 40 characters"):
        figures.show(fig, alt=alt)
    plt.close(fig)


def test_forty_characters_are_enough():
    assert f'alt="{"x" * 40}"' in figures.image_tag("data:", alt="x" * 40, width=1)


def test_alt_text_is_mandatory():
    fig = parabola()
    with pytest.raises(TypeError, match="alt"):
        figures.show(fig)
    plt.close(fig)


def test_alt_text_with_quotes_stays_one_attribute():
    fig = parabola()
    page = figures.bundle(fig, alt=ALT + ' Called "bowl" where a < b & b > c.')[
        "text/html"
    ]
    plt.close(fig)
    assert "&quot;bowl&quot; where a &lt; b &amp; b &gt; c." in page
    assert page.count("<") == 1


def test_the_same_figure_gives_the_same_bytes():
    first, second = parabola(), parabola()
    assert figures.bundle(first, alt=ALT) == figures.bundle(second, alt=ALT)
    plt.close("all")


def test_the_png_says_nothing_about_when_or_by_what_it_was_made():
    fig = parabola()
    png = base64.b64decode(figures.bundle(fig, alt=ALT)["image/png"])
    plt.close(fig)
    assert Image.open(io.BytesIO(png)).info.keys() <= {"transparency", "dpi"}


def test_a_pixel_of_the_page_is_drawn_with_one_and_a_half_dots():
    fig = parabola()
    bundle = figures.bundle(fig, alt=ALT)
    width, height = fig.get_size_inches() * fig.dpi
    plt.close(fig)
    assert f'width="{width:.0f}"' in bundle["text/html"]
    drawn = Image.open(io.BytesIO(base64.b64decode(bundle["image/png"])))
    assert drawn.size == (1.5 * width, 1.5 * height)


def test_packing_keeps_256_colours_and_loses_nothing_else():
    levels = np.arange(0, 256, 4, dtype=np.uint8)
    red, green = np.meshgrid(levels, levels)
    picture = Image.fromarray(np.stack([red, green, 255 - red], axis=-1))
    png, webp = (
        Image.open(io.BytesIO(figures.packed(picture, kind)))
        for kind in ("png", "webp")
    )
    assert (png.format, webp.format) == ("PNG", "WEBP")
    kept = png.convert("RGB")
    assert len(kept.getcolors(picture.width * picture.height)) == 256
    np.testing.assert_array_equal(webp.convert("RGB"), kept)


def test_figures_stand_on_paper_whatever_the_page():
    fig = parabola()
    png = base64.b64decode(figures.bundle(fig, alt=ALT)["image/png"])
    plt.close(fig)
    corner = Image.open(io.BytesIO(png)).convert("RGBA").getpixel((0, 0))
    assert "#{:02x}{:02x}{:02x}".format(*corner[:3]) == figures.PAPER
    assert corner[3] == 255


def test_contours_fill_their_window_and_leave_no_hole():
    fig, ax = plt.subplots()
    figures.contours(ax, lambda theta: (theta**2).sum(axis=-1), (-2, 2), (-1, 1))
    assert ax.get_xlim() == (-2, 2)
    assert ax.get_ylim() == (-1, 1)
    fig.canvas.draw()
    pixels = np.asarray(fig.canvas.buffer_rgba())
    left, top = ax.transAxes.transform((0.01, 0.99)).astype(int)
    valley, summit = (
        pixels[-int(y), int(x), :3].astype(int)
        for x, y in (ax.transData.transform((0.02, 0.02)), (left, top))
    )
    assert summit.sum() > valley.sum() + 100
    plt.close(fig)


def test_labels_are_read_in_the_colour_of_their_line():
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1])
    text = figures.label(ax, 1, 1, "identity", line.get_color(), ha="right")
    assert text.get_color() == line.get_color() == figures.BLUE
    plt.close(fig)
