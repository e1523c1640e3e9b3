"""Evidence on claims."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.vocabulary import Anchoring, EvidenceRole, FetchState, Reading, Stance
from verify.deps import Routes, RowId, RowNumber, Visit
from verify.queries import evidence as queries
from verify.queries import reviews
from verify.services import evidence
from verify.services.evidence import EvidenceChange, EvidenceDraft

router = Routes(tags=["evidence"])
Attaching = Annotated[Visit, writing(Action.ADD_EVIDENCE)]


class EvidenceIn(Sent):
    """A passage, an address, an article of the desk, or several of these. What is left empty is found from them."""

    stance: Stance
    role: EvidenceRole
    passage: str = ""
    url: str = Field("", description="The page is captured in the background.")
    publisher: str = ""
    origin: str = Field("", description="Whose account it is. Equal origins count once.")
    published_day: date | None = None
    article_id: RowNumber | None = None
    archived: str = Field("", description="Where a web archive keeps the page.")

    def draft(self) -> EvidenceDraft:
        """The draft in the desk's words."""
        return EvidenceDraft(**self.model_dump())


class ChangeIn(Sent):
    """What is to be different; what is left out stays."""

    stance: Stance | None = None
    role: EvidenceRole | None = None
    origin: str | None = None
    archived: str | None = Field(None, description="Where a web archive keeps the page; empty takes that away.")


class ExaminedIn(Sent):
    """Whether the caller has examined the item."""

    examined: bool


class LastCaptureOut(BaseModel):
    """The newest look at a page, and what the newest one that was kept says beside the one that the item rests on."""

    state: FetchState
    reason: str | None
    at: datetime | None
    kept_id: int | None
    kept_at: datetime | None
    has_changed: bool
    passage: Anchoring | None


class EvidenceOut(BaseModel):
    """One item. `removed_at` is set where it was taken away; `fetch_state` is null where nothing is captured."""

    id: int
    claim_id: int
    stance: Stance
    role: EvidenceRole
    publisher: str
    outlet_id: int | None
    article_id: int | None
    origin: str
    passage: str
    url: str | None
    published_day: date | None
    after_claim: bool
    snapshot_id: int | None
    retrieved_at: datetime | None
    fetch_state: FetchState | None
    fetch_reason: str | None
    examined_by: str | None
    examined_at: datetime | None
    added_by: str | None
    added_at: datetime
    removed_at: datetime | None
    archived_url: str | None
    anchoring: Anchoring | None
    """How far the snapshot's text, or the article's, has the passage; null where there is none to look for."""
    article_version: int | None
    """Of a passage from an article of the desk: the number of the version in which it was looked for."""
    newest_anchoring: Anchoring | None
    """How far a newer version of the article has it; null where there is none."""
    reading: Reading | None
    media_type: str | None
    page: int | None
    """Of a passage in a document: the number of its page."""
    last: LastCaptureOut | None
    """The newest look at the page; null where there is none."""
    same_text: list[int]
    """Other items of the claim whose captured page has the same text."""


@router.get("/claims/{claim_id}/evidence")
def list_evidence(claim_id: RowId, visit: Annotated[Visit, reading()]) -> list[EvidenceOut]:
    """All items of a claim, those that were taken away among them."""
    return _all(visit, claim_id)


@router.post("/claims/{claim_id}/evidence", status_code=201)
def add(claim_id: RowId, visit: Attaching, asked: EvidenceIn) -> EvidenceOut:
    """Attach evidence to a claim."""
    made = evidence.add(visit.session, actor=visit.actor, claim_id=claim_id, draft=asked.draft(), now=visit.now)
    return _one(visit, claim_id, made)


@router.patch("/evidence/{evidence_id}")
def change(evidence_id: RowId, visit: Attaching, asked: ChangeIn) -> EvidenceOut:
    """Correct an item's stance, role or origin."""
    to = EvidenceChange(asked.stance, asked.role, asked.origin, asked.archived)
    claim_id = evidence.change(visit.session, actor=visit.actor, evidence_id=evidence_id, to=to, now=visit.now)
    return _one(visit, claim_id, evidence_id)


@router.put("/evidence/{evidence_id}/examined")
def examined(evidence_id: RowId, visit: Annotated[Visit, writing(Action.REVIEW)], asked: ExaminedIn) -> EvidenceOut:
    """Say that one has examined an item, or take that back."""
    claim_id = evidence.mark_examined(
        visit.session, actor=visit.actor, evidence_id=evidence_id, examined=asked.examined, now=visit.now
    )
    return _one(visit, claim_id, evidence_id)


@router.delete("/evidence/{evidence_id}")
def remove(evidence_id: RowId, visit: Attaching) -> EvidenceOut:
    """Take an item away; it can be put back."""
    claim_id = evidence.remove(visit.session, actor=visit.actor, evidence_id=evidence_id, now=visit.now)
    return _one(visit, claim_id, evidence_id)


@router.post("/evidence/{evidence_id}/restore")
def restore(evidence_id: RowId, visit: Attaching) -> EvidenceOut:
    """Put an item back."""
    claim_id = evidence.restore(visit.session, actor=visit.actor, evidence_id=evidence_id, now=visit.now)
    return _one(visit, claim_id, evidence_id)


def _all(visit: Visit, claim_id: int) -> list[EvidenceOut]:
    claim = reviews.the_claim(visit.session, claim_id, now=visit.now)
    items = queries.of_claim(visit.session, claim_id, published=claim.published, reader_id=visit.actor.user_id)
    return [EvidenceOut.model_validate(item, from_attributes=True) for item in items]


def _one(visit: Visit, claim_id: int, evidence_id: int) -> EvidenceOut:
    return next(item for item in _all(visit, claim_id) if item.id == evidence_id)
