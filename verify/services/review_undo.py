"""Taking one's own review back: nothing is deleted, and the claim stands again as it stood before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, insert, or_, select
from sqlalchemy.orm import Session

from verify.core.drafts import WORDS
from verify.core.errors import RuleRefused
from verify.core.permissions import Action, Actor, require_person
from verify.core.reliability_rollup import Outcome
from verify.core.vocabulary import ClaimState, Verdict
from verify.models import (
    Adjudication,
    ClaimEditPart,
    FirstReview,
    Pointer,
    Review,
    ReviewPair,
    UndoneVerdict,
    VerdictEntry,
)
from verify.queries import review_dates
from verify.services import audit, drafts, leases, pointed, pointers, rechecks, records, verdicts
from verify.services.verdicts import AnyRow

FIRST_REVIEWS = cast(Table, FirstReview.__table__)
UNDONE = cast(Table, UndoneVerdict.__table__)
NOTHING_OF_YOURS = "No verdict of yours stands on this claim, so there is nothing to undo."


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo brought about: where the claim stands now; its verdict is None where none stands."""

    claim_id: int
    review_id: int
    state: ClaimState
    verdict: Verdict | None


def undo(session: Session, *, actor: Actor, claim_id: int, now: datetime) -> Undone:
    """Take the actor's own review of a claim back; its words become their draft again.

    A first review that waits waits no longer. A verdict that stands gives way to the one before it, or to none, and the record
    moves back. `NotFound`; `RuleRefused` where no verdict of theirs stands, where somebody reviewed or edited the claim since,
    and where two people have judged it; `Conflict` where somebody else holds it.
    """
    require_person(actor, Action.REVIEW)
    claim = verdicts.at_hand(session, claim_id, now=now)
    leases.refuse_if_held(claim, actor, now=now)
    standing = verdicts.standing_of(session, claim)
    if standing is not None:
        return _verdict(session, actor, claim, standing, now)
    if claim.first_by_id == actor.user_id and claim.first_id is not None:
        return _first_review(session, actor, claim, now)
    # Of somebody else's first review nobody is told.
    raise RuleRefused(NOTHING_OF_YOURS)


def _first_review(session: Session, actor: Actor, claim: AnyRow, now: datetime) -> Undone:
    session.execute(delete(FIRST_REVIEWS).where(FIRST_REVIEWS.c.claim_id == claim.id))
    verdicts.put_back(session, claim.id)
    subject = ("review", claim.first_id)
    audit.record(session, actor=actor, action="review.undone", subject=subject, after={"claim": claim.id}, now=now)
    _as_draft(session, actor, claim.id, claim.first_id, now)
    return Undone(claim.id, claim.first_id, ClaimState.READY, None)


def _verdict(session: Session, actor: Actor, claim: AnyRow, standing: AnyRow, now: datetime) -> Undone:
    _refuse_late(session, actor, claim, standing.review_id)
    session.execute(insert(UNDONE).values(entry_id=standing.id, undone_by_id=actor.user_id, undone_at=now))
    earlier = verdicts.standing_of(session, claim)
    stands = earlier is not None
    rechecks.undo_review(session, claim_id=claim.id, review_id=standing.review_id, stands=stands, now=now)
    state = rechecks.state_of_verdict(session, claim.id) if stands else ClaimState.READY
    names = ("verdict", "reason_code", "said", "decided_at")
    outcome: dict[str, Any] = {name: getattr(earlier, name) if earlier else None for name in names}
    verdicts.change_claim(session, claim, state=state, **outcome)
    old = Outcome(standing.verdict, standing.said)
    new = Outcome(earlier.verdict, earlier.said) if earlier else None
    pointed.follow(session, claim_id=claim.id, what="lost the verdict it had", now=now)
    records.move(session, claim_id=claim.id, old=old, new=new, now=now)
    after = {"state": state, **{name: outcome[name] for name in names[:3]}, "review": standing.review_id}
    verdicts.log(session, actor, "claim.verdict_undone", claim, after, now=now)
    _as_draft(session, actor, claim.id, standing.review_id, now)
    return Undone(claim.id, standing.review_id, state, outcome["verdict"])


def _refuse_late(session: Session, actor: Actor, claim: AnyRow, review_id: int) -> None:
    if session.scalar(select(Review.reviewer_id).where(Review.id == review_id)) != actor.user_id:
        raise RuleRefused(NOTHING_OF_YOURS)
    if claim.state in (ClaimState.PARKED, ClaimState.WITHDRAWN):
        raise RuleRefused(f"This claim is {claim.state} by now. Put it back first, then undo the verdict.")
    taken_back = select(VerdictEntry.review_id).join(UndoneVerdict, UndoneVerdict.entry_id == VerdictEntry.id)
    since = select(Review.id).where(Review.claim_id == claim.id, Review.id > review_id, Review.id.not_in(taken_back))
    both = select(ReviewPair.id).where(or_(ReviewPair.first_id == review_id, ReviewPair.second_id == review_id))
    between = select(Adjudication.pair_id).where(Adjudication.review_id == review_id)
    if any(session.scalar(query.limit(1)) is not None for query in (since, both, between)):
        raise RuleRefused(
            "Somebody else has reviewed this claim too, so your verdict is not undone. Revise it if you see it differently."
        )
    edited = select(ClaimEditPart.edit_id).where(
        ClaimEditPart.claim_id == claim.id, ClaimEditPart.last_review_id >= review_id
    )
    if session.scalar(edited.limit(1)) is not None:
        raise RuleRefused("This claim was edited since, so your verdict is not undone. Revise it instead.")


def _as_draft(session: Session, actor: Actor, claim_id: int, review_id: int, now: datetime) -> None:
    """What was written is at hand again, so that a slip is mended rather than written anew."""
    review = session.get_one(Review, review_id)
    words = {name: str(getattr(review, name) or "") for name in WORDS}
    target_id = session.scalar(select(Pointer.claim_id).where(Pointer.review_id == review_id))
    if target_id is not None:  # the verdict was that claim's, so it is no judgement of theirs to be sent as it is
        words = {"said": words["said"], "rationale": pointers.own_words(review.rationale, target_id)}
    if day := review_dates.of_review(session, review_id):
        words["again_on"] = day.isoformat()
    if any(words.values()):
        drafts.put_back(session, actor=actor, claim_id=claim_id, words=words, now=now)
