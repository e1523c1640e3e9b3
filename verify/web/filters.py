"""The reader's filters as addresses carry them from claim to claim, so that the next one is found under the same."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request

from verify.core.claims import QUEUE, ClaimFilters
from verify.deps import Visit
from verify.queries import claims


@dataclass(frozen=True, slots=True)
class Around:
    """Where a claim stands in the list that its visitor came by: the list, and the claims before and after, if any."""

    list_url: str
    is_queue: bool
    newer_url: str | None
    older_url: str | None


def carried(request: Request) -> ClaimFilters:
    """The filters of the list that the visitor came by; the queue's own where the address names none."""
    return ClaimFilters.parsed({**QUEUE.params(), **request.query_params})


def under(filters: ClaimFilters) -> str:
    """The filters as the end of an address, `?outlet=7`; nothing for the queue's own."""
    query = urlencode(_beyond_queue(filters))
    return f"?{query}" if query else ""


def queue_under(filters: ClaimFilters) -> str:
    """The address of the list under the filters."""
    return home(filters)


def address(path: str, filters: ClaimFilters, cursor: str = "", *, more: bool = False) -> str:
    """A list's address under these filters; the queue's own are left out, or named empty where they are off."""
    params = _beyond_queue(filters) if path == "/queue" else filters.params()
    query = urlencode(params | ({"cursor": cursor} if cursor else {}) | ({"more": "1"} if more else {}))
    return f"{path}?{query}" if query else path


def home(filters: ClaimFilters) -> str:
    """Where a list of these filters is shown: in the queue where it is of what waits, else among all claims."""
    return address("/queue" if waits(filters) else "/claims", filters)


def waits(filters: ClaimFilters) -> bool:
    """Whether they are filters of what waits for a verdict, whatever else they ask for."""
    return (filters.state, filters.kind) == (QUEUE.state, QUEUE.kind)


def around(visit: Visit, claim_id: int, filters: ClaimFilters) -> Around:
    """The claims before and after this one in the list under the filters, whether or not it is still in it."""
    newer, older = claims.neighbours(visit.session, filters, claim_id, now=visit.now)
    there = under(filters)
    return Around(
        list_url=home(filters),
        is_queue=waits(filters),
        newer_url=f"/claims/{newer}{there}" if newer else None,
        older_url=f"/claims/{older}{there}" if older else None,
    )


def _beyond_queue(filters: ClaimFilters) -> dict[str, str]:
    params, usual = filters.params(), QUEUE.params()
    return {name: params.get(name, "") for name in {**usual, **params} if params.get(name) != usual.get(name)}


async def _handed_by(request: Request) -> ClaimFilters:
    typed = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return ClaimFilters.parsed({**request.query_params, **typed, **QUEUE.params()})


HandedBy = Annotated[ClaimFilters, Depends(_handed_by)]
"""The filters of a form, or of its address, that asks for the next claim."""
