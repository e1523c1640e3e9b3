"""Claims: lists under the queue's filters, one with its article, and parking."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.articles import LONGEST_TOPIC
from verify.core.claims import LONGEST_LANGUAGE, LONGEST_SEARCH, LONGEST_TAG, Age, ClaimFilters, Worth
from verify.core.permissions import Action
from verify.core.queue_order import Part
from verify.core.rechecks import RecheckReason
from verify.core.vocabulary import ClaimKind, ClaimState, Lane, ParkReason, ReasonCode, Said, Verdict, Voice
from verify.deps import Routes, RowId, Visit
from verify.queries import claims, reviews
from verify.services import parking

router = Routes(tags=["claims"])
Reviewing = Annotated[Visit, writing(Action.REVIEW)]


class Narrowing(Sent):
    """Those of the queue's filters that narrow what is handed out; empty ones leave a side open."""

    outlet: str = Field("", description="An outlet's id.")
    article: str = Field("", description="An article's id.")
    voice: Voice | str = ""
    record: Voice | str = Field(
        "",
        description="In which record their verdicts count: what is in another’s text is relayed, whoever says it there.",
    )
    text: str = Field("", max_length=LONGEST_SEARCH, description="Words that statement or quote hold, all of them.")
    topic: str = Field("", max_length=LONGEST_TOPIC)
    language: str = Field("", max_length=LONGEST_LANGUAGE, description="A BCP 47 tag.")
    lane: Lane | str = ""
    worth: Worth | str = Field("", description="A band of check-worthiness.")
    age: Age | str = Field("", description="How long ago the article was published.")
    tag: str = Field("", max_length=LONGEST_TAG)
    assignee: str = Field("", description="The id of the person whom they are meant for.")


class Filters(Narrowing):
    """The queue's filters. Nothing set means pending factual claims; `state=any` with an empty `kind` means all."""

    state: str = Field("pending", description="A state, `pending`, or `any`.")
    kind: ClaimKind | str = Field(ClaimKind.FACTUAL, description="A kind, or empty for any.")
    verdict: Verdict | str = Field("", description="Goes with `state=any` or `state=decided`.")
    said: Said | str = ""
    holder: str = Field("", description="The id of the person who holds them.")
    recheck: RecheckReason | str = Field("", description="Why it is looked at again; goes with `state=recheck`.")

    def wanted(self) -> ClaimFilters:
        """The filters in the desk's words."""
        typed = {name: str(getattr(self, name)) for name in Filters.model_fields}
        return ClaimFilters.parsed(typed | ({"state": ""} if self.state == "any" else {}))


class Listed(Filters):
    """The queue's filters with a place in the list."""

    cursor: str | None = None
    limit: int = Field(claims.PAGE_SIZE, ge=1, le=200)


class ShareOut(BaseModel):
    """What one part adds to a claim's place."""

    name: Part
    points: float


class WhyOut(BaseModel):
    """Why a claim stands where it does: the tiers it is in, then the parts, which add up to the total."""

    tiers: Sequence[Part]
    parts: Sequence[ShareOut]
    total: float


class ClaimOut(BaseModel):
    """A claim in a list. `worthiness` lies in 0–1; `holder` is null where nobody has it in hand."""

    id: int
    statement: str
    quote: str
    kind: ClaimKind
    state: ClaimState
    verdict: Verdict | None
    voice: Voice
    speaker: str | None
    outlet_id: int
    outlet_name: str
    article_id: int
    published: date
    worthiness: float
    reasons: str
    why: WhyOut
    holder: str | None
    held_minutes: int


class ClaimFullOut(BaseModel):
    """One claim. `row_version` goes with a review, so that a verdict given meanwhile is not overwritten unseen."""

    id: int
    statement: str
    quote: str
    kind: ClaimKind
    voice: Voice
    record_voice: Voice = Field(description="In which record its verdict counts.")
    text_of: str | None = Field(description="Whose text the article is; null for its outlet's own.")
    state: ClaimState
    park_reason: ParkReason | None
    verdict: Verdict | None
    reason_code: ReasonCode | None
    said: Said | None
    decided_at: datetime | None
    row_version: int
    worthiness: float
    reasons: Sequence[tuple[str, float]]
    why: WhyOut
    outlet_id: int
    outlet_name: str
    article_id: int
    title: str
    url: str | None
    byline: str | None
    published: date
    published_known: bool
    speaker: str | None
    cue: str | None
    direct: bool
    hedged: bool
    via: Sequence[str]
    holder: str | None
    held_minutes: int


class ClaimsOut(BaseModel):
    """A page of claims, most urgent first; `newer` and `older` are the cursors of its neighbours."""

    claims: Sequence[ClaimOut]
    newer: str | None
    older: str | None


class ParkIn(Sent):
    """Why a claim leaves the queue."""

    reason: ParkReason
    row_version: int | None = None


@router.get("/claims")
def list_claims(visit: Annotated[Visit, reading()], asked: Annotated[Listed, Query()]) -> ClaimsOut:
    """Claims under filters, most urgent first."""
    page = claims.page(visit.session, asked.wanted(), cursor=asked.cursor, now=visit.now, limit=asked.limit)
    rows = [ClaimOut.model_validate(row, from_attributes=True) for row in page.rows]
    return ClaimsOut(claims=rows, newer=page.newer, older=page.older)


@router.get("/claims/{claim_id}")
def show(claim_id: RowId, visit: Annotated[Visit, reading()]) -> ClaimFullOut:
    """One claim."""
    return full(visit, claim_id)


@router.post("/claims/{claim_id}/park")
def park(claim_id: RowId, visit: Reviewing, asked: ParkIn) -> ClaimFullOut:
    """Take this claim out of the queue without a verdict."""
    parking.park(
        visit.session,
        actor=visit.actor,
        claim_id=claim_id,
        reason=asked.reason,
        row_version=asked.row_version,
        now=visit.now,
    )
    return full(visit, claim_id)


@router.post("/claims/{claim_id}/unpark")
def unpark(claim_id: RowId, visit: Reviewing) -> ClaimFullOut:
    """Put a parked claim back where it was."""
    parking.unpark(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now)
    return full(visit, claim_id)


def full(visit: Visit, claim_id: int) -> ClaimFullOut:
    """One claim as the API tells it to this caller."""
    found = reviews.the_claim(visit.session, claim_id, now=visit.now, reader_id=visit.actor.user_id)
    return ClaimFullOut.model_validate(found, from_attributes=True)
