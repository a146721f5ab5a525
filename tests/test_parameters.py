"""Parameters: one row each, and the values that a slider walks."""

from pathlib import Path

import numpy as np
import pytest

from helpers.chapters import CHAPTERS
from helpers.parameters import (
    OUT,
    SEED,
    Parameter,
    checked_settings,
    output_path,
)


def test_log_scale_walks_by_equal_factors():
    rate = Parameter("learning_rate", 0.01, "step size", 1e-4, 1e-1, "log")
    assert rate.values(4) == pytest.approx([1e-4, 1e-3, 1e-2, 1e-1])


def test_whole_numbers_go_up_by_whole_steps():
    assert Parameter("epochs", 1, "passes", 1, 3).values(9) == [1, 2, 3]
    assert Parameter("epochs", 1, "passes", 1, 10).values(4) == [1, 4, 7, 10]


def test_a_linear_scale_walks_by_equal_steps_from_end_to_end():
    share = Parameter("dropout", 0.5, "share", 0.0, 0.8)
    assert share.values(5) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8])


def test_the_steps_of_whole_numbers_count_from_the_lower_end():
    assert Parameter("epochs", 5, "passes", 5, 10).values(2) == [5, 8]
    assert Parameter("epochs", 5, "passes", 5, 10).values(6) == [5, 6, 7, 8, 9, 10]


@pytest.mark.parametrize(
    "wrong",
    [
        {"default": 2.0, "low": 0.0, "high": 1.0},
        {"default": -0.5, "low": 0.0, "high": 1.0},
        {"default": "x", "choices": ("y",)},
    ],
)
def test_impossible_parameters_are_refused(wrong):
    with pytest.raises(ValueError, match=r"^p[:=]"):
        Parameter("p", meaning="anything", **wrong)


RATE = Parameter("learning_rate", 0.1, "step size", 0.0, 1.0)
COUNT = Parameter("steps", 5, "how many", 1, 9)
CURVE = Parameter("target", "wave", "the curve", choices=("wave", "bell", "step"))
SHOWN = Parameter("shown", True, "whether to")


@pytest.mark.parametrize(
    ("parameter", "value", "kept"),
    [
        (RATE, 1, 1.0),  # a whole number is a float too
        (RATE, 0.0, 0.0),
        (COUNT, 3.0, 3),
        (COUNT, 9, 9),
        (CURVE, "bell", "bell"),
        (SHOWN, False, False),
    ],
)
def test_a_value_becomes_the_parameters_type(parameter, value, kept):
    checked = parameter.checked(value)
    assert checked == kept and type(checked) is parameter.type


@pytest.mark.parametrize(
    ("parameter", "value", "sentence"),
    [
        (RATE, 1.5, "learning_rate=1.5 is outside 0.0 to 1.0"),
        (RATE, "fast", "learning_rate='fast': expected float"),
        (RATE, True, "learning_rate=True: expected float"),
        (COUNT, 3.5, "steps=3.5: expected int"),
        (COUNT, 0, "steps=0 is outside 1 to 9"),
        (CURVE, "line", "target='line': choose one of wave, bell, step"),
        (CURVE, 3, "target=3: expected str"),
        (SHOWN, 1, "shown=1: expected bool"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(parameter, value, sentence):
    with pytest.raises(ValueError, match=sentence):
        parameter.checked(value)


@pytest.mark.parametrize(
    ("parameter", "line"),
    [
        (
            Parameter("epsilon", 1e-8, "keeps the divisor from 0", 1e-12, 1.0, "log"),
            "epsilon: float = 1e-8  # keeps the divisor from 0, 1e-12 to 1",
        ),
        (
            Parameter("gain", 2.0, "of a weight", 0.1, 10.0),
            "gain: float = 2.0  # of a weight, 0.1 to 10",
        ),
        (
            Parameter("slip", 0.0, "of a reading", 0.0, 30.0, unit="cm"),
            "slip: float = 0.0  # of a reading, 0 to 30 cm",
        ),
        (
            Parameter("size", 8000, "tokens", 200, 50_000),
            "size: int = 8000  # tokens, 200 to 50000",
        ),
        (CURVE, 'target: str = "wave"  # the curve; or bell, step'),
        (
            Parameter("path", "", "a file's path"),
            'path: str = ""  # a file\'s path',
        ),
        (SHOWN, "shown: bool = True  # whether to"),
        (SEED, "seed: int = 0  # fixes every random draw of the notebook"),
    ],
)
def test_the_line_of_a_papermill_cell(parameter, line):
    assert parameter.declaration == line


def test_a_seed_may_be_what_numpy_and_keras_both_take():
    assert SEED.checked(0) == 0 and SEED.checked(2**31 - 1) == 2147483647
    for value in (-1, 2**31):
        with pytest.raises(ValueError, match="outside"):
            SEED.checked(value)


def test_every_scale_can_be_walked():
    for parameter in (p for chapter in CHAPTERS for p in chapter.parameters):
        if parameter.scale != "linear":
            assert parameter.scale == "log"
            assert parameter.type is float and parameter.low > 0


def test_an_output_path_is_filled_and_starts_in_the_sweeps_folder(monkeypatch):
    settings = {"seed": 3, "corpus": "/my/own file.csv", "rate": 0.1}
    monkeypatch.delenv(OUT, raising=False)
    assert output_path("trec-{seed}.derived", settings) == Path("trec-3.derived")
    assert output_path("{{x}}.derived", settings) == Path("{x}.derived")
    # A path that is a setting makes no folders.
    named = output_path("a/{corpus}-{rate}.derived", settings)
    assert named == Path("a/own file-0.1.derived")
    odd = {"name": "a:b?c"}
    assert output_path("{name}.derived", odd) == Path("a-b-c.derived")
    monkeypatch.setenv(OUT, "/runs")
    assert output_path("x.derived", settings) == Path("/runs/x.derived")
    elsewhere = output_path("/elsewhere/x.derived", settings)
    assert elsewhere == Path("/elsewhere/x.derived")


def test_an_output_path_replaces_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setenv(OUT, str(tmp_path))
    for name in ("mine.csv", "mine", "mine.derived.csv"):
        with pytest.raises(ValueError, match=r"end it in \.derived"):
            output_path(name, {})
    (tmp_path / "x.derived").mkdir()
    with pytest.raises(ValueError, match=r"x\.derived is a folder; name a file in it"):
        output_path("x.derived", {})


def test_settings_are_checked_by_their_parameters(capsys):
    parameters = (SEED, Parameter("units", 8, "how wide", 2, 64))
    given = {"seed": 1, "units": 8.0, "unit_price": 3, "np": np, "_": "seed"}
    assert checked_settings(parameters, given) == {"seed": 1, "units": 8}
    assert not capsys.readouterr().out
    with pytest.raises(ValueError, match=r"units=1 is outside 2 to 64"):
        checked_settings(parameters, given | {"units": 1})


@pytest.mark.parametrize("name", ["Seed", "unit", "UNITS", "sed"])
def test_a_mistyped_parameter_is_named(name, capsys):
    parameters = (SEED, Parameter("units", 8, "how wide", 2, 64))
    given = {"seed": 1, "units": 8, name: "x"}
    checked_settings(parameters, given | {"settings": {}})  # the cell is run again
    assert not capsys.readouterr().out
    checked_settings(parameters, given)
    meant = "seed" if name.lower().startswith("s") else "units"
    assert capsys.readouterr().out == (
        f"{name} is no parameter of this page, and changes nothing: did you mean "
        f"{meant}?\n"
    )
