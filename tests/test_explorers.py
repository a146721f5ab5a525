import base64
import dataclasses
import html
import io
import json
import re

import numpy as np
import pytest
from PIL import Image, ImageColor

from helpers import explorers
from helpers.explorers import (
    Explorer,
    Laboratory,
    Stage,
    flipbook,
    flipbook_bundle,
    layer_address,
)
from tests.point import POINT, scene


def book_of(bundle):
    """What the script of a flip-book reads."""
    pattern = r'<script type="application/json">(.*?)</script>'
    return json.loads(re.search(pattern, bundle["text/html"], re.DOTALL)[1])


def picture(address):
    """The picture in a data address."""
    return Image.open(io.BytesIO(base64.b64decode(address.split(",")[1])))


# Settings


def test_settings_are_the_defaults_and_what_was_changed():
    assert POINT.settings(place=1, count=7.0) == {
        "place": 1.0,
        "scale": 0.1,
        "count": 7,
        "shape": "line",
        "shown": True,
    }
    assert isinstance(POINT.settings(place=1)["place"], float)
    assert isinstance(POINT.settings(count=np.int64(7))["count"], int)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"plaice": 0.5}, "no parameter 'plaice'; it has place, scale, count, shape"),
        ({"place": 1.5}, r"place=1\.5 is outside 0\.0 to 1\.0"),
        ({"place": float("nan")}, "place=nan"),
        ({"place": "0.5"}, "expected float"),
        ({"place": True}, "expected float"),
        ({"count": 2.5}, r"count=2\.5: expected int"),
        ({"shape": "circle"}, "shape='circle': choose one of line, bent"),
        ({"shown": 1}, "shown=1: expected bool"),
    ],
)
def test_settings_that_cannot_be_are_refused(changes, message):
    for use in (POINT.settings, lambda **given: Laboratory(POINT, **given)):
        with pytest.raises(ValueError, match=message):
            use(**changes)


def test_a_definition_stays_as_it_is():
    with pytest.raises(dataclasses.FrozenInstanceError):
        POINT.size = (4.0, 4.0)


# The stage


def test_a_layer_shows_nothing_of_the_one_before():
    stage = Stage(POINT, POINT.settings())
    stage.layer((0.2, 0.2))
    fresh = Stage(POINT, POINT.settings())
    assert stage.layer((0.8, 0.8)) == fresh.layer((0.8, 0.8))


