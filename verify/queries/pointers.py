"""Verdicts that point to another claim's: where to, and which claims point to one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, Table, exists, func, select
from sqlalchemy.orm import Session

from verify.core.vocabulary import ClaimState, ReasonCode, Verdict
from verify.models import Claim, Outlet, Pointer, UndoneVerdict, VerdictEntry

CLAIMS = cast(Table, Claim.__table__).c
ENTRIES = cast(Table, VerdictEntry.__table__)
POINTERS = cast(Table, Pointer.__table__).c
_LATER = ENTRIES.alias()
_STANDS = (
    ENTRIES.c.id
    == select(func.max(_LATER.c.id))
    .where(_LATER.c.claim_id == ENTRIES.c.claim_id, ~exists().where(UndoneVerdict.entry_id == _LATER.c.id))
    .correlate(ENTRIES)
    .scalar_subquery()
)
"""That an entry is the verdict that stands on its claim."""


@dataclass(frozen=True, slots=True)
class PointedTo:
    """The claim that a verdict points to, with its verdict as it is now; `given` is the one that was taken over."""

    claim_id: int
    statement: str
    outlet_name: str
    given: Verdict
    verdict: Verdict | None
    reason_code: ReasonCode | None
    state: ClaimState
    decided_at: datetime | None

    @property
    def has_changed(self) -> bool:
        """Whether the claim has another verdict by now, or none that counts."""
        gone = self.state in (ClaimState.WITHDRAWN, ClaimState.PARKED)
        return gone or self.verdict is not self.given


def of_claim(session: Session, claim_id: int) -> PointedTo | None:
    """Where the verdict that stands on a claim points to; None where it is one of its own, or none stands."""
    row = session.execute(
        _standing()
        .add_columns(ENTRIES.c.verdict.label("given"), Claim, Outlet.name)
        .join(Claim, Claim.id == POINTERS.claim_id)
        .join(Outlet, Outlet.id == Claim.outlet_id)
        .where(ENTRIES.c.claim_id == claim_id)
    ).first()
    if row is None:
        return None
    there = row.Claim
    told = {name: getattr(there, name) for name in ("verdict", "reason_code", "state", "decided_at")}
    return PointedTo(there.id, there.statement, row.name, row.given, **told)


def pointing_to(session: Session, claim_id: int) -> list[int]:
    """The claims whose standing verdict points to this one, by id."""
    rows = session.execute(_standing().where(POINTERS.claim_id == claim_id).order_by(ENTRIES.c.claim_id))
    return [row.pointing for row in rows]


def among(session: Session, claim_ids: Collection[int]) -> dict[int, int]:
    """Of these claims those whose standing verdict points to another one, each with that."""
    rows = session.execute(_standing().add_columns(POINTERS.claim_id).where(ENTRIES.c.claim_id.in_(claim_ids)))
    return {row.pointing: row.claim_id for row in rows}


def _standing() -> Select[Any]:
    query: Any = select(ENTRIES.c.claim_id.label("pointing")).select_from(ENTRIES)
    return cast(Select[Any], query.join(Pointer, POINTERS.review_id == ENTRIES.c.review_id).where(_STANDS))
