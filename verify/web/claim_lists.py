"""What a list of claims shows: its filters and their choices, the chips of those in force, the views beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from verify.core.claims import QUEUE, Age, ClaimFilters, Worth
from verify.core.permissions import Action
from verify.core.rechecks import REASON_WORDS, RecheckReason
from verify.core.vocabulary import ClaimKind, ClaimState
from verify.deps import Visit
from verify.queries import claims, facets, narrowing, outlets, saved_views, tags
from verify.queries.claims import ClaimLine, Count
from verify.queries.facets import Choice
from verify.queries.paging import Page
from verify.services.bulk_actions import MOST
from verify.web.claim_pages import PARK_REASONS, Choices
from verify.web.filters import address, home, under

TEMPLATE = "claims/list.html"
VIEWS_BESIDE = 20
"""So many saved views stand beside the list with their counts; all are on their own page."""
NO_OUTLET = 0
"""The outlet that a name stands for which no outlet has."""
_PARAMS = tuple(ClaimFilters().params(unset=True))
_ALWAYS_SHOWN = ("state", "kind", "voice", "verdict")
_LABELS: dict[str, str] = {
    Age.DAY: "since yesterday",
    Age.WEEK: "last 7 days",
    Age.MONTH: "last 30 days",
    Age.OLDER: "older than 30 days",
    Worth.HIGH: "0.70 and more",
    Worth.MIDDLE: "0.40 to 0.70",
    Worth.LOW: "under 0.40",
    **{str(reason): words for reason, words in REASON_WORDS.items()},
}
"""Choices whose word alone would not say enough."""


@dataclass(frozen=True, slots=True)
class View:
    """A list that is one click away; `count` is None where it is not counted."""

    name: str
    url: str
    is_here: bool
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The filters of a list. With `all_shown` every side is there, with counts; else the four that are used most.

    `kept` are sides in force that the form shows no field for; `more_url` leads to all of them.
    """

    path: str
    typed: Mapping[str, str]
    outlet_name: str
    choices: Mapping[str, Sequence[Choice]]
    labels: Mapping[str, str]
    kept: Mapping[str, str]
    all_shown: bool
    more_url: str
    outlets: Sequence[str] = ()
    topics: Sequence[str] = ()
    tags: Sequence[str] = ()
    people: Sequence[tuple[int | str, str]] = ()


@dataclass(frozen=True, slots=True)
class BulkBar:
    """What it takes to change many claims: those of this page, the list's filters, and what can be chosen."""

    shown: str
    filters: str
    people: Sequence[tuple[int | str, str]]
    park_reasons: Choices
    may_review: bool
    most: int = MOST


@dataclass(frozen=True, slots=True)
class ClaimsPage:
    """What `claims/list.html` shows. `chips` are (label, value, address without it); `handed` goes with take-next.

    `reasons` are those for which claims of this list are looked at again, each with its count, where the list is of such claims.
    """

    title: str
    path: str
    form: FilterForm
    chips: Sequence[tuple[str, str, str]]
    rows: Sequence[ClaimLine]
    newer_url: str | None
    older_url: str | None
    count: Count
    views: Sequence[View]
    saved: Sequence[View]
    as_query: str
    under: str
    here: str
    may_share: bool
    handed: Mapping[str, str]
    gone: Sequence[str]
    bulk: BulkBar | None
    may_review: bool
    may_ingest: bool
    is_narrowed: bool
    reasons: Sequence[View] = ()


def asked(request: Request, visit: Visit, usual: ClaimFilters) -> ClaimFilters:
    """The filters of an address, on top of the list's usual ones; an outlet may be named instead of numbered."""
    typed = {**usual.params(), **request.query_params}
    name = typed.get("outlet_name", "").strip()
    if name and not typed.get("outlet", "").strip():
        found = outlets.by_name(visit.session, name[:200].replace("\0", " "))
        typed["outlet"] = str(found.id if found else NO_OUTLET)
    return ClaimFilters.parsed(typed)


def claims_page(visit: Visit, path: str, filters: ClaimFilters, *, cursor: str | None, all_shown: bool) -> ClaimsPage:
    """A page of the list at `path` under these filters."""
    page = claims.page(visit.session, filters, cursor=cursor, now=visit.now)
    names = narrowing.names(visit.session, filters)
    return ClaimsPage(
        title="Queue" if path == "/queue" else "Claims",
        path=path,
        form=filter_form(visit, path, filters, names, all_shown=all_shown),
        chips=_chips(path, filters, names),
        rows=page.rows,
        newer_url=address(path, filters, page.newer) if page.newer else None,
        older_url=address(path, filters, page.older) if page.older else None,
        count=_count(visit, filters, page),
        views=_views(visit, path, filters),
        saved=_saved(visit, path, filters),
        as_query=urlencode(filters.params()),
        under=under(filters),
        here=address(path, filters, cursor or ""),
        may_share=visit.actor.can(Action.ARRANGE),
        handed=replace(filters, state=None, kind=None, verdict=None, said=None, holder_id=None, recheck=None).params(),
        bulk=_bulk_bar(visit, filters, page.rows),
        gone=[] if page.rows else narrowing.gone(visit.session, filters),
        may_review=visit.actor.can(Action.REVIEW),
        may_ingest=visit.actor.can(Action.INGEST),
        is_narrowed=filters != QUEUE,
        reasons=_reasons(visit, path, filters),
    )


