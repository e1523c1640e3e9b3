"""What claims are filed under, and whom they are meant for."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.claims import LONGEST_TAG
from verify.core.permissions import Action
from verify.deps import Routes, RowId, RowNumber, Visit
from verify.queries import reviews
from verify.queries import tags as queries
from verify.services import tags

router = Routes(tags=["claims"])
Arranging = Annotated[Visit, writing(Action.ARRANGE)]


class TagIn(Sent):
    """A tag; capitals and spaces at its ends do not matter."""

    tag: str = Field(max_length=LONGEST_TAG)


class AssigneeIn(Sent):
    """The id of the reviewer whom the claim is meant for, null for anybody."""

    to: RowNumber | None


class FilingOut(BaseModel):
    """A claim's tags, by name, and the person it is meant for, null for anybody."""

    tags: Sequence[str]
    assignee_id: int | None
    assignee: str | None


@router.get("/tags")
def list_tags(visit: Annotated[Visit, reading()]) -> Sequence[str]:
    """The tags that some claim has, by name, the first 200."""
    return queries.all_tags(visit.session)


@router.get("/claims/{claim_id}/filing")
def show(claim_id: RowId, visit: Annotated[Visit, reading()]) -> FilingOut:
    """What a claim is filed under, and whom it is meant for."""
    return _filed(visit, claim_id)


@router.post("/claims/{claim_id}/tags")
def tag(claim_id: RowId, visit: Arranging, asked: TagIn) -> FilingOut:
    """File a claim under a tag; a second time changes nothing."""
    tags.add(visit.session, actor=visit.actor, claim_id=claim_id, tag=asked.tag, now=visit.now)
    return _filed(visit, claim_id)


@router.delete("/claims/{claim_id}/tags")
def untag(
    claim_id: RowId, visit: Arranging, tag: Annotated[str, Query(min_length=1, max_length=LONGEST_TAG)]
) -> FilingOut:
    """Take a tag off a claim; where it is not there nothing changes."""
    tags.remove(visit.session, actor=visit.actor, claim_id=claim_id, tag=tag, now=visit.now)
    return _filed(visit, claim_id)


@router.put("/claims/{claim_id}/assignee")
def assign(claim_id: RowId, visit: Arranging, asked: AssigneeIn) -> FilingOut:
    """Say whom a claim is meant for, or that it is for anybody. The person is told."""
    tags.assign(visit.session, actor=visit.actor, claim_id=claim_id, to_id=asked.to, now=visit.now)
    return _filed(visit, claim_id)


def _filed(visit: Visit, claim_id: int) -> FilingOut:
    reviews.the_claim(visit.session, claim_id, now=visit.now)
    return FilingOut.model_validate(queries.of_claim(visit.session, claim_id), from_attributes=True)