@pytest.mark.parametrize("above", ["red", "blue"])
def test_what_lies_higher_is_painted_over_what_lies_lower(above):
    def crossing(fig):
        ax = fig.subplots()
        ax.set(xlim=(0, 1), ylim=(0, 1))
        ax.set_axis_off()  # the middle of the picture is that of the lines
        lines = {}
        for name in ("red", "blue"):
            (lines[name],) = ax.plot([], [], color=name, linewidth=20, linestyle="-")
        lines[above].set_zorder(5)
        return lines

    def across_and_up(lines, state):
        lines["red"].set_data([0, 1], [0.5, 0.5])
        lines["blue"].set_data([0.5, 0.5], [0, 1])

    cross = dataclasses.replace(POINT, scene=crossing, paint=across_and_up, redraws=())
    layer = Stage(cross, cross.settings()).layer(None)
    middle = layer.getpixel((layer.width // 2, layer.height // 2))
    assert middle[:3] == ImageColor.getrgb(above)


def test_what_moves_is_neither_drawn_with_the_rest_nor_given_room():
    def with_a_label(fig, shape):
        artists = scene(fig, shape)
        label = artists["point"].axes.text(0.5, 0.5, "\nfar out\n" * 9)
        return artists | {"label": label}

    labelled = dataclasses.replace(POINT, scene=with_a_label)
    stage = Stage(labelled, labelled.settings())
    assert stage.background == Stage(POINT, POINT.settings()).background
    assert stage.layer((0.5, 0.5)) != Stage(POINT, POINT.settings()).layer((0.5, 0.5))


def test_a_picture_is_800_by_440_pixels_unless_it_says_otherwise():
    given = {
        field.name: getattr(POINT, field.name) for field in dataclasses.fields(POINT)
    }
    del given["size"]
    usual = Explorer(**given)
    assert Stage(usual, usual.settings()).background.size == (800, 440)
    assert Stage(POINT, POINT.settings()).background.size == (400, 200)


# The flip-book


def test_a_flipbook_stores_every_page_in_real_units():
    bundle = flipbook_bundle(POINT, "place", values=np.linspace(0, 1, 11), place=0.3)
    assert set(bundle) == {"text/html", "image/png", "text/plain"}
    book = book_of(bundle)
    assert (book["label"], book["start"]) == ("place", 3)
    assert (book["min"], book["max"], book["step"]) == (0.0, 1.0, 0.1)
    assert not book["spoken"]
    assert book["texts"][3] == "0.3"
    (stored,) = re.findall(r"json.>(.*?)</script>", bundle["text/html"])
    assert "<" not in stored
    assert book["sentences"][10] == "The point is at 1.00 <!--<script></script> & co."
    assert len(book["layers"]) == len(book["sentences"]) == 11


def test_a_log_scale_is_walked_by_place_and_spoken_in_words():
    book = book_of(flipbook_bundle(POINT, "scale"))
    assert (book["min"], book["max"], book["step"]) == (0, 59, 1)
    assert book["spoken"]
    assert (book["texts"][0], book["texts"][-1]) == ("0.0001", "1")


def test_a_log_scale_is_walked_by_equal_factors():
    book = book_of(flipbook_bundle(POINT, "scale"))
    places = np.array([float(text) for text in book["texts"]])
    factor = 1e4 ** (1 / 59)  # from 0.0001 to 1 in 59 steps
    np.testing.assert_allclose(places[1:] / places[:-1], factor, rtol=1e-3)


def test_uneven_values_are_walked_by_place_too():
    book = book_of(flipbook_bundle(POINT, "place", values=[0.0, 0.1, 0.3, 1.0]))
    assert (book["min"], book["max"], book["step"]) == (0, 3, 1)
    assert book["spoken"]
    assert book["texts"] == ["0", "0.1", "0.3", "1"]


def test_a_flipbook_opens_at_the_page_nearest_to_its_setting():
    book = book_of(flipbook_bundle(POINT, "place", values=[0.0, 0.5, 1.0], place=0.3))
    assert book["start"] == 1


def test_whole_numbers_are_walked_in_whole_steps():
    book = book_of(flipbook_bundle(POINT, "count"))
    assert (book["min"], book["step"], len(book["layers"])) == (1, 2, 50)
    assert book["texts"][:3] == ["1", "3", "5"]


def test_background_and_layer_make_the_whole_picture():
    book = book_of(flipbook_bundle(POINT, "place", values=(0.2, 0.5, 0.8)))
    background = picture(book["background"]).convert("RGBA")
    stage = Stage(POINT, POINT.settings())
    for place, layer in zip((0.2, 0.5, 0.8), book["layers"], strict=True):
        layer = picture(layer).convert("RGBA")
        assert layer.size == background.size == (book["width"], book["height"])
        assert layer.getpixel((0, 0))[3] == 0
        whole = stage.picture((place, place))
        flat = Image.alpha_composite(background, layer).convert("RGB")
        difference = np.abs(np.asarray(flat, float) - np.asarray(whole, float))
        assert difference.mean() < 1  # of 255: what the palettes cost


def test_a_layer_has_16_colours_and_four_steps_of_transparency_at_most():
    def rainbow(fig, shape):
        ax = fig.subplots()
        x = np.linspace(0, 1, 60)
        return {"point": ax.scatter(x, x, c=x, cmap="hsv", s=300, alpha=0.7)}

    colourful = dataclasses.replace(POINT, scene=rainbow, paint=lambda *_: None)
    book = book_of(flipbook_bundle(colourful, "place", values=[0.0, 1.0]))
    pixels = np.asarray(picture(book["layers"][0]).convert("RGBA"))
    assert np.unique(pixels[..., 3]).tolist() == [0, 85, 170, 255]
    visible = pixels[pixels[..., 3] > 0][:, :3]
    assert 10 < len(np.unique(visible, axis=0)) <= 16


def test_16_colours_stay_as_they_are_whatever_is_too_faint_to_see():
    colours = [(255 - 16 * k, 16 * k, 7 * k) for k in range(16)]
    faint = [(3 * k, 200 - k, 90) for k in range(64)]
    pixels = [(*rgb, 255) for rgb in colours[:-1]] + [(*colours[-1], 43)]
    pixels += [(*rgb, 42) for rgb in faint]
    layer = Image.new("RGBA", (len(pixels), 1))
    layer.putdata(pixels)
    shown = np.asarray(picture(layer_address(layer)).convert("RGBA"))[0]
    assert shown[:16].tolist() == [
        *([*rgb, 255] for rgb in colours[:-1]),
        [*colours[-1], 85],
    ]
    assert not shown[16:, 3].any()


def test_of_17_colours_16_are_left():
    layer = Image.new("RGBA", (17, 1))
    layer.putdata([(15 * k, 255 - 15 * k, 0, 255) for k in range(17)])
    shown = np.asarray(picture(layer_address(layer)).convert("RGB"))[0]
    assert len(np.unique(shown, axis=0)) == 16


def test_a_page_may_show_nothing_that_moves():
    def hide(artists, state):
        artists["point"].set_data([], [])

    hidden = dataclasses.replace(POINT, paint=hide)
    book = book_of(flipbook_bundle(hidden, "place", values=[0.0, 1.0]))
    assert picture(book["layers"][0]).convert("RGBA").getbbox() is None


def test_flipbook_displays_its_bundle_as_it_is(monkeypatch):
    shown = []
    monkeypatch.setattr(explorers, "display", lambda *a, **b: shown.append((a, b)))
    flipbook(POINT, "place", values=[0.0, 1.0], place=1.0)
    bundle = flipbook_bundle(POINT, "place", values=[0.0, 1.0], place=1.0)
    assert shown == [((bundle,), {"raw": True})]


def test_a_flipbook_is_the_same_bytes_every_time():
    first, second = (flipbook_bundle(POINT, "place") for _ in range(2))
    assert first == second


def test_a_flipbook_without_its_script_is_a_picture_and_a_sentence():
    bundle = flipbook_bundle(POINT, "place", place=0.25, values=(0.0, 0.25, 1.0))
    sentence = "The point is at 0.25 <!--<script></script> & co."
    assert bundle["text/plain"] == f"{POINT.alt} {sentence}"
    page = re.sub(r"<(script|style).*?</\1>", "", bundle["text/html"], flags=re.DOTALL)
    assert re.search(r'<img alt="([^"]*)"', page)[1] == html.escape(
        bundle["text/plain"]
    )
    assert f'<p role="status">{html.escape(sentence)}</p>' in page
    assert "<input" not in page
    assert picture(re.search(r'src="([^"]*)"', page)[1]).size == (400, 200)


def test_a_flipbook_holds_no_ids_that_two_on_a_page_could_share():
    page = flipbook_bundle(POINT, "place")["text/html"]
    assert not re.search(r"\sid=|\.id\b|ElementById", page)


@pytest.mark.parametrize(
    ("parameter", "values", "message"),
    [
        ("plaice", None, "no parameter 'plaice'"),
        ("shape", None, "shape changes the background .* fix it and flip another"),
        ("place", [0.5], "1 frames; give 2 to 60"),
        ("place", np.linspace(0, 1, 61), "61 frames; give 2 to 60"),
        ("place", [0.5, 0.2], "the values of a flip-book rise"),
        ("place", [0.5, 0.5], "the values of a flip-book rise"),
        ("place", [0.5, 1.5], r"place=1\.5 is outside"),
        ("count", [1, 2.5], r"count=2\.5: expected int"),
    ],
)
def test_a_flipbook_that_cannot_be_is_refused(parameter, values, message):
    with pytest.raises(ValueError, match=message):
        flipbook_bundle(POINT, parameter, values=values)


def test_a_picture_that_cannot_be_described_is_refused():
    silent = dataclasses.replace(POINT, alt="", describe=lambda state: "")
    with pytest.raises(ValueError, match="at least 40 characters"):
        flipbook_bundle(silent, "place")
