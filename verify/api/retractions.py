"""What publishers have taken back, and the verdicts that leaned on it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.rechecks import TakenBackOut
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.retractions import LONGEST_NOTE, LONGEST_URL, Notice, Target
from verify.core.vocabulary import ClaimState, Verdict
from verify.deps import Routes, RowId, Visit
from verify.queries import retractions as queries
from verify.queries.blindness import evidence_shown
from verify.services import retractions

router = Routes(tags=["retractions"])
Looking = Annotated[Visit, reading(Action.RECHECK)]
Marking = Annotated[Visit, writing(Action.RECHECK)]


class RetractionOut(BaseModel):
    """One retraction, of an article, a page (`url`) or one item of evidence; its verdicts are those of the batch."""

    id: int
    title: str
    article_id: int | None
    url: str | None
    evidence_id: int | None
    day: date
    note: str
    notice_url: str | None
    batch_id: int | None
    by: str | None
    at: datetime
    undone_by: str | None
    undone_at: datetime | None


class RetractionsOut(BaseModel):
    """A page of retractions, newest first; `newer` and `older` are the cursors of its neighbours."""

    retractions: Sequence[RetractionOut]
    newer: str | None
    older: str | None


class LeanedOut(BaseModel):
    """A verdict that leans on it; `through` names publishers of copies, none where it leans on it itself."""

    claim_id: int
    statement: str
    outlet_id: int
    outlet_name: str
    state: ClaimState
    verdict: Verdict
    through: Sequence[str]


class NoticeIn(Sent):
    """What the publisher said, on which day, and where."""

    day: date
    note: str = Field("", max_length=LONGEST_NOTE)
    url: str = Field("", max_length=LONGEST_URL)


@router.get("/articles/{article_id}/retraction")
def leaning_on_article(visit: Looking, article_id: RowId) -> list[LeanedOut]:
    """The verdicts that would go to recheck if this article were retracted."""
    return _leaned(visit, queries.target_of_article(visit.session, article_id))


@router.post("/articles/{article_id}/retraction", status_code=201)
def retract_article(visit: Marking, article_id: RowId, body: NoticeIn) -> RetractionOut:
    """Mark an article as retracted: it and its copies count no more, and the verdicts that lean on them go to recheck."""
    return _retract(visit, queries.target_of_article(visit.session, article_id), body)


@router.get("/evidence/{evidence_id}/retraction")
def leaning_on_evidence(visit: Looking, evidence_id: RowId) -> list[LeanedOut]:
    """The verdicts that would go to recheck if this item, with the page or article that it is of, were retracted."""
    return _leaned(visit, _target(visit, evidence_id))


@router.post("/evidence/{evidence_id}/retraction", status_code=201)
def retract_evidence(visit: Marking, evidence_id: RowId, body: NoticeIn) -> RetractionOut:
    """Mark an item of evidence, with the page or article that it is of, as retracted."""
    return _retract(visit, _target(visit, evidence_id), body)


@router.get("/retractions")
def list_retractions(visit: Annotated[Visit, reading()], cursor: str | None = None) -> RetractionsOut:
    """What was marked as retracted, the last noted first."""
    page = queries.newest(visit.session, cursor=cursor)
    rows = [RetractionOut.model_validate(row, from_attributes=True) for row in page.rows]
    return RetractionsOut(retractions=rows, newer=page.newer, older=page.older)


@router.post("/retractions/{retraction_id}/undo")
def undo(visit: Marking, retraction_id: RowId) -> TakenBackOut:
    """Take a retraction back: it counts again, and verdicts that nobody has looked at since stand as before."""
    back = retractions.undo(visit.session, actor=visit.actor, retraction_id=retraction_id, now=visit.now)
    return TakenBackOut.model_validate(back, from_attributes=True)


def _target(visit: Visit, evidence_id: int) -> Target:
    return queries.target_of_evidence(visit.session, evidence_id, shown=evidence_shown(visit.actor.user_id))


def _leaned(visit: Visit, target: Target) -> list[LeanedOut]:
    return [LeanedOut.model_validate(line, from_attributes=True) for line in queries.leaned(visit.session, target)]


def _retract(visit: Visit, target: Target, body: NoticeIn) -> RetractionOut:
    notice = Notice(body.day, body.note, body.url)
    made = retractions.retract(visit.session, actor=visit.actor, target=target, notice=notice, now=visit.now)
    return RetractionOut.model_validate(queries.the_retraction(visit.session, made), from_attributes=True)
