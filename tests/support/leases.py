"""Claims handed out to people of a test."""

from datetime import datetime

from sqlalchemy.orm import Session

from verify.core.claims import QUEUE, ClaimFilters
from verify.core.permissions import Actor
from verify.services import leases


def take_next(session: Session, actor: Actor, now: datetime, filters: ClaimFilters = QUEUE) -> int | None:
    """Have the actor handed the next claim for half an hour; its id, None where none is left for them."""
    return leases.take_next(session, actor=actor, filters=filters, now=now, minutes=30)
