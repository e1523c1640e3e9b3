"""Clusters: claims that say the same, what counts once, whose account it is, what holds them together."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.vocabulary import ClaimState, Verdict, Voice
from verify.deps import Routes, RowId, Visit
from verify.queries import cluster_pages
from verify.queries.cluster_pages import Saying
from verify.services import match_decisions

router = Routes(prefix="/clusters", tags=["matching"])


class MemberOut(BaseModel):
    """A claim of a cluster; `is_repeat`: its outlet said the same before, so that it is no observation of its own."""

    claim_id: int
    statement: str
    outlet_id: int
    outlet_name: str
    article_id: int
    published: date
    voice: Voice
    state: ClaimState
    verdict: Verdict | None
    is_repeat: bool
    counts_with: int | None = Field(description="The claim with which it is one observation, where it is a repeat.")
    origin: str = Field(
        description="What its article shares with that of the first; empty: nothing, or it is the first."
    )
    points_to: int | None = Field(description="The claim that its verdict points to.")

    @classmethod
    def of(cls, one: Saying) -> "MemberOut":
        """A claim of a cluster as the API gives it."""
        told = ("statement", "outlet_id", "outlet_name", "article_id", "published", "voice", "state", "verdict")
        return cls(
            claim_id=one.claim.id,
            is_repeat=one.counts_with is not None,
            counts_with=one.counts_with,
            origin=one.origin,
            points_to=one.points_to,
            **{name: getattr(one.claim, name) for name in told},
        )


class TieOut(BaseModel):
    """A confirmed match inside a cluster; `is_only`: without it the claims on its two sides would come apart."""

    claim_id: int
    other_id: int
    score: float
    decided_by: str | None
    decided_at: datetime | None
    note: str
    is_only: bool


class ClusterOut(BaseModel):
    """Claims that say the same by matches that people confirmed, the first printed one first; at most 200 of each."""

    cluster_id: int
    number: int = Field(description="How many claims it has.")
    outlets: int
    observations: int = Field(description="How many observations they are in their outlets' records.")
    claims: Sequence[MemberOut]
    ties: Sequence[TieOut]


class TakenOutOut(BaseModel):
    """The claims with which the one that was taken out was matched: suggestions again."""

    others: Sequence[int]


@router.get("/{cluster_id}")
def show(cluster_id: RowId, visit: Annotated[Visit, reading()]) -> ClusterOut:
    """A cluster by the number of any of its claims. Its own number is the smallest, so one that was joined to another is found."""
    number = cluster_pages.of_claim(visit.session, cluster_id)
    judges = visit.actor.can(Action.REVIEW)
    found = cluster_pages.the_page(visit.session, number, reader_id=visit.actor.user_id, judges=judges, now=visit.now)
    return ClusterOut(
        cluster_id=found.id,
        number=found.number,
        outlets=found.outlets,
        observations=found.observations,
        claims=[MemberOut.of(one) for one in found.sayings],
        ties=[TieOut.model_validate(tie, from_attributes=True) for tie in found.ties],
    )


@router.post("/{cluster_id}/claims/{claim_id}/take-out")
def take_out(cluster_id: RowId, claim_id: RowId, visit: Annotated[Visit, writing(Action.ADD_EVIDENCE)]) -> TakenOutOut:
    """Take a claim out of the cluster; what only it held together comes apart, too."""
    cluster_pages.ensure_inside(visit.session, claim_id, cluster_id)
    others = match_decisions.take_out(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now)
    return TakenOutOut(others=others)
