"""The reader's filters as addresses carry them from claim to claim, so that the next one is found under the same."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request

from verify.core.claims import QUEUE, ClaimFilters

# The forms of the claim page have fields of these names that are no filters, and what is handed out has no verdict.
_OF_LISTS = ("state", "kind", "verdict", "said", "holder")


def carried(request: Request) -> ClaimFilters:
    """The filters in the request's address, but for those that do not narrow what is handed out."""
    return ClaimFilters.parsed({k: v for k, v in request.query_params.items() if k not in _OF_LISTS})


def under(filters: ClaimFilters) -> str:
    """The filters as the end of an address: `?outlet=7`, or nothing."""
    params = {name: value for name, value in filters.params().items() if name not in _OF_LISTS}
    return f"?{urlencode(params)}" if params else ""


def queue_under(filters: ClaimFilters) -> str:
    """The queue's address under the filters."""
    return f"/queue{under(filters)}"


async def _handed_by(request: Request) -> ClaimFilters:
    typed = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    return ClaimFilters.parsed({**request.query_params, **typed, **QUEUE.params()})


HandedBy = Annotated[ClaimFilters, Depends(_handed_by)]
"""The filters of a form, or of its address, that asks for the next claim."""
