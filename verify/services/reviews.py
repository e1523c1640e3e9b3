"""Reviewing claims: a verdict at once, or after a second person who does not see the first review, as the desk's rules say.

A first review that waits changes nothing that others can see: the claim stays ready, on the same version, and is handed out as if
nobody had looked at it (`verify.queries.blindness`). `verify.services.verdicts` writes, `verify.services.adjudications` ends
disagreements.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.orm import Session

from verify.core.errors import Conflict, RuleRefused
from verify.core.permissions import Action, Actor, require_person
from verify.core.policies import needs_adjudicator, needs_second
from verify.core.rechecks import Cause, RecheckReason
from verify.core.reliability_rollup import Outcome
from verify.core.review_rules import Judgement
from verify.core.vocabulary import ClaimState, Verdict
from verify.models import FirstReview, Review, ReviewPair
from verify.queries import adjudications
from verify.services import audit, clusters, drafts, leases, notifications, pointers, rechecks, review_dates, verdicts
from verify.services.pointers import Pointing
from verify.services.verdicts import AnyRow

FIRST_REVIEWS = cast(Table, FirstReview.__table__)
PAIRS = cast(Table, ReviewPair.__table__)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a review brought about.

    `state` is where the claim stands for the reviewer: decided, `second_review` or `adjudication` where it waits for others, and
    `recheck` where the verdict that stands counts until an adjudicator decides. `revised_id` is the review that it replaces.
    `may_undo`: nobody else's review is bound up with it.
    """

    review_id: int
    claim_id: int
    outlet_id: int
    verdict: Verdict
    revised_id: int | None
    row_version: int
    state: ClaimState = ClaimState.DECIDED
    may_undo: bool = True


@dataclass(frozen=True, slots=True)
class _Given:
    """A judgement that the rules allow, or an editor's admission does, with who gives it, when, and on what evidence."""

    actor: Actor
    judgement: Judgement
    admission_id: int | None
    evidence: Sequence[AnyRow]
    now: datetime

    @property
    def outcome(self) -> Outcome:
        """What of it counts."""
        return Outcome(self.judgement.verdict, self.judgement.said)


def decide(
    session: Session, *, actor: Actor, claim_id: int, judgement: Judgement, row_version: int | None, now: datetime
) -> Decision:
    """Review a claim, or revise the verdict that stands; what that brings about depends on the desk's policy.

    `row_version` is the claim as the reviewer saw it; None means "as long as it has no verdict". Raises `NotFound`,
    `Malformed` and `RuleRefused` as the rules of a verdict say, and `Conflict` where somebody else holds the claim or it has
    changed meanwhile; `details` then carry the holder, or both sides: what stands now and what was sent.
    """
    require_person(actor, Action.REVIEW)
    claim = verdicts.at_hand(session, claim_id, now=now)
    leases.refuse_if_held(claim, actor, now=now)
    standing = verdicts.standing_of(session, claim)
    verdicts.refuse_if_changed(session, claim, standing, row_version, actor=actor, judgement=judgement)
    _refuse_before_adjudicator(session, claim)
    evidence = verdicts.evidence_seen(session, claim, actor)
    given = _Given(actor, *verdicts.judged(session, judgement, claim, evidence, actor), evidence, now)
    if standing is not None:
        return _revise(session, claim, given, standing)
    if claim.first_id is None:
        return _first(session, claim, given)
    if claim.first_by_id == actor.user_id:
        return _change_own(session, claim, given, row_version)
    return _second(session, claim, given)


def decide_as(
    session: Session, *, actor: Actor, claim_id: int, pointing: Pointing, row_version: int | None, now: datetime
) -> Decision:
    """Review a claim by pointing to another one's verdict; the rules are those of `decide`, and of `pointers.judged`."""
    require_person(actor, Action.REVIEW)
    clusters.alone(session)
    judgement = pointers.judgement(session, pointing)
    return decide(session, actor=actor, claim_id=claim_id, judgement=judgement, row_version=row_version, now=now)


def _refuse_before_adjudicator(session: Session, claim: AnyRow) -> None:
    challenged = claim.verdict and claim.state is ClaimState.RECHECK and adjudications.open_pair(session, claim.id)
    if claim.state is ClaimState.ADJUDICATION or challenged:
        raise RuleRefused(
            "Two reviews of this claim disagree, and an adjudicator decides it. There is nothing to add here."
        )


def _first(session: Session, claim: AnyRow, given: _Given) -> Decision:
    review_id = _write(session, claim, given, None)
    if not needs_second(claim.reviews_needed, given.judgement.verdict, drawn=claim.is_drawn):
        return _stand(session, claim, given, review_id, {})
    waiting = {"claim_id": claim.id, "reviewer_id": given.actor.user_id, "review_id": review_id}
    session.execute(insert(FIRST_REVIEWS).values(**waiting))
    verdicts.put_back(session, claim.id)
    return _waits(session, claim, given, review_id, None)


def _change_own(session: Session, claim: AnyRow, given: _Given, row_version: int | None) -> Decision:
    """A first review that still waits is its author's to change. The same once more, from a second click, changes nothing."""
    before = session.get_one(Review, claim.first_id)
    if _is_same(before, given.judgement):
        return Decision(
            before.id, claim.id, claim.outlet_id, before.verdict, None, claim.row_version, ClaimState.SECOND_REVIEW
        )
    if row_version is None:
        raise Conflict(
            "You reviewed this claim already, and it waits for its second review. To change yours, send the claim's version too.",
            details={"verdict": before.verdict, "rationale": before.rationale, "row_version": claim.row_version},
        )
    review_id = _write(session, claim, given, before.id)
    session.execute(update(FIRST_REVIEWS).where(FIRST_REVIEWS.c.claim_id == claim.id).values(review_id=review_id))
    verdicts.put_back(session, claim.id)
    return _waits(session, claim, given, review_id, before.id)


