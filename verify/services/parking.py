"""Taking claims out of the queue without a verdict, and putting them back."""

from datetime import datetime

from sqlalchemy.orm import Session

from verify.core.errors import Conflict, RuleRefused
from verify.core.permissions import Action, Actor, require
from verify.core.vocabulary import ClaimKind, ClaimState, EditKind, EditSide, ParkReason
from verify.models import Claim, ClaimEdit, ClaimEditPart
from verify.services import claim_lineage as lineage
from verify.services import rechecks
from verify.services.claim_lineage import Act, Part
from verify.services.claim_undo import newest_standing


def park(
    session: Session, *, actor: Actor, claim_id: int, reason: ParkReason, row_version: int | None, now: datetime
) -> None:
    """Take a claim out of the queue; one that has a verdict leaves its outlet's record and keeps its history.

    `Conflict` where somebody else holds the claim or it changed since `row_version`.
    """
    require(actor, Action.REVIEW)
    claim = lineage.at_hand(session, actor, claim_id, None, now=now)
    if row_version is not None and row_version != claim.row_version:
        raise Conflict("This claim changed while you looked at it. Look at it as it stands now, then park it.")
    if claim.state in (ClaimState.PARKED, ClaimState.WITHDRAWN):
        raise RuleRefused(f"This claim is {claim.state} already.")
    before = lineage.standing(claim)
    lineage.change(session, claim, state=ClaimState.PARKED, park_reason=reason, now=now)
    part = Part(claim, EditSide.CHANGED, before, lineage.standing(claim))
    lineage.write(session, actor, Act(EditKind.PARKED), [part], now=now)


def unpark(session: Session, *, actor: Actor, claim_id: int, now: datetime) -> None:
    """Put a parked claim back where it was: into the queue, or to its verdict, which counts again.

    If there is a cause by now to look at its verdict again, it goes to recheck. `RuleRefused` for a verdict on a claim that
    turned out not to be factual.
    """
    require(actor, Action.REVIEW)
    claim = lineage.at_hand(session, actor, claim_id, None, now=now)
    if claim.state is not ClaimState.PARKED:
        raise RuleRefused("This claim is not parked.")
    if claim.verdict and claim.kind is not ClaimKind.FACTUAL:
        raise RuleRefused("This claim has a verdict and is not factual, so it cannot count. Correct its kind first.")
    before = lineage.standing(claim)
    lineage.change(session, claim, state=_came_from(session, claim), park_reason=None, now=now)
    part = Part(claim, EditSide.CHANGED, before, lineage.standing(claim))
    lineage.write(session, actor, Act(EditKind.UNPARKED), [part], now=now)


def _came_from(session: Session, claim: Claim) -> ClaimState:
    if claim.verdict:
        return rechecks.state_of_verdict(session, claim.id)
    newest = newest_standing(session, claim.id)
    parked = session.get(ClaimEdit, newest) if newest is not None else None
    if parked is None or parked.kind is not EditKind.PARKED:
        return ClaimState.READY  # parked before there was a lineage, or edited while it was parked
    before = session.get_one(ClaimEditPart, (parked.id, claim.id)).before or {}
    return ClaimState(before["state"])
