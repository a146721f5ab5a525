"""Own files: every format that is read, every row that is dropped, every refusal."""

import json
import os
from pathlib import Path

import pandas as pd
import pyarrow
import pyarrow.parquet
import pytest

from helpers.corpora import CorpusError, load

ROWS = [(f"good thing number {i}", "pos") for i in range(10)]
ROWS += [(f"bad thing number {i}", "neg") for i in range(10)]
CSV = "text,label\n" + "".join(f"{text},{label}\n" for text, label in ROWS)
JSONL = "".join(json.dumps({"text": t, "label": c}) + "\n" for t, c in ROWS)


def parquet(**columns):
    def write(path):
        pd.DataFrame(columns).to_parquet(path)

    return write


def write(path, content):
    if callable(content):
        content(path)
    elif isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_bytes(content.encode())
    return path


TEXTS, LABELS = map(list, zip(*ROWS, strict=True))
GOOD = {
    "twenty rows": ("a.csv", CSV),
    "TSV": ("a.tsv", CSV.replace(",", "\t")),
    "byte order mark": ("a.csv", "\ufeff" + CSV),
    "Windows line ends": ("a.CSV", CSV.replace("\n", "\r\n")),
    "empty lines": ("a.csv", CSV.replace("\n", "\n\n")),
    "quoted": ("a.csv", "label,text\n" + "".join(f'{c},"{t}"\n' for t, c in ROWS)),
    "JSON lines": ("a.jsonl", JSONL),
    "NDJSON": ("a.ndjson", "\n" + JSONL),
    "Parquet": ("a.parquet", parquet(text=TEXTS, label=LABELS)),
    "categories": ("a.parquet", parquet(text=TEXTS, label=pd.Categorical(LABELS))),
}


@pytest.mark.parametrize("case", GOOD)
def test_own_files_in_every_format(case, tmp_path):
    name, content = GOOD[case]
    corpus = load(write(tmp_path / name, content))
    assert corpus.classes == ("neg", "pos") and corpus.dropped == {}
    assert [len(split) for split in corpus.splits.values()] == [12, 4, 4]
    for split in corpus.splits.values():
        assert set(split.labels) == {0, 1}
        for text, label in zip(split.texts, split.labels, strict=True):
            assert text.startswith("bad" if corpus.classes[label] == "neg" else "good")


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


def test_no_row_is_dropped_silently(tmp_path):
    dirty = CSV + "x,\n,pos\n   ,pos\ngood thing number 1,pos\nbad thing number 2,pos\n"
    dirty += '"two\nlines",neg\n' + "y,\n" * 9
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


def test_the_smallest_class_has_a_text_in_every_split(tmp_path):
    corpus = load(write(tmp_path / "a.csv", labelled(["often"] * 40 + ["rare"] * 3)))
    assert [len(split) for split in corpus.splits.values()] == [28 + 1, 6 + 1, 6 + 1]
    rare = corpus.classes.index("rare")
    for split in corpus.splits.values():
        assert sum(split.labels == rare) == 1


def labelled(labels):
    """A table in which text and label of each row are given by its place."""
    return "text,label\n" + "".join(f"t{i} word,{c}\n" for i, c in enumerate(labels))


def add(line, to=CSV):
    """A good file and one more line."""
    return to + line + "\n"


