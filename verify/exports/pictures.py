"""The data of a picture as CSV: UTF-8, RFC 4180, formulas guarded, numbers unrounded, nothing where nothing may be shown."""

import csv
import io
from collections.abc import Iterable, Sequence

from verify.exports.tables import guarded

Cell = object


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A file of these columns; None is an empty cell, yes and no are `true` and `false`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _written(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return guarded(cell) if isinstance(cell, str) else cell
