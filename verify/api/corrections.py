"""Corrections of claims by their outlets."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.vocabulary import Contact, CorrectionKind, Prominence
from verify.deps import Routes, RowId, Visit
from verify.queries import corrections as lines
from verify.queries import reviews
from verify.services import corrections
from verify.services.corrections import CorrectionDraft

router = Routes(tags=["corrections"])


class CorrectionOut(BaseModel):
    """What an outlet did about a claim; `contact` says before or after the desk wrote to it. `removed`: noted by mistake."""

    id: int
    claim_id: int
    kind: CorrectionKind
    day: date
    prominence: Prominence
    contact: Contact
    note: str
    url: str | None
    at: datetime
    removed: bool


class CorrectionIn(Sent):
    """A correction to be noted; `day` is the day of the outlet's act."""

    kind: CorrectionKind
    day: date
    prominence: Prominence
    contact: Contact
    note: str = ""
    url: str = ""


@router.get("/claims/{claim_id}/corrections")
def of_claim(visit: Annotated[Visit, reading()], claim_id: RowId) -> list[CorrectionOut]:
    """What is noted on a claim, the newest first."""
    reviews.the_claim(visit.session, claim_id, now=visit.now)
    return _of(visit, claim_id)


@router.post("/claims/{claim_id}/corrections", status_code=201)
def add(visit: Annotated[Visit, writing(Action.KEEP_OUTLETS)], claim_id: RowId, body: CorrectionIn) -> CorrectionOut:
    """Note a correction. 409 where the same one is noted already."""
    draft = CorrectionDraft(**body.model_dump())
    made = corrections.add(visit.session, actor=visit.actor, claim_id=claim_id, draft=draft, now=visit.now)
    return next(line for line in _of(visit, claim_id) if line.id == made)


@router.post("/corrections/{correction_id}/remove")
def remove(visit: Annotated[Visit, writing(Action.KEEP_OUTLETS)], correction_id: RowId) -> CorrectionOut:
    """Take an entry back that was made by mistake; what was known before keeps it."""
    claim_id = corrections.remove(visit.session, actor=visit.actor, correction_id=correction_id, now=visit.now)
    return next(line for line in _of(visit, claim_id) if line.id == correction_id)


def _of(visit: Visit, claim_id: int) -> list[CorrectionOut]:
    found = lines.of_claim(visit.session, claim_id)
    return [CorrectionOut.model_validate(line, from_attributes=True) for line in found]
