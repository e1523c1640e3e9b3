"""Moving outlets' records: in the transaction of the verdict that moves them, and back in line with history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from verify.core.permissions import Action, Actor, require
from verify.core.reliability_rollup import (
    Change,
    Entry,
    Outcome,
    Standing,
    changes,
    is_decided,
)
from verify.core.vocabulary import Lane, Stratum, Voice
from verify.models import Claim, Outlet
from verify.queries import clusters, records, text_owners
from verify.services import audit, repeats
from verify.services.rollup import TOTALS, Step, add_to_totals, entries, write_deltas

TOLERANCE = 1e-9
_NONE = (0, 0.0)


def move(session: Session, *, claim_id: int, old: Outcome | None, new: Outcome | None, now: datetime) -> None:
    """Take a claim's outlet record from the claim's `old` outcome to its `new` one, in the caller's transaction.

    Call it once for every change of what counts: a first verdict (`old` None), a revision (both), a claim withdrawn or
    parked after its verdict (`new` None). It does not matter whether the claim's own row was changed before or after. Siblings
    of the article whose weight changes get rows of their own, and so do claims of its cluster that begin or cease to count with
    it (`verify.services.repeats`). Writes nothing where nothing changes; raises `NotFound` for an unknown claim. The verdict
    itself is what the caller checks permissions for and logs.
    """
    article = records.article_standing(session, claim_id)
    if article.clustered:
        repeats.move(session, claim_id=claim_id, old=old, new=new, now=now)
        return
    before = [_with(standing, claim_id, old) for standing in article.claims]
    after = [_with(standing, claim_id, new) for standing in article.claims]
    found = changes(before, after)
    if not found:
        return
    known = max(now.date(), article.last_known)
    write_deltas(session, article.outlet_id, ((article.published, change) for change in found), known)
    relayed = {standing.claim for standing in article.claims if standing.voice is Voice.RELAYED}
    step = Step(is_decided(entries(after)) - is_decided(entries(before)), known)
    for change in found:
        step.add(article.published, change, said=change.entry.claim in relayed)
    add_to_totals(session, article.outlet_id, step.values)


def hand_over(session: Session, *, handover_id: int, from_id: int, to_id: int, now: datetime) -> date:
    """Take what stands of a handover's articles out of one outlet's record and into another's; returns the day it is known.

    Neither roll-up loses a row: what was known of either outlet before that day stays. The caller has the claims locked.
    """
    last = select(TOTALS.c.last_known_day).where(TOTALS.c.outlet_id.in_((from_id, to_id)))
    known: date = max([now.date(), *session.scalars(last)])
    standing = records.standing_of(session, outlet_id=from_id, handover_id=handover_id)
    if standing:
        _hand_over(session, standing, handover_id, (from_id, to_id), known)
    repeats.settle(session, clusters.of_handover(session, handover_id), now=now)
    return known


def _hand_over(
    session: Session, standing: Sequence[records.Placed], handover_id: int, outlets: tuple[int, int], known: date
) -> None:
    from_id, to_id = outlets
    articles = len({place.article for place in standing if is_decided([place.entry])})
    relayed = {place.entry.claim for place in standing if place.entry.voice is Voice.RELAYED}
    for outlet_id, sign in ((from_id, -1), (to_id, 1)):
        found = [(p.published, Change(p.entry, sign * p.count, sign * p.weight)) for p in standing]
        write_deltas(session, outlet_id, found, known, handover_id)
        step = Step(sign * articles, known)
        for published, change in found:
            step.add(published, change, said=change.entry.claim in relayed)
        add_to_totals(session, outlet_id, step.values)


def _with(standing: Standing, claim_id: int, outcome: Outcome | None) -> Standing:
    if standing.claim != claim_id:
        return standing
    return standing._replace(outcome=outcome)


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
    found = [found for outlet_id in _outlet_ids(session) for found in _compare(session, outlet_id).differences]
    return [*_miscounted(session), *found, *(_misplaced(one) for one in clusters.misplaced(session))]


def _miscounted(session: Session) -> list[Difference]:
    """The claims that count in another voice's record than what they say, and whose text their article is, would have them."""
    return [
        Difference(outlet_id, f"claim {claim} counts as relayed", int(voice is Voice.OWN), int(voice is Voice.RELAYED))
        for claim, (outlet_id, voice) in text_owners.counted_wrong(session).items()
    ]


def _misplaced(one: clusters.Member) -> Difference:
    return Difference(one.outlet, f"claim {one.claim} repeats another one", int(one.is_repeat), int(not one.is_repeat))


def rebuild(session: Session, *, actor: Actor, now: datetime) -> list[Difference]:
    """Bring the records of all outlets back in line with the verdict history, and tell what differed.

    The roll-up is append-only: what is wrong in it gets correcting rows, known from today on. The totals are written anew.
    """
    require(actor, Action.KEEP_OUTLETS)
    differences = _miscounted(session)
    for claim, (_, voice) in text_owners.counted_wrong(session).items():
        session.execute(update(Claim).where(Claim.id == claim).values(record_voice=voice))
    differences += [_misplaced(one) for one in clusters.misplaced(session)]
    repeats.put_right(session, clusters.misplaced(session))
    for outlet_id in _outlet_ids(session):
        compared = _compare(session, outlet_id)
        if not compared.differences:
            continue
        differences += compared.differences
        known = max(now.date(), compared.last_known)
        write_deltas(session, outlet_id, compared.corrections, known)
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
    step = Step(decided_articles, date.min)
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
