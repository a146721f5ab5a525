"""Small files of every kind, for the tests of what reads them."""

import io
import json
import zipfile

import openpyxl
import pandas as pd
import pytest

from helpers.corpora import CorpusError, load

ROWS = [(f"good thing number {i}", "pos") for i in range(10)]
ROWS += [(f"bad thing number {i}", "neg") for i in range(10)]
OBJECTS = [{"text": text, "label": label} for text, label in ROWS]
CSV = "text,label\n" + "".join(f"{text},{label}\n" for text, label in ROWS)
JSONL = "".join(json.dumps(row) + "\n" for row in OBJECTS)
TEXTS, LABELS = map(list, zip(*ROWS, strict=True))


def parquet(**columns):
    content = io.BytesIO()
    pd.DataFrame(columns).to_parquet(content)
    return content.getvalue()


def workbook(**sheets):
    """An Excel workbook with these sheets, each a list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def archive(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return content.getvalue()


def write(path, content):
    if callable(content):
        content(path)
    elif isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_bytes(content.encode())
    return path


def labelled(labels):
    """A table in which text and label of each row are given by its place."""
    return "text,label\n" + "".join(f"t{i} word,{c}\n" for i, c in enumerate(labels))


def add(line, to=CSV):
    """A good file and one more line."""
    return to + line + "\n"


SHEET = [("text", "label"), *ROWS]


def read_as_twenty_rows(folder, name, content, said):
    """Assert that a file is read as `ROWS`, and that this is said of how."""
    corpus = load(write(folder / name, content))
    assert corpus.classes == ("neg", "pos") and corpus.dropped == {}
    assert corpus.counts == (10, 10)
    assert [len(split) for split in corpus.splits.values()] == [12, 4, 4]
    for split in corpus.splits.values():
        for text, label in zip(split.texts, split.labels, strict=True):
            assert (text, corpus.classes[label]) in ROWS
    notes = [note for note in corpus.notes if note != "encoding: UTF-8"]
    for note in said:
        assert note in "; ".join(notes)
    assert said or not notes


def refused(folder, name, content, options, message):
    """Assert that a file is refused in one line that says this."""
    path = folder / name
    if content is not None:
        write(path, content)
    with pytest.raises(CorpusError, match=message) as error:
        load(path, **options)
    assert "\n" not in str(error.value)
