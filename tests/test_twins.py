"""Twins: texts that share two thirds of the shorter one's three-word runs."""

import numpy as np
import pytest

from helpers.corpora.twins import repeated, twins_of, words


def test_twins_share_two_thirds_of_the_shorter_ones_runs():
    a = "one two three four five"  # three runs
    two = "one two three four six"
    one = "one two three six seven"
    assert twins_of([a, two, one], [a]).tolist() == [0, 0, -1]
    assert twins_of([a], [one, two]).tolist() == [1]
    long = f"{a} and so on and so forth until the very end"
    assert twins_of([long], [a]).tolist() == [0]
    assert twins_of([a], ["ONE, two: three; FOUR five!"]).tolist() == [0]


def test_the_first_twin_is_named():
    texts = [f"the very same words {end}" for end in ("here", "there", "now")]
    assert twins_of(texts[:1], texts[1:]).tolist() == [0]


def test_rows_from_a_template_are_twins_whatever_the_number():
    asked = [f"order {k} has left the house" for k in range(120)]
    others = [f"order {k} has left the house" for k in range(200, 400)]
    assert set(twins_of(asked, others)) == {0}
    assert (twins_of(["the order has a number 7"], others) == -1).all()


def test_scripts_without_spaces_are_compared_by_characters():
    assert words("今天abc天气") == ["今", "天", "abc", "天", "气"]
    assert words("ปีปู don't") == ["ปี", "ปู", "don", "t"]
    assert twins_of(["今天天气很好"], ["今天天气很坏", "今天"]).tolist() == [0]


@pytest.mark.parametrize("texts", [["one", "one two"], ["", "!"]])
def test_short_texts_have_no_twins(texts):
    assert twins_of(texts, texts).tolist() == [-1, -1]
    assert not repeated(texts).any()


def test_of_repeated_texts_the_first_is_kept():
    a, b = "one two three four five", "one two three four six"
    other = "quite another sentence with other words"
    assert repeated([a, other, b, a]).tolist() == [False, False, True, True]
    assert repeated([other, a]).tolist() == [False, False]
    # What is near to a repeated text alone is kept: b repeats a, and c repeats b.
    a, b, c = ("u v w x y z", "v w x y z q", "w x y z q r")
    assert repeated([a, b, c]).tolist() == [False, True, False]
    assert isinstance(repeated([a, b]), np.ndarray)
