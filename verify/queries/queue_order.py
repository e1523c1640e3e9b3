"""The order of the queue: the versions there were, and what a claim's place depends on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, exists, func, select
from sqlalchemy.orm import Session

from verify.core.queue_order import DEFAULT, URGENT, Facts, Place, QueueOrder, parsed, place
from verify.models import Assignment, Claim, ClaimTag, DeskOrder, Job, MatchCount, QueueSort, Tag, User

CLAIMS = cast(Table, Claim.__table__).c
TAGGED = cast(Table, ClaimTag.__table__).c
ASSIGNED = cast(Table, Assignment.__table__).c
COUNTED = cast(Table, MatchCount.__table__).c

_VERSIONS = (
    select(DeskOrder.id, DeskOrder.rules, DeskOrder.adopted_at, User.name)
    .outerjoin(User, User.id == DeskOrder.adopted_by_id)
    .order_by(DeskOrder.id.desc())
)
_URGENT_TAG = select(Tag.id).where(Tag.name == URGENT).scalar_subquery()
_LIFTED = (
    exists().where(TAGGED.claim_id == CLAIMS.id, TAGGED.tag_id == _URGENT_TAG).label("is_urgent"),
    exists().where(ASSIGNED.claim_id == CLAIMS.id).label("is_assigned"),
    exists().where(COUNTED.claim_id == CLAIMS.id, COUNTED.conflicts > 0).label("is_contradicted"),
)
_FACTS = select(
    CLAIMS.id,
    CLAIMS.priority,
    CLAIMS.check_worthiness,
    CLAIMS.reasons,
    CLAIMS.voice,
    CLAIMS.lane,
    CLAIMS.published_day,
    CLAIMS.created_at,
    CLAIMS.duplicate_of_id,
    *_LIFTED,
)


@dataclass(frozen=True, slots=True)
class OrderVersion:
    """One version of the order. `id` is 0 and `adopted_at` None for the one that a desk begins with."""

    id: int
    order: QueueOrder
    adopted_at: datetime | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Sorting:
    """The job that places claims by the order in force, while it is not done."""

    job_id: int
    done: int
    total: int


FIRST = OrderVersion(0, DEFAULT, None, None)


def in_force() -> ColumnElement[str | None]:
    """The text of the order in force, as a column beside others; null for the order that a desk begins with."""
    return select(DeskOrder.rules).order_by(DeskOrder.id.desc()).limit(1).scalar_subquery()


def beside() -> tuple[ColumnElement[Any], ...]:
    """What `place_of` needs beside a claim, as columns of a query over claims."""
    return *_LIFTED, in_force().label("order")


def place_of(claim: Claim, row: Any, *, now: datetime) -> Place:
    """Where a claim stands by the order in force, from a row that has `beside`."""
    return place(parsed(row.order), _facts(claim, row), today=now.date())


def version_in_force(session: Session) -> OrderVersion:
    """The newest version of the order."""
    row = session.execute(_VERSIONS.limit(1)).first()
    return _version(row) if row else FIRST


def versions(session: Session) -> Sequence[OrderVersion]:
    """Every version of the order, the newest first."""
    return [*map(_version, session.execute(_VERSIONS)), FIRST]


def sorting(session: Session) -> Sorting | None:
    """How far claims are placed by the newest order; None where all are."""
    newest = select(Job.id, Job.done, Job.total, Job.finished_at).join(QueueSort, QueueSort.job_id == Job.id)
    row = session.execute(newest.order_by(QueueSort.order_id.desc()).limit(1)).first()
    return Sorting(row.id, row.done, row.total) if row and row.finished_at is None else None


def facts_of(session: Session, claim_ids: Iterable[int]) -> Sequence[tuple[int, float, Facts]]:
    """What the places of these claims depend on, in the order of their ids: id, priority as stored, facts."""
    rows = session.execute(_FACTS.where(CLAIMS.id.in_(claim_ids)).order_by(CLAIMS.id))
    return [(row.id, row.priority, _facts(row, row)) for row in rows]


def facts_below(session: Session, claim_id: int, *, limit: int) -> Sequence[tuple[int, float, Facts]]:
    """The same of the next claims with a lower id, lowest first."""
    ids = select(CLAIMS.id).where(CLAIMS.id < claim_id).order_by(CLAIMS.id.desc()).limit(limit)
    return facts_of(session, session.scalars(ids).all())


def newest_claim(session: Session) -> int:
    """The largest id of a claim; 0 where there is none."""
    return session.scalar(select(func.max(CLAIMS.id))) or 0


def facts(row: Any, *, reasons: Sequence[str], is_urgent: bool, is_assigned: bool, is_contradicted: bool) -> Facts:
    """What a claim's place depends on, from a row that has the rest of it."""
    return Facts(
        worthiness=row.check_worthiness,
        reasons=reasons,
        voice=row.voice,
        lane=row.lane,
        published=row.published_day,
        made=row.created_at.date(),
        is_urgent=is_urgent,
        is_assigned=is_assigned,
        is_repeated=row.duplicate_of_id is not None,
        is_contradicted=is_contradicted,
    )


def _facts(claim: Any, row: Any) -> Facts:
    """The facts of a claim; the row has `_LIFTED`."""
    return facts(
        claim,
        reasons=[str(name) for name, _ in claim.reasons],
        is_urgent=row.is_urgent,
        is_assigned=row.is_assigned,
        is_contradicted=row.is_contradicted,
    )


def _version(row: Any) -> OrderVersion:
    return OrderVersion(row.id, parsed(row.rules), row.adopted_at, row.name)
