"""A file of one's own as a classification task, and what was done to read it.

Every refusal names the file, the line or column, and what helps.
"""

import json
from collections import Counter, defaultdict
from typing import NamedTuple

import pandas as pd
import regex

from helpers.corpora.columns import as_text, find
from helpers.corpora.corpus import SPLITS, CorpusError
from helpers.corpora.encodings import decoded
from helpers.corpora.json_rows import read_json
from helpers.corpora.labels import in_order, is_number, joined, look_alikes, visible
from helpers.corpora.separated import read_separated
from helpers.corpora.unpacking import unpacked
from helpers.corpora.workbooks import read_parquet, read_workbook

__all__ = ["ENDINGS", "OwnFile", "Texts", "read", "texts"]

_SEPARATED = {".csv": ",", ".tsv": "\t", ".tab": "\t", ".txt": "\t"}
_JSON = (".json", ".jsonl", ".ndjson")
ENDINGS = (*_SEPARATED, *_JSON, ".xlsx", ".parquet")
_FEWEST = len(SPLITS)  # examples of a class: one for each split


class OwnFile(NamedTuple):
    """A file that was read.

    Attributes
    ----------
    table : pandas.DataFrame
        One row an example: text, label (number of the class), and group where a
        column of groups was named.
    classes : list of str
        In alphabetical order, or by value when all are numbers.
    dropped : dict of str to int
        Why rows were left out, with the first lines, and how many. The rows of the
        file are these and those of `table`.
    notes : list of str
        How it was read: encoding, separator, columns, classes that look alike.
    """

    table: pd.DataFrame
    classes: list
    dropped: dict
    notes: list


class Texts(NamedTuple):
    """The texts of a file without labels, and all that stands beside them.

    Attributes
    ----------
    places : list of str
        Where each text stands: "line 2".
    texts : list of str
        Empty where a row has none.
    columns : list of str
        All of the file's.
    cells : list of list of str
        What stands in them, row by row.
    notes : list of str
        How the file was read.
    """

    places: list
    texts: list
    columns: list
    cells: list
    notes: list


def read(
    path, text_column, label_column, group_column="", *, encoding="", join_classes=False
):
    """Read a file and leave out, with notice, the rows that cannot serve.

    Parameters
    ----------
    path : pathlib.Path
        An existing file or folder.
    text_column, label_column : str
        A column of that name, or nearly.
    group_column : str
        What rows have in common that belong together: an author, a thread; "" if
        there is none.
    encoding : str
        Of the file; "" finds out, where that is certain.
    join_classes : bool
        Take classes that look alike for one.

    Returns
    -------
    OwnFile

    Raises
    ------
    CorpusError
        If the file cannot be read or makes no classification task.
    """
    asked = {"text": text_column, "label": label_column, "group": group_column}
    wanted = [str(name) for name in asked.values() if str(name)]
    if len(set(wanted)) < len(wanted):
        twice = Counter(wanted).most_common(1)[0][0]
        raise CorpusError(f"two columns are both named {twice!r}; name different ones")
    name, source, notes = _table(path, wanted, encoding)
    columns = {}
    for option, column in asked.items():
        if str(column):
            columns[option], note = _column(source.columns, str(column), option, name)
            notes += note
    rows, left_out = _examples(source, columns, name)
    labels = [row["label"] for row in rows]
    alike = look_alikes(labels)
    if alike and join_classes:
        for row, label in zip(rows, joined(labels), strict=True):
            row["label"] = label
    notes += _about(alike, join_classes)
    rows, repeated = _without_repetitions(rows)
    dropped = {
        f"{reason} ({_places(source.unit, places)})": len(places)
        for reason, places in {**left_out, **repeated}.items()
    }
    table = pd.DataFrame(rows, columns=["place", *columns])
    _check_task(name, table, dropped, columns, alike and not join_classes)
    classes = in_order(table["label"])
    table["label"] = table["label"].map(classes.index)
    return OwnFile(table.drop(columns="place"), classes, dropped, notes)


def texts(path, text_column, *, encoding=""):
    """The texts of a file without labels, every row in its place.

    Parameters
    ----------
    path : pathlib.Path
        An existing file or folder.
    text_column : str
        A column of that name, or nearly.
    encoding : str
        Of the file; "" finds out, where that is certain.

    Returns
    -------
    Texts

    Raises
    ------
    CorpusError
        If the file cannot be read or has no such column.
    """
    name, source, notes = _table(path, [text_column], encoding)
    column, note = _column(source.columns, text_column, "text", name)
    names = list(source.columns)
    found = Texts([], [], names, [], notes + note)
    for place, cells in source.rows:
        found.places.append(f"{source.unit} {place}")
        found.texts.append(_cell(source, place, cells, column, name))
        found.cells.append([_written(cells.get(other)) for other in names])
    return found


