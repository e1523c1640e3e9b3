"""Taking claims out of the queue without a verdict, and putting them back."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from verify.core.errors import Conflict, NotFound, RuleRefused
from verify.core.permissions import Action, Actor, require
from verify.core.reliability_rollup import Outcome
from verify.core.vocabulary import ClaimState, ParkReason
from verify.models import Claim
from verify.services import audit, leases, records

CLAIMS = cast(Table, Claim.__table__)


def park(
    session: Session, *, actor: Actor, claim_id: int, reason: ParkReason, row_version: int | None, now: datetime
) -> None:
    """Take a claim out of the queue; one that has a verdict leaves its outlet's record and keeps its history.

    `Conflict` where somebody else holds the claim or it changed since `row_version`.
    """
    require(actor, Action.REVIEW)
    claim = _at_hand(session, claim_id)
    leases.refuse_if_held(leases.holder_of(session, claim_id, now=now), actor, now=now)
    if row_version is not None and row_version != claim.row_version:
        raise Conflict("This claim changed while you looked at it. Look at it as it stands now, then park it.")
    if claim.state in (ClaimState.PARKED, ClaimState.WITHDRAWN):
        raise RuleRefused(f"This claim is {claim.state} already.")
    _set(session, claim, state=ClaimState.PARKED, park_reason=reason)
    leases.end(session, claim_id)
    if claim.verdict:
        records.move(session, claim_id=claim_id, old=Outcome(claim.verdict, claim.said), new=None, now=now)
    after = {"state": ClaimState.PARKED, "park_reason": reason}
    before = {"state": claim.state}
    audit.record(
        session, actor=actor, action="claim.parked", subject=("claim", claim_id), before=before, after=after, now=now
    )


def unpark(session: Session, *, actor: Actor, claim_id: int, now: datetime) -> None:
    """Put a parked claim back where it was: into the queue, or to its verdict, which counts again."""
    require(actor, Action.REVIEW)
    claim = _at_hand(session, claim_id)
    if claim.state is not ClaimState.PARKED:
        raise RuleRefused("This claim is not parked.")
    state = ClaimState.DECIDED if claim.verdict else ClaimState.READY
    _set(session, claim, state=state, park_reason=None)
    if claim.verdict:
        records.move(session, claim_id=claim_id, old=None, new=Outcome(claim.verdict, claim.said), now=now)
    before = {"state": claim.state, "park_reason": claim.park_reason}
    audit.record(
        session,
        actor=actor,
        action="claim.unparked",
        subject=("claim", claim_id),
        before=before,
        after={"state": state},
        now=now,
    )


def _at_hand(session: Session, claim_id: int) -> Any:
    leases.lock_claim(session, claim_id)
    columns = (CLAIMS.c[name] for name in ("id", "state", "park_reason", "verdict", "said", "row_version"))
    row = session.execute(select(*columns).where(CLAIMS.c.id == claim_id)).first()
    if row is None:
        raise NotFound(f"There is no claim {claim_id}.")
    return row


def _set(session: Session, claim: Any, **values: Any) -> None:
    values["row_version"] = claim.row_version + 1
    session.execute(update(CLAIMS).where(CLAIMS.c.id == claim.id).values(**values))