def _second(session: Session, claim: AnyRow, given: _Given) -> Decision:
    first = session.execute(select(Review.verdict, Review.said).where(Review.id == claim.first_id)).one()
    review_id = _write(session, claim, given, None)
    session.execute(delete(FIRST_REVIEWS).where(FIRST_REVIEWS.c.claim_id == claim.id))
    pair = _pair(session, claim, given, (claim.first_id, review_id), agreed=Outcome(*first) == given.outcome)
    if pair["agreed"]:
        told = {"reviews": [claim.first_id, review_id]}
        day = review_dates.keep_earlier(session, first_id=claim.first_id, second_id=review_id, now=given.now)
        return _stand(session, claim, given, review_id, told | ({"again_on": day.isoformat()} if day else {}))
    return _disagree(session, claim, given, pair, ClaimState.ADJUDICATION)


def _revise(session: Session, claim: AnyRow, given: _Given, standing: AnyRow) -> Decision:
    review_id = _write(session, claim, given, standing.review_id)
    stands = Outcome(standing.verdict, standing.said)
    if not needs_adjudicator(claim.reviews_needed, stands, given.outcome, drawn=claim.is_drawn):
        return _stand(session, claim, given, review_id, {}, revised_id=standing.review_id)
    pair = _pair(session, claim, given, (standing.review_id, review_id), agreed=False, is_blind=False)
    return _disagree(session, claim, given, pair, ClaimState.RECHECK)


def _write(session: Session, claim: AnyRow, given: _Given, revises_id: int | None) -> int:
    review_id = verdicts.write_review(
        session, given.actor, claim, given.judgement, revises_id=revises_id, now=given.now
    )
    verdicts.lean_on(session, review_id, given.evidence, given.admission_id)
    drafts.given(session, reviewer_id=given.actor.user_id, claim_id=claim.id)
    return review_id


def _pair(
    session: Session, claim: AnyRow, given: _Given, reviews: tuple[int, int], *, agreed: bool, is_blind: bool = True
) -> dict[str, Any]:
    pair = {
        "claim_id": claim.id,
        "first_id": reviews[0],
        "second_id": reviews[1],
        "is_blind": is_blind,
        "agreed": agreed,
        "made_at": given.now,
    }
    session.execute(insert(PAIRS).values(**pair))
    return pair


def _stand(
    session: Session,
    claim: AnyRow,
    given: _Given,
    review_id: int,
    told: dict[str, Any],
    *,
    revised_id: int | None = None,
) -> Decision:
    found = given.judgement
    verdicts.set_verdict(session, claim, found, review_id, now=given.now)
    action = "claim.revised" if claim.verdict else "claim.decided"
    after = {"state": ClaimState.DECIDED, **verdicts.as_logged(found, review_id, claim), **told}
    verdicts.log(session, given.actor, action, claim, after, now=given.now)
    _tell_named(session, claim, given)
    version, alone = claim.row_version + 1, "reviews" not in told
    return Decision(review_id, claim.id, claim.outlet_id, found.verdict, revised_id, version, may_undo=alone)


def _disagree(session: Session, claim: AnyRow, given: _Given, pair: dict[str, Any], state: ClaimState) -> Decision:
    reviews, is_blind = [pair["first_id"], pair["second_id"]], pair["is_blind"]
    verdicts.change_claim(session, claim, **({"state": state} if is_blind else {}))
    if not is_blind:
        rechecks.send(session, actor=given.actor, claim_id=claim.id, cause=Cause(RecheckReason.REVISION), now=given.now)
    action = "claim.disagreed" if is_blind else "claim.challenged"
    verdicts.log(session, given.actor, action, claim, {"state": state, "reviews": reviews}, now=given.now)
    _tell_named(session, claim, given)
    revised_id = None if is_blind else reviews[0]
    verdict, version = given.judgement.verdict, claim.row_version + 1
    return Decision(reviews[1], claim.id, claim.outlet_id, verdict, revised_id, version, state, may_undo=False)


def _tell_named(session: Session, claim: AnyRow, given: _Given) -> None:
    """What was said of the claim while it was judged apart is read by others from now on, so whom it names is told."""
    if claim.names_people:
        notifications.tell_mentioned(session, claim_id=claim.id, now=given.now)


def _waits(session: Session, claim: AnyRow, given: _Given, review_id: int, revised_id: int | None) -> Decision:
    """Log under the review, not under the claim: the claim's own history must not tell of it."""
    after = {"claim": claim.id, "state": ClaimState.SECOND_REVIEW}
    after |= verdicts.as_logged(given.judgement, review_id, claim)
    audit.record(
        session, actor=given.actor, action="review.given", subject=("review", review_id), after=after, now=given.now
    )
    verdict, state = given.judgement.verdict, ClaimState.SECOND_REVIEW
    return Decision(review_id, claim.id, claim.outlet_id, verdict, revised_id, claim.row_version, state)


def _is_same(review: Review, found: Judgement) -> bool:
    names = ("verdict", "reason_code", "said", "rationale", "searched")
    return all(getattr(review, name) == getattr(found, name) for name in names)
