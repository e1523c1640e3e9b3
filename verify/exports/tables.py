"""CSV: claims, evidence, reviews and searches as tables (RFC 4180, UTF-8), with one more that says what each column means.

A cell that a spreadsheet would run as a formula gets an apostrophe in front. `unguarded` takes exactly that one away again, so
nothing is lost; that is why defusedcsv, which also rewrites `|` inside such cells and checks every cell of every row, is only
the tests' oracle.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from verify.core.exports import Piece
from verify.exports.columns import TEXT, Column, of_file

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


def tables(pieces: Iterable[Piece]) -> Iterator[tuple[bytes, ...]]:
    """The tables of `FILES` in pieces, headings first, from rows whose cells stand in the columns' order."""
    columns = [of_file(file) for file in FILES]
    yield tuple(_written([tuple(headings)]) for headings in columns)
    _, *places = (_free_text(headings.values()) for headings in columns)
    for piece in pieces:
        others = (_written(_safe(rows, at)) for rows, at in zip(piece.others, places, strict=True))
        yield _claims(piece, list(columns[0].values())), *others


def _claims(piece: Piece, columns: Sequence[Column]) -> bytes:
    """The claims' lines. What they share with the others of their article is written once and put behind each."""
    if not piece.claims:
        return b""
    own = len(piece.claims[0]) - 1
    shared = _lines(_safe(piece.articles.values(), _free_text(columns[own:])))
    ends = dict(zip(piece.articles, shared, strict=True))
    lines = _lines(_safe((row[:own] for row in piece.claims), _free_text(columns[:own])))
    return "".join(
        [
            f"{line[:-2]},{ends[row[own]]}" for line, row in zip(lines, piece.claims, strict=True)
        ]  # without the line's end
    ).encode()


def meanings() -> bytes:
    """`columns.csv`: what each column of the others means."""
    rows = [(f"{file}.csv", heading, column.meaning) for file in FILES for heading, column in of_file(file).items()]
    return _written([("file", "column", "meaning"), *rows])


def _free_text(columns: Iterable[Column]) -> tuple[int, ...]:
    """Places of the cells that hold words of others; the rest are ids, days, numbers and words of ours."""
    return tuple(place for place, column in enumerate(columns) if column.values is TEXT)


def _safe(rows: Iterable[Sequence[Any]], places: tuple[int, ...]) -> Iterator[Sequence[Any]]:
    for row in rows:
        for place in places:
            cell = row[place]
            if cell and cell[0] in _TO_LOOK_AT:
                yield tuple(guarded(cell) if at in places else cell for at, cell in enumerate(row))
                break
        else:
            yield row


def _written(rows: Iterable[Sequence[Any]]) -> bytes:
    return "".join(_lines(rows)).encode()


class _Lines(list[str]):
    """What the writer writes to: it writes line by line."""

    write = list.append


def _lines(rows: Iterable[Sequence[Any]]) -> list[str]:
    lines = _Lines()
    csv.writer(lines).writerows(rows)
    return lines
