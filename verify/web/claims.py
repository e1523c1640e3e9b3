"""The queue and other lists of claims, and the claim page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Request, Response

from verify.core.claims import QUEUE, ClaimFilters
from verify.core.permissions import Action
from verify.core.vocabulary import ClaimKind, ClaimState, Verdict, Voice
from verify.deps import Routes, RowId, Visit
from verify.queries import claims
from verify.queries.claims import ClaimLine, Count
from verify.web.claim_pages import TEMPLATE, claim_page
from verify.web.filters import carried, under
from verify.web.templating import render
from verify.web.visits import reading

router = Routes()
Reading = Annotated[Visit, reading()]
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


@router.get("/claims/{claim_id}")
def show(request: Request, claim_id: RowId, visit: Reading) -> Response:
    """One claim in its article, with what bears on it."""
    return render(request, TEMPLATE, claim_page(visit, claim_id, under(carried(request))), fragment="decision")


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
