"""Appeals of outlets against verdicts, and the desk's answers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.appeals import LONGEST_TEXT, LONGEST_WHO, LONGEST_WHY, AppealDraft, AppealState
from verify.core.permissions import Action
from verify.core.vocabulary import Verdict
from verify.deps import LARGEST_ID, Routes, RowId, Visit
from verify.queries import appeals as queries
from verify.queries import reviews
from verify.services import appeals

router = Routes(tags=["appeals"])
Keeping = Annotated[Visit, writing(Action.KEEP_OUTLETS)]


class AppealOut(BaseModel):
    """An appeal and its answer; `verdict` is what it is against, `batch_id` the recheck of one that was accepted.

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
    entered_at: datetime
    state: AppealState
    answer: str
    answered_by: str | None
    answered_at: datetime | None
    batch_id: int | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    withdrawn_why: str | None


class AppealsOut(BaseModel):
    """A page of appeals, newest first; `newer` and `older` are the cursors of its neighbours."""

    appeals: Sequence[AppealOut]
    newer: str | None
    older: str | None


class AppealIn(Sent):
    """What came in: who at the outlet wrote, on which day it was received, and what they say."""

    who: str = Field(max_length=LONGEST_WHO)
    day: date
    text: str = Field(max_length=LONGEST_TEXT)


class AnswerIn(Sent):
    """The desk's answer. An appeal that is accepted has the verdict looked at again."""

    accepted: bool
    answer: str = Field(max_length=LONGEST_TEXT)


class WithdrawalIn(Sent):
    """Why an appeal was entered in error."""

    why: str = Field(max_length=LONGEST_WHY)


@router.get("/appeals")
def list_appeals(
    visit: Annotated[Visit, reading()],
    state: AppealState | None = None,
    outlet: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
    cursor: str | None = None,
) -> AppealsOut:
    """Appeals, or those of one outlet, the last that came first; in one state without those that were withdrawn."""
    page = queries.newest(visit.session, state=state, outlet_id=outlet, cursor=cursor)
    rows = [AppealOut.model_validate(row, from_attributes=True) for row in page.rows]
    return AppealsOut(appeals=rows, newer=page.newer, older=page.older)


@router.get("/claims/{claim_id}/appeals")
def of_claim(visit: Annotated[Visit, reading()], claim_id: RowId) -> list[AppealOut]:
    """The appeals about a claim, the newest first."""
    reviews.the_claim(visit.session, claim_id, now=visit.now)
    return [AppealOut.model_validate(line, from_attributes=True) for line in queries.of_claim(visit.session, claim_id)]


@router.post("/claims/{claim_id}/appeals", status_code=201)
def enter(visit: Keeping, claim_id: RowId, body: AppealIn) -> AppealOut:
    """Keep an appeal against the verdict that stands on a claim."""
    draft = AppealDraft(body.who, body.day, body.text)
    made = appeals.enter(visit.session, actor=visit.actor, claim_id=claim_id, draft=draft, now=visit.now)
    return AppealOut.model_validate(queries.the_appeal(visit.session, made), from_attributes=True)


@router.post("/appeals/{appeal_id}/answer")
def answer(visit: Keeping, appeal_id: RowId, body: AnswerIn) -> AppealOut:
    """Answer an appeal: never by who reviewed the claim."""
    appeals.answer(
        visit.session,
        actor=visit.actor,
        appeal_id=appeal_id,
        accepted=body.accepted,
        text=body.answer,
        now=visit.now,
    )
    return AppealOut.model_validate(queries.the_appeal(visit.session, appeal_id), from_attributes=True)


@router.post("/appeals/{appeal_id}/withdraw")
def withdraw(visit: Keeping, appeal_id: RowId, body: WithdrawalIn) -> AppealOut:
    """Take out an appeal that was entered in error; it stays readable and counts nowhere. Not one that was accepted."""
    appeals.withdraw(visit.session, actor=visit.actor, appeal_id=appeal_id, why=body.why, now=visit.now)
    return AppealOut.model_validate(queries.the_appeal(visit.session, appeal_id), from_attributes=True)


@router.post("/appeals/{appeal_id}/restore")
def restore(visit: Keeping, appeal_id: RowId) -> AppealOut:
    """Put a withdrawn appeal back; it stands where it stood."""
    appeals.restore(visit.session, actor=visit.actor, appeal_id=appeal_id, now=visit.now)
    return AppealOut.model_validate(queries.the_appeal(visit.session, appeal_id), from_attributes=True)
