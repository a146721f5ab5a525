"""Chapter 6's field for a text of one's own: what it shows and says."""

from types import SimpleNamespace

import numpy as np
import pytest

from helpers.chapters import text_classifier as chapter

CLASSES = ["left", "<b>right</b>", "$x_1$"]


def classifier(texts):
    """The longer a text, the more it is of the second class."""
    shares = np.array([min(len(text) / 20, 0.9) for text in texts])
    return np.stack([0.9 - shares, shares, np.full(len(texts), 0.1)], axis=1)


def mattered(text, label):
    words = text.split()
    if not words:
        raise ValueError
    return [(word, 0.1 * i) for i, word in enumerate(words[::-1], 1)][::-1][:3]


@pytest.fixture
def field():
    model = SimpleNamespace(probabilities=classifier, classes=CLASSES)
    return chapter.AskYourOwn(model, mattered, "one two")


def test_it_begins_with_an_answer(field):
    assert field.alt == (
        "Most probable: left 55%, <b>right</b> 35%, $x_1$ 10%. What left rests on most "
        "is 'one': without it left loses 20 of these points."
    )
    assert bytes(field.picture.value).startswith(b"\x89PNG")


def test_another_text_gets_another_answer(field):
    before = bytes(field.picture.value)
    field.field.value = "a much longer text"
    assert field.alt.startswith("Most probable: <b>right</b> 90%")
    assert bytes(field.picture.value) != before
    assert "<b>" not in field.caption.value and "&lt;b&gt;right" in field.caption.value


def test_a_text_without_a_word_is_answered_too(field):
    field.field.value = " "
    assert field.alt.startswith("There is no word to judge by. Most probable: left")


def test_words_that_change_nothing_are_said_to(field):
    field.mattered = lambda text, label: [("one", 0.001)]
    field.answer("one")
    assert "No single word makes a difference of one point" in field.alt


def test_the_field_has_a_name_and_waits_for_enter(field):
    assert field.field.description == "Your text"
    assert not field.field.continuous_update


def test_without_a_kernel_it_is_a_picture_with_words(field):
    page = field.stand_in()
    assert page["text/plain"] == field.alt
    assert "<img" in page["text/html"] and "Run the page" in page["text/html"]
    assert "<b>" not in page["text/html"] and "&lt;b&gt;right" in page["text/html"]


def test_a_page_makes_no_formula_of_a_classs_name(field):
    for page in (field.caption.value, field.stand_in()["text/html"]):
        assert "<p class='tex2jax_ignore mathjax_ignore'" in page


def test_a_temperature_in_words():
    said = chapter.temperature_said(0.5, 0.2, 0.05, 0.05)
    assert "best temperature is 0.50, which makes the network surer" in said
    assert "was 0.200 and is 0.050 now, smaller, and no more than chance" in said
    assert "(0.050, which nineteen" in said
    said = chapter.temperature_said(2.0, 0.05, 0.05, 0.04)
    assert "less sure" in said and "no smaller, and still more than chance" in said
