"""Tables that are no text: Excel's workbooks and Parquet."""

import io

import openpyxl
import pyarrow
import pyarrow.parquet

from helpers.corpora.columns import Table, header_at, tabulated
from helpers.corpora.corpus import CorpusError
from helpers.corpora.json_rows import flat

__all__ = ["read_parquet", "read_workbook"]


def read_workbook(content, name, wanted):
    """The table of an Excel workbook (.xlsx): the first sheet with the columns.

    Parameters
    ----------
    content : bytes
    name : str
        The file's, for messages.
    wanted : sequence of str
        Names of the columns that are asked for.

    Returns
    -------
    helpers.corpora.columns.Table
        Of formulas, what Excel computed last.

    Raises
    ------
    CorpusError
        If it is no such workbook, or has no rows.
    """
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True
        )
        sheets = {sheet.title: _cells(sheet) for sheet in book.worksheets}
    except Exception as error:  # whatever a part of a broken file raises
        why = str(error).partition("\n")[0]
        raise CorpusError(
            f"{name} is no readable Excel workbook ({why}); save it again as .xlsx"
        ) from error
    sheets = {title: rows for title, rows in sheets.items() if rows}
    if not sheets:
        raise CorpusError(f"{name} is empty; it needs rows with text and label")
    fitting = [
        title for title, rows in sheets.items() if header_at(rows, wanted) is not None
    ]
    if len(fitting) > 1:
        raise CorpusError(
            f"{name} has these columns in the sheets {', '.join(fitting)}; keep one, "
            "or save it as CSV"
        )
    (title,) = fitting or list(sheets)[:1]
    table = tabulated(sheets[title], name, "row", wanted)
    note = [f"the sheet {title!r} of {len(sheets)}"] if len(sheets) > 1 else []
    return table._replace(notes=[*note, *table.notes])


def _cells(sheet):
    """The numbered rows of a sheet that hold anything."""
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    return [
        (place, list(cells))
        for place, cells in rows
        if any(cell is not None for cell in cells)
    ]


def read_parquet(content, name):
    """The table of a Parquet file.

    Raises
    ------
    CorpusError
        If it cannot be read.
    """
    try:
        table = pyarrow.parquet.ParquetFile(io.BytesIO(content)).read()
        rows = table.to_pylist()
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        why = str(error).partition("\n")[0]
        raise CorpusError(
            f"{name} is no readable Parquet file ({why}); write it again"
        ) from error
    numbered = [(place, dict(flat(row))) for place, row in enumerate(rows, start=1)]
    columns = list(table.column_names)  # two may have one name
    nested = dict.fromkeys(column for _, row in numbered for column in row)
    columns += [column for column in nested if column not in columns]
    return Table(columns, numbered, "row", [])
