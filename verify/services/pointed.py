"""What becomes of verdicts that point to another claim's when that one changes: they are looked at again, never changed with it."""

from datetime import datetime

from sqlalchemy.orm import Session

from verify.core.permissions import SYSTEM
from verify.core.rechecks import Cause, RecheckReason
from verify.queries import clusters, pointers
from verify.services import rechecks


def follow(session: Session, *, claim_id: int, what: str, now: datetime) -> None:
    """Have the verdicts that point to this claim's looked at again, since its own is another now, or gone; `what` says which."""
    cause = Cause(RecheckReason.POINTED_TO, f"claim {claim_id} {what}")
    for pointing in pointers.pointing_to(session, claim_id):
        rechecks.send(session, actor=SYSTEM, claim_id=pointing, cause=cause, now=now)


def parted(session: Session, *, pair: tuple[int, int], now: datetime) -> None:
    """Have a verdict of one of two claims that points to the other looked at again, if they are no longer the same."""
    linked = clusters.linked(session, pair)
    if linked[pair[0]] == linked[pair[1]]:
        return
    for here, there in (pair, pair[::-1]):
        if here in pointers.pointing_to(session, there):
            cause = Cause(RecheckReason.POINTED_TO, f"it is no longer the same as claim {there}")
            rechecks.send(session, actor=SYSTEM, claim_id=here, cause=cause, now=now)
