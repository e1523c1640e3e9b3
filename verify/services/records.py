"""Moving outlets' records: in the transaction of the verdict that moves them, and back in line with history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verify.core.permissions import Action, Actor, require
from verify.core.reliability_rollup import (
    Change,
    Entry,
    Outcome,
    Standing,
    changes,
    entries_of,
    forward_weight,
    is_decided,
)
from verify.core.vocabulary import Verdict, Voice
from verify.db import Prepared
from verify.models import Outlet, RecordDelta, RecordTotal
from verify.queries import records
from verify.services import audit

DELTAS = cast(Table, RecordDelta.__table__)
TOTALS = cast(Table, RecordTotal.__table__)
TOLERANCE = 1e-9
ROWS_AT_ONCE = 40
"""Rows of the roll-up that one statement writes; a verdict moves one and its siblings in the article."""


def move(session: Session, *, claim_id: int, old: Outcome | None, new: Outcome | None, now: datetime) -> None:
    """Take a claim's outlet record from the claim's `old` outcome to its `new` one, in the caller's transaction.

    Call it once for every change of what counts: a first verdict (`old` None), a revision (both), a claim withdrawn or
    parked after its verdict (`new` None). It does not matter whether the claim's own row was changed before or after. Siblings
    of the article whose weight changes get rows of their own. Writes nothing where nothing changes; raises `NotFound` for an
    unknown claim. The verdict itself is what the caller checks permissions for and logs.
    """
    article = records.article_standing(session, claim_id)
    before = [_with(standing, claim_id, old) for standing in article.claims]
    after = [_with(standing, claim_id, new) for standing in article.claims]
    found = changes(before, after)
    if not found:
        return
    known = max(now.date(), article.last_known)
    _write_deltas(session, article.outlet_id, ((article.published, change) for change in found), known)
    relayed = {standing.claim for standing in article.claims if standing.voice is Voice.RELAYED}
    step = _Step(is_decided(_entries(after)) - is_decided(_entries(before)), known)
    for change in found:
        step.add(article.published, change, said=change.entry.claim in relayed)
    _add_to_totals(session, article.outlet_id, step.values())


def hand_over(session: Session, *, handover_id: int, from_id: int, to_id: int, now: datetime) -> date:
    """Take what stands of a handover's articles out of one outlet's record and into another's; returns the day it is known.

    Neither roll-up loses a row: what was known of either outlet before that day stays. The caller has the claims locked.
    """
    last = select(TOTALS.c.last_known_day).where(TOTALS.c.outlet_id.in_((from_id, to_id)))
    known: date = max([now.date(), *session.scalars(last)])
    standing = records.standing_of(session, outlet_id=from_id, handover_id=handover_id)
    if not standing:
        return known
    articles = len({place.article for place in standing if is_decided([place.entry])})
    relayed = {place.entry.claim for place in standing if place.entry.voice is Voice.RELAYED}
    for outlet_id, sign in ((from_id, -1), (to_id, 1)):
        found = [(p.published, Change(p.entry, sign * p.count, sign * p.weight)) for p in standing]
        _write_deltas(session, outlet_id, found, known, handover_id)
        step = _Step(sign * articles, known)
        for published, change in found:
            step.add(published, change, said=change.entry.claim in relayed)
        _add_to_totals(session, outlet_id, step.values())
    return known


def _with(standing: Standing, claim_id: int, outcome: Outcome | None) -> Standing:
    if standing.claim != claim_id:
        return standing
    return Standing(standing.claim, standing.voice, standing.stratum, standing.lane, outcome)


def _entries(standings: Iterable[Standing]) -> Iterable[Entry]:
    return (entry for standing in standings for entry in entries_of(standing))


class _Step:
    """What one event, or a whole rebuild, adds to an outlet's row of totals."""

    def __init__(self, articles: int, known: date) -> None:
        self.articles, self.known = articles, known
        self.own, self.relayed, self.said = (dict.fromkeys(Verdict, 0) for _ in range(3))
        self.sums = dict.fromkeys(Verdict, 0.0)
        self.squares = 0.0

    def add(self, published: date, change: Change, *, said: bool) -> None:
        """Take one change in; `said` marks the own-voice observation of a relayed claim."""
        verdict = change.entry.verdict
        if change.entry.voice is Voice.RELAYED:
            self.relayed[verdict] += change.count
            return
        forward = forward_weight(published)
        self.own[verdict] += change.count
        self.sums[verdict] += change.weight * forward
        if verdict is not Verdict.UNVERIFIED:
            self.squares += change.weight * forward**2
        if said:
            self.said[verdict] += change.count

    def values(self) -> dict[str, Any]:
        """The row's columns."""
        return {
            **{f"own_{verdict}": count for verdict, count in self.own.items()},
            **{f"relayed_{verdict}": count for verdict, count in self.relayed.items()},
            "said_confirmed": self.said[Verdict.CORROBORATED],
            "said_wrong": self.said[Verdict.DISPUTED],
            "decided_articles": self.articles,
            **{f"{verdict}_sum": total for verdict, total in self.sums.items()},
            "square_sum": self.squares,
            "last_known_day": self.known,
        }


