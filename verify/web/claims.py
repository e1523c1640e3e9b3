"""The queue and other lists of claims, and the claim page."""

from dataclasses import replace
from typing import Annotated

from fastapi import Request, Response

from verify.core.claims import QUEUE, ClaimFilters
from verify.deps import Routes, RowId, Visit
from verify.web.claim_lists import TEMPLATE as LIST
from verify.web.claim_lists import asked, claims_page
from verify.web.claim_pages import TEMPLATE, claim_page
from verify.web.filters import around, carried, under
from verify.web.templating import render
from verify.web.visits import reading

router = Routes()
Reading = Annotated[Visit, reading()]


@router.get("/queue")
def queue(request: Request, visit: Reading, cursor: str | None = None, more: bool = False) -> Response:
    """What waits for a verdict, most urgent first; with `more`, beside all filters and their counts."""
    page = claims_page(visit, "/queue", asked(request, visit, QUEUE), cursor=cursor, all_shown=more)
    return render(request, LIST, page, fragment="claim_filters" if more else "claim_list")


@router.get("/claims")
def all_claims(request: Request, visit: Reading, cursor: str | None = None, more: bool = False) -> Response:
    """Claims under any filters; with `more`, beside all filters and their counts."""
    page = claims_page(visit, "/claims", asked(request, visit, ClaimFilters()), cursor=cursor, all_shown=more)
    return render(request, LIST, page, fragment="claim_filters" if more else "claim_list")


@router.get("/claims/{claim_id}")
def show(request: Request, claim_id: RowId, visit: Reading) -> Response:
    """One claim in its article, with what bears on it, and the way on in the list that the visitor came by."""
    filters = carried(request)
    page = replace(claim_page(visit, claim_id, under(filters)), around=around(visit, claim_id, filters))
    return render(request, TEMPLATE, page, fragment="decision")
