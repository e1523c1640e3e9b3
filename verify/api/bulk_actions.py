"""Doing one thing to many claims: begun, followed, taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.claims import Filters
from verify.api.jobs import JobOut
from verify.api.visits import reading, writing
from verify.core.claims import LONGEST_TAG
from verify.core.permissions import Action
from verify.core.vocabulary import BulkAct
from verify.deps import Routes, RowId, RowNumber, Visit
from verify.queries import bulk_actions as queries
from verify.queries import claims
from verify.services import bulk_actions
from verify.services.bulk_actions import MOST, Order

router = Routes(prefix="/bulk", tags=["bulk actions"])
Arranging = Annotated[Visit, writing(Action.ARRANGE)]


class BulkIn(Sent):
    """What to do, and to which claims: those of `claim_ids`, or else the first 10,000 that `filters` find."""

    act: BulkAct
    argument: str = Field(
        "", max_length=LONGEST_TAG, description="The reason to park, the tag, or the assignee's id; empty for anybody."
    )
    claim_ids: Sequence[RowNumber] | None = Field(None, max_length=MOST)
    filters: Filters | None = None

    def meant(self, visit: Visit) -> Sequence[int]:
        """The ids of the claims that are meant."""
        if self.filters is None:
            return self.claim_ids or []
        return claims.ids(visit.session, self.filters.wanted(), now=visit.now, limit=MOST)


class RefusedOut(BaseModel):
    """A claim that was left as it was, and why."""

    claim_id: int
    statement: str
    reason: str


class BulkOut(BaseModel):
    """A bulk action and how far its job is; `undone_by` is the action that takes it back, `undoes_id` what it takes back."""

    id: int
    act: BulkAct
    made_by: str | None
    made_at: datetime
    undoes_id: int | None
    undone_by: int | None
    job: JobOut
    refused: Sequence[RefusedOut] = Field(description="The first 200.")


@router.post("", status_code=202)
def begin(visit: Arranging, asked: BulkIn) -> BulkOut:
    """Begin to do something to many claims. A job does it; each claim is done whole or left with a reason."""
    order = Order(asked.act, asked.argument.strip())
    ids = asked.meant(visit)
    return _out(visit, bulk_actions.begin(visit.session, actor=visit.actor, order=order, claim_ids=ids, now=visit.now))


@router.get("/{action_id}")
def show(action_id: RowId, visit: Annotated[Visit, reading()]) -> BulkOut:
    """How far a bulk action is, and what it left as it was."""
    return _out(visit, action_id)


@router.post("/{action_id}/undo", status_code=202)
def undo(action_id: RowId, visit: Arranging) -> BulkOut:
    """Begin to take back what a bulk action did; claims that changed since stay as they are."""
    return _out(visit, bulk_actions.undo(visit.session, actor=visit.actor, action_id=action_id, now=visit.now))


def _out(visit: Visit, action_id: int) -> BulkOut:
    return BulkOut.model_validate(queries.the_action(visit.session, action_id), from_attributes=True)
