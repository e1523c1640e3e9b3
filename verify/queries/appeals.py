"""Appeals of outlets: of a claim, of an outlet, and those that wait for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Select, Table, func, select
from sqlalchemy.orm import Session, aliased

from verify.core.appeals import AppealState
from verify.core.errors import NotFound
from verify.core.vocabulary import Verdict
from verify.models import Appeal, Claim, Outlet, Review, User
from verify.queries.blindness import appeals_shown
from verify.queries.paging import Page, fetch

PAGE_SIZE = 50
APPEALS = cast(Table, Appeal.__table__).c


@dataclass(frozen=True, slots=True)
class AppealLine:
    """One appeal with the verdict that it is against; `entered_by` and `answered_by` are None for the desk itself."""

    id: int
    claim_id: int
    statement: str
    outlet_id: int
    outlet_name: str
    verdict: Verdict
    who: str
    day: date
    text: str
    entered_by: str | None
    entered_at: datetime
    state: AppealState
    answer: str
    answered_by: str | None
    answered_at: datetime | None
    batch_id: int | None


def of_claim(session: Session, claim_id: int) -> Sequence[AppealLine]:
    """The appeals about a claim, the newest first; none of a claim that is open again."""
    rows = session.execute(_LINES.where(APPEALS.claim_id == claim_id).order_by(APPEALS.id.desc()))
    return [AppealLine(**row._mapping) for row in rows]


def newest(
    session: Session,
    *,
    state: AppealState | None = None,
    outlet_id: int | None = None,
    cursor: str | None = None,
    limit: int = PAGE_SIZE,
) -> Page[AppealLine]:
    """Appeals in one state, or of one outlet, the last that came first."""
    query = _LINES if state is None else _LINES.where(APPEALS.state == state)
    query = query if outlet_id is None else query.where(Claim.outlet_id == outlet_id)
    found = fetch(session, query, keys=[APPEALS.id], cursor=cursor, limit=limit)
    return Page([AppealLine(**row._mapping) for row in found.rows], found.newer, found.older)


def numbers(session: Session, outlet_id: int) -> dict[AppealState, int]:
    """How many appeals of an outlet there are, by where they stand."""
    shown = select(APPEALS.state, func.count()).join(Claim, Claim.id == APPEALS.claim_id)
    counted = shown.where(Claim.outlet_id == outlet_id, appeals_shown()).group_by(APPEALS.state)
    return dict(session.execute(counted).all())


def the_appeal(session: Session, appeal_id: int) -> AppealLine:
    """One appeal. `NotFound`."""
    row = session.execute(_LINES.where(APPEALS.id == appeal_id)).first()
    if row is None:
        raise NotFound(f"There is no appeal {appeal_id}.")
    return AppealLine(**row._mapping)


_ENTERER, _ANSWERER = aliased(User), aliased(User)
_OWN = ("id", "claim_id", "who", "day", "text", "entered_at", "state", "answer", "answered_at", "batch_id")
_LINES: Select[Any] = (
    select(*(APPEALS[name] for name in _OWN))
    .add_columns(Claim.statement, Claim.outlet_id, Outlet.name.label("outlet_name"), Review.verdict)
    .add_columns(_ENTERER.name.label("entered_by"), _ANSWERER.name.label("answered_by"))
    .join(Claim, Claim.id == APPEALS.claim_id)
    .join(Outlet, Outlet.id == Claim.outlet_id)
    .join(Review, Review.id == APPEALS.review_id)
    .outerjoin(_ENTERER, _ENTERER.id == APPEALS.entered_by_id)
    .outerjoin(_ANSWERER, _ANSWERER.id == APPEALS.answered_by_id)
    .where(appeals_shown())
)
