"""Verdicts to be looked at again: why each is, the batches that they were sent in, and how far those are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, String, Table, func, select
from sqlalchemy import cast as as_type
from sqlalchemy.orm import Session, aliased

from verify.core.errors import NotFound
from verify.core.rechecks import LOOKED_AT, REASON_WORDS, RecheckEnd, RecheckReason
from verify.core.vocabulary import BulkAct, ClaimKind, ClaimState, Verdict
from verify.models import BulkAction, Claim, Outlet, Recheck, RecheckBatch, Retraction, Review, User
from verify.queries.paging import Page, fetch

PAGE_SIZE = 50
ROWS = cast(Table, Recheck.__table__).c
BATCHES = cast(Table, RecheckBatch.__table__)
_SENDER, _ENDER = aliased(User), aliased(User)


@dataclass(frozen=True, slots=True)
class RecheckLine:
    """One reason to look at a claim again, and how that ended where it did; `by` is None for the desk itself."""

    id: int
    claim_id: int
    reason: RecheckReason
    detail: str
    batch_id: int | None
    at: datetime
    by: str | None
    ending: RecheckEnd | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None

    @property
    def words(self) -> str:
        """`evidence changed: Harbour Office was taken away`."""
        return ": ".join(filter(None, (REASON_WORDS[self.reason], self.detail)))


@dataclass(frozen=True, slots=True)
class BatchLine:
    """Claims that were sent together: of `total`, `looked` were looked at again and `open` wait; the others were taken back.

    `bulk_id` is the bulk action that sent them, `retraction_id` the retraction that they are sent for, if it was one.
    """

    id: int
    reason: RecheckReason
    detail: str
    at: datetime
    by: str | None
    undone_at: datetime | None
    undone_by: str | None
    bulk_id: int | None
    retraction_id: int | None
    total: int
    looked: int
    open: int

    @property
    def words(self) -> str:
        """`wire story retracted: Floods in Hollin`."""
        return ": ".join(filter(None, (REASON_WORDS[self.reason], self.detail)))


@dataclass(frozen=True, slots=True)
class BatchClaim:
    """A claim of a batch as it stands now, and how its recheck ended: `ending` is None while it waits.

    A claim that is open again says no more than that: how its verdict fared is nobody's to know who has to judge it anew.
    """

    claim_id: int
    statement: str
    outlet_id: int
    outlet_name: str
    kind: ClaimKind
    state: ClaimState
    verdict: Verdict | None
    ending: RecheckEnd | None
    ended_at: datetime | None
    ended_by: str | None


def open_of(session: Session, claim_ids: Collection[int]) -> Mapping[int, Sequence[RecheckLine]]:
    """Why each of these claims is to be looked at again, by claim, the newest reason first."""
    found: dict[int, list[RecheckLine]] = {}
    if claim_ids:
        for row in session.execute(_LINES.where(ROWS.claim_id.in_(claim_ids), ROWS.ended_at.is_(None))):
            found.setdefault(row.claim_id, []).append(RecheckLine(**row._mapping))
    return found


def of_claim(session: Session, claim_id: int, *, limit: int = PAGE_SIZE) -> Sequence[RecheckLine]:
    """Why a claim's verdict is or was looked at again, the newest first; nothing of a claim that is open again."""
    has_verdict = select(Claim.verdict).where(Claim.id == claim_id)
    if session.scalar(has_verdict) is None:
        return []
    rows = session.execute(_LINES.where(ROWS.claim_id == claim_id).limit(limit))
    return [RecheckLine(**row._mapping) for row in rows]


def batches(session: Session, *, cursor: str | None = None, limit: int = PAGE_SIZE) -> Page[BatchLine]:
    """The batches, the newest first."""
    found = fetch(session, _BATCHES, keys=[BATCHES.c.id], cursor=cursor, limit=limit)
    return Page([_batch(row) for row in found.rows], found.newer, found.older)


def the_batch(session: Session, batch_id: int) -> BatchLine:
    """One batch. `NotFound` if there is none."""
    row = session.execute(_BATCHES.where(BATCHES.c.id == batch_id)).first()
    if row is None:
        raise NotFound(f"There is no recheck {batch_id}.")
    return _batch(row)


