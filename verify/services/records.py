"""Moving outlets' records: in the transaction of the verdict that moves them, and back in line with history."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Table, insert, select
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
from verify.core.vocabulary import Lane, Stratum, Verdict, Voice
from verify.db import Prepared
from verify.models import Outlet, RecordDelta, RecordTotal
from verify.queries import records
from verify.services import audit

DELTAS = cast(Table, RecordDelta.__table__)
TOTALS = cast(Table, RecordTotal.__table__)
TOLERANCE = 1e-9
_NONE = (0, 0.0)


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
    _add_to_totals(session, article.outlet_id, step.values)


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
        _add_to_totals(session, outlet_id, step.values)
    return known


def _with(standing: Standing, claim_id: int, outcome: Outcome | None) -> Standing:
    if standing.claim != claim_id:
        return standing
    return Standing(standing.claim, standing.voice, standing.stratum, standing.lane, outcome)


def _entries(standings: Iterable[Standing]) -> Iterable[Entry]:
    return (entry for standing in standings for entry in entries_of(standing))


_OWN = {verdict: f"own_{verdict}" for verdict in Verdict}
_RELAYED = {verdict: f"relayed_{verdict}" for verdict in Verdict}
_SUMS = {verdict: f"{verdict}_sum" for verdict in Verdict}
_SAID = {Verdict.CORROBORATED: "said_confirmed", Verdict.DISPUTED: "said_wrong"}
_NOTHING = {
    **dict.fromkeys((*_OWN.values(), *_RELAYED.values(), *_SAID.values(), "decided_articles"), 0),
    **dict.fromkeys((*_SUMS.values(), "square_sum"), 0.0),
}
_forward_weight = lru_cache(maxsize=10_000)(forward_weight)


class _Step:
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


def _write_deltas(
    session: Session, outlet_id: int, found: Iterable[tuple[date, Change]], known: date, handover_id: int | None = None
) -> None:
    event = {"outlet_id": outlet_id, "known_day": known, "handover_id": handover_id}
    rows = (
        {**event, **dict(zip(_EACH, (*change.entry, published, change.count, change.weight), strict=True))}
        for published, change in found
    )
    _ADD_DELTA.run_each(session.connection(), rows)


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
    wrong = list(_wrong_places(records.rolled_up(session, outlet_id), wanted))
    totals = _totals_of(wanted, decided_articles)
    stored = session.execute(select(TOTALS).where(TOTALS.c.outlet_id == outlet_id)).mappings().first()
    differences = [found.difference(outlet_id) for found in wrong]
    differences += [
        Difference(outlet_id, name, stored[name] if stored else 0, value)
        for name, value in totals.items()
        if name != "last_known_day" and _differs(stored[name] if stored else 0, value)
    ]
    corrections = [(found.place[-1], found.correction()) for found in wrong]
    return _Compared(differences, corrections, totals, stored["last_known_day"] if stored else date.min)


def _totals_of(wanted: Mapping[records.Place, float], decided_articles: int) -> dict[str, Any]:
    relayed = {place[0] for place in wanted if place[1] == Voice.RELAYED}
    alike: dict[tuple[str, str, date, bool], tuple[int, float]] = {}
    for (claim, voice, verdict, _, _, published), weight in wanted.items():
        kind = (voice, verdict, published, claim in relayed)
        count, total = alike.get(kind, (0, 0.0))
        alike[kind] = (count + 1, total + weight)
    step = _Step(decided_articles, date.min)
    for (voice, verdict, published, said), (count, weight) in alike.items():
        entry = Entry(0, records.VOICES[voice], records.VERDICTS[verdict], Stratum.LOW, Lane.TARGETED)
        step.add(published, Change(entry, count, weight), said=said)
    return step.values


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A place of the roll-up with what is stored there and what should be, each as number and weight."""

    place: records.Place
    stored: tuple[int, float]
    wanted: tuple[int, float]

    def correction(self) -> Change:
        """What must be added there."""
        return Change(records.entry_at(self.place), self.wanted[0] - self.stored[0], self.wanted[1] - self.stored[1])

    def difference(self, outlet_id: int) -> Difference:
        """The number where that differs, else the weight."""
        claim, voice, verdict, _, _, published = self.place
        what = f"{voice} {verdict} of claim {claim}, published {published}"
        if self.stored[0] != self.wanted[0]:
            return Difference(outlet_id, f"number of {what}", self.stored[0], self.wanted[0])
        return Difference(outlet_id, f"weight of {what}", self.stored[1], self.wanted[1])


def _wrong_places(
    rolled: dict[records.Place, tuple[int, float]], wanted: Mapping[records.Place, float]
) -> Iterator[_Wrong]:
    """The places where the two differ; empties `rolled`, which holds what nothing in history asks for in the end."""
    for place, weight in wanted.items():
        stored = rolled.pop(place, _NONE)
        if stored[0] != 1 or abs(stored[1] - weight) > TOLERANCE * (1 + weight):
            yield _Wrong(place, stored, (1, weight))
    for place, stored in rolled.items():
        if stored[0] or _differs(stored[1], 0.0):
            yield _Wrong(place, stored, _NONE)


def _differs(stored: float, wanted: float) -> bool:
    if isinstance(stored, int) and isinstance(wanted, int):
        return stored != wanted
    return abs(stored - wanted) > TOLERANCE * (1 + abs(wanted))
