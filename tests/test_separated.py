"""Separated values: which sign separates, and whom a quotation mark belongs to."""

import pytest

from helpers.corpora import CorpusError, load
from helpers.corpora.separated import read_separated
from tests.files import CSV, add, read_as_twenty_rows, write

ASKED = ("text", "label")


# What is read as the same twenty rows: (file name, content, what is said of it).
GOOD_FILES = {
    "semicolons": ("a.csv", CSV.replace(",", ";"), ["separated by semicolons"]),
    "tabs in .csv": ("a.csv", CSV.replace(",", "\t"), ["separated by tabs"]),
    "strokes": ("a.csv", CSV.replace(",", "|"), ["separated by upright strokes"]),
    "signs of one's own": ("a.csv", CSV.replace(",", "~"), ["separated by '~'"]),
    "commas in .tsv": ("a.tsv", CSV, ["separated by commas"]),
    "Excel's first line": ("a.csv", "sep=;\n" + CSV.replace(",", ";"), []),
    "the same, quoted": ("a.csv", '"sep=,"\r\n' + CSV, []),
}


@pytest.mark.parametrize("case", GOOD_FILES)
def test_the_same_rows_in_every_shape(case, tmp_path):
    read_as_twenty_rows(tmp_path, *GOOD_FILES[case])


def table(text, usual=","):
    return read_separated(text, "a.csv", ASKED, usual)


def texts(text, usual=","):
    return [cells["text"] for _, cells in table(text, usual).rows]


def places(text, usual=","):
    return [place for place, _ in table(text, usual).rows]


GOOD = "".join(f"fine {k}\tup\npoor {k}\tdown\n" for k in range(5))
QUOTATION = '"I will come.\tup\nNobody else.\tdown\nBring the lamp."\tup\n'
AS_TEXTS = "quotation marks are read as parts of the texts"


def test_a_quotation_over_several_rows_of_a_tsv_swallows_none():
    found = table("text\tlabel\n" + GOOD + QUOTATION, "\t")
    assert len(found.rows) == 13 and found.notes == [AS_TEXTS]
    assert texts("text\tlabel\n" + GOOD + QUOTATION, "\t")[-3:] == [
        '"I will come.',
        "Nobody else.",
        'Bring the lamp."',
    ]
    first = 'label\ttext\nup\t"I will come.\ndown\tNobody.\nup\tThe lamp."\n'
    assert len(table(first, "\t").rows) == 3


@pytest.mark.parametrize("sign", [",", ";", "|"])
def test_nor_does_it_in_another_file_where_every_line_is_a_row(sign):
    text = ("text\tlabel\n" + GOOD + QUOTATION).replace("\t", sign)
    assert len(table(text, sign).rows) == 13
    assert table(text, sign).notes == [AS_TEXTS]
    first = "label\ttext\n" + "up\tfine\ndown\tpoor\n" * 2
    first += 'up\t"I will come.\ndown\tNobody.\nup\tThe lamp."\n'
    assert len(table(first.replace("\t", sign), sign).rows) == 7


def test_rows_that_a_quotation_would_swallow_are_refused_where_both_readings_fail():
    text = ("text\tlabel\n" + GOOD + QUOTATION).replace("\t", ",")
    with pytest.raises(
        CorpusError, match="line 12: a quotation mark opens a text of 3"
    ):
        table(text + '"well, well",up\n')
    with pytest.raises(
        CorpusError, match="line 15: the quotation marks of this row do"
    ):
        table(text.replace('"', "") + '"well, well",up\n'.replace('",', '"" ,'))


def test_quoted_texts_may_have_line_breaks_and_separators():
    text = 'text,label\n"one, two\nthree",up\n"say ""hi""",down\nplain,up\n'
    assert texts(text) == ["one, two\nthree", 'say "hi"', "plain"]
    assert places(text) == [2, 4, 5] and table(text).notes == []
    assert texts(text.replace(",", "\t"), "\t") == [
        "one\t two\nthree",
        'say "hi"',
        "plain",
    ]
    poem = 'text,label\nfine,up\n"Roses,\nviolets,\nsugar",up\npoor,down\n'
    assert texts(poem)[1] == "Roses,\nviolets,\nsugar"


def test_a_tsv_is_quoted_if_nearly_all_of_it_is():
    text = "text\tlabel\n" + '"fine"\t"up"\n' * 30
    assert set(texts(text, "\t")) == {"fine"}
    assert texts(text + "plain\tup\n" * 2, "\t")[0] == "fine"
    assert texts(text + "plain\tup\n" * 3, "\t")[0] == '"fine"'


def test_quotation_marks_may_be_escaped():
    text = 'text,label\n"say \\"hi\\", twice",up\n"no, thanks",down\n'
    assert texts(text) == ['say "hi", twice', "no, thanks"]


def test_quotation_marks_within_a_text_are_its_own():
    assert texts('text,label\n5" screen,up\n') == ['5" screen']
    assert texts('text,label\n"quick" service,up\nfine,down\n')[0] == '"quick" service'


def test_a_long_text_is_read_whole():
    text = "word " * 60_000
    assert texts(f"text,label\n{text},up\n") == [text]


def test_lines_are_counted_as_an_editor_counts_them():
    text = 'sep=,\ntext,label\n\n\nfine,up\n"two\nlines",down\npoor,down\n'
    assert places(text) == [5, 6, 8]
    assert places("Survey\n\n" + text.partition("\n")[2]) == [6, 7, 9]


def test_the_usual_sign_is_kept_where_it_gives_the_columns():
    text = "text,label\na;b;c,up\nd;e;f,down\n"
    assert texts(text) == ["a;b;c", "d;e;f"]
    assert table(text.replace(",", "\t")).notes == ["separated by tabs"]


def test_rows_in_are_rows_loaded_and_left_out(tmp_path):
    rows = [f"text {k},{'up' if k % 2 else 'down'}" for k in range(40)]
    rows[3], rows[7], rows[11] = "text 3,", ",up", rows[10]
    rows[20:23] = ['"a quotation,up', "goes on,down", 'and ends",up']
    path = write(tmp_path / "a.csv", "\n".join(["text,label", *rows]))
    corpus = load(path)
    loaded = sum(map(len, corpus.splits.values()))
    assert loaded + sum(corpus.dropped.values()) == len(rows)
    assert sum(corpus.dropped.values()) == 3 and sum(corpus.counts) == loaded


BROKEN = {
    "unclosed": (
        '"well, now,pos\nmore,neg',
        "line 22: the quotation marks .*unexpected",
    ),
    "endless": ('"' + "x" * 140_000, "line 22: the quotation marks"),
    "within": ('"a "b", c",pos', "line 22: the quotation marks.*double the quotes"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_quotation_marks_that_fit_no_reading_are_refused(case):
    line, message = BROKEN[case]
    with pytest.raises(CorpusError, match=f"a.csv, {message}"):
        table(add(line, CSV))