# What is wrong: (file name, content, options, what the message says).
BAD = {
    "no file": ("gone.csv", None, {}, "no file '.*gone.csv'.*there are|There are"),
    "folder": ("d.csv", Path.mkdir, {}, "d.csv is a folder; name one file"),
    "empty": ("a.csv", "", {}, "a.csv is empty; it needs rows"),
    "only empty lines": ("a.jsonl", "\n \n", {}, "a.jsonl is empty"),
    "only a byte order mark": ("a.csv", "\ufeff", {}, "a.csv is empty"),
    "empty Parquet": ("a.parquet", b"", {}, "a.parquet is empty"),
    "other ending": ("a.xlsx", b"PK", {}, r"ends in '.xlsx'; save it .* .csv, .tsv"),
    "packed": ("a.csv.gz", b"\x1f\x8b", {}, r"'.gz'; save it \(unpacked\)"),
    "no ending": ("a", CSV, {}, "ends in 'nothing'; save it"),
    "one JSON document": ("a.json", "{}", {}, r"ends in '.json'.*.jsonl"),
    "no text column": (
        "a.csv",
        "body,label\nx,y\n",
        {},
        "no column 'text' but body, label; name yours with text_column=",
    ),
    "no label column": (
        "a.csv",
        "text,kind\nx,y\n",
        {},
        "no column 'label' but text, kind; name yours with label_column=",
    ),
    "no header": (
        "a.csv",
        "good film,pos\n",
        {},
        "no column 'text' but good film, pos;.* or add a first line",
    ),
    "semicolons": (
        "a.csv",
        CSV.replace(",", ";"),
        {},
        r"but text;label;.*\(comma or tab\)",
    ),
    "same column": (
        "a.csv",
        CSV,
        {"label_column": "text"},
        "both name 'text'; name two",
    ),
    "column twice": (
        "a.csv",
        "text,label,text\na,b,c\n",
        {},
        "two columns 'text'; rename",
    ),
    "column twice in Parquet": ("a.parquet", None, {}, "a.parquet.*text"),
    "too many fields": (
        "a.csv",
        add("well, well,pos"),
        {},
        "line 22 has 3 fields, the header 2; quote",
    ),
    "too few fields": ("a.csv", add("well"), {}, "line 22 has 1 fields"),
    "unclosed quote": (
        "a.csv",
        add('"well,pos\nmore,neg'),
        {},
        "line 22: the quotation marks.*double the quotes",
    ),
    "unclosed quote at once": ("a.csv", '"' + CSV, {}, "line 1: the quotation marks"),
    "quote within": ("a.csv", add('"a "b" c",pos'), {}, "line 22: the quotation marks"),
    "endless field": ("a.csv", add('"' + "x" * 140_000), {}, "line 22: .*field limit"),
    "Latin-1": (
        "a.csv",
        add("café,pos").encode("iso-8859-1"),
        {},
        r"line 22 is not UTF-8 \(byte 0xe9\); save.*iconv",
    ),
    "UTF-16": ("a.csv", CSV.encode("utf-16"), {}, "line 1 is not UTF-8.*or -f UTF-16"),
    "UTF-16 unmarked": (
        "a.csv",
        CSV.encode("utf-16-le"),
        {},
        r"line 1 is not UTF-8 \(byte 0x00\).*or -f UTF-16",
    ),
    "NUL at once": (
        "a.csv",
        "\0" + CSV,
        {},
        r"line 1 is not UTF-8 \(byte 0x00\); save",
    ),
    "NUL": ("a.csv", add("a\0b,pos"), {}, r"line 22 is not UTF-8 \(byte 0x00\); save"),
    "broken JSON": (
        "a.jsonl",
        add('{"text": "x", "label"', JSONL),
        {},
        "line 21 is not JSON .*write one object a line",
    ),
    "not an object": (
        "a.jsonl",
        add('"text"', JSONL),
        {},
        "line 21 is no JSON object; write",
    ),
    "JSON array": (
        "a.jsonl",
        json.dumps([{"text": "a"}]),
        {},
        "line 1 is no JSON object; write one object a line",
    ),
    "endless JSON": (
        "a.jsonl",
        add('{"a":' * 100_000, JSONL),
        {},
        "line 21 is not JSON",
    ),
    "list in JSON": (
        "a.jsonl",
        add('{"text": ["a"], "label": "pos"}', JSONL),
        {},
        "line 21, column 'text' holds a list, not text",
    ),
    "object as label": (
        "a.jsonl",
        add('{"text": "a", "label": {}}', JSONL),
        {},
        "line 21, column 'label' holds a dict",
    ),
    "half a character": (
        "a.jsonl",
        add(r'{"text": "\ud83d", "label": "pos"}', JSONL),
        {},
        "line 21, column 'text' holds half a char.*repair",
    ),
    "no column in JSON": ("a.jsonl", '{"a": 1}\n', {}, "no column 'text' but a;"),
    "not Parquet": ("a.parquet", CSV, {}, "no readable Parquet file .*write it again"),
    "cut Parquet": ("a.parquet", b"PAR1 and so on", {}, "no readable Parquet file"),
    "list in Parquet": (
        "a.parquet",
        parquet(text=[["a"], ["b"]], label=["x", "y"]),
        {},
        "row 1, column 'text' holds a list",
    ),
    "bytes in Parquet": (
        "a.parquet",
        parquet(text=[b"a", b"b"], label=["x", "y"]),
        {},
        "row 1, column 'text' holds a bytes",
    ),
    "numbers as text": (
        "a.csv",
        "text,label\n" + "1.5,a\n2,b\n" * 9,
        {},
        "'text' holds nothing but numbers; name",
    ),
    "numbers in Parquet": (
        "a.parquet",
        parquet(text=range(9), label=list("abc" * 3)),
        {},
        "nothing but numbers",
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
    name, content, options, message = BAD[case]
    path = tmp_path / name
    if case == "column twice in Parquet":
        table = pyarrow.table([["a"], ["b"], ["c"]], names=["text", "label", "text"])
        pyarrow.parquet.write_table(table, path)
    elif content is not None:
        write(path, content)
    with pytest.raises(CorpusError, match=message) as refused:
        load(path, **options)
    assert "\n" not in str(refused.value)


def test_at_least_25_bad_inputs_are_told_apart():
    assert len({message for *_, message in BAD.values()}) >= 25


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = write(tmp_path / "a.csv", CSV)

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    if os.geteuid() == 0:  # nothing is forbidden to root
        monkeypatch.setattr(Path, "read_bytes", refuse)
    else:
        path.chmod(0)
    with pytest.raises(
        CorpusError, match=r"a.csv cannot be read \(Permission denied\)"
    ):
        load(path)
