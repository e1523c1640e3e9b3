"""Comments on a claim: what colleagues say to each other about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.deps import Routes, RowId, Visit
from verify.queries import comments as queries
from verify.queries import reviews
from verify.queries.comments import CommentLine
from verify.services import comments

router = Routes(tags=["claims"])
Commenting = Annotated[Visit, writing(Action.COMMENT)]


class CommentIn(Sent):
    """What is said; `@` and a name tells that person."""

    text: str = Field(min_length=1, max_length=comments.LONGEST)


class CommentOut(BaseModel):
    """A comment; its text is empty where it was taken back. `mentions` are the ids of the people whom it names."""

    id: int
    author: str
    text: str
    mentions: Sequence[int]
    at: datetime
    withdrawn_at: datetime | None


class SaidOut(BaseModel):
    """The new comment's id; `is_apart`: others read it once the claim is decided."""

    id: int
    is_apart: bool


@router.get("/claims/{claim_id}/comments")
def show(claim_id: RowId, visit: Annotated[Visit, reading()]) -> Sequence[CommentOut]:
    """The comments on a claim that the caller may read, in the order in which they were written, the last 500."""
    reader = visit.actor.user_id
    reviews.the_claim(visit.session, claim_id, now=visit.now, reader_id=reader)
    return [_out(line) for line in queries.of_claim(visit.session, claim_id, reader_id=reader)]


@router.post("/claims/{claim_id}/comments", status_code=201)
def add(claim_id: RowId, visit: Commenting, asked: CommentIn) -> SaidOut:
    """Say something about a claim."""
    comment = comments.add(visit.session, actor=visit.actor, claim_id=claim_id, text=asked.text, now=visit.now)
    return SaidOut(id=comment.id, is_apart=comment.is_apart)


@router.post("/comments/{comment_id}/withdraw", status_code=204)
def withdraw(comment_id: RowId, visit: Commenting) -> Response:
    """Take one's own comment back: its text goes, that it was there stays."""
    comments.withdraw(visit.session, actor=visit.actor, comment_id=comment_id, now=visit.now)
    return Response(status_code=204)


def _out(line: CommentLine) -> CommentOut:
    return CommentOut(
        id=line.id,
        author=line.author,
        text="".join(part.text for part in line.parts),
        mentions=[part.user_id for part in line.parts if part.user_id is not None],
        at=line.at,
        withdrawn_at=line.withdrawn_at,
    )
