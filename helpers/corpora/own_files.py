"""A text file of one's own as a classification task: CSV, TSV, JSON lines, Parquet.

Every refusal names the file, the line or column, and what helps.
"""

import codecs
import csv
import io
import json
import math
import re
from collections import Counter, defaultdict
from functools import partial

import pandas as pd
import pyarrow
import pyarrow.parquet

from helpers.corpora.corpus import SPLITS, CorpusError

__all__ = ["READERS", "read"]

_FEWEST = len(SPLITS)  # examples of a class: one for each split


def read(path, text_column, label_column):
    """Read a file and leave out, with notice, the rows that cannot serve.

    Parameters
    ----------
    path : pathlib.Path
        An existing file or folder.
    text_column, label_column : str

    Returns
    -------
    table : pandas.DataFrame
        One row an example: text, label (number of the class).
    classes : list of str
        In alphabetical order, or by value when all are numbers.
    dropped : dict of str to int
        Why rows were left out, with the first lines, and how many.

    Raises
    ------
    CorpusError
        If the file cannot be read or makes no classification task.
    """
    if text_column == label_column:
        raise CorpusError(f"text and label both name {text_column!r}; name two columns")
    columns, rows = _reader(path)(path)
    unit = "row" if path.suffix.lower() == ".parquet" else "line"
    for option, column in (("text", text_column), ("label", label_column)):
        if columns.count(column) > 1:
            raise CorpusError(f"{path.name} has two columns {column!r}; rename one")
        if column not in columns:
            raise CorpusError(
                f"{path.name} has no column {column!r} but {', '.join(columns)}; name "
                f"yours with {option}_column=, or add a first line with column names "
                "separated as the file's ending says (comma or tab)"
            )
    seen, left_out = {}, defaultdict(list)
    for number, row in rows:
        here = f"{path.name}, {unit} {number}"
        text = _as_text(row.get(text_column), f"{here}, column {text_column!r}")
        label = _as_text(row.get(label_column), f"{here}, column {label_column!r}")
        if not text or not label:
            missing = "a label" if text else "text"
            left_out[f"rows without {missing}"].append(number)
        elif text in seen:
            same = "one" if seen[text] == label else "text under another label"
            left_out[f"rows that repeat an earlier {same}"].append(number)
        else:
            seen[text] = label
    dropped = {
        f"{reason} ({_places(unit, numbers)})": len(numbers)
        for reason, numbers in left_out.items()
    }
    classes = _check_task(path.name, seen, dropped, text_column, label_column)
    labels = [classes.index(label) for label in seen.values()]
    return pd.DataFrame({"text": list(seen), "label": labels}), classes, dropped


def _places(unit, numbers):
    """The first five of some lines or rows, in words: "lines 2, 3"."""
    first = ", ".join(map(str, numbers[:5]))
    units = f"{unit}s" if len(numbers) > 1 else unit
    return f"{units} {first}, …" if len(numbers) > 5 else f"{units} {first}"


def _check_task(name, examples, dropped, text_column, label_column):
    """The classes of {text: label}, in order; refuses what makes no task."""
    texts, labels = f"column {text_column!r}", f"column {label_column!r}"
    if not examples:
        why = "; ".join(f"{n} {reason}" for reason, n in dropped.items())
        raise CorpusError(
            f"{name} has no row with text and label ({why or 'no rows at all'}); fill "
            f"{texts} and {labels}"
        )
    if all(_is_number(text) for text in examples):
        raise CorpusError(
            f"{name}: {texts} holds nothing but numbers; name the one with the text: "
            "text_column="
        )
    counts = Counter(examples.values())
    if len(counts) == 1:
        only = next(iter(counts))
        raise CorpusError(f"{name}: {labels} has one class, {only!r}; add another")
    if rare := [label for label, count in counts.items() if count < _FEWEST]:
        raise CorpusError(
            f"{name}: {labels} has fewer than {_FEWEST} examples of "
            f"{', '.join(map(repr, rare[:5]))}, one for each split; add some, join "
            "classes, delete those rows, or name another column (label_column=)"
        )
    if all(_is_number(label) for label in counts):
        return sorted(counts, key=float)
    return sorted(counts)