def claims_of(
    session: Session, batch_id: int, *, waiting_of: int | None = None, cursor: str | None = None, limit: int = PAGE_SIZE
) -> Page[BatchClaim]:
    """The claims of a batch, the last sent first; with `waiting_of` those of this outlet that wait to be looked at."""
    query = _CLAIMS.where(ROWS.batch_id == batch_id)
    if waiting_of is not None:
        waits = (Claim.state == ClaimState.RECHECK, ROWS.ended_at.is_(None))
        query = query.where(Claim.outlet_id == waiting_of, *waits)
    found = fetch(session, query, keys=[ROWS.id], cursor=cursor, limit=limit)
    return Page([_claim(row) for row in found.rows], found.newer, found.older)


def _counted(*conditions: Any) -> Any:
    return (
        select(func.count())
        .select_from(Recheck)
        .where(ROWS.batch_id == BATCHES.c.id, *conditions)
        .correlate(BATCHES)
        .scalar_subquery()
    )


_ENDED_BY = func.coalesce(ROWS.ended_by_id, Review.reviewer_id)
_LINES: Select[Any] = (
    select(ROWS.id, ROWS.claim_id, ROWS.reason, ROWS.detail, ROWS.batch_id, ROWS.sent_at.label("at"))
    .add_columns(_SENDER.name.label("by"), ROWS.ending, ROWS.ended_at, _ENDER.name.label("ended_by"))
    .outerjoin(_SENDER, _SENDER.id == ROWS.sent_by_id)
    .outerjoin(Review, Review.id == ROWS.review_id)
    .outerjoin(_ENDER, _ENDER.id == _ENDED_BY)
    .order_by(ROWS.id.desc())
)
_BULK = (BulkAction.act == BulkAct.RECHECK) & (BulkAction.argument == as_type(BATCHES.c.id, String))
_MAKER, _UNDOER = aliased(User), aliased(User)
_BATCHES: Select[Any] = (
    select(BATCHES.c.id, BATCHES.c.reason, BATCHES.c.detail, BATCHES.c.made_at, BATCHES.c.undone_at)
    .add_columns(_MAKER.name.label("by"), _UNDOER.name.label("undone_by"), BulkAction.id.label("bulk_id"))
    .add_columns(Retraction.id.label("retraction_id"))
    .add_columns(_counted().label("total"), _counted(ROWS.ended_at.is_(None)).label("open"))
    .add_columns(_counted(ROWS.ending.in_(LOOKED_AT)).label("looked"))
    .outerjoin(_MAKER, _MAKER.id == BATCHES.c.made_by_id)
    .outerjoin(_UNDOER, _UNDOER.id == BATCHES.c.undone_by_id)
    .outerjoin(BulkAction, _BULK)
    .outerjoin(Retraction, Retraction.batch_id == BATCHES.c.id)
)
_CLAIMS: Select[Any] = (
    select(ROWS.id, ROWS.claim_id, ROWS.ending, ROWS.ended_at, _ENDER.name.label("ended_by"))
    .add_columns(Claim.statement, Claim.kind, Claim.state, Claim.verdict, Claim.outlet_id)
    .add_columns(Outlet.name.label("outlet_name"))
    .join(Claim, Claim.id == ROWS.claim_id)
    .join(Outlet, Outlet.id == Claim.outlet_id)
    .outerjoin(Review, Review.id == ROWS.review_id)
    .outerjoin(_ENDER, _ENDER.id == _ENDED_BY)
)


def _batch(row: Any) -> BatchLine:
    names = (
        "id",
        "reason",
        "detail",
        "by",
        "undone_at",
        "undone_by",
        "bulk_id",
        "retraction_id",
        "total",
        "looked",
        "open",
    )
    return BatchLine(at=row.made_at, **{name: getattr(row, name) for name in names})


def _claim(row: Any) -> BatchClaim:
    names = ("claim_id", "statement", "outlet_id", "outlet_name", "kind", "state", "verdict")
    is_open = row.verdict is None
    ended: dict[str, Any] = {
        name: None if is_open else getattr(row, name) for name in ("ending", "ended_at", "ended_by")
    }
    return BatchClaim(**{name: getattr(row, name) for name in names}, **ended)
