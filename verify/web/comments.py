"""Comments on a claim: what colleagues say to each other about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.errors import Malformed
from verify.core.mentions import handles
from verify.core.permissions import Action
from verify.deps import Routes, RowId, Visit, status_of
from verify.queries import accounts as people
from verify.queries import comments as lines
from verify.queries import reviews
from verify.queries.comments import CommentLine
from verify.queries.reviews import ClaimDetail
from verify.services import comments
from verify.services.comments import LONGEST
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes()
Commenting = Annotated[Visit, writing(Action.COMMENT)]


@dataclass(frozen=True, slots=True)
class CommentsPage:
    """What `claims/comments.html` shows; `text` is what was typed, `nameable` who can be mentioned, as `@` is followed by them."""

    claim: ClaimDetail
    comments: Sequence[CommentLine]
    nameable: Sequence[str]
    longest: int = LONGEST
    text: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@router.get("/claims/{claim_id}/comments")
def show(request: Request, claim_id: RowId, visit: Annotated[Visit, reading()]) -> Response:
    """The comments on a claim."""
    return render(request, "claims/comments.html", _page(visit, claim_id))


@router.post("/claims/{claim_id}/comments")
def add(request: Request, claim_id: RowId, visit: Commenting, text: Annotated[str, Form()] = "") -> Response:
    """Say something; or the form again with the reason."""
    try:
        comment = comments.add(visit.session, actor=visit.actor, claim_id=claim_id, text=text, now=visit.now)
    except Malformed as error:
        page = _page(visit, claim_id, text, {"text": error.message})
        return render(request, "claims/comments.html", page, status=status_of(error))
    said = (
        "Your comment stands. Others read it once the claim is decided." if comment.is_apart else "Your comment stands."
    )
    return see_other(request, f"/claims/{claim_id}/comments", said)


@router.post("/comments/{comment_id}/withdraw")
def withdraw(request: Request, comment_id: RowId, visit: Commenting) -> Response:
    """Take one's own comment back."""
    comment = comments.withdraw(visit.session, actor=visit.actor, comment_id=comment_id, now=visit.now)
    return see_other(request, f"/claims/{comment.claim_id}/comments", "Your comment is taken back.")


def _page(visit: Visit, claim_id: int, text: str = "", errors: Mapping[str, str] | None = None) -> CommentsPage:
    reader = visit.actor.user_id
    claim = reviews.the_claim(visit.session, claim_id, now=visit.now, reader_id=reader)
    found = lines.of_claim(visit.session, claim_id, reader_id=reader)
    return CommentsPage(claim, found, handles(people.nameable(visit.session)), text=text, errors=errors or {})
