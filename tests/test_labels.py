"""Names of classes: which look alike, in which order, and how they are shown."""

import pytest

from helpers.corpora.labels import in_order, joined, look_alikes, visible

ALIKE = {
    "case": ["up", "UP", "Up"],
    "spaces": ["very good", "very  good", "very\u00a0good"],
    "what is invisible": ["up", "up\u200b", "\ufeffup", "u\u00adp", "up\u2060"],
    "the form of an accent": ["é", "e\u0301"],
    "wide letters": ["up", "ｕｐ"],
    "numbers": ["1", "1.0", "01", "1e0"],
    "truth": ["1", "True", "TRUE", "1.0"],
    "untruth": ["0", "false", "0.0"],
}


@pytest.mark.parametrize("case", ALIKE)
def test_what_nobody_sees_or_means_makes_no_other_class(case):
    names = ALIKE[case]
    (found,) = look_alikes([*names, "another", "2"])
    assert sorted(found) == sorted(names)
    most = names[1]
    assert set(joined([*names, most, "another"])) == {most, "another"}
    assert len(joined([*names, most])) == len(names) + 1


def test_other_classes_stay_apart():
    for names in (["up", "down"], ["schön", "schon"], ["1", "2"], ["c", "c++", "c#"]):
        assert look_alikes(names * 3) == [] and joined(names) == names


def test_numbers_are_ordered_by_value_and_words_by_letters():
    assert in_order(["10", "9", "9", "-1.5"]) == ["-1.5", "9", "10"]
    many = [str(n) for n in range(60)]
    assert in_order(many[::-1]) == many
    assert in_order(["10", "9", "x"]) == ["10", "9", "x"]
    assert in_order(["nan", "1"]) == ["1", "nan"]


def test_what_cannot_be_seen_is_written_out():
    assert visible("up\u200b") == r"'up\u200b'" and visible("a\tb") == r"'a\tb'"
    assert visible("very good, ça va, 体育") == "'very good, ça va, 体育'"
    assert visible("a\u00a0b\u202ec") == r"'a\xa0b\u202ec'"
