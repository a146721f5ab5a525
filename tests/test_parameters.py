"""Parameters: one row each, and the values that a slider walks."""

import pytest
from helpers.chapters.settings import CHAPTERS

from helpers.parameters import Parameter


def test_log_scale_walks_by_equal_factors():
    rate = Parameter("learning_rate", 0.01, "step size", 1e-4, 1e-1, "log")
    assert rate.values(4) == pytest.approx([1e-4, 1e-3, 1e-2, 1e-1])


def test_whole_numbers_go_up_by_whole_steps():
    assert Parameter("epochs", 1, "passes", 1, 3).values(9) == [1, 2, 3]
    assert Parameter("epochs", 1, "passes", 1, 10).values(4) == [1, 4, 7, 10]


@pytest.mark.parametrize(
    "wrong",
    [
        {"default": 2.0, "low": 0.0, "high": 1.0},
        {"default": "x", "choices": ("y",)},
    ],
)
def test_impossible_parameters_are_refused(wrong):
    with pytest.raises(ValueError, match=r"^p[:=]"):
        Parameter("p", meaning="anything", **wrong)


def test_every_scale_can_be_walked():
    for parameter in (p for row in CHAPTERS.values() for p in row):
        if parameter.scale != "linear":
            assert parameter.scale == "log"
            assert parameter.type is float and parameter.low > 0
