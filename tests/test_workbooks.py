"""Excel's workbooks and Parquet."""

import pandas as pd
import pyarrow
import pyarrow.parquet
import pytest

from helpers.corpora import CorpusError, load
from tests.files import (
    CSV,
    LABELS,
    SHEET,
    TEXTS,
    archive,
    parquet,
    read_as_twenty_rows,
    refused,
    workbook,
    write,
)

# What is read as the same twenty rows: (file name, content, what is said of it).
GOOD = {
    "Parquet": ("a.parquet", parquet(text=TEXTS, label=LABELS), []),
    "categories": ("a.parquet", parquet(text=TEXTS, label=pd.Categorical(LABELS)), []),
    "Parquet called .csv": (
        "a.csv",
        parquet(text=TEXTS, label=LABELS),
        ["holds what .parquet files hold"],
    ),
    "Excel": ("a.xlsx", workbook(one=SHEET), []),
    "Excel called .csv": ("a.csv", workbook(one=SHEET), ["holds what .xlsx files"]),
    "second sheet": ("a.xlsx", workbook(notes=[("by", "me")], data=SHEET), ["'data'"]),
    "title in a sheet": ("a.xlsx", workbook(one=[("Survey",), (), *SHEET]), ["row 3"]),
}


@pytest.mark.parametrize("case", GOOD)
def test_the_same_rows_in_every_shape(case, tmp_path):
    read_as_twenty_rows(tmp_path, *GOOD[case])


# What is wrong: (file name, content, options, what the message says).
BAD = {
    "empty Parquet": ("a.parquet", b"", {}, "a.parquet is empty"),
    "empty workbook": ("a.xlsx", workbook(one=[]), {}, "a.xlsx is empty"),
    "no workbook": ("a.xlsx", CSV, {}, "is no Excel workbook; save it again"),
    "broken workbook": (
        "a.xlsx",
        archive(**{"xl/workbook.xml": "x"}),
        {},
        "no readable Excel workbook",
    ),
    "two sheets": (
        "a.xlsx",
        workbook(one=SHEET, two=SHEET),
        {},
        "in the sheets one, two; keep one",
    ),
    "date in a sheet": (
        "a.xlsx",
        workbook(one=[*SHEET, (pd.Timestamp(2020, 1, 1), "pos")]),
        {},
        "row 22, column 'text' holds a datetime, not text",
    ),
    "not Parquet": ("a.parquet", CSV, {}, "no readable Parquet file .*write it again"),
    "cut Parquet": ("a.parquet", b"PAR1 and so on", {}, "no readable Parquet file"),
    "list in Parquet": (
        "a.parquet",
        parquet(text=[["a", "b"], ["b", "c"]], label=["x", "y"]),
        {},
        "row 1, column 'text' holds a list",
    ),
    "bytes in Parquet": (
        "a.parquet",
        parquet(text=[b"a", b"b"], label=["x", "y"]),
        {},
        "row 1, column 'text' holds a bytes",
    ),
    "numbers in Parquet": (
        "a.parquet",
        parquet(text=range(9), label=list("abc" * 3)),
        {},
        "nothing but numbers",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_the_place_and_the_remedy(case, tmp_path):
    refused(tmp_path, *BAD[case])


def test_another_sheet_may_hold_anything(tmp_path):
    notes = [("by", "me"), (1, 2, 3, 4), ("text",)]
    content = workbook(notes=notes, data=SHEET)
    corpus = load(write(tmp_path / "a.xlsx", content))
    assert corpus.counts == (10, 10) and "the sheet 'data' of 2" in corpus.notes


def test_a_column_of_parquet_that_stands_twice(tmp_path):
    table = pyarrow.table([["a"], ["b"], ["c"]], names=["text", "label", "text"])
    pyarrow.parquet.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(CorpusError, match="may mean: text, text; rename"):
        load(tmp_path / "a.parquet")
