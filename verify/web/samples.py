"""Audit samples: drawing one on an outlet's page, looking at one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Form, Request, Response

from verify.core.errors import Malformed, VerifyError
from verify.core.permissions import Action
from verify.deps import Routes, RowId, Visit
from verify.queries import samples as draws
from verify.queries.claims import ClaimLine
from verify.queries.samples import SampleLine
from verify.services import samples
from verify.services.samples import Draw
from verify.web.outlet_pages import TypedDraw, refused
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes()


@dataclass(frozen=True, slots=True)
class SamplePage:
    """What `outlets/sample.html` shows."""

    sample: SampleLine
    claims: Sequence[ClaimLine]


def typed_draw(
    first: Annotated[str, Form()] = "",
    last: Annotated[str, Form()] = "",
    wanted: Annotated[str, Form()] = "",
    seed: Annotated[str, Form()] = "",
) -> TypedDraw:
    """Dependency: the form of this request."""
    return TypedDraw(first, last, wanted, seed)


@router.post("/outlets/{outlet_id}/samples")
def draw(
    request: Request,
    outlet_id: RowId,
    visit: Annotated[Visit, writing(Action.KEEP_OUTLETS)],
    typed: Annotated[TypedDraw, Depends(typed_draw)],
) -> Response:
    """Draw claims at random, or show the form again with the reason."""
    try:
        made = samples.draw(visit.session, actor=visit.actor, outlet_id=outlet_id, order=_order(typed), now=visit.now)
    except VerifyError as error:
        return refused(request, visit, outlet_id, error, "audit_samples", draw=typed)
    words = "1 claim is" if made.drawn == 1 else f"{made.drawn} claims are"
    return see_other(request, f"/samples/{made.id}", f"{words} drawn and in the random lane.")


@router.get("/samples/{sample_id}")
def show(request: Request, sample_id: RowId, visit: Annotated[Visit, reading()]) -> Response:
    """One draw: how it was made, and its claims."""
    sample = draws.one(visit.session, sample_id)
    page = SamplePage(sample, draws.claims_of(visit.session, sample_id, now=visit.now))
    return render(request, "outlets/sample.html", page)


def _order(typed: TypedDraw) -> Draw:
    days = {}
    for name in ("first", "last"):
        try:
            days[name] = date.fromisoformat(getattr(typed, name).strip())
        except ValueError:
            raise Malformed("Write the day like 2026-11-22.", field=name) from None
    wanted = typed.wanted.strip()
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 7):
        raise Malformed("Write how many claims to draw, as a number.", field="wanted")
    return Draw(days["first"], days["last"], int(wanted), typed.seed)
