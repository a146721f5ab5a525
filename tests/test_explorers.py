import base64
import dataclasses
import html
import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from PIL import Image

from helpers.explorers import (
    Explorer,
    Laboratory,
    Stage,
    flipbook_bundle,
    quick_png,
)
from helpers.parameters import Parameter

# The smallest explorer: a point on a line that may be straight or curved.


def scene(fig, shape):
    ax = fig.add_subplot()
    x = np.linspace(0, 1, 20)
    ax.plot(x, x if shape == "line" else x**2)
    (point,) = ax.plot([], [], "o", color="red")
    return {"point": point}


def paint(artists, state):
    artists["point"].set_data([state[0]], [state[1]])


POINT = Explorer(
    name="a point on a curve",
    notebook="99_point",
    alt="A red point somewhere on a curve that rises from the origin.",
    parameters=(
        Parameter("place", 0.5, "where on the x axis", 0.0, 1.0),
        Parameter("scale", 0.1, "of nothing", 1e-4, 1.0, "log"),
        Parameter("count", 3, "of nothing", 1, 100),
        Parameter("shape", "line", "of the curve", choices=("line", "bent <b> & 'co'")),
        Parameter("shown", True, "whether to"),
    ),
    compute=lambda place, scale, count, shape, shown: (place, place, scale, count),
    scene=scene,
    paint=paint,
    describe=lambda state: f"The point is at {state[0]:.2f} </script> & co.",
    redraws=("shape",),
    size=(4.0, 2.0),
)


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
    for use in (POINT.settings, lambda **c: Laboratory(POINT, **c)):
        with pytest.raises(ValueError, match=message):
            use(**changes)


# The flip-book


def test_a_flipbook_stores_every_page_in_real_units():
    bundle = flipbook_bundle(POINT, "place", values=np.linspace(0, 1, 11), place=0.3)
    assert set(bundle) == {"text/html", "image/png", "text/plain"}
    book = book_of(bundle)
    assert (book["label"], book["start"]) == ("place", 3)
    assert (book["min"], book["max"], book["step"]) == (0.0, 1.0, 0.1)
    assert not book["spoken"]
    assert book["texts"][3] == "0.3"
    assert book["sentences"][10] == "The point is at 1.00 </script> & co."
    assert len(book["layers"]) == len(book["sentences"]) == 11


def test_a_log_scale_is_walked_by_place_and_spoken_in_words():
    book = book_of(flipbook_bundle(POINT, "scale"))
    assert (book["min"], book["max"], book["step"]) == (0, 59, 1)
    assert book["spoken"]
    assert (book["texts"][0], book["texts"][-1]) == ("0.0001", "1")


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


def test_a_flipbook_is_the_same_bytes_every_time():
    first, second = (flipbook_bundle(POINT, "place") for _ in range(2))
    assert first == second


def test_a_flipbook_without_its_script_is_a_picture_and_a_sentence():
    bundle = flipbook_bundle(POINT, "place", place=0.25, values=(0.0, 0.25, 1.0))
    sentence = "The point is at 0.25 </script> & co."
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


# The laboratory


def moving(laboratory):
    return np.asarray(Image.open(io.BytesIO(laboratory.moving.value)))


def test_a_laboratory_moves_only_what_moves():
    laboratory = Laboratory(POINT)
    still, before = laboratory.still.value, moving(laboratory)
    laboratory.controls["place"].value = 0.75
    assert laboratory.still.value == still
    assert (moving(laboratory) != before).any()
    assert "0.75" in laboratory.caption.value
    expected = Stage(POINT, laboratory.settings).layer((0.75, 0.75))
    np.testing.assert_array_equal(moving(laboratory), expected)


def test_a_laboratory_redraws_what_stands_still_when_it_changes():
    laboratory = Laboratory(POINT)
    still = laboratory.still.value
    laboratory.controls["shape"].value = "bent <b> & 'co'"
    assert laboratory.still.value != still