def _write_deltas(
    session: Session, outlet_id: int, found: Iterable[tuple[date, Change]], known: date, handover_id: int | None = None
) -> None:
    connection = session.connection()
    event = {"outlet_id": outlet_id, "known_day": known, "handover_id": handover_id}
    for published, group in groupby(found, key=itemgetter(0)):
        rows = [(*change.entry, change.count, change.weight) for _, change in group]
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[start : start + ROWS_AT_ONCE]
            each = {f"{name}_{n}": value for n, row in enumerate(some) for name, value in zip(_EACH, row, strict=True)}
            _writing(len(some)).run(connection, {**event, "pub_day": published, **each})


_EACH = ("claim_id", "voice", "verdict", "stratum", "lane", "dn", "dc")
"""What the rows of one event and day differ in: an entry's own columns, then what is added to it."""


@lru_cache
def _writing(rows: int) -> Prepared:
    """The statement that writes so many rows of the roll-up: one for all is half the work of one for each."""
    shared = {c.name: bindparam(c.name, type_=c.type) for c in DELTAS.c if c.name not in ("id", *_EACH)}
    each = [{name: bindparam(f"{name}_{n}", type_=DELTAS.c[name].type) for name in _EACH} for n in range(rows)]
    return Prepared(insert(DELTAS).values([{**shared, **row} for row in each]))


def _add_to_totals(session: Session, outlet_id: int, values: Mapping[str, Any]) -> None:
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


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that history does not bear out. `what` is a column of the totals or an observation in words."""

    outlet_id: int
    what: str
    stored: float
    recomputed: float


def check(session: Session) -> list[Difference]:
    """Compare every outlet's roll-up and totals with a recomputation from the verdict history; empty if all agree.

    Counts must be equal, sums equal to 1e-9 (1 + sum).
    """
    return [found for outlet_id in _outlet_ids(session) for found in _compare(session, outlet_id).differences]


def rebuild(session: Session, *, actor: Actor, now: datetime) -> list[Difference]:
    """Bring the records of all outlets back in line with the verdict history, and tell what differed.

    The roll-up is append-only: what is wrong in it gets correcting rows, known from today on. The totals are written anew.
    """
    require(actor, Action.KEEP_OUTLETS)
    differences: list[Difference] = []
    for outlet_id in _outlet_ids(session):
        compared = _compare(session, outlet_id)
        if not compared.differences:
            continue
        differences += compared.differences
        known = max(now.date(), compared.last_known)
        _write_deltas(session, outlet_id, compared.corrections, known)
        session.execute(TOTALS.delete().where(TOTALS.c.outlet_id == outlet_id))
        session.execute(insert(TOTALS).values(outlet_id=outlet_id, **{**compared.totals, "last_known_day": known}))
    if differences:
        after = {"outlets": len({d.outlet_id for d in differences}), "differences": len(differences)}
        audit.record(session, actor=actor, action="records.rebuilt", subject=("desk", 1), after=after, now=now)
    return differences


def _outlet_ids(session: Session) -> list[int]:
    return list(session.scalars(select(Outlet.id).order_by(Outlet.id)))


@dataclass(frozen=True, slots=True)
class _Compared:
    differences: list[Difference]
    corrections: list[tuple[date, Change]]
    totals: dict[str, Any]
    last_known: date


def _compare(session: Session, outlet_id: int) -> _Compared:
    wanted, decided_articles = records.from_history(session, outlet_id)
    rolled = records.rolled_up(session, outlet_id)
    corrections = list(_corrections(rolled, wanted))
    step = _Step(decided_articles, date.min)
    relayed = {entry.claim for entry, _ in wanted if entry.voice is Voice.RELAYED}
    for (entry, published), amount in wanted.items():
        step.add(published, Change(entry, 1, amount.weight), said=entry.claim in relayed)
    stored = session.execute(select(TOTALS).where(TOTALS.c.outlet_id == outlet_id)).mappings().first()
    totals = step.values()
    differences = [_difference(outlet_id, published, change, rolled) for published, change in corrections]
    differences += [
        Difference(outlet_id, name, stored[name] if stored else 0, value)
        for name, value in totals.items()
        if name != "last_known_day" and _differs(stored[name] if stored else 0, value)
    ]
    return _Compared(differences, corrections, totals, stored["last_known_day"] if stored else date.min)


def _corrections(
    rolled: Mapping[records.Place, records.Amount], wanted: Mapping[records.Place, records.Amount]
) -> Iterable[tuple[date, Change]]:
    for entry, published in {**rolled, **wanted}:
        stored = rolled.get((entry, published), records.NOTHING)
        value = wanted.get((entry, published), records.NOTHING)
        if stored.number != value.number or _differs(stored.weight, value.weight):
            yield published, Change(entry, value.number - stored.number, value.weight - stored.weight)


def _difference(
    outlet_id: int, published: date, change: Change, rolled: Mapping[records.Place, records.Amount]
) -> Difference:
    stored = rolled.get((change.entry, published), records.NOTHING)
    what = f"{change.entry.voice} {change.entry.verdict} of claim {change.entry.claim}, published {published}"
    if change.count:
        return Difference(outlet_id, f"number of {what}", stored.number, stored.number + change.count)
    return Difference(outlet_id, f"weight of {what}", stored.weight, stored.weight + change.weight)


def _differs(stored: float, wanted: float) -> bool:
    if isinstance(stored, int) and isinstance(wanted, int):
        return stored != wanted
    return abs(stored - wanted) > TOLERANCE * (1 + abs(wanted))
