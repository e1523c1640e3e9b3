"""CSV: claims, evidence, reviews and searches as tables (RFC 4180, UTF-8), with one more that says what each column means.

A cell that a spreadsheet would run as a formula gets an apostrophe in front. `unguarded` takes exactly that one away again, so
nothing is lost; that is why defusedcsv, which also rewrites `|` inside such cells and checks every cell of every row, is only
the tests' oracle.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from verify.core.exports import Piece
from verify.exports.columns import of_file

FILES = ("claims", "evidence", "reviews", "searches")
MEANINGS = "columns.csv"
RUN_BY_SPREADSHEETS = frozenset("=+-@|%\t\r\n＝＋－＠")
QUOTE = '"'
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
    yield tuple(_written([tuple(of_file(file))]) for file in FILES)
    for piece in pieces:
        own, shared, *places = piece.alone
        articles = dict(zip(piece.articles, _lines(piece.articles.values(), shared), strict=True))
        claims = _lines((row[:-1] for row in piece.claims), own)
        whole = [f"{line},{articles[row[-1]]}" for line, row in zip(claims, piece.claims, strict=True)]
        others = (_lines(rows, at) for rows, at in zip(piece.others, places, strict=True))
        yield tuple("".join(f"{line}\r\n" for line in lines).encode() for lines in (whole, *others))


def meanings() -> bytes:
    """`columns.csv`: what each column of the others means."""
    rows = [(f"{file}.csv", heading, column.meaning) for file in FILES for heading, column in of_file(file).items()]
    return _written([("file", "column", "meaning"), *rows])


def _lines(rows: Iterable[Sequence[Any]], alone: Sequence[int]) -> list[str]:
    """The rows as lines without their ends. The csv module would look at every letter of every cell."""
    lines = []
    for row in rows:
        cells = list(row)
        for place in alone:
            cell = cells[place]
            if cell.__class__ is not str:
                cells[place] = "" if cell is None else str(cell)
                continue
            if cell[:1] in _TO_LOOK_AT:
                cell = guarded(cell)
            if "," in cell or QUOTE in cell or "\n" in cell or "\r" in cell:
                cell = f'"{cell.replace(QUOTE, QUOTE * 2)}"'
            cells[place] = cell
        lines.append(",".join(cells))
    return lines


def _written(rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
