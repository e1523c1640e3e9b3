"""The method page: how records are made, from the parameters that run. Public where the desk has public pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, Response

from verify.core.method_account import FORMULAS, LIMITS
from verify.core.records import missing
from verify.deps import Routes, Visit
from verify.queries import method
from verify.queries.method import Account
from verify.web.templating import render
from verify.web.visits import reading_in_public

router = Routes(prefix="/method")


@dataclass(frozen=True, slots=True)
class MethodPage:
    """What `method/detail.html` shows; `lacks` is what the example's record is missing, in words."""

    account: Account
    lacks: Sequence[str]
    formulas: Sequence[tuple[str, str]] = FORMULAS
    limits: Sequence[str] = LIMITS


@router.get("")
def show(request: Request, visit: Annotated[Visit, reading_in_public()]) -> Response:
    """How records are made."""
    account = method.account(visit.session, on=visit.now.date())
    return render(request, "method/detail.html", MethodPage(account, missing(account.example.reading.enough)))
