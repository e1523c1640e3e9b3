"""The prior that records start from: the one in force, the one of an earlier day, and what a new fit would change."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from verify.core.records import Reading, read
from verify.core.reliability import INSTALLATION_PRIOR, REL_1, Method, Prior, Sums
from verify.core.reliability_prior import DECIDED_NEEDED, OUTLETS_NEEDED, OutletCounts, fit_prior
from verify.core.reliability_rollup import Totals, sums_at
from verify.core.vocabulary import Verdict, Voice
from verify.models import Outlet, PriorVersion, RecordDelta, RecordTotal, User

WINDOW = 3
"""Half-lives of publication days that a fit looks back on (2.4)."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """A prior with the first day it was known, when it was adopted and by whom (None: somebody who is gone, or the desk)."""

    prior: Prior
    known: date
    at: datetime
    by: str | None


def current_prior(session: Session) -> Prior:
    """The prior in force: the last one adopted, the installation default before the first."""
    return prior_as_known(session, date.max)


def prior_as_known(session: Session, day: date) -> Prior:
    """The prior that was in force at the end of `day`."""
    last = select(PriorVersion).where(PriorVersion.known_day <= day).order_by(PriorVersion.id.desc()).limit(1)
    found = session.scalar(last)
    return as_prior(found) if found else INSTALLATION_PRIOR


def adopted(session: Session) -> list[Adopted]:
    """Every prior the desk has adopted, oldest first: where a trend breaks, and from which day."""
    rows = session.execute(
        select(PriorVersion, User.name).outerjoin(User, User.id == PriorVersion.adopted_by_id).order_by(PriorVersion.id)
    )
    return [Adopted(as_prior(row), row.known_day, row.adopted_at, name) for row, name in rows]


def as_prior(row: PriorVersion) -> Prior:
    """A stored version as the method takes it."""
    return Prior(
        mean=row.mean,
        strength=row.strength,
        v11=row.v11,
        v12=row.v12,
        v22=row.v22,
        data_date=row.data_date,
        outlets=row.outlets,
        version=row.id,
    )


def counts_to_fit(session: Session, *, on: date, method: Method = REL_1) -> list[OutletCounts]:
    """Each outlet's undecayed, article-weighted own-voice counts of claims published in the last 3H days before `on` (2.4)."""
    rows = session.execute(
        select(
            RecordDelta.outlet_id,
            RecordDelta.verdict,
            func.sum(RecordDelta.dn).label("number"),
            func.sum(RecordDelta.dc).label("weight"),
        )
        .where(
            RecordDelta.voice == Voice.OWN,
            RecordDelta.verdict != Verdict.UNVERIFIED,
            RecordDelta.pub_day > on - timedelta(days=WINDOW * method.half_life),
        )
        .group_by(RecordDelta.outlet_id, RecordDelta.verdict)
        .order_by(RecordDelta.outlet_id)
    )
    found: defaultdict[int, dict[Verdict, tuple[float, int]]] = defaultdict(dict)
    for row in rows:
        # Rows that cancel leave a last bit behind; nothing counted weighs nothing.
        found[row.outlet_id][row.verdict] = (row.weight if row.number else 0.0, row.number)
    return [_counts(of) for of in found.values()]


def _counts(of: dict[Verdict, tuple[float, int]]) -> OutletCounts:
    corroborated, disputed = (of.get(verdict, (0.0, 0)) for verdict in (Verdict.CORROBORATED, Verdict.DISPUTED))
    return OutletCounts(corroborated[0], disputed[0], corroborated[1] + disputed[1])


@dataclass(frozen=True, slots=True)
class Moved:
    """What a new prior does to one outlet's record."""

    outlet_id: int
    name: str
    before: Reading
    after: Reading

    @property
    def change(self) -> float:
        """How far the mean goes, up or down."""
        return self.after.record.mean - self.before.record.mean


@dataclass(frozen=True, slots=True)
class Refit:
    """A fit on the desk's data beside the prior in force; `enough` counts the outlets with three decided claims."""

    before: Prior
    after: Prior
    enough: int
    moved: tuple[Moved, ...]

    @property
    def possible(self) -> bool:
        """Whether there was enough to fit on (2.4); `after` is the prior in force where there was not."""
        return self.enough >= OUTLETS_NEEDED

    @property
    def changes(self) -> bool:
        """Whether the fit differs from the prior in force."""
        return shape(self.before) != shape(self.after)


def shape(prior: Prior) -> tuple[float, ...]:
    """The numbers of a prior that records are computed from."""
    return prior.mean, prior.strength, prior.v11, prior.v12, prior.v22


def refitted(session: Session, *, on: date, method: Method = REL_1) -> Refit:
    """What fitting the prior on day `on` gives, and what it would do to every record with a verdict, the largest change first.

    Adopts nothing. With too few outlets the prior in force stays.
    """
    counts = counts_to_fit(session, on=on, method=method)
    enough = sum(outlet.decided >= DECIDED_NEEDED for outlet in counts)
    before = current_prior(session)
    after = fit_prior(counts, on) if enough >= OUTLETS_NEEDED else before
    moved = [
        Moved(row.outlet_id, row.name, read(sums, on, before, method), read(sums, on, after, method))
        for row, sums in _sums(session, on)
    ]
    return Refit(before, after, enough, tuple(sorted(moved, key=lambda m: (-abs(m.change), m.name, m.outlet_id))))


def _sums(session: Session, as_of: date) -> Iterator[tuple[Any, Sums]]:
    rows = session.execute(
        select(RecordTotal.__table__, Outlet.name)
        .join(Outlet, Outlet.id == RecordTotal.outlet_id)
        .where(RecordTotal.own_corroborated + RecordTotal.own_disputed > 0)
    )
    for row in rows:
        totals = Totals(
            corroborated=row.corroborated_sum,
            disputed=row.disputed_sum,
            unverified=row.unverified_sum,
            squares=row.square_sum,
            counts=(row.own_corroborated, row.own_disputed, row.own_unverified),
            articles=row.decided_articles,
        )
        yield row, sums_at(totals, as_of)