def test_reset_puts_everything_back_and_draws_once(monkeypatch):
    laboratory = Laboratory(POINT, place=0.25)
    start, caption = laboratory.settings, laboratory.caption.value
    laboratory.controls["place"].value = 0.75
    laboratory.controls["count"].value = 9
    drawn = []
    layer = Stage.layer
    monkeypatch.setattr(Stage, "layer", lambda *a: drawn.append(1) or layer(*a))
    laboratory.reset()
    assert laboratory.settings == start
    assert laboratory.caption.value == caption
    assert len(drawn) == 1
    laboratory.controls["place"].value = 0.75
    assert len(drawn) == 2


def test_controls_suit_their_parameters():
    wide = Parameter("seed", 0, "fixes every draw", 0, 2**31 - 1)
    laboratory = Laboratory(
        dataclasses.replace(
            POINT,
            parameters=(*POINT.parameters, wide),
            compute=lambda seed, **rest: POINT.compute(**rest),
        )
    )
    kinds = {name: type(c).__name__ for name, c in laboratory.controls.items()}
    assert kinds == {
        "place": "SelectionSlider",
        "scale": "SelectionSlider",
        "count": "IntSlider",
        "shape": "Dropdown",
        "shown": "Checkbox",
        "seed": "BoundedIntText",
    }
    assert laboratory.controls["scale"].tooltip == "of nothing"


def test_sliders_stop_at_round_values_and_at_the_exact_start():
    laboratory = Laboratory(POINT, place=1 / 3, scale=0.123456)
    places = [value for _, value in laboratory.controls["place"].options]
    assert places[:3] == [0.0, 0.01, 0.02]
    assert places[33:36] == [0.33, 1 / 3, 0.34]
    scales = [value for _, value in laboratory.controls["scale"].options]
    assert (scales[0], scales[-1]) == (1e-4, 1.0)
    assert {0.001, 0.01, 0.1, 0.123456} <= set(scales)
    assert laboratory.settings == POINT.settings(place=1 / 3, scale=0.123456)


def test_a_parameter_without_a_range_cannot_be_explored():
    free = Parameter("path", "x", "any text at all")
    with pytest.raises(ValueError, match="path has neither a range nor choices"):
        Laboratory(dataclasses.replace(POINT, parameters=(*POINT.parameters, free)))


def test_a_laboratory_that_nobody_runs_is_a_picture_and_a_sentence():
    bundle = Laboratory(POINT)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"].startswith(POINT.alt)
    assert f'alt="{html.escape(bundle["text/plain"])}"' in bundle["text/html"]
    assert "The point is at 0.50" in bundle["text/html"]
    again = Laboratory(POINT)._repr_mimebundle_()
    assert again["text/html"] == bundle["text/html"]


def test_the_papermill_command_runs_and_reproduces_the_settings(tmp_path):
    laboratory = Laboratory(POINT, place=0.25, scale=1e-4, shown=False)
    laboratory.controls["shape"].value = "bent <b> & 'co'"
    command = re.search("<code>(.*)</code>", laboratory.caption.value)[1]
    words = shlex.split(html.unescape(command))
    assert words[:3] == [".venv/bin/papermill", "--cwd", "notebooks"]
    assert words[3:5] == ["notebooks/99_point.ipynb", "build/mine.ipynb"]

    cells = [
        nbformat.v4.new_code_cell(
            "\n".join(f"{p.name} = {p.default!r}" for p in POINT.parameters),
            metadata={"tags": ["parameters"]},
        ),
        nbformat.v4.new_code_cell("print([place, scale, count, shape, shown])"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata["kernelspec"] = kernel
    for folder in ("notebooks", "build"):
        (tmp_path / folder).mkdir()
    nbformat.write(notebook, tmp_path / "notebooks" / "99_point.ipynb")
    papermill = Path(sys.executable).with_name("papermill")
    subprocess.run([papermill, *words[1:]], cwd=tmp_path, check=True)
    ran = nbformat.read(tmp_path / "build" / "mine.ipynb", as_version=4)
    assert ran.cells[-1].outputs[0].text == f"{list(laboratory.settings.values())}\n"


def test_quick_png_is_the_picture():
    layer = Stage(POINT, POINT.settings()).layer((0.4, 0.4))
    opened = Image.open(io.BytesIO(quick_png(layer)))
    np.testing.assert_array_equal(np.asarray(opened), np.asarray(layer))