def _is_number(text):
    """Whether a text is a finite number."""
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _as_text(value, where):
    """A cell as stripped text, "" when it is empty."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 1.0 where a column of whole numbers has gaps
    if not isinstance(value, (str, int, float)):
        raise CorpusError(
            f"{where} holds a {type(value).__name__}, not text; write one text a cell"
        )
    text = str(value).strip()
    if re.search("[\ud800-\udfff]", text):
        raise CorpusError(f"{where} holds half a character, a surrogate; repair it")
    return text


def _reader(path):
    """The function that reads this file, by the ending of its name."""
    known = ", ".join(READERS)
    ending = path.suffix.lower()
    if path.is_dir():
        raise CorpusError(f"{path} is a folder; name one file in it ({known})")
    if ending not in READERS:
        raise CorpusError(
            f"{path.name} ends in {ending or 'nothing'!r}; save it (unpacked) as one "
            f"of {known}"
        )
    return READERS[ending]


def _read_bytes(path):
    """What the file holds, without a byte order mark."""
    try:
        content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise CorpusError(
            f"{path} cannot be read ({error.strerror}); check who may read it"
        ) from error
    if not content.strip():
        raise CorpusError(f"{path.name} is empty; it needs rows with text and label")
    return content


def _read_text(path):
    """The file's text; only UTF-8, with or without a byte order mark."""
    content = _read_bytes(path)
    wrong = content.find(b"\0")  # UTF-16 is full of them, UTF-8 text has none
    try:
        if wrong < 0:
            return content.decode()
    except UnicodeDecodeError as error:
        wrong = error.start
    line = content[:wrong].count(b"\n") + 1
    raise CorpusError(
        f"{path.name}, line {line} is not UTF-8 (byte {content[wrong]:#04x}); save it "
        "as UTF-8, in a shell: iconv -f ISO-8859-1 -t UTF-8, or -f UTF-16"
    )


def _read_csv(path, delimiter=","):
    """The header of a table and its rows, each with the line that it starts on."""
    # The csv module rather than pandas: it knows these lines.
    content = io.StringIO(_read_text(path), newline="")
    table = csv.reader(content, delimiter=delimiter, strict=True)
    rows, start = [], 1
    try:
        for fields in table:
            if fields:  # an empty line is no row
                rows.append((start, fields))
            start = table.line_num + 1
    except csv.Error as error:
        raise CorpusError(
            f"{path.name}, line {start}: the quotation marks of this row do not match "
            f"({error}); quote text that holds a separator, a quote or a line break, "
            'and double the quotes in it: "say ""hi"""'
        ) from error
    _, header = rows.pop(0)
    header = [column.strip() for column in header]
    for line, fields in rows:
        if len(fields) != len(header):
            raise CorpusError(
                f"{path.name}, line {line} has {len(fields)} fields, the header "
                f"{len(header)}; quote text that holds a separator"
            )
    return header, [
        (line, dict(zip(header, fields, strict=True))) for line, fields in rows
    ]


def _read_json_lines(path):
    """The columns of all objects, in the order they occur, and the numbered objects."""
    remedy = 'write one object a line: {"text": "…", "label": "…"}'
    rows = []
    for number, line in enumerate(_read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise CorpusError(
                f"{path.name}, line {number} is not JSON ({error}); {remedy}"
            ) from error
        if not isinstance(row, dict):
            raise CorpusError(f"{path.name}, line {number} is no JSON object; {remedy}")
        rows.append((number, row))
    columns = dict.fromkeys(column for _, row in rows for column in row)
    return list(columns), rows


def _read_parquet(path):
    """The columns of a Parquet file and its numbered rows."""
    try:
        table = pyarrow.parquet.ParquetFile(io.BytesIO(_read_bytes(path))).read()
        rows = table.to_pylist()
    except (pyarrow.ArrowException, OSError) as error:
        why = str(error).partition("\n")[0]
        raise CorpusError(
            f"{path.name} is no readable Parquet file ({why}); write it again"
        ) from error
    return table.column_names, list(enumerate(rows, start=1))


READERS = {
    ".csv": _read_csv,
    ".tsv": partial(_read_csv, delimiter="\t"),
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
    ".parquet": _read_parquet,
}
