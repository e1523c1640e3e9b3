"""Doing one thing to many claims: from the list, watched on a page of its own, taken back from there."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Form, Request, Response

from verify.core.claims import ClaimFilters
from verify.core.errors import Malformed
from verify.core.permissions import Action
from verify.core.typed_text import chosen
from verify.core.vocabulary import BulkAct
from verify.deps import LARGEST_ID, Routes, RowId, Visit
from verify.queries import bulk_actions as queries
from verify.queries import claims
from verify.queries.bulk_actions import BulkLine
from verify.services import bulk_actions
from verify.services.bulk_actions import MOST, TAKES, Order
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes()
Arranging = Annotated[Visit, writing(Action.ARRANGE)]
Typed = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class TypedBulk:
    """The form below the list: which claims, the list's filters as an address has them, what to do with them."""

    which: str
    claim: list[str]
    shown: str
    filters: str

    def claim_ids(self, visit: Visit) -> list[int]:
        """The claims that are meant. `Malformed` where the form was tampered with."""
        if self.which == "all":
            filters = ClaimFilters.parsed(dict(parse_qsl(self.filters)))
            return claims.ids(visit.session, filters, now=visit.now, limit=MOST)
        return [_number(text) for text in (self.shown.split(",") if self.which == "page" else self.claim) if text]


@dataclass(frozen=True, slots=True)
class BulkPage:
    """What `bulk_actions/detail.html` shows."""

    action: BulkLine
    may_undo: bool


def typed_bulk(
    claim: Annotated[list[str] | None, Form()] = None, which: Typed = "chosen", shown: Typed = "", filters: Typed = ""
) -> TypedBulk:
    """Dependency: which claims the form is about."""
    return TypedBulk(which, claim or [], shown, filters)


@router.post("/bulk")
def begin(
    request: Request,
    visit: Arranging,
    typed: Annotated[TypedBulk, Depends(typed_bulk)],
    act: Typed = "",
    reason: Typed = "",
    tag: Typed = "",
    assignee: Typed = "",
) -> Response:
    """Begin to do something to many claims, and show how far it is."""
    wanted = chosen(BulkAct, act, field="act", name="what to do")
    argument = {BulkAct.PARK: reason, BulkAct.TAG: tag, BulkAct.UNTAG: tag, BulkAct.ASSIGN: assignee}.get(wanted, "")
    action_id = bulk_actions.begin(
        visit.session,
        actor=visit.actor,
        order=Order(wanted, argument.strip()),
        claim_ids=typed.claim_ids(visit),
        now=visit.now,
    )
    return see_other(request, f"/bulk/{action_id}")


@router.get("/bulk/{action_id}")
def show(request: Request, action_id: RowId, visit: Annotated[Visit, reading()]) -> Response:
    """How far a bulk action is, and what it left as it was."""
    action = queries.the_action(visit.session, action_id)
    may_undo = action.can_be_undone and visit.actor.can(TAKES[action.act])
    return render(request, "bulk_actions/detail.html", BulkPage(action, may_undo), fragment="bulk_status")


@router.post("/bulk/{action_id}/undo")
def undo(request: Request, action_id: RowId, visit: Arranging) -> Response:
    """Begin to take back what a bulk action did."""
    undone_by = bulk_actions.undo(visit.session, actor=visit.actor, action_id=action_id, now=visit.now)
    return see_other(request, f"/bulk/{undone_by}")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID):
        raise Malformed("This form is damaged. Reload the page and send it again.", field="claim")
    return int(text)
