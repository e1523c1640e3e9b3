"""Outlets: the list by record, one outlet's page, adding and changing outlets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from fastapi import Form, Request, Response

from verify.core.errors import VerifyError
from verify.core.permissions import Action
from verify.core.records import missing
from verify.core.vocabulary import OutletKind
from verify.deps import Routes, Visit, status_of
from verify.queries import outlets as lines
from verify.queries import records
from verify.queries.outlets import OutletLine
from verify.queries.paging import Page
from verify.queries.records import Explanation
from verify.services import outlets
from verify.services.outlets import OutletDetails
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/outlets")
Keeping = Annotated[Visit, writing(Action.KEEP_OUTLETS)]
Typed = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class OutletsPage:
    """What `outlets/list.html` shows; `lacks` says what each insufficient record still needs, by outlet id."""

    as_of: date
    ranked: Sequence[OutletLine]
    unranked: Page[OutletLine]
    lacks: Mapping[int, Sequence[str]]
    can_keep: bool
    typed: OutletDetails
    domain: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutletPage:
    """What `outlets/detail.html` shows; `explanation` is None where the record is insufficient."""

    line: OutletLine
    lacks: Sequence[str]
    explanation: Explanation | None
    can_keep: bool
    typed: OutletDetails
    domain: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@router.get("")
def list_outlets(request: Request, visit: Annotated[Visit, reading()], cursor: str | None = None) -> Response:
    """All outlets: those with a sufficient record by rank, the others by how much has been decided."""
    return render(request, "outlets/list.html", _list(visit, cursor=cursor), fragment="unranked")


@router.post("")
def add(
    request: Request,
    visit: Keeping,
    name: Typed = "",
    kind: Annotated[OutletKind, Form()] = OutletKind.NEWS,
    country: Typed = "",
    ownership_group: Typed = "",
    domain: Typed = "",
) -> Response:
    """Add an outlet, or show the form again with the reason."""
    typed = OutletDetails(name, kind, country, ownership_group)
    try:
        with visit.session.begin_nested():  # an outlet whose domain is refused is not added either
            made = outlets.add(
                visit.session, actor=visit.actor, details=typed, domains=tuple(domain.split()), now=visit.now
            )
    except VerifyError as error:
        page = _list(visit, typed=typed, domain=domain, errors={error.field or "name": error.message})
        return render(request, "outlets/list.html", page, fragment="outlet_form", status=status_of(error))
    return see_other(request, f"/outlets/{made.id}", f"{made.name} is added.")


@router.get("/{outlet_id}")
def show(request: Request, outlet_id: int, visit: Annotated[Visit, reading()]) -> Response:
    """One outlet: its record, the counts behind it, what moved it."""
    return render(request, "outlets/detail.html", _page(visit, outlet_id), fragment="outlet_details")


@router.post("/{outlet_id}")
def change(
    request: Request,
    outlet_id: int,
    visit: Keeping,
    name: Typed = "",
    kind: Annotated[OutletKind, Form()] = OutletKind.NEWS,
    country: Typed = "",
    ownership_group: Typed = "",
) -> Response:
    """Change what is known of an outlet, or show the form again with the reason."""
    typed = OutletDetails(name, kind, country, ownership_group)
    try:
        outlets.change(visit.session, actor=visit.actor, outlet_id=outlet_id, details=typed, now=visit.now)
    except VerifyError as error:
        page = _page(visit, outlet_id, typed=typed, errors={error.field or "name": error.message})
        return render(request, "outlets/detail.html", page, fragment="outlet_details", status=status_of(error))
    return see_other(request, f"/outlets/{outlet_id}", "The outlet is changed.")


@router.post("/{outlet_id}/domains")
def add_domain(request: Request, outlet_id: int, visit: Keeping, domain: Typed = "") -> Response:
    """Say that the outlet publishes under another domain, or show the form again with the reason."""
    try:
        added = outlets.add_domain(visit.session, actor=visit.actor, outlet_id=outlet_id, address=domain, now=visit.now)
    except VerifyError as error:
        page = _page(visit, outlet_id, domain=domain, errors={error.field or "domain": error.message})
        return render(request, "outlets/detail.html", page, fragment="outlet_details", status=status_of(error))
    return see_other(request, f"/outlets/{outlet_id}", f"Articles of {added} belong to this outlet from now on.")


def _list(
    visit: Visit,
    *,
    cursor: str | None = None,
    typed: OutletDetails | None = None,
    domain: str = "",
    errors: Mapping[str, str] | None = None,
) -> OutletsPage:
    today = visit.now.date()
    unranked = lines.unranked(visit.session, as_of=today, cursor=cursor)
    return OutletsPage(
        as_of=today,
        ranked=lines.ranked(visit.session, as_of=today),
        unranked=unranked,
        lacks={line.id: missing(line.reading.enough) for line in unranked.rows},
        can_keep=visit.actor.can(Action.KEEP_OUTLETS),
        typed=typed or OutletDetails(""),
        domain=domain,
        errors=errors or {},
    )


def _page(
    visit: Visit,
    outlet_id: int,
    *,
    typed: OutletDetails | None = None,
    domain: str = "",
    errors: Mapping[str, str] | None = None,
) -> OutletPage:
    today = visit.now.date()
    line = lines.one(visit.session, outlet_id, as_of=today)
    prior = line.reading.prior
    return OutletPage(
        line=line,
        lacks=missing(line.reading.enough),
        explanation=records.explained(visit.session, outlet_id, as_of=today, prior=prior)
        if line.reading.sufficient
        else None,
        can_keep=visit.actor.can(Action.KEEP_OUTLETS),
        typed=typed or OutletDetails(line.name, line.kind, line.country, line.ownership_group),
        domain=domain,
        errors=errors or {},
    )
