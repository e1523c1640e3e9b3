"""Outlets: the list by record, one outlet's page, adding and changing outlets."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Form, Query, Request, Response

from verify.core.errors import Malformed, VerifyError
from verify.core.permissions import Action
from verify.core.vocabulary import OutletKind
from verify.deps import Routes, Visit, status_of
from verify.services import handovers, outlets
from verify.services.handovers import EraDraft
from verify.services.outlets import OutletDetails
from verify.web.outlet_pages import (
    TEMPLATE,
    AskedView,
    TypedHandover,
    asked_view,
    outlet_page,
    outlets_page,
    refused,
)
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/outlets")
Keeping = Annotated[Visit, writing(Action.KEEP_OUTLETS)]
Typed = Annotated[str, Form()]
Asked = Annotated[AskedView, Depends(asked_view)]


@router.get("")
def list_outlets(request: Request, visit: Annotated[Visit, reading()], cursor: str | None = None) -> Response:
    """All outlets: those with a sufficient record by rank, the others by how much has been decided."""
    return render(request, "outlets/list.html", outlets_page(visit, cursor=cursor), fragment="unranked")


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
        page = outlets_page(visit, typed=typed, domain=domain, errors={error.field or "name": error.message})
        return render(request, "outlets/list.html", page, fragment="outlet_form", status=status_of(error))
    return see_other(request, f"/outlets/{made.id}", f"{made.name} is added.")


@router.get("/{outlet_id}")
def show(
    request: Request,
    outlet_id: int,
    visit: Annotated[Visit, reading()],
    asked: Asked,
    trend: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """One outlet: its record on any day, the counts behind it, what moved it."""
    page = outlet_page(visit, outlet_id, asked.view(visit.now.date()), as_it_stood=trend == "as-it-stood")
    return render(request, TEMPLATE, page, fragment="outlet_record")


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
        return refused(request, visit, outlet_id, error, "outlet_details", typed=typed)
    return see_other(request, f"/outlets/{outlet_id}", "The outlet is changed.")


@router.post("/{outlet_id}/domains")
def add_domain(request: Request, outlet_id: int, visit: Keeping, domain: Typed = "") -> Response:
    """Say that the outlet publishes under another domain, or show the form again with the reason."""
    try:
        added = outlets.add_domain(visit.session, actor=visit.actor, outlet_id=outlet_id, address=domain, now=visit.now)
    except VerifyError as error:
        return refused(request, visit, outlet_id, error, "outlet_details", domain=domain)
    return see_other(request, f"/outlets/{outlet_id}", f"Articles of {added} belong to this outlet from now on.")


@router.post("/{outlet_id}/merge")
def merge(request: Request, outlet_id: int, visit: Keeping, into: Typed = "") -> Response:
    """Make the outlet part of another one, or show the form again with the reason."""
    try:
        merged = handovers.merge(
            visit.session, actor=visit.actor, outlet_id=outlet_id, into_id=_number(into), now=visit.now
        )
    except VerifyError as error:
        return refused(request, visit, outlet_id, error, "outlet_handovers", handing=TypedHandover(into=into))
    return see_other(
        request, f"/outlets/{merged.to_id}", f"{merged.from_name} is part of {merged.to_name} from today on."
    )


@router.post("/{outlet_id}/unmerge")
def unmerge(request: Request, outlet_id: int, visit: Keeping) -> Response:
    """Take the outlet's merge back, or say why that cannot be."""
    try:
        handovers.undo_merge(visit.session, actor=visit.actor, outlet_id=outlet_id, now=visit.now)
    except VerifyError as error:
        return refused(request, visit, outlet_id, error, "outlet_handovers")
    return see_other(request, f"/outlets/{outlet_id}", "The merge is taken back.")


@router.post("/{outlet_id}/eras")
def start_era(
    request: Request, outlet_id: int, visit: Keeping, era_day: Typed = "", era_name: Typed = "", era_group: Typed = ""
) -> Response:
    """Start a record of its own for what the outlet publishes under a new owner, or show the form again with the reason."""
    try:
        draft = EraDraft(_day(era_day), era_name, era_group)
        era = handovers.start_era(visit.session, actor=visit.actor, outlet_id=outlet_id, draft=draft, now=visit.now)
    except VerifyError as error:
        error.field = {"day": "era_day", "name": "era_name", "ownership_group": "era_group"}.get(error.field or "")
        typed = TypedHandover("", era_day, era_name, era_group)
        return refused(request, visit, outlet_id, error, "outlet_handovers", handing=typed)
    return see_other(request, f"/outlets/{era.to_id}", f"{era.to_name} keeps the record from {era.day} on.")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        raise Malformed("Choose the outlet that it is part of.", field="into")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Malformed("Write the first day of the era as year-month-day, such as 2026-03-04.", field="day") from None
