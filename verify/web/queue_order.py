"""The order of the queue: what is in force, every version before, and for admins a form with a preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request, Response

from verify.core.errors import Malformed, VerifyError
from verify.core.permissions import Action
from verify.core.queue_order import (
    DAILY,
    HEAVIEST,
    HEAVIEST_A_DAY,
    MOST_TIERS,
    TIERS,
    TOLD,
    Part,
    QueueOrder,
    checked,
    in_words,
    shown,
)
from verify.core.typed_text import chosen
from verify.deps import Routes, Visit, status_of
from verify.queries import order_preview
from verify.queries import queue_order as queries
from verify.queries.order_preview import Preview
from verify.queries.queue_order import OrderVersion, Sorting
from verify.services import queue_order
from verify.web.forms import version_of
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/queue/order")
TEMPLATE = "queue_order/detail.html"
Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """The field of one part's weight."""

    name: str
    part: Part
    told: str
    most: float


FIELDS = tuple(
    Field(part.name.lower(), part, TOLD[part], HEAVIEST_A_DAY if part in DAILY else HEAVIEST) for part in Part
)
PLACES = tuple(f"tier_{number}" for number in range(1, MOST_TIERS + 1))
CHOICES = (("", "nothing"), *((part, part) for part in TIERS))


@dataclass(frozen=True, slots=True)
class OrderPage:
    """What `queue_order/detail.html` shows. `typed` fills the form, `preview` is None unless one was asked for."""

    in_force: OrderVersion
    words: Sequence[str]
    sorting: Sorting | None
    versions: Sequence[tuple[OrderVersion, Sequence[str]]]
    may_set: bool
    typed: Typed
    preview: Preview | None = None
    errors: Typed = field(default_factory=dict)
    problem: str = ""
    fields: Sequence[Field] = FIELDS
    places: Sequence[str] = PLACES
    choices: Sequence[tuple[str, str]] = CHOICES

    def again(self, version: OrderVersion) -> str:
        """The address of the preview of an earlier version."""
        return f"/queue/order?{urlencode({**_as_typed(version.order), 'preview': '1'})}"


async def _typed(request: Request) -> Typed:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


@router.get("")
def show(request: Request, visit: Annotated[Visit, reading()], preview: str = "") -> Response:
    """The order in force; with `preview`, beside how the queue would begin under the one that was typed."""
    if not preview or not visit.actor.can(Action.SET_POLICY):
        return render(request, TEMPLATE, _page(visit), fragment="order_status")
    typed = dict(request.query_params)
    try:
        found = order_preview.preview(visit.session, _order(typed), now=visit.now)
    except Malformed as error:
        return render(request, TEMPLATE, _page(visit, typed, error=error), status=status_of(error))
    return render(request, TEMPLATE, _page(visit, typed, found))


@router.post("")
def adopt(
    request: Request, visit: Annotated[Visit, writing(Action.SET_POLICY)], typed: Annotated[Typed, Depends(_typed)]
) -> Response:
    """Put another order in force, or show the form again with what is wrong."""
    try:
        seen = version_of(typed.get("seen", "")) or 0
        made = queue_order.adopt(visit.session, actor=visit.actor, order=_order(typed), seen=seen, now=visit.now)
    except VerifyError as error:
        visit.session.rollback()
        return render(request, TEMPLATE, _page(visit, typed, error=error), status=status_of(error))
    return see_other(
        request, "/queue/order", f"Version {made} of the order is in force. The queue is being sorted by it."
    )


def _page(
    visit: Visit, typed: Typed | None = None, preview: Preview | None = None, *, error: VerifyError | None = None
) -> OrderPage:
    in_force = queries.version_in_force(visit.session)
    named = error is not None and error.field in {"tiers", *(known.name for known in FIELDS)}
    return OrderPage(
        in_force=in_force,
        words=in_words(in_force.order),
        sorting=queries.sorting(visit.session),
        versions=[(version, in_words(version.order)) for version in queries.versions(visit.session)],
        may_set=visit.actor.can(Action.SET_POLICY),
        typed={name: (typed or {}).get(name, "") for name in (*PLACES, *(known.name for known in FIELDS))}
        if typed is not None
        else _as_typed(in_force.order),
        preview=preview,
        errors={str(error.field): error.message} if error and named else {},
        problem=error.message if error and not named else "",
    )


def _as_typed(order: QueueOrder) -> Typed:
    weights = dict(order.weights)
    tiers = dict(zip(PLACES, order.tiers, strict=False))
    return {**dict.fromkeys(PLACES, ""), **tiers} | {
        known.name: shown(weights.get(known.part, 0.0)) for known in FIELDS
    }


def _order(typed: Typed) -> QueueOrder:
    """The order that was typed. `Malformed` names the field."""
    tiers = [chosen(Part, typed[name], field="tiers", name="a tier") for name in PLACES if typed.get(name, "").strip()]
    return checked(tiers, {known.part: _number(typed.get(known.name, ""), known.name) for known in FIELDS})


def _number(text: str, name: str) -> float:
    try:
        return float(text.strip().replace("−", "-").replace(",", ".") or "0")
    except ValueError:
        raise Malformed("Give a number.", field=name) from None
