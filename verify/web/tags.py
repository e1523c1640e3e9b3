"""A claim's tags and the person that it is meant for, set on its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.errors import Malformed
from verify.core.permissions import Action
from verify.deps import LARGEST_ID, Routes, RowId, Visit
from verify.queries import tags as queries
from verify.queries.tags import Filing
from verify.services import tags
from verify.web.filters import carried, under
from verify.web.templating import see_other
from verify.web.visits import writing

router = Routes(prefix="/claims/{claim_id}")
Arranging = Annotated[Visit, writing(Action.ARRANGE)]
Typed = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class FilingForm:
    """A claim's tags and assignee, and what they can be changed to by those who may."""

    filed: Filing
    may_arrange: bool
    tags: Sequence[str] = ()
    people: Sequence[tuple[int | str, str]] = ()


def filing_form(visit: Visit, claim_id: int) -> FilingForm:
    """What the claim's page shows of its tags and of whom it is meant for."""
    filed = queries.of_claim(visit.session, claim_id)
    if not visit.actor.can(Action.ARRANGE):
        return FilingForm(filed, may_arrange=False)
    people: list[tuple[int | str, str]] = [("", "anybody"), *queries.reviewers(visit.session)]
    return FilingForm(filed, True, queries.all_tags(visit.session), people)


@router.post("/tag")
def tag(request: Request, claim_id: RowId, visit: Arranging, tag: Typed = "") -> Response:
    """File the claim under a tag."""
    tags.add(visit.session, actor=visit.actor, claim_id=claim_id, tag=tag, now=visit.now)
    return _back(request, claim_id)


@router.post("/untag")
def untag(request: Request, claim_id: RowId, visit: Arranging, tag: Typed = "") -> Response:
    """Take a tag off the claim."""
    tags.remove(visit.session, actor=visit.actor, claim_id=claim_id, tag=tag, now=visit.now)
    return _back(request, claim_id)


@router.post("/assign")
def assign(request: Request, claim_id: RowId, visit: Arranging, assignee: Typed = "") -> Response:
    """Say whom the claim is meant for, or that it is for anybody."""
    if assignee and not (assignee.isascii() and assignee.isdigit() and int(assignee[:11]) <= LARGEST_ID):
        raise Malformed("Choose a reviewer of this desk.", field="assignee")
    to_id = int(assignee) if assignee else None
    tags.assign(visit.session, actor=visit.actor, claim_id=claim_id, to_id=to_id, now=visit.now)
    return _back(request, claim_id)


def _back(request: Request, claim_id: int) -> Response:
    return see_other(request, f"/claims/{claim_id}{under(carried(request))}")
