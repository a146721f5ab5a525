"""Packed files: what is in them, and what is not unpacked."""

import bz2
import gzip
import lzma
import os
from pathlib import Path

import pytest

from helpers.corpora import CorpusError, load, unpacking
from tests.files import (
    CSV,
    JSONL,
    SHEET,
    add,
    archive,
    read_as_twenty_rows,
    refused,
    workbook,
    write,
)

# What is read as the same twenty rows: (file name, content, what is said of it).
GOOD = {
    "gzip": ("a.csv.gz", gzip.compress(CSV.encode()), ["unpacked"]),
    "bzip2": ("a.tsv.bz2", bz2.compress(CSV.replace(",", "\t").encode()), ["unpacked"]),
    "xz": ("a.jsonl.xz", lzma.compress(JSONL.encode()), ["unpacked"]),
    "zip": ("a.zip", archive(**{"b.csv": CSV}), ["unpacked: b.csv"]),
    "zip of a Mac": (
        "a.zip",
        archive(**{"d/b.csv": CSV, "__MACOSX/d/._b.csv": "x", "d/.DS_Store": "y"}),
        ["unpacked: b.csv"],
    ),
}


@pytest.mark.parametrize("case", GOOD)
def test_the_same_rows_in_every_shape(case, tmp_path):
    read_as_twenty_rows(tmp_path, *GOOD[case])


# What is wrong: (file name, content, options, what the message says).
BAD = {
    "empty packed": ("a.csv.gz", gzip.compress(b"\n"), {}, "a.csv is empty"),
    "another document": (
        "a.ods",
        archive(**{"mimetype": "x", "content.xml": "y"}),
        {},
        "a document of another kind; save its table as .xlsx or .csv",
    ),
    "cut gzip": (
        "a.csv.gz",
        gzip.compress(CSV.encode())[:-9],
        {},
        "a.csv.gz cannot be unpacked",
    ),
    "cut zip": ("a.zip", archive(a=CSV)[:-9], {}, "a.zip cannot be unpacked"),
    "two files": (
        "a.zip",
        archive(**{"a.csv": CSV, "b.csv": CSV}),
        {},
        "a.zip holds a.csv, b.csv; unpack it and name one",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_the_place_and_the_remedy(case, tmp_path):
    refused(tmp_path, *BAD[case])


def test_what_grows_without_end_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(unpacking, "LARGEST", len(CSV))
    for name, content in (
        ("a.csv.gz", gzip.compress(CSV.encode())),
        ("a.zip", archive(**{"a.csv": CSV})),
    ):
        assert len(load(write(tmp_path / name, content)).train) == 12
    longer = add("x,pos")
    for name, content in (
        ("a.csv.gz", gzip.compress(longer.encode())),
        ("a.zip", archive(**{"a.csv": longer})),
        ("a.xlsx", workbook(one=SHEET)),
    ):
        with pytest.raises(CorpusError, match=r"grows above .* GiB; unpack and split"):
            load(write(tmp_path / name, content))


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
