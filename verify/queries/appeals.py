"""Appeals of outlets: of a claim, of an outlet, and those that wait for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Select, Table, and_, func, select
from sqlalchemy.orm import Session, aliased

from verify.core.appeals import AppealState
from verify.core.errors import NotFound
from verify.core.vocabulary import Verdict
from verify.models import Appeal, AppealWithdrawal, Claim, Outlet, Review, User
from verify.queries.blindness import appeals_shown
from verify.queries.paging import Page, fetch

PAGE_SIZE = 50
APPEALS = cast(Table, Appeal.__table__).c
_MARKS = cast(Table, AppealWithdrawal.__table__)
_LATER = _MARKS.alias("later_marks")
_LAST = select(func.max(_LATER.c.id)).where(_LATER.c.appeal_id == APPEALS.id).scalar_subquery()
_GONE = _MARKS.alias("gone")
_IS_GONE = and_(_GONE.c.appeal_id == APPEALS.id, _GONE.c.id == _LAST, _GONE.c.is_withdrawn)
_STANDS = _GONE.c.id.is_(None)
"""Not withdrawn, where `_GONE` is joined on `_IS_GONE`."""


@dataclass(frozen=True, slots=True)
class AppealLine:
    """One appeal with the verdict that it is against; `entered_by` and `answered_by` are None for the desk itself.

    `withdrawn_at`: it was entered in error, and waits for nothing, whatever its state.
    """

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
    entered_by_id: int | None
    entered_at: datetime
    state: AppealState
    answer: str
    answered_by: str | None
    answered_at: datetime | None
    batch_id: int | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    withdrawn_why: str | None

    @property
    def stands(self) -> bool:
        """Whether it was not withdrawn."""
        return self.withdrawn_at is None


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
    """Appeals, or those of one outlet, the last that came first; in one state without those that were withdrawn."""
    query = _LINES if state is None else _LINES.where(APPEALS.state == state, _STANDS)
    query = query if outlet_id is None else query.where(Claim.outlet_id == outlet_id)
    found = fetch(session, query, keys=[APPEALS.id], cursor=cursor, limit=limit)
    return Page([AppealLine(**row._mapping) for row in found.rows], found.newer, found.older)


def numbers(session: Session, outlet_id: int) -> dict[AppealState, int]:
    """How many appeals of an outlet there are, by where they stand; none that was withdrawn."""
    shown = select(APPEALS.state, func.count()).join(Claim, Claim.id == APPEALS.claim_id).outerjoin(_GONE, _IS_GONE)
    counted = shown.where(Claim.outlet_id == outlet_id, appeals_shown(), _STANDS).group_by(APPEALS.state)
    return dict(session.execute(counted).all())


def stands(session: Session, appeal_id: int) -> bool:
    """Whether an appeal was not withdrawn, or was put back."""
    last = select(_MARKS.c.is_withdrawn).where(_MARKS.c.appeal_id == appeal_id).order_by(_MARKS.c.id.desc()).limit(1)
    return not session.scalar(last)


def the_appeal(session: Session, appeal_id: int) -> AppealLine:
    """One appeal. `NotFound`."""
    row = session.execute(_LINES.where(APPEALS.id == appeal_id)).first()
    if row is None:
        raise NotFound(f"There is no appeal {appeal_id}.")
    return AppealLine(**row._mapping)


_ENTERER, _ANSWERER, _WITHDRAWER = aliased(User), aliased(User), aliased(User)
_OWN = (
    "id",
    "claim_id",
    "who",
    "day",
    "text",
    "entered_by_id",
    "entered_at",
    "state",
    "answer",
    "answered_at",
    "batch_id",
)
_LINES: Select[Any] = (
    select(*(APPEALS[name] for name in _OWN))
    .add_columns(Claim.statement, Claim.outlet_id, Outlet.name.label("outlet_name"), Review.verdict)
    .add_columns(_ENTERER.name.label("entered_by"), _ANSWERER.name.label("answered_by"))
    .add_columns(_WITHDRAWER.name.label("withdrawn_by"))
    .add_columns(_GONE.c.made_at.label("withdrawn_at"), _GONE.c.why.label("withdrawn_why"))
    .join(Claim, Claim.id == APPEALS.claim_id)
    .outerjoin(_GONE, _IS_GONE)
    .outerjoin(_WITHDRAWER, _WITHDRAWER.id == _GONE.c.made_by_id)
    .join(Outlet, Outlet.id == Claim.outlet_id)
    .join(Review, Review.id == APPEALS.review_id)
    .outerjoin(_ENTERER, _ENTERER.id == APPEALS.entered_by_id)
    .outerjoin(_ANSWERER, _ANSWERER.id == APPEALS.answered_by_id)
    .where(appeals_shown())
)
