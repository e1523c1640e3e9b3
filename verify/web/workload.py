"""The workload page: how old the queue is, what is decided a day and by whom, and how long the backlog lasts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Request, Response

from verify.core.permissions import Action
from verify.core.pictures import Columns, columns
from verify.core.workload import WINDOW, Age, ages, days_to_clear, each_day
from verify.deps import Routes, Visit
from verify.queries import workload
from verify.queries.workload import Share
from verify.web.templating import render
from verify.web.visits import reading

router = Routes(prefix="/workload")


@dataclass(frozen=True, slots=True)
class WorkloadPage:
    """What `workload/detail.html` shows; `shares` are (called, reviews), `clears_in` is None where the backlog does not shrink.

    `added` and `cleared` are the claims that came in and those that were decided for the first time, within the window.
    """

    window: int
    backlog: int
    ages: Sequence[Age]
    days: Sequence[tuple[date, int]]
    wide: Columns
    narrow: Columns
    decided: int
    added: int
    cleared: int
    clears_in: float | None
    shares: Sequence[tuple[str, int]]
    sees_names: bool


@router.get("")
def show(request: Request, visit: Annotated[Visit, reading()]) -> Response:
    """The last four weeks of work."""
    return render(request, "workload/detail.html", _page(visit))


def _page(visit: Visit) -> WorkloadPage:
    today, session = visit.now.date(), visit.session
    days = each_day(workload.decided(session, today), today)
    backlog = workload.waiting(session)
    added, cleared = workload.added(session, today), workload.cleared(session, today)
    sees_names = visit.actor.can(Action.ADJUDICATE) or visit.actor.can(Action.MANAGE_PEOPLE)
    shares = workload.shares(session, today, reader_id=visit.actor.user_id)
    return WorkloadPage(
        window=WINDOW,
        backlog=backlog,
        ages=ages(backlog, lambda number: workload.nth_newest(session, number, of=backlog), today),
        days=days,
        wide=columns(days),
        narrow=columns(days, narrow=True),
        decided=sum(count for _, count in days),
        added=added,
        cleared=cleared,
        clears_in=days_to_clear(backlog, cleared, added),
        shares=sorted((_called(share, visit, sees_names), share.reviews) for share in shares),
        sees_names=sees_names,
    )


def _called(share: Share, visit: Visit, sees_names: bool) -> str:
    if share.user_id == visit.actor.user_id:
        return f"{share.name} (you)"
    return share.name if sees_names else share.pseudonym
