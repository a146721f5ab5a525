"""Own files: every row that is left out, and what makes no task."""

import json
from pathlib import Path

import pytest

from helpers.corpora import CorpusError, load, own_files
from tests.files import (
    CSV,
    OBJECTS,
    ROWS,
    TEXTS,
    labelled,
    parquet,
    read_as_twenty_rows,
    refused,
    workbook,
    write,
)

# What is read as the same twenty rows: (file name, content, what is said of it).
GOOD = {
    "twenty rows": ("a.csv", CSV, []),
    "TSV": ("a.tsv", CSV.replace(",", "\t"), []),
    "Windows line ends": ("a.CSV", CSV.replace("\n", "\r\n"), []),
    "old Mac line ends": ("a.csv", CSV.replace("\n", "\r"), []),
    "empty lines": ("a.csv", CSV.replace("\n", "\n\n"), []),
    "quoted": ("a.csv", "label,text\n" + "".join(f'{c},"{t}"\n' for t, c in ROWS), []),
    "text file": ("a.txt", CSV.replace(",", "\t"), []),
}


@pytest.mark.parametrize("case", GOOD)
def test_the_same_rows_in_every_shape(case, tmp_path):
    read_as_twenty_rows(tmp_path, *GOOD[case])


# What is wrong: (file name, content, options, what the message says).
BAD = {
    "no file": ("gone.csv", None, {}, "no file '.*gone.csv'.*there are|There are"),
    "folder": ("d.csv", Path.mkdir, {}, "d.csv is a folder; name one file"),
    "empty": ("a.csv", "", {}, "a.csv is empty; it needs rows"),
    "only empty lines": ("a.jsonl", "\n \n", {}, "a.jsonl is empty"),
    "only a byte order mark": ("a.csv", "\ufeff", {}, "a.csv is empty"),
    "other ending": ("a.docx", b"x", {}, r"ends in '.docx'; save it .* .csv, .tsv"),
    "old workbook": (
        "a.xls",
        b"\xd0\xcf\x11\xe0 and so on",
        {},
        "old or a locked Excel workbook; save it as .xlsx",
    ),
    "no ending": ("a", CSV, {}, "ends in 'nothing'; save it"),
    "same column": (
        "a.csv",
        CSV,
        {"label_column": "text"},
        "both named 'text'; name different ones",
    ),
    "numbers as text": (
        "a.csv",
        "text,label\n" + "1.5,a\n2,b\n" * 9,
        {},
        "'text' holds nothing but numbers; set text_column",
    ),
    "header alone": (
        "a.csv",
        "text,label\n",
        {},
        r"no row with text and label \(no rows at all\); fill",
    ),
    "nothing labelled": (
        "a.csv",
        labelled([""] * 9),
        {},
        r"no row with text and label \(9 rows without a label \(lines 2, 3, 4,",
    ),
    "one class": (
        "a.csv",
        labelled(["pos"] * 9),
        {},
        "'label' has one class, 'pos'; add",
    ),
    "rare class": (
        "a.csv",
        labelled(["a", "b"] * 9 + ["c"] * 2),
        {},
        "fewer than 3 examples of 'c', .* join classes",
    ),
    "all labels unique": (
        "a.csv",
        labelled(range(30)),
        {},
        "fewer than 3 examples of '0', '1', '2', '3', '4', one for .* another column",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_the_place_and_the_remedy(case, tmp_path):
    refused(tmp_path, *BAD[case])


def test_the_split_of_an_own_file_ignores_the_order_of_its_rows(tmp_path):
    header, *rows = CSV.splitlines()
    one = load(write(tmp_path / "a.csv", CSV))
    other = load(write(tmp_path / "b.csv", "\n".join([header, *rows[::-1]])))
    for name, split in one.splits.items():
        assert set(split.texts) == set(other.splits[name].texts)


def test_columns_of_other_names_and_labels_that_are_numbers(tmp_path):
    rows = "".join(f"{t} {i},x,{(10, 9)[i % 2]}\n" for i, (t, _) in enumerate(ROWS))
    path = write(tmp_path / "a.csv", "review,other,stars\n" + rows)
    corpus = load(path, text_column="review", label_column="stars")
    assert corpus.classes == ("9", "10")
    gaps = parquet(text=[*TEXTS, "more"], label=[1, 2] * 10 + [None])
    corpus = load(write(tmp_path / "a.parquet", gaps))
    assert corpus.classes == ("1", "2")
    assert corpus.dropped == {"rows without a label (row 21)": 1}


def test_a_column_that_is_called_by_a_number(tmp_path):
    path = write(tmp_path / "a.csv", CSV.replace("text,label", "0,1"))
    assert load(path, text_column=0, label_column="1").classes == ("neg", "pos")


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.xlsx"])
def test_words_for_nothing_are_words(name, tmp_path):
    rows = [(f"{word} {i}", word) for word in ("NA", "None", "null") for i in range(4)]
    rows += [(word, "nan") for word in ("NA", "null", "None")]
    content = {
        "a.csv": "text,label\n" + "".join(f"{t},{c}\n" for t, c in rows),
        "a.jsonl": "".join(json.dumps({"text": t, "label": c}) + "\n" for t, c in rows),
        "a.xlsx": workbook(one=[("text", "label"), *rows]),
    }
    corpus = load(write(tmp_path / name, content[name]))
    assert corpus.classes == ("NA", "None", "nan", "null")
    assert corpus.counts == (4, 4, 3, 4) and corpus.dropped == {}


def test_no_row_is_dropped_silently(tmp_path):
    dirty = CSV + "x,\n,pos\n   ,pos\ngood thing number 1,pos\nbad thing number 2,pos\n"
    dirty += '"two\nlines",neg\n' + "y\n" * 9
    corpus = load(write(tmp_path / "a.csv", dirty))
    assert corpus.dropped == {
        "rows without a label (lines 22, 29, 30, 31, 32, …)": 10,
        "rows without text (lines 23, 24)": 2,
        "rows that repeat an earlier one (line 25)": 1,
        "rows that repeat an earlier text under another label (line 26)": 1,
    }
    assert sum(map(len, corpus.splits.values())) == 21


def test_up_to_five_places_are_named(tmp_path):
    five = load(write(tmp_path / "five.csv", CSV + "x,\n" * 5))
    assert five.dropped == {"rows without a label (lines 22, 23, 24, 25, 26)": 5}
    six = load(write(tmp_path / "six.csv", CSV + "x,\n" * 6))
    assert six.dropped == {"rows without a label (lines 22, 23, 24, 25, 26, …)": 6}
    entries = json.dumps([*OBJECTS, {"text": "x"}, {"text": "y", "label": None}])
    entries = load(write(tmp_path / "a.json", entries))
    assert entries.dropped == {"rows without a label (entries 21, 22)": 2}


def test_a_text_that_cannot_be_seen_is_none(tmp_path):
    hidden = "".join(f"{sign},pos\n" for sign in ("\u200b", "\u200d \u2060", "\ufe0f"))
    corpus = load(write(tmp_path / "a.csv", CSV + hidden))
    assert corpus.dropped == {"rows without text (lines 22, 23, 24)": 3}


def test_the_smallest_class_has_a_text_in_every_split(tmp_path):
    corpus = load(write(tmp_path / "a.csv", labelled(["often"] * 40 + ["rare"] * 3)))
    assert [len(split) for split in corpus.splits.values()] == [28 + 1, 6 + 1, 6 + 1]
    rare = corpus.classes.index("rare")
    for split in corpus.splits.values():
        assert sum(split.labels == rare) == 1


def test_classes_that_look_alike_are_named_and_joined_when_asked(tmp_path):
    labels = ["up", "up", "Up", "up\u200b"] * 4 + ["down"] * 4
    path = write(tmp_path / "a.csv", labelled(labels))
    apart = load(path)
    assert apart.classes == ("Up", "down", "up", "up\u200b")
    assert "look alike: 'up', 'Up', 'up\\u200b' (to join them:" in apart.notes[-1]
    together = load(path, join_classes=True)
    assert together.classes == ("down", "up") and together.counts == (4, 16)
    assert together.notes[-1] == "joined: 'up', 'Up', 'up\\u200b'"
    few = write(tmp_path / "few.csv", labelled(["up"] * 4 + ["UP"] + ["down"] * 4))
    with pytest.raises(CorpusError, match=r"of 'UP'.*setting join_classes"):
        load(few)
    assert load(few, join_classes=True).counts == (4, 5)


def test_texts_without_labels_keep_their_places(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text('id,Text\n1,one\n2,\n3,"two, and\nthree"\n4,"a ""b"""\n')
    table = own_files.texts(path, "text")
    assert table.places == ["line 2", "line 3", "line 4", "line 6"]
    assert table.texts == ["one", "", "two, and\nthree", 'a "b"']
    assert table.columns == ["id", "Text"]
    assert table.cells == [
        ["1", "one"],
        ["2", ""],
        ["3", "two, and\nthree"],
        ["4", 'a "b"'],
    ]
    assert "text: column 'Text'" in table.notes
    path.write_text("text\n")
    assert own_files.texts(path, "text")[:2] == ([], [])
    rows = '{"text": "one", "tags": ["a", "é"], "n": 2.0}\n{"text": "two"}'
    (tmp_path / "rows.jsonl").write_text(rows, encoding="utf-8")
    table = own_files.texts(tmp_path / "rows.jsonl", "text")
    assert table.columns == ["text", "tags", "n"]
    assert table.cells == [["one", '["a", "é"]', "2"], ["two", "", ""]]
    path.write_text("id\n1\n")
    with pytest.raises(CorpusError, match="has no column 'text' but id"):
        own_files.texts(path, "text")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.jsonl", '{"text": "one"}\n{"text": "two"}\n'),
        ("x.json", '[{"text": "one"}, {"text": "two"}]'),
        ("x.tsv", "text\tother\none\t1\ntwo\t2\n"),
        ("x.txt", "text\none\ntwo\n"),
    ],
)
def test_texts_without_labels_of_other_kinds(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    assert own_files.texts(tmp_path / name, "text")[1] == ["one", "two"]
