"""What the caller decided, and how it ended."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel

from verify.api.visits import reading
from verify.core.vocabulary import Verdict
from verify.deps import Routes, Visit
from verify.queries import decisions

router = Routes(tags=["reviews"])


class DecisionOut(BaseModel):
    """The caller's last review of a claim: what it said, the verdict that stands now, and in words how it ended."""

    claim_id: int
    statement: str
    said: Verdict
    at: datetime
    became: Verdict | None
    ended: str


class DecisionsOut(BaseModel):
    """Some of the caller's decisions, newest first; of `judged_by_others` claims with a verdict, `same` ended as they said."""

    decisions: Sequence[DecisionOut]
    judged_by_others: int
    same: int
    next: str | None


@router.get("/decisions")
def mine(visit: Annotated[Visit, reading()], cursor: str | None = None) -> DecisionsOut:
    """What the caller decided."""
    owner = visit.actor.user_id or 0
    found = decisions.own(visit.session, owner, cursor=cursor)
    agreed = decisions.agreed(visit.session, owner)
    rows = [DecisionOut.model_validate(row, from_attributes=True) for row in found.rows]
    return DecisionsOut(decisions=rows, judged_by_others=agreed.claims, same=agreed.same, next=found.older)
