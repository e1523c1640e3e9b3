"""A claim's tags and the person that it is meant for, set on its page."""

from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.errors import Malformed, VerifyError
from verify.core.permissions import Action
from verify.deps import LARGEST_ID, Routes, RowId, Visit
from verify.services import tags
from verify.web.drafts import TypedWork, Work, keep_along, refused_along
from verify.web.filters import carried, under
from verify.web.templating import see_other
from verify.web.visits import writing

router = Routes(prefix="/claims/{claim_id}")
Arranging = Annotated[Visit, writing(Action.ARRANGE)]
Typed = Annotated[str, Form()]


@router.post("/tag")
def tag(request: Request, claim_id: RowId, visit: Arranging, typed: Work, tag: Typed = "") -> Response:
    """File the claim under a tag, or show the page again with the reason."""
    try:
        tags.add(visit.session, actor=visit.actor, claim_id=claim_id, tag=tag, now=visit.now)
    except VerifyError as error:
        return refused_along(request, visit, claim_id, typed, (error, "statement"))
    return _back(request, visit, claim_id, typed)


@router.post("/untag")
def untag(request: Request, claim_id: RowId, visit: Arranging, typed: Work, untag: Typed = "") -> Response:
    """Take a tag off the claim."""
    tags.remove(visit.session, actor=visit.actor, claim_id=claim_id, tag=untag, now=visit.now)
    return _back(request, visit, claim_id, typed)


@router.post("/assign")
def assign(request: Request, claim_id: RowId, visit: Arranging, typed: Work, assignee: Typed = "") -> Response:
    """Say whom the claim is meant for, or that it is for anybody; or show the page again with the reason."""
    try:
        to_id = _person(assignee)
        tags.assign(visit.session, actor=visit.actor, claim_id=claim_id, to_id=to_id, now=visit.now)
    except VerifyError as error:
        return refused_along(request, visit, claim_id, typed, (error, "statement"))
    return _back(request, visit, claim_id, typed)


@router.get("/tag")
@router.get("/assign")
def back_to_claim(request: Request, claim_id: RowId) -> Response:
    """Where a reload after a refused form ends up."""
    return see_other(request, f"/claims/{claim_id}")


def _person(typed: str) -> int | None:
    if typed and not (typed.isascii() and typed.isdigit() and int(typed[:11]) <= LARGEST_ID):
        raise Malformed("Choose a reviewer of this desk.", field="assignee")
    return int(typed) if typed else None


def _back(request: Request, visit: Visit, claim_id: int, typed: TypedWork) -> Response:
    keep_along(visit, claim_id, typed)
    return see_other(request, f"/claims/{claim_id}{under(carried(request))}")