def _table(path, wanted, encoding):
    """The name of what is read, its table, and notes on how it was read."""
    if path.is_dir():
        raise CorpusError(
            f"{path} is a folder; name one file in it ({', '.join(ENDINGS)})"
        )
    name, content, notes = unpacked(path)
    ending = regex.search(r"(\.\w+)?$", name)[0].lower()
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise CorpusError(
            f"{name} is an old or a locked Excel workbook; save it as .xlsx, without "
            "a password"
        )
    if content.startswith(b"PK\x03\x04"):
        table = read_workbook(content, name, wanted)
        kind = ".xlsx"
    elif content.startswith(b"PAR1") or ending == ".parquet":
        table = read_parquet(content, name)
        kind = ".parquet"
    elif ending in _SEPARATED or ending in _JSON:
        opened = decoded(content, name, encoding)
        notes += [f"encoding: {opened.encoding}", *opened.notes]
        if ending in _JSON:
            table = read_json(opened.text, name, wanted)
        else:
            table = read_separated(opened.text, name, wanted, _SEPARATED[ending])
        kind = ending
    elif ending == ".xlsx":
        raise CorpusError(f"{name} is no Excel workbook; save it again as .xlsx")
    else:
        raise CorpusError(
            f"{name} ends in {ending or 'nothing'!r}; save it as one of "
            f"{', '.join(ENDINGS)}"
        )
    if kind != ending:
        notes.append(f"holds what {kind} files hold, whatever its name says")
    return name, table, [*notes, *table.notes]


def _column(columns, wanted, option, name):
    """The column that is meant, and a note if its name is another."""
    found = find(columns, wanted)
    if len(found) == 1:
        note = [] if found[0] == wanted else [f"{option}: column {found[0]!r}"]
        return found[0], note
    if found:
        raise CorpusError(
            f"{name} has {len(found)} columns that {wanted!r} may mean: "
            f"{', '.join(found)}; rename them, or set {option}_column to one of them"
        )
    named = ", ".join(column[:40] for column in columns if column) or "none with a name"
    raise CorpusError(
        f"{name} has no column {wanted!r} but {named}; set {option}_column to "
        "yours, or add a first line with column names"
    )


def _examples(source, columns, name):
    """The rows with text and label, and the places of the others by reason."""
    rows, left_out = [], defaultdict(list)
    for place, cells in source.rows:
        row = {"place": place}
        for option, column in columns.items():
            row[option] = _cell(source, place, cells, column, name)
        if not row["text"] or not row["label"]:
            missing = "a label" if row["text"] else "text"
            left_out[f"rows without {missing}"].append(place)
        else:
            rows.append(row)
    return rows, left_out


def _cell(source, place, cells, column, name):
    """The text of one cell."""
    where = f"{name}, {source.unit} {place}, column {column!r}"
    try:
        text = as_text(cells.get(column))
    except TypeError as error:
        raise CorpusError(f"{where} holds {error}; write one text a cell") from error
    if regex.search("[\ud800-\udfff]", text):
        raise CorpusError(f"{where} holds half a character, a surrogate; repair it")
    return text


def _written(value):
    """Any cell as text; what is no text in JSON's way."""
    try:
        return as_text(value)
    except TypeError:
        return json.dumps(value, ensure_ascii=False, default=str)


def _without_repetitions(rows):
    """The rows with different texts, and the places of the others by reason."""
    first, repeated = {}, defaultdict(list)
    for row in rows:
        earlier = first.setdefault(row["text"], row)
        if earlier is not row:
            same = earlier["label"] == row["label"]
            which = "one" if same else "text under another label"
            repeated[f"rows that repeat an earlier {which}"].append(row["place"])
    return list(first.values()), repeated


def _places(unit, numbers):
    """The first five of some lines or rows, in words: "lines 2, 3"."""
    first = ", ".join(map(str, numbers[:5]))
    many = {"entry": "entries"}.get(unit, f"{unit}s")
    units = many if len(numbers) > 1 else unit
    return f"{units} {first}, …" if len(numbers) > 5 else f"{units} {first}"


def _about(alike, join_classes):
    """Notes on classes that look alike."""
    names = [", ".join(map(visible, group)) for group in alike[:5]]
    if join_classes:
        return [f"joined: {group}" for group in names]
    return [f"look alike: {group} (to join them: join_classes)" for group in names]


def _check_task(name, table, dropped, columns, alike):
    """Refuse what makes no task."""
    texts, labels = (f"column {columns[key]!r}" for key in ("text", "label"))
    if table.empty:
        why = "; ".join(f"{n} {reason}" for reason, n in dropped.items())
        raise CorpusError(
            f"{name} has no row with text and label ({why or 'no rows at all'}); fill "
            f"{texts} and {labels}"
        )
    if all(map(is_number, table["text"])):
        raise CorpusError(
            f"{name}: {texts} holds nothing but numbers; set text_column to the "
            "one with the text"
        )
    counts = Counter(table["label"])
    if len(counts) == 1:
        only = next(iter(counts))
        raise CorpusError(f"{name}: {labels} has one class, {only!r}; add another")
    if rare := [label for label, count in counts.items() if count < _FEWEST]:
        join = " by setting join_classes to True, as some look alike," if alike else ""
        raise CorpusError(
            f"{name}: {labels} has fewer than {_FEWEST} examples of "
            f"{', '.join(map(visible, rare[:5]))}, one for each split; add some, join "
            f"classes,{join} delete those rows, or set label_column to another column"
        )
