"""CSV: claims, evidence, reviews and searches as tables (RFC 4180, UTF-8), with one more that says what each column means.

A cell that a spreadsheet would run as a formula gets an apostrophe in front. `unguarded` takes exactly that one away again, so
nothing is lost; that is why defusedcsv, which also rewrites `|` inside such cells and checks every cell of every row, is only
the tests' oracle.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from verify.exports.columns import TEXT, Column, of_file

Rows = Sequence[tuple[Any, ...]]
FILES = ("claims", "evidence", "reviews", "searches")
MEANINGS = "columns.csv"
RUN_BY_SPREADSHEETS = frozenset("=+-@|%\t\r\n＝＋－＠")
_TO_LOOK_AT = RUN_BY_SPREADSHEETS | {"'"}


def guarded(cell: str | None) -> str | None:
    """The cell with an apostrophe in front where a spreadsheet would run it, or where it begins like a guarded one."""
    if cell and (cell[0] in RUN_BY_SPREADSHEETS or (cell[0] == "'" and cell[1:2] in RUN_BY_SPREADSHEETS)):
        return f"'{cell}"
    return cell


def unguarded(cell: str) -> str:
    """The text of a cell that `guarded` wrote."""
    return cell[1:] if cell.startswith("'") and (cell[1:2] in RUN_BY_SPREADSHEETS or cell.startswith("''")) else cell


def tables(pieces: Iterable[tuple[Rows, ...]]) -> Iterator[tuple[bytes, ...]]:
    """The tables of `FILES` in pieces, headings first, from rows whose cells stand in the columns' order."""
    columns = [of_file(file) for file in FILES]
    yield tuple(_written([tuple(headings)]) for headings in columns)
    places = [_free_text(headings) for headings in columns]
    for some in pieces:
        yield tuple(_written(_safe(rows, at)) for rows, at in zip(some, places, strict=True))


def meanings() -> bytes:
    """`columns.csv`: what each column of the others means."""
    rows = [(f"{file}.csv", heading, column.meaning) for file in FILES for heading, column in of_file(file).items()]
    return _written([("file", "column", "meaning"), *rows])


def _free_text(columns: dict[str, Column]) -> tuple[int, ...]:
    """Places of the cells that hold words of others; the rest are ids, days, numbers and words of ours."""
    return tuple(place for place, column in enumerate(columns.values()) if column.values is TEXT)


def _safe(rows: Rows, places: tuple[int, ...]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        for place in places:
            cell = row[place]
            if cell and cell[0] in _TO_LOOK_AT:
                yield tuple(guarded(cell) if at in places else cell for at, cell in enumerate(row))
                break
        else:
            yield row


def _written(rows: Iterable[tuple[Any, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
