"""CSV: claims and evidence as two tables (RFC 4180, UTF-8), with a third that says what each column means.

A cell that a spreadsheet would run as a formula gets an apostrophe in front. `unguarded` takes exactly that one away again, so
nothing is lost; that is why defusedcsv, which also rewrites `|` inside such cells and checks every cell of every row, is only
the tests' oracle.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import orjson

from verify.core.exports import Batch, DeskFacts, is_after
from verify.exports.columns import of_file

Row = dict[str, Any]
CLAIMS, EVIDENCE, MEANINGS = "claims.csv", "evidence.csv", "columns.csv"
RUN_BY_SPREADSHEETS = frozenset("=+-@|%\t\r\n＝＋－＠")

_WORDS = itemgetter("kind", "voice")
_CLAIM = itemgetter(
    "lane", "stratum", "state", "park_reason", "verdict", "reason_code", "said", "decided_at", "created_at"
)
_NOBODY = (None,) * 5


def guarded(cell: str | None) -> str | None:
    """The cell with an apostrophe in front where a spreadsheet would run it, or where it begins like a guarded one."""
    if cell and (cell[0] in RUN_BY_SPREADSHEETS or (cell[0] == "'" and cell[1:2] in RUN_BY_SPREADSHEETS)):
        return f"'{cell}"
    return cell


def unguarded(cell: str) -> str:
    """The text of a cell that `guarded` wrote."""
    return cell[1:] if cell.startswith("'") and (cell[1:2] in RUN_BY_SPREADSHEETS or cell.startswith("''")) else cell


def tables(batches: Iterable[Batch], desk: DeskFacts) -> Iterator[tuple[bytes, bytes]]:
    """Pieces of `claims.csv` and `evidence.csv` (without what was removed), headings first."""
    yield _written([tuple(of_file("claims"))]), _written([tuple(of_file("evidence"))])
    for batch in batches:
        articles = {number: _article(version, desk) for number, version in batch.versions.items()}
        days = {claim["id"]: batch.versions[claim["version"]]["published_day"] for claim in batch.claims}
        items = ((number, row) for number in days for row in batch.evidence.get(number, ()))
        yield (
            _written([_claim(claim, desk) + articles[claim["version"]] for claim in batch.claims]),
            _written([_evidence(number, row, days[number], desk) for number, row in items if not row["removed_at"]]),
        )


def meanings() -> bytes:
    """`columns.csv`: what each column of the other two means."""
    rows = [
        (f"{file}.csv", heading, column.meaning)
        for file in ("claims", "evidence")
        for heading, column in of_file(file).items()
    ]
    return _written([("file", "column", "meaning"), *rows])


def _claim(claim: Row, desk: DeskFacts) -> tuple[Any, ...]:
    duplicated = claim["duplicate_of"]
    return (
        desk.text_id("c", claim["id"]),
        guarded(claim["quote"]),
        guarded(claim["statement"]),
        *_WORDS(claim),
        *(_attribution(claim["attribution"]) if claim["attribution"] else _NOBODY),
        claim["position"],
        " ".join(f"{start}-{end}" for start, end in orjson.loads(claim["spans"])),
        claim["language"],
        claim["check_worthiness"],
        duplicated and desk.text_id("c", duplicated),
        *_CLAIM(claim),
    )


def _attribution(said: Row) -> tuple[Any, ...]:
    via = "; ".join(orjson.loads(said["via"]))
    return guarded(said["speaker"]), guarded(said["cue"]), _yes(said["direct"]), _yes(said["hedged"]), guarded(via)


def _article(version: Row, desk: DeskFacts) -> tuple[Any, ...]:
    """The article's cells, the same for all its claims."""
    outlet = version["outlet"]
    return (
        desk.text_id("a", version["id"]),
        guarded(version["url"]),
        guarded(version["title"]),
        guarded(version["byline"]),
        version["published_day"],
        _yes(version["published_known"]),
        version["version"],
        version["text_sha256"],
        desk.text_id("o", outlet["id"]),
        guarded(outlet["name"]),
        outlet["kind"],
        guarded(outlet["country"]),
        guarded(outlet["ownership_group"]),
        " ".join(outlet["domains"]),
    )


def _evidence(number: int, row: Row, claim_day: str, desk: DeskFacts) -> tuple[Any, ...]:
    outlet, article, snapshot = row["outlet_id"], row["article_id"], row["snapshot"] or {}
    after = is_after(row["published_day"] or snapshot.get("published_day"), claim_day)
    return (
        desk.text_id("c", number),
        desk.text_id("e", row["id"]),
        row["stance"],
        row["role"],
        guarded(row["publisher"]),
        outlet and desk.text_id("o", outlet),
        article and desk.text_id("a", article),
        guarded(row["origin"]),
        guarded(row["passage"]),
        guarded(row["url"]),
        row["published_day"],
        None if after is None else _yes(after),
        guarded(row["final_url"]),
        row["retrieved_at"],
        row["fetch_state"],
        *(snapshot.get(name) for name in ("sha256", "media_type", "size")),
        row["examined_by"],
        row["examined_at"],
        row["added_by"],
        row["added_at"],
    )


def _yes(value: object) -> str:
    return "true" if value else "false"


def _written(rows: Sequence[tuple[Any, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
