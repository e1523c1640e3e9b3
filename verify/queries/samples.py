"""Audit samples: the draws of an outlet and how far each has come, and the claims of one draw."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from verify.core.errors import NotFound
from verify.models import AuditSample, AuditSampleClaim, Claim, Outlet, User
from verify.queries import claims
from verify.queries.claims import ClaimLine


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One draw: what could have been drawn, what was, and how many of the drawn have a verdict now."""

    id: int
    outlet_id: int
    outlet_name: str
    first_day: date
    last_day: date
    wanted: int
    drawn: int
    frame: int
    frame_sha256: str
    left_out: int
    seed: str
    by: str | None
    at: datetime
    decided: int


def of_outlet(session: Session, outlet_id: int) -> list[SampleLine]:
    """The outlet's draws, the newest first."""
    return [_line(row) for row in session.execute(_lines().where(AuditSample.outlet_id == outlet_id))]


def one(session: Session, sample_id: int) -> SampleLine:
    """One draw. `NotFound`."""
    row = session.execute(_lines().where(AuditSample.id == sample_id)).first()
    if row is None:
        raise NotFound(f"There is no audit sample {sample_id}.")
    return _line(row)


def claims_of(session: Session, sample_id: int, *, now: datetime) -> list[ClaimLine]:
    """The claims of a draw, in the order they were drawn; never more than a draw may have."""
    ids = session.scalars(
        select(AuditSampleClaim.claim_id)
        .where(AuditSampleClaim.sample_id == sample_id)
        .order_by(AuditSampleClaim.place)
    ).all()
    found = claims.lines(session, ids, now=now)
    return [found[claim_id] for claim_id in ids]


def _lines() -> Select[*tuple[Any, ...]]:
    decided = func.sum(case((Claim.verdict.is_not(None), 1), else_=0)).label("decided")
    progress = (
        select(AuditSampleClaim.sample_id, decided)
        .join(Claim, Claim.id == AuditSampleClaim.claim_id)
        .group_by(AuditSampleClaim.sample_id)
        .subquery()
    )
    return (
        select(AuditSample, Outlet.name.label("outlet_name"), User.name.label("by"), progress.c.decided)
        .join(Outlet, Outlet.id == AuditSample.outlet_id)
        .join(progress, progress.c.sample_id == AuditSample.id)
        .outerjoin(User, User.id == AuditSample.drawn_by_id)
        .order_by(AuditSample.id.desc())
    )


def _line(row: Any) -> SampleLine:
    drawn = row.AuditSample
    same = ("id", "outlet_id", "first_day", "last_day", "wanted", "drawn", "frame", "frame_sha256", "left_out", "seed")
    return SampleLine(
        **{name: getattr(drawn, name) for name in same},
        outlet_name=row.outlet_name,
        by=row.by,
        at=drawn.drawn_at,
        decided=row.decided,
    )
