"""The page that explains check-worthiness, from the coefficients that ship. Public where the desk has public pages."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, Response

from verify.core.checkworthiness_account import Account, account
from verify.deps import Routes, Visit
from verify.web.templating import render
from verify.web.visits import reading_in_public

router = Routes(prefix="/method/check-worthiness")


@dataclass(frozen=True, slots=True)
class CheckworthinessPage:
    """What `checkworthiness/detail.html` shows."""

    account: Account


@router.get("")
def show(request: Request, visit: Annotated[Visit, reading_in_public()]) -> Response:
    """What makes a claim worth checking."""
    return render(request, "checkworthiness/detail.html", CheckworthinessPage(account()))
