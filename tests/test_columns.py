"""Columns: which row names them, and which one is meant."""

import pandas as pd
import pytest

from helpers.corpora import CorpusError
from helpers.corpora.columns import as_text, find, tabulated
from tests.files import CSV, OBJECTS, add, read_as_twenty_rows, refused

FRAME = pd.DataFrame(OBJECTS)
ASKED = ("text", "label")
# What is read as the same twenty rows: (file name, content, what is said of it).
GOOD = {
    "title above": ("a.csv", "Survey 2020\n\n" + CSV, ["left aside: what stands abov"]),
    "nameless columns": ("a.csv", CSV.replace("\n", ",,\n"), []),
    "R's row numbers": (
        "a.csv",
        CSV.replace("\n", "\n7,")[:-2].replace("7,text", "text"),
        ["the first column has no name"],
    ),
    "numbers of pandas": ("a.csv", FRAME.to_csv(), ["filled in 20 rows"]),
    "capitals": ("a.csv", CSV.replace("text,label", " Text , LABEL "), ["text: colu"]),
}


@pytest.mark.parametrize("case", GOOD)
def test_the_same_rows_in_every_shape(case, tmp_path):
    read_as_twenty_rows(tmp_path, *GOOD[case])


# What is wrong: (file name, content, options, what the message says).
BAD = {
    "no text column": (
        "a.csv",
        "body,label\nx,y\n",
        {},
        "no column 'text' but body, label; set text_column to yours",
    ),
    "no label column": (
        "a.csv",
        "text,kind\nx,y\n",
        {},
        "no column 'label' but text, kind; set label_column to yours",
    ),
    "no group column": (
        "a.csv",
        CSV,
        {"group_column": "author"},
        "no column 'author' but text, label; set group_column to yours",
    ),
    "no header": (
        "a.csv",
        "good film,pos\n",
        {},
        "no column 'text' but good film, pos;.* or add a first line",
    ),
    "column twice": (
        "a.csv",
        "text,label,text\na,b,c\n",
        {},
        "2 columns that 'text' may mean: text, text; rename them",
    ),
    "column twice, nearly": (
        "a.csv",
        "Text,label,TEXT\na,b,c\n",
        {},
        "may mean: Text, TEXT; rename them, or set text_column to one",
    ),
    "too many fields": (
        "a.csv",
        add("well, well,pos"),
        {},
        "line 22 has 3 fields, the header 2; quote",
    ),
    "too many fields twice": (
        "a.csv",
        add("well, well,pos\nno, no,neg"),
        {},
        r"line 22 has 3 fields \(and so 1 more\), the header 2; quote",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_the_place_and_the_remedy(case, tmp_path):
    refused(tmp_path, *BAD[case])


def test_a_name_is_taken_exactly_before_nearly_and_nested():
    columns = ["text", "Text", "data.text", "my_label", ""]
    assert find(columns, "text") == ["text"] and find(columns, "Text") == ["Text"]
    assert find(columns, "TEXT") == ["text", "Text"]
    assert find(columns, "My Label") == find(columns, "my-label\u200b") == ["my_label"]
    assert find(columns[2:], "text") == ["data.text"] and find(columns, "tex") == []


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (1.0, "1"),
        (1.5, "1.5"),
        (True, "True"),
        (" a b ", "a b"),
        ("\u200b\ufeff \ufe0f", ""),
        ("\u200ba", "\u200ba"),
    ],
)
def test_what_a_cell_says(cell, text):
    assert as_text(cell) == text


def test_a_cell_that_holds_no_text():
    for cell, name in (([], "list"), (b"a", "bytes"), ({}, "dict")):
        with pytest.raises(TypeError, match=f"a {name}, not text"):
            as_text(cell)


def test_a_title_is_looked_for_in_ten_rows():
    rows = [(place, ["x", "y"]) for place in range(1, 10)]
    data = [(11, ["fine", "up"])]
    found = tabulated([*rows, (10, ["text", "label"]), *data], "a", "row", ASKED)
    assert found.rows == [(11, {"text": "fine", "label": "up"})]
    assert found.notes == ["left aside: what stands above row 10"]
    later = tabulated([*rows, rows[0], (11, ["text", "label"])], "a", "row", ASKED)
    assert later.columns == ["x", "y"] and len(later.rows) == 10


def test_short_rows_are_filled_and_nameless_columns_left_aside():
    rows = [(1, ["text", "", "label"]), (2, ["a"]), (3, ["b", "c", "up", ""])]
    found = tabulated(rows, "a", "row", ASKED)
    assert [cells["label"] for _, cells in found.rows] == ["", "up"]
    assert found.notes == ["left aside: columns without a name, filled in 1 rows"]


def test_numbers_of_rows_are_told_from_texts_with_a_separator():
    header = (1, ["text", "label"])
    numbered = tabulated([header, (2, ["7", "a", "up"])], "a", "row", ASKED)
    assert numbered.rows == [(2, {"": "7", "text": "a", "label": "up"})]
    for cells in (["well", "a", "up"], ["7", "a", "b", "up"]):
        with pytest.raises(CorpusError, match=f"row 2 has {len(cells)} fields"):
            tabulated([header, (2, cells)], "a", "row", ASKED)
