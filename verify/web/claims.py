"""The queue and other lists of claims, the claim page, and who has a claim in hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Form, Request, Response

from verify.core.claims import QUEUE, ClaimFilters
from verify.core.errors import VerifyError
from verify.core.permissions import Action
from verify.core.vocabulary import ClaimKind, ClaimState, Verdict, Voice
from verify.deps import Routes, RowId, Visit
from verify.queries import claims
from verify.queries.claims import ClaimLine, Count
from verify.services import leases
from verify.web.claim_pages import TEMPLATE, claim_page, refused
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes()
Reading = Annotated[Visit, reading()]
Reviewing = Annotated[Visit, writing(Action.REVIEW)]
_PARAMS = ("state", "kind", "voice", "verdict", "said", "outlet", "article", "holder", "text")
_HANDED_OUT_BY = ("outlet", "article", "voice", "text")
_CHOICES: dict[str, Sequence[str]] = {
    "state": ("pending", *ClaimState),
    "kind": tuple(ClaimKind),
    "voice": tuple(Voice),
    "verdict": tuple(Verdict),
}


@dataclass(frozen=True, slots=True)
class View:
    """A list that is one click away; `count` is None where it is not counted."""

    name: str
    url: str
    is_here: bool
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class ClaimsPage:
    """What `claims/list.html` shows. `chips` are (label, value, address without it); `handed` goes with take-next."""

    title: str
    path: str
    typed: Mapping[str, str]
    choices: Mapping[str, Sequence[str]]
    chips: Sequence[tuple[str, str, str]]
    rows: Sequence[ClaimLine]
    newer_url: str | None
    older_url: str | None
    count: Count
    views: Sequence[View]
    handed: Mapping[str, str]
    may_review: bool
    may_ingest: bool
    is_narrowed: bool


@router.get("/queue")
def queue(request: Request, visit: Reading, cursor: str | None = None) -> Response:
    """What waits for a verdict, most urgent first."""
    filters = ClaimFilters.parsed({**QUEUE.params(), **request.query_params})
    return render(request, "claims/list.html", _list(visit, "/queue", filters, cursor), fragment="claim_list")


@router.get("/claims")
def all_claims(request: Request, visit: Reading, cursor: str | None = None) -> Response:
    """Claims under any filters."""
    filters = ClaimFilters.parsed(request.query_params)
    return render(request, "claims/list.html", _list(visit, "/claims", filters, cursor), fragment="claim_list")


def _handed_by(
    outlet: Annotated[str, Form()] = "",
    article: Annotated[str, Form()] = "",
    voice: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
) -> ClaimFilters:
    return ClaimFilters.parsed({"outlet": outlet, "article": article, "voice": voice, "text": text})


HandedBy = Annotated[ClaimFilters, Depends(_handed_by)]


@router.post("/queue/next")
def take_next(request: Request, visit: Reviewing, filters: HandedBy) -> Response:
    """Hand out the next claim under the filters of the list, or say why there is none."""
    claim_id = leases.take_next(
        visit.session, actor=visit.actor, filters=filters, now=visit.now, minutes=visit.settings.lease_minutes
    )
    if claim_id is not None:
        return see_other(request, f"/claims/{claim_id}")
    why = claims.nothing_left(visit.session, filters, user_id=visit.actor.user_id, now=visit.now)
    back = _address("/queue", replace(filters, state=QUEUE.state, kind=QUEUE.kind))
    return see_other(request, back, str(why), "info")


@router.get("/claims/{claim_id}")
def show(request: Request, claim_id: RowId, visit: Reading) -> Response:
    """One claim in its article, with what bears on it."""
    return render(request, TEMPLATE, claim_page(visit, claim_id), fragment="decision")


@router.post("/claims/{claim_id}/take")
def take(request: Request, claim_id: RowId, visit: Reviewing) -> Response:
    """Take this claim, or keep it for longer."""
    minutes = visit.settings.lease_minutes
    try:
        leases.take(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now, minutes=minutes)
    except VerifyError as error:
        return refused(request, visit, claim_id, error, "decision")
    return see_other(request, f"/claims/{claim_id}", f"The claim is yours for {minutes} minutes.")


@router.post("/claims/{claim_id}/release")
def release(request: Request, claim_id: RowId, visit: Reviewing) -> Response:
    """Give this claim back to the queue."""
    leases.release(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now)
    return see_other(request, "/queue", "The claim is back in the queue.")


@router.post("/claims/{claim_id}/skip")
def skip(request: Request, claim_id: RowId, visit: Reviewing) -> Response:
    """Give this claim back and go on to the next."""
    leases.skip(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now)
    return take_next(request, visit, ClaimFilters())


def _list(visit: Visit, path: str, filters: ClaimFilters, cursor: str | None) -> ClaimsPage:
    page = claims.page(visit.session, filters, cursor=cursor, now=visit.now)
    params = filters.params()
    return ClaimsPage(
        title="Queue" if path == "/queue" else "Claims",
        path=path,
        typed=dict.fromkeys(_PARAMS, "") | params,
        choices=_CHOICES,
        chips=_chips(visit, path, filters),
        rows=page.rows,
        newer_url=_address(path, filters, page.newer) if page.newer else None,
        older_url=_address(path, filters, page.older) if page.older else None,
        count=claims.count(visit.session, filters, now=visit.now),
        views=_views(visit, path, filters),
        handed={name: params[name] for name in _HANDED_OUT_BY if name in params},
        may_review=visit.actor.can(Action.REVIEW),
        may_ingest=visit.actor.can(Action.INGEST),
        is_narrowed=filters != QUEUE,
    )


def _chips(visit: Visit, path: str, filters: ClaimFilters) -> list[tuple[str, str, str]]:
    names = claims.names(visit.session, filters)
    return [
        (name, names.get(name, value), _address(path, filters.without(name)))
        for name, value in filters.params().items()
    ]


def _views(visit: Visit, path: str, filters: ClaimFilters) -> list[View]:
    mine = ClaimFilters(holder_id=visit.actor.user_id or 0)
    lists = {
        "To check": ("/queue", QUEUE, None),
        "Mine": ("/claims", mine, claims.count(visit.session, mine, now=visit.now)),
        "Decided": ("/claims", ClaimFilters(state=ClaimState.DECIDED), None),
        "To recheck": ("/claims", ClaimFilters(state=ClaimState.RECHECK), None),
        "Parked": ("/claims", ClaimFilters(state=ClaimState.PARKED), None),
        "Predictions": ("/claims", ClaimFilters(kind=ClaimKind.PREDICTION), None),
        "Opinions": ("/claims", ClaimFilters(kind=ClaimKind.OPINION), None),
        "All claims": ("/claims", ClaimFilters(), None),
    }
    return [
        View(name, _address(place, wanted), (place, wanted) == (path, filters), count)
        for name, (place, wanted, count) in lists.items()
    ]


def _address(path: str, filters: ClaimFilters, cursor: str = "") -> str:
    """The list's address under these filters; the queue's own are left out, or named empty where they are off."""
    params = filters.params()
    if path == "/queue":
        usual = QUEUE.params()
        params = {name: params.get(name, "") for name in {**usual, **params} if params.get(name) != usual.get(name)}
    query = urlencode(params | ({"cursor": cursor} if cursor else {}))
    return f"{path}?{query}" if query else path
