"""One screen about a corpus before anything learns from it."""

import numpy as np
import pytest

from helpers.corpora import first_look, lengths, load
from tests.files import CSV, add, labelled, write


def look(path, **options):
    return first_look(load(path, **options))


def test_one_screen_says_what_a_file_holds(tmp_path):
    rows = "x,\nbad thing number 3,neg\n"
    path = write(tmp_path / "reviews.csv", (CSV + rows).replace(",", ";"))
    assert look(path) == (
        "Your own file reviews.csv.\n"
        "read: encoding: UTF-8; separated by semicolons\n"
        "found: 22, of which 20 serve\n"
        "    left out: 1 rows without a label (line 22)\n"
        "    left out: 1 rows that repeat an earlier one (line 23)\n"
        "here: 20; 12 to train, 4 to validation, 4 to test\n"
        "classes: 2\n"
        "         10  50.0% 'neg'\n"
        "         10  50.0% 'pos'\n"
        "words in a text: 4 (median), nine in ten 4 to 4\n"
        "letters: Latin 100%\n"
        "twins: 4 of 4 test texts nearly stand in training too\n"
        "    'good thing number 6'\n"
        "    'good thing number 2'\n"
        "    so the test rewards memory; if a column says what belongs "
        "together, set group_column"
    )


def test_the_classes_of_the_whole_file_are_counted(tmp_path):
    path = write(tmp_path / "a.csv", labelled(["a"] * 30 + ["b"] * 90))
    said = look(path, sample=20)
    assert "found: 120, of which 120 serve\nhere: 20; " in said
    assert "         90  75.0% 'b'\n         30  25.0% 'a'\n" in said


def test_twelve_classes_are_listed_and_the_rest_counted(tmp_path):
    labels = [f"c{k:02}" for k in range(14) for _ in range(3 + (k == 13))]
    said = look(write(tmp_path / "a.csv", labelled(labels)))
    assert "classes: 14\n          4   9.3% 'c13'\n" in said
    assert said.count("7.0% 'c") == 11 and "          6  14.0% in 2 others\n" in said


LETTERS = {
    "Latin 100%": "good film",
    "Hangul 100% (Korean)": "영화가 지루했어요",
    "Greek 100% (Greek)": "καλή ταινία",
    "Han 100%": "这部电影很无聊",
    "Cyrillic 100%": "хороший фильм",
    "Devanagari 100%": "यह फिल्म",
    "none": "10 % 😀",
}


@pytest.mark.parametrize("letters", LETTERS)
def test_letters_are_named_and_a_language_where_they_tell(letters, tmp_path):
    rows = [f"{LETTERS[letters]} {k};{'one' if k % 2 else 'two'}" for k in range(20)]
    path = write(tmp_path / "a.csv", "\n".join(["text;label", *rows]))
    assert f"\nletters: {letters}\n" in look(path)


def test_japanese_is_told_by_its_own_signs(tmp_path):
    rows = [f"この映画はつまらない {k},{k % 2}" for k in range(20)]
    path = write(tmp_path / "a.csv", "\n".join(["text,label", *rows]))
    assert "(Japanese)" in look(path)


def test_no_twins_and_groups(tmp_path):
    rng = np.random.default_rng(0)
    syllables = ["ba", "de", "ki", "lo", "mu", "ra", "se", "ti"]
    words = ["".join(rng.choice(syllables, 4)) for _ in range(900)]
    rows = [
        f"{' '.join(words[8 * k : 8 * k + 8])},{k % 2},thread {k // 4}"
        for k in range(100)
    ]
    path = write(tmp_path / "a.csv", "\n".join(["text,label,thread", *rows]))
    said = look(path, group_column="thread")
    assert "twins: 0 of " in said and "rewards memory" not in said
    assert said.endswith("\ngroups: 25, none of them in two splits")
    assert "groups" not in look(path)


def test_lengths_are_in_words(tmp_path):
    path = write(tmp_path / "a.csv", add("今天 don't,pos"))
    assert sorted(lengths(load(path)).tolist()) == [4] * 21


def test_no_line_is_longer_than_a_page(tmp_path):
    text = "a long word list " * 30
    rows = "".join(
        f"{text} {k},{'one two ' * 20 if k % 2 else 'x'}\n" for k in range(9)
    )
    said = look(write(tmp_path / "a.csv", "text,label\n" + rows))
    assert max(map(len, said.splitlines())) <= 88
