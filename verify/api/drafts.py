"""The caller's own drafts: what they have typed on claims and not sent. There is no way to ask for somebody else's."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.vocabulary import Verdict
from verify.deps import Routes, RowId, RowNumber, Visit
from verify.queries import drafts as queries
from verify.services import drafts

router = Routes(tags=["claims"])
Mine = Annotated[Visit, reading(Action.ADD_EVIDENCE)]
Writing = Annotated[Visit, writing(Action.ADD_EVIDENCE)]


class DraftIn(Sent):
    """The fields of the claim's page as typed so far, and the draft's revision as the caller last knew it, 0 for none.

    Without `revision` whatever is kept is overwritten.
    """

    typed: Mapping[str, str] = Field(
        description="By name: verdict, reason_code, said, rationale, searched, again_on, stance, role, passage, url, publisher, "
        "origin, published, archived. Other names are passed over.",
        max_length=40,
    )
    revision: RowNumber | None = None


class DraftOut(BaseModel):
    """A draft as it is kept; revision 0: nothing is."""

    typed: Mapping[str, str]
    revision: int
    saved_at: datetime | None


class DraftLineOut(BaseModel):
    """A draft in the caller's list; `verdict` is the one that stands on the claim by now."""

    claim_id: int
    statement: str
    outlet_name: str
    verdict: Verdict | None
    typed: Mapping[str, str]
    saved_at: datetime


@router.get("/drafts")
def mine(visit: Mine) -> Sequence[DraftLineOut]:
    """The caller's drafts, the last one written first, never more than 500."""
    found = queries.mine(visit.session, user_id=visit.actor.user_id or 0)
    return [DraftLineOut.model_validate(line, from_attributes=True) for line in found]


@router.get("/claims/{claim_id}/draft")
def show(claim_id: RowId, visit: Mine) -> DraftOut:
    """The caller's draft on a claim."""
    kept = queries.of_claim(visit.session, claim_id, user_id=visit.actor.user_id)
    return DraftOut.model_validate(kept, from_attributes=True)


@router.put("/claims/{claim_id}/draft")
def save(claim_id: RowId, visit: Writing, asked: DraftIn) -> DraftOut:
    """Keep what is typed. 409, with what is kept, where another page of the caller saved since."""
    kept = drafts.save(
        visit.session,
        actor=visit.actor,
        claim_id=claim_id,
        typed=asked.typed,
        revision=asked.revision,
        now=visit.now,
    )
    return DraftOut.model_validate(kept, from_attributes=True)


@router.delete("/claims/{claim_id}/draft", status_code=204)
def drop(claim_id: RowId, visit: Writing) -> Response:
    """Throw the caller's draft on a claim away."""
    drafts.drop(visit.session, actor=visit.actor, claim_id=claim_id)
    return Response(status_code=204)
