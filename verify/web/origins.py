"""The page of a claim's origins: the picture, the same in words, and what people say about each edge."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.origin_pictures import NARROW, WIDE, OriginPicture, origin_picture
from verify.core.origins import OWN_ACCOUNT, Account, Edge, account
from verify.core.permissions import Action
from verify.core.review_rules import Backing, backing, counted
from verify.core.typed_text import chosen
from verify.core.vocabulary import OriginMark, Stance
from verify.deps import Routes, RowId, Visit
from verify.queries import origins as queries
from verify.queries import pointers, reviews
from verify.services import origins
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes()
Attaching = Annotated[Visit, writing(Action.ADD_EVIDENCE)]
Typed = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class OriginsPage:
    """What `claims/origins.html` shows. `choices`: the accounts that an edge can be drawn from, by node.

    `pointed_to`: the claim whose verdict and evidence this one's verdict points to.
    """

    claim_id: int
    statement: str
    account: Account
    sides: Sequence[tuple[str, Backing]]
    edges: Sequence[Edge]
    choices: Sequence[tuple[str, str]]
    wide: OriginPicture
    narrow: OriginPicture
    may_mark: bool
    may_lift_newsrooms: bool
    pointed_to: int | None


@router.get("/claims/{claim_id}/origins")
def show(request: Request, claim_id: RowId, visit: Annotated[Visit, reading()]) -> Response:
    """Who drew on whom for a claim, and how many independent origins that leaves."""
    claim = reviews.the_claim(visit.session, claim_id, now=visit.now, reader_id=visit.actor.user_id)
    found = account(queries.shown(visit.session, claim_id, reader_id=visit.actor.user_id))
    return render(request, "claims/origins.html", _page(visit, claim_id, claim.statement, found))


@router.post("/claims/{claim_id}/origins/mark")
def mark(
    request: Request,
    claim_id: RowId,
    visit: Attaching,
    derived: Typed = "",
    source: Typed = "",
    to: Typed = "",
    why: Typed = "",
) -> Response:
    """Confirm or lift an edge."""
    said = origins.Said(derived, source, chosen(OriginMark, to, field="to", name="what to do"), why)
    origins.mark(visit.session, actor=visit.actor, claim_id=claim_id, said=said, now=visit.now)
    return see_other(request, f"/claims/{claim_id}/origins", f"The edge is {to}.")


@router.post("/claims/{claim_id}/origins")
def add(
    request: Request, claim_id: RowId, visit: Attaching, derived: Typed = "", source: Typed = "", why: Typed = ""
) -> Response:
    """Say that an account derives from another one, or from whoever is named."""
    origins.add(
        visit.session, actor=visit.actor, claim_id=claim_id, derived=derived, source=source, why=why, now=visit.now
    )
    return see_other(request, f"/claims/{claim_id}/origins", "The edge is drawn.")


def _page(visit: Visit, claim_id: int, statement: str, found: Account) -> OriginsPage:
    there = pointers.of_claim(visit.session, claim_id)
    nodes = dict.fromkeys([found.graph.claim, *(item.node for item in found.graph.items)])
    return OriginsPage(
        claim_id=claim_id,
        statement=statement,
        account=found,
        sides=[(in_words(side, verb), side) for side, verb in _sides(found)],
        edges=[edge for edge in found.edges if edge.why != OWN_ACCOUNT],
        choices=[(node, found.names[node]) for node in nodes],
        wide=origin_picture(found, WIDE),
        narrow=origin_picture(found, NARROW),
        may_mark=visit.actor.can(Action.ADD_EVIDENCE),
        may_lift_newsrooms=visit.actor.can(Action.KEEP_OUTLETS),
        pointed_to=there.claim_id if there else None,
    )


def in_words(found: Backing, verb: str) -> str:
    """`4 sources support it, 0 independent origins.`, with the origins' names where there are any."""
    sources = f"1 source {verb}s it" if found.items == 1 else f"{found.items} sources {verb} it"
    number = len(found.origins)
    origins_ = f"{number} independent {'origin' if number == 1 else 'origins'}"
    names = f" ({', '.join(found.origins)})" if found.origins else ""
    primaries = f", {counted(found.examined_primaries, 'examined primary source')}" if found.examined_primaries else ""
    return f"{sources}, {origins_}{names}{primaries}."


def _sides(found: Account) -> list[tuple[Backing, str]]:
    both = ((backing(found), "support"), (backing(found, Stance.REFUTES), "refute"))
    return [(side, verb) for side, verb in both if side.items]
