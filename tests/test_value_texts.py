"""Short texts of values: what a learner sees of a case."""

import numpy as np
import pytest

from helpers.value_texts import case_text, shape_text, value_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (2 / 3, "0.666667"),
        (1e-9, "1e-09"),
        (3, "3"),
        (True, "True"),
        (None, "None"),
        ("wave", "'wave'"),
        (np.float64(0.5), "0.5"),
        (np.int64(7), "7"),
        (np.array(0.25), "0.25"),
        (np.array([1.0, 2.5]), "[1, 2.5]"),
        ([1, 2], "[1, 2]"),
        (np.array([True, False]), "[ True, False]"),
        (np.eye(2), "[[1, 0], [0, 1]]"),
        (np.arange(12.0), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]"),
        (np.arange(13.0), "[0, 1, ..., 11, 12]"),
        ((1.0, np.array([2.0])), "(1, [2])"),
        (value_text, "value_text"),
        (np.sum, "sum"),
    ],
)
def test_a_value_takes_one_short_line(value, text):
    assert value_text(value) == text


def test_a_shape():
    assert shape_text(2.0) == "()"
    assert shape_text(np.zeros((2, 3))) == "(2, 3)"
    assert shape_text((np.zeros(2), 1.0)) == "(2,) and ()"


def test_a_case_names_its_arguments():
    assert case_text(lambda x, t: x, (0.5, 3)) == "x = 0.5, t = 3"


def test_arguments_without_a_name_are_numbered():
    assert case_text(lambda x, *rest: x, (1, 2, 3)) == (
        "x = 1, argument 2 = 2, argument 3 = 3"
    )


def test_arguments_that_are_not_given_are_left_out():
    assert case_text(lambda x, t=0: x, (1,)) == "x = 1"
