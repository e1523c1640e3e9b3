"""Captures of pages that are cited as evidence."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.vocabulary import Anchoring, FetchState
from verify.deps import Routes, RowId, RowNumber, Visit
from verify.queries import captures as queries
from verify.services import captures
from verify.services.captures import Chosen

router = Routes(prefix="/evidence/{evidence_id}", tags=["evidence"])
Reading = Annotated[Visit, reading()]
Attaching = Annotated[Visit, writing(Action.ADD_EVIDENCE)]


class CaptureOut(BaseModel):
    """One try to fetch the page. `is_cited`: the item rests on this one; `has_changed`: its text is another than that one's."""

    id: int
    state: FetchState
    reason: str | None
    captured_at: datetime | None
    final_url: str | None
    sha256: str | None
    anchoring: Anchoring | None
    is_cited: bool
    has_changed: bool


class StretchOut(BaseModel):
    """Words of a paragraph: in both captures, only in the old one, or only in the new one."""

    kind: str
    text: str


class ChangeOut(BaseModel):
    """A paragraph that changed, as it was and as it is; empty where it was or is not there."""

    old: list[StretchOut]
    new: list[StretchOut]


class ChangesOut(BaseModel):
    """What changed on a page. `is_cut`: there is more than is laid side by side."""

    anchoring: Anchoring | None
    changes: list[ChangeOut]
    is_cut: bool


class PassageIn(Sent):
    """Words of a capture, and the code point at which they begin in it, where that is known."""

    capture_id: RowNumber
    passage: str
    near: int | None = Field(None, ge=0, le=10_000_000)


@router.get("/captures")
def list_captures(evidence_id: RowId, visit: Reading) -> list[CaptureOut]:
    """The captures of an item's page, the newest first, the last 200."""
    return _all(visit, evidence_id)


@router.post("/captures", status_code=202)
def fetch_again(evidence_id: RowId, visit: Attaching) -> list[CaptureOut]:
    """Have the page fetched again in the background."""
    captures.fetch_again(visit.session, actor=visit.actor, evidence_id=evidence_id, now=visit.now)
    return _all(visit, evidence_id)


@router.get("/captures/{capture_id}/changes")
def changes(evidence_id: RowId, capture_id: RowId, visit: Reading) -> ChangesOut:
    """What changed from the capture that the item rests on to another one."""
    found = queries.compared(visit.session, evidence_id, capture_id=capture_id, reader_id=visit.actor.user_id)
    laid = [ChangeOut.model_validate(change, from_attributes=True) for change in found.changes.changes]
    return ChangesOut(anchoring=found.anchoring, changes=laid, is_cut=found.changes.is_cut)


@router.put("/passage")
def choose_passage(evidence_id: RowId, visit: Attaching, asked: PassageIn) -> list[CaptureOut]:
    """Take words of a capture as the passage that bears on the claim; the item rests on that capture from then on."""
    chosen = Chosen(asked.capture_id, asked.passage, asked.near)
    captures.choose_passage(visit.session, actor=visit.actor, evidence_id=evidence_id, chosen=chosen, now=visit.now)
    return _all(visit, evidence_id)


def _all(visit: Visit, evidence_id: int) -> list[CaptureOut]:
    found = queries.of_evidence(visit.session, evidence_id, reader_id=visit.actor.user_id)
    return [CaptureOut.model_validate(capture, from_attributes=True) for capture in found]
