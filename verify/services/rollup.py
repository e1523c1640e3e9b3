"""Rows of the roll-up: what an event adds to an outlet's deltas and to its running totals."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verify.core.reliability_rollup import Change, Entry, Standing, entries_of, forward_weight
from verify.core.vocabulary import Verdict, Voice
from verify.db import Prepared
from verify.models import RecordDelta, RecordTotal

DELTAS = cast(Table, RecordDelta.__table__)
TOTALS = cast(Table, RecordTotal.__table__)

_OWN = {verdict: f"own_{verdict}" for verdict in Verdict}
_RELAYED = {verdict: f"relayed_{verdict}" for verdict in Verdict}
_SUMS = {verdict: f"{verdict}_sum" for verdict in Verdict}
_SAID = {Verdict.CORROBORATED: "said_confirmed", Verdict.DISPUTED: "said_wrong"}
_NOTHING = {
    **dict.fromkeys((*_OWN.values(), *_RELAYED.values(), *_SAID.values(), "decided_articles"), 0),
    **dict.fromkeys((*_SUMS.values(), "square_sum"), 0.0),
}
_forward_weight = lru_cache(maxsize=10_000)(forward_weight)


class Step:
    """What one event, or a whole rebuild, adds to an outlet's row of totals; `values` are the row's columns."""

    def __init__(self, articles: int, known: date) -> None:
        self.values: dict[str, Any] = {**_NOTHING, "decided_articles": articles, "last_known_day": known}

    def add(self, published: date, change: Change, *, said: bool) -> None:
        """Take one change in; `said` marks the own-voice observation of a relayed claim."""
        values, verdict = self.values, change.entry.verdict
        if change.entry.voice is Voice.RELAYED:
            values[_RELAYED[verdict]] += change.count
            return
        forward = _forward_weight(published)
        values[_OWN[verdict]] += change.count
        values[_SUMS[verdict]] += change.weight * forward
        if verdict is not Verdict.UNVERIFIED:
            values["square_sum"] += change.weight * forward**2
        if said:
            values[_SAID[verdict]] += change.count


_EACH = ("claim_id", "voice", "verdict", "stratum", "lane", "pub_day", "dn", "dc")
"""What the rows of one event differ in: an entry's own columns, then its day and what is added to it."""
_ADD_DELTA = Prepared(insert(DELTAS), [column.name for column in DELTAS.c if column.name != "id"])


def write_deltas(
    session: Session, outlet_id: int, found: Iterable[tuple[date, Change]], known: date, handover_id: int | None = None
) -> None:
    """Append changes, each with the day its article was published, to an outlet's roll-up; all are known on one day."""
    event = {"outlet_id": outlet_id, "known_day": known, "handover_id": handover_id}
    rows = (
        {**event, **dict(zip(_EACH, (*change.entry, published, change.count, change.weight), strict=True))}
        for published, change in found
    )
    _ADD_DELTA.run_each(session.connection(), rows)


def add_to_totals(session: Session, outlet_id: int, values: Mapping[str, Any]) -> None:
    """Add a step's values to an outlet's row of totals, or make it."""
    connection = session.connection()
    _adding(connection.dialect.name).run(connection, {"outlet_id": outlet_id, **values})


@lru_cache
def _adding(dialect: str) -> Prepared:
    """The statement that adds to an outlet's row, made where there is none. Built once: every verdict runs it."""
    wanted = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(TOTALS)
    # `last_known_day` is at least the old one already; everything else is added to what stands.
    summed = {c.name: c + wanted.excluded[c.name] for c in TOTALS.c if c.name not in ("outlet_id", "last_known_day")}
    summed["last_known_day"] = wanted.excluded.last_known_day
    return Prepared(wanted.on_conflict_do_update(index_elements=["outlet_id"], set_=summed))


def entries(standings: Iterable[Standing]) -> Iterable[Entry]:
    """All observations of an article."""
    return (entry for standing in standings for entry in entries_of(standing))