def _count(visit: Visit, filters: ClaimFilters, page: Page[ClaimLine]) -> Count:
    """How many claims are in the list, at least those that are shown."""
    if not (page.newer or page.older):
        return Count(len(page.rows), False)
    counted = claims.count(visit.session, filters, now=visit.now)
    return counted if counted.number >= len(page.rows) else Count(len(page.rows), True)


def filter_form(
    visit: Visit, path: str, filters: ClaimFilters, names: Mapping[str, str], *, all_shown: bool
) -> FilterForm:
    """The form that changes the filters; with `all_shown` what it takes to fill in every one of them."""
    params = filters.params()
    # An outlet is named in a field of its own; what else has no field is carried along.
    hidden = {"article", "holder", "said", "recheck"} if all_shown else {*params} - {"text", *_ALWAYS_SHOWN}
    return FilterForm(
        path=path,
        typed=dict.fromkeys(_PARAMS, "") | params,
        outlet_name=names.get("outlet", ""),
        choices=facets.counted(visit.session, filters, now=visit.now) if all_shown else facets.uncounted(),
        labels=_LABELS,
        kept={name: value for name, value in params.items() if name in hidden},
        all_shown=all_shown,
        more_url=address(path, filters, more=not all_shown),
        **(_known(visit) if all_shown else {}),
    )


def _known(visit: Visit) -> dict[str, Sequence[Any]]:
    session = visit.session
    return {
        "outlets": outlets.names(session),
        "topics": narrowing.topics(session),
        "tags": tags.all_tags(session),
        "people": [("", "anybody"), *tags.reviewers(session)],
    }


def _saved(visit: Visit, path: str, filters: ClaimFilters) -> list[View]:
    here = address(path, filters)
    return [
        View(
            saved.name if saved.is_mine else f"{saved.name} ({saved.owner})",
            home(saved.filters),
            home(saved.filters) == here,
            claims.count(visit.session, saved.filters, now=visit.now),
        )
        for saved in saved_views.seen_by(visit.session, visit.actor.user_id)[:VIEWS_BESIDE]
        if saved.filters is not None
    ]


def _bulk_bar(visit: Visit, filters: ClaimFilters, rows: Sequence[ClaimLine]) -> BulkBar | None:
    if not visit.actor.can(Action.ARRANGE):
        return None
    return BulkBar(
        shown=",".join(str(row.id) for row in rows),
        filters=urlencode(filters.params()),
        people=[("", "anybody"), *tags.reviewers(visit.session)],
        park_reasons=PARK_REASONS,
        may_review=visit.actor.can(Action.REVIEW),
    )


def _chips(path: str, filters: ClaimFilters, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [
        (name, names.get(name, _LABELS.get(value, value)), address(path, filters.without(name)))
        for name, value in filters.params().items()
    ]


def _reasons(visit: Visit, path: str, filters: ClaimFilters) -> list[View]:
    if filters.state is not ClaimState.RECHECK:
        return []
    found = {reason: replace(filters, recheck=reason) for reason in RecheckReason}
    counts = {reason: claims.count(visit.session, wanted, now=visit.now) for reason, wanted in found.items()}
    return [
        View(REASON_WORDS[reason], address(path, wanted), wanted == filters, counts[reason])
        for reason, wanted in found.items()
        if counts[reason].number
    ]


def _views(visit: Visit, path: str, filters: ClaimFilters) -> list[View]:
    me = visit.actor.user_id or 0
    mine, meant = ClaimFilters(holder_id=me), replace(QUEUE, assignee_id=me)
    lists = {
        "To check": ("/queue", QUEUE, None),
        "Mine": ("/claims", mine, claims.count(visit.session, mine, now=visit.now)),
        "Assigned to me": ("/queue", meant, claims.count(visit.session, meant, now=visit.now)),
        "Decided": ("/claims", ClaimFilters(state=ClaimState.DECIDED), None),
        "To recheck": ("/claims", ClaimFilters(state=ClaimState.RECHECK), None),
        "Parked": ("/claims", ClaimFilters(state=ClaimState.PARKED), None),
        "Predictions": ("/claims", ClaimFilters(kind=ClaimKind.PREDICTION), None),
        "Opinions": ("/claims", ClaimFilters(kind=ClaimKind.OPINION), None),
        "All claims": ("/claims", ClaimFilters(), None),
    }
    return [
        View(name, address(place, wanted), (place, wanted) == (path, filters), count)
        for name, (place, wanted, count) in lists.items()
    ]
