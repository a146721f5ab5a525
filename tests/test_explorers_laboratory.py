import dataclasses
import html
import io
import re
import shlex
import subprocess
import sys
from pathlib import Path

import ipywidgets as widgets
import nbformat
import numpy as np
import pytest
from PIL import Image

from helpers import explorers
from helpers.explorers import Laboratory, Stage, quick_png
from helpers.parameters import SEED, Parameter
from tests.point import POINT


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


def buttons(laboratory):
    return {
        child.description: child
        for box in laboratory.children
        for child in getattr(box, "children", ())
        if isinstance(child, widgets.Button)
    }


def test_a_button_resets():
    laboratory = Laboratory(POINT, place=0.25)
    laboratory.controls["place"].value = 0.75
    buttons(laboratory)["Reset"].click()
    assert laboratory.settings == POINT.settings(place=0.25)


def test_a_button_shows_the_command():
    def classes(laboratory):
        return laboratory.get_state()["_dom_classes"]

    laboratory = Laboratory(POINT)
    assert classes(laboratory) == ("derived-laboratory",)
    buttons(laboratory)["Copy as papermill command"].click()
    assert classes(laboratory) == ("derived-laboratory", "derived-command-shown")


def worn(widget):
    """The classes of a widget and of all that is in it."""
    found = set(widget.get_state()["_dom_classes"])
    return found.union(*map(worn, getattr(widget, "children", ())))


def test_every_class_of_the_style_and_the_script_is_worn():
    laboratory = Laboratory(POINT)
    buttons(laboratory)["Copy as papermill command"].click()
    known = explorers.sheet("laboratory.css") + explorers.asset("laboratory.js")
    assert worn(laboratory) == set(re.findall(r"\.(derived-[a-z-]+)", known))


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


def with_another(parameter):
    """The controls of a laboratory with one parameter more."""

    def compute(**settings):
        del settings[parameter.name]
        return POINT.compute(**settings)

    parameters = (*POINT.parameters, parameter)
    larger = dataclasses.replace(POINT, parameters=parameters, compute=compute)
    return Laboratory(larger).controls


def test_controls_suit_their_parameters():
    controls = with_another(SEED)
    kinds = {name: type(control).__name__ for name, control in controls.items()}
    assert kinds == {
        "place": "SelectionSlider",
        "scale": "SelectionSlider",
        "count": "IntSlider",
        "shape": "Dropdown",
        "shown": "Checkbox",
        "seed": "BoundedIntText",
    }
    assert controls["scale"].tooltip == "of nothing"


def test_sliders_stop_at_round_values_and_at_the_exact_start():
    laboratory = Laboratory(POINT, place=1 / 3, scale=0.123456)
    places = [value for _, value in laboratory.controls["place"].options]
    assert places[:3] == [0.0, 0.01, 0.02]
    assert places[33:36] == [0.33, 1 / 3, 0.34]
    scales = [value for _, value in laboratory.controls["scale"].options]
    assert (scales[0], scales[-1]) == (1e-4, 1.0)
    assert {0.001, 0.01, 0.1, 0.123456} <= set(scales)
    assert laboratory.settings == POINT.settings(place=1 / 3, scale=0.123456)


def test_a_log_slider_has_as_many_stops_for_every_factor_of_ten():
    options = Laboratory(POINT).controls["scale"].options
    stops = np.array([value for _, value in options])
    decades = np.floor(np.log10(stops[:-1]) + 1e-9)
    assert np.unique(decades, return_counts=True)[1].tolist() == [25] * 4
    assert [text for text, _ in options[:3]] == ["0.0001", "0.00011", "0.00012"]


@pytest.mark.parametrize(
    ("low", "high", "step"), [(2.0, 2.5, 0.01), (5.0, 9.9, 0.01), (-2.0, 1.0, 0.01)]
)
def test_a_slider_has_50_to_500_stops_from_its_lower_end_on(low, high, step):
    options = with_another(Parameter("more", high, "", low, high))["more"].options
    stops = [value for _, value in options]
    assert (stops[0], stops[-1]) == (low, high)
    np.testing.assert_allclose(np.diff(stops), step)


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [
        (0, 10_000, "IntSlider"),
        (0, 10_001, "BoundedIntText"),
        (5_000, 15_000, "IntSlider"),
        (-5_000, 5_001, "BoundedIntText"),
    ],
)
def test_too_many_whole_numbers_are_typed(low, high, kind):
    control = with_another(Parameter("more", low, "", low, high))["more"]
    assert type(control).__name__ == kind
    assert (control.min, control.max, control.value) == (low, high, low)


@pytest.mark.parametrize("default", ["any text at all", 3, 0.5])
def test_a_parameter_without_a_range_cannot_be_explored(default):
    with pytest.raises(ValueError, match="more has neither a range nor choices"):
        with_another(Parameter("more", default, "whatever you like"))


def test_a_laboratory_that_nobody_runs_is_a_picture_and_a_sentence():
    still = Laboratory(POINT).stand_in()
    assert still["text/plain"].startswith(POINT.alt)
    assert f'alt="{html.escape(still["text/plain"])}"' in still["text/html"]
    assert "The point is at 0.50" in still["text/html"]
    assert Laboratory(POINT).stand_in() == still


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


def test_laboratory_displays_the_widget(monkeypatch):
    shown = []
    monkeypatch.setattr(explorers, "display", shown.append)
    explorers.laboratory(POINT, place=0.25)
    (widget,) = shown
    assert widget.settings == POINT.settings(place=0.25)


def test_quick_png_is_the_picture():
    layer = Stage(POINT, POINT.settings()).layer((0.4, 0.4))
    opened = Image.open(io.BytesIO(quick_png(layer)))
    np.testing.assert_array_equal(np.asarray(opened), np.asarray(layer))
