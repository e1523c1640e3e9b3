"""Deciding claims, and the reviews they have had."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.review_rules import Judgement
from verify.core.vocabulary import ClaimState, ReasonCode, Said, Verdict
from verify.deps import Routes, RowId, Visit
from verify.queries import reviews as queries
from verify.services import review_undo, reviews

router = Routes(tags=["reviews"])


class JudgementIn(Sent):
    """A judgement. `said` is for relayed claims only, and needed there."""

    verdict: Verdict
    reason_code: ReasonCode
    rationale: str
    said: Said | None = None
    searched: str = Field("", description="Where you looked; needed for unverified.")
    again_on: date | None = Field(None, description="The day on which the verdict is to be looked at again.")

    def judgement(self) -> Judgement:
        """The judgement in the desk's words."""
        return Judgement(
            self.verdict, self.reason_code, self.rationale, self.said, self.searched, again_on=self.again_on
        )


class ReviewIn(JudgementIn):
    """A judgement of a claim as the caller saw it."""

    row_version: int | None = Field(
        None, description="The claim as you saw it. Without it, a claim that has a verdict answers 409."
    )


class DecisionOut(BaseModel):
    """What a review brought about; `revised_id` is the review it replaces.

    `state` is `decided` where the verdict stands, `second_review` or `adjudication` where it waits for others, `recheck` where
    the verdict that stood counts until an adjudicator decides.
    """

    review_id: int
    claim_id: int
    outlet_id: int
    verdict: Verdict
    revised_id: int | None
    row_version: int
    state: ClaimState


class ReviewOut(BaseModel):
    """A review that was given."""

    review_id: int
    at: datetime
    who: str
    verdict: Verdict
    reason_code: ReasonCode
    said: Said | None
    rationale: str
    searched: str
    revises_id: int | None


class UndoneOut(BaseModel):
    """Where a claim stands after an undo; `verdict` is null where none stands any more."""

    claim_id: int
    review_id: int
    state: ClaimState
    verdict: Verdict | None


@router.get("/claims/{claim_id}/reviews")
def list_reviews(claim_id: RowId, visit: Annotated[Visit, reading()]) -> list[ReviewOut]:
    """The reviews of a claim, newest first; one that waits for a second review only for who gave it."""
    queries.the_claim(visit.session, claim_id, now=visit.now)
    found = queries.reviews_of(visit.session, claim_id, reader_id=visit.actor.user_id)
    return [ReviewOut.model_validate(review, from_attributes=True) for review in found]


@router.post("/claims/{claim_id}/reviews", status_code=201)
def decide(claim_id: RowId, visit: Annotated[Visit, writing(Action.REVIEW)], asked: ReviewIn) -> DecisionOut:
    """Give a verdict, or with the current `row_version` revise the one that stands."""
    decided = reviews.decide(
        visit.session,
        actor=visit.actor,
        claim_id=claim_id,
        judgement=asked.judgement(),
        row_version=asked.row_version,
        now=visit.now,
    )
    return DecisionOut.model_validate(decided, from_attributes=True)


@router.post("/claims/{claim_id}/undo")
def undo(claim_id: RowId, visit: Annotated[Visit, writing(Action.REVIEW)]) -> UndoneOut:
    """Take one's own review back: the claim stands as it stood before, and nothing is deleted. 409 where others built on it."""
    undone = review_undo.undo(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now)
    return UndoneOut.model_validate(undone, from_attributes=True)
