"""Undoing one's own review: the claim, the record and the words go back; nothing is deleted, nothing of others is undone."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.claims import add_article, add_evidence
from tests.support.people import add_person
from tests.support.policies import put_in_force
from verify.core.errors import RuleRefused
from verify.core.permissions import Actor
from verify.core.review_rules import Judgement
from verify.core.vocabulary import ClaimState, ParkReason, ReasonCode, ReviewPolicy, Role, Stance, Verdict
from verify.models import Claim, Draft, Evidence, FirstReview, RecordTotal, Review, VerdictEntry
from verify.queries.reviews import reviews_of, the_claim
from verify.services import evidence, parking, records, review_undo, reviews

UNFOUND = Judgement(Verdict.UNVERIFIED, ReasonCode.NOTHING_FOUND, "Nothing in the register.", searched="The register")
WRONG = Judgement(Verdict.DISPUTED, ReasonCode.CONTRADICTED, "The harbour office says otherwise.")


@pytest.fixture
def ana(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.REVIEWER, now=now)


@pytest.fixture
def bo(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.REVIEWER, Role.VIEWER, now=now)


@pytest.fixture
def claim_id(session: Session, now: datetime) -> int:
    put_in_force(session, ReviewPolicy.SINGLE, now=now)
    made = add_article(session).claim_ids[0]
    add_evidence(session, made, stance=Stance.REFUTES)
    return made


def give(session: Session, actor: Actor, claim_id: int, judgement: Judgement, now: datetime) -> None:
    version = session.scalar(select(Claim.row_version).where(Claim.id == claim_id))
    reviews.decide(session, actor=actor, claim_id=claim_id, judgement=judgement, row_version=version, now=now)


def stands(session: Session, claim_id: int) -> tuple[ClaimState, Verdict | None]:
    session.expire_all()
    claim = session.get_one(Claim, claim_id)
    return claim.state, claim.verdict


def test_each_undo_brings_back_what_stood_before(session: Session, ana: Actor, claim_id: int, now: datetime) -> None:
    give(session, ana, claim_id, WRONG, now)
    give(session, ana, claim_id, UNFOUND, now + timedelta(days=1))
    first = review_undo.undo(session, actor=ana, claim_id=claim_id, now=now + timedelta(days=2))
    assert (first.state, first.verdict) == stands(session, claim_id) == (ClaimState.DECIDED, Verdict.DISPUTED)
    assert records.check(session) == []
    last = review_undo.undo(session, actor=ana, claim_id=claim_id, now=now + timedelta(days=2))
    assert (last.state, last.verdict) == stands(session, claim_id) == (ClaimState.READY, None)
    assert records.check(session) == []
    assert {done.action for done in reviews_of(session, claim_id, reader_id=ana.user_id)} == {"review.undone"}
    assert session.scalar(select(func.count()).select_from(Review).where(Review.claim_id == claim_id)) == 2
    assert session.scalar(select(func.count()).select_from(VerdictEntry).where(VerdictEntry.claim_id == claim_id)) == 2


def test_a_first_verdict_undone_leaves_none_and_its_words_as_a_draft(
    session: Session, ana: Actor, claim_id: int, now: datetime
) -> None:
    give(session, ana, claim_id, WRONG, now)
    review_undo.undo(session, actor=ana, claim_id=claim_id, now=now)
    assert stands(session, claim_id) == (ClaimState.READY, None)
    assert records.check(session) == []
    outlet_id = session.get_one(Claim, claim_id).outlet_id
    assert session.get_one(RecordTotal, outlet_id).own_disputed == 0
    draft = session.get_one(Draft, (claim_id, ana.user_id))
    assert (draft.typed["verdict"], draft.typed["rationale"]) == ("disputed", WRONG.rationale)
    give(session, ana, claim_id, UNFOUND, now)
    assert stands(session, claim_id) == (ClaimState.DECIDED, Verdict.UNVERIFIED)
    assert records.check(session) == []


def test_nobody_undoes_what_others_gave_or_built_on(
    session: Session, ana: Actor, bo: Actor, claim_id: int, now: datetime
) -> None:
    give(session, ana, claim_id, WRONG, now)
    with pytest.raises(RuleRefused, match="No verdict of yours"):
        review_undo.undo(session, actor=bo, claim_id=claim_id, now=now)
    parking.park(session, actor=bo, claim_id=claim_id, reason=ParkReason.AMBIGUOUS, row_version=None, now=now)
    with pytest.raises(RuleRefused, match="parked by now"):
        review_undo.undo(session, actor=ana, claim_id=claim_id, now=now)
    parking.unpark(session, actor=bo, claim_id=claim_id, now=now)
    give(session, bo, claim_id, UNFOUND, now)
    with pytest.raises(RuleRefused, match="No verdict of yours"):
        review_undo.undo(session, actor=ana, claim_id=claim_id, now=now)
    assert records.check(session) == []


def test_a_waiting_first_review_is_undone_unseen(
    session: Session, ana: Actor, bo: Actor, claim_id: int, now: datetime
) -> None:
    put_in_force(session, ReviewPolicy.DOUBLE, now=now)
    give(session, ana, claim_id, WRONG, now)
    with pytest.raises(RuleRefused, match="No verdict of yours"):
        review_undo.undo(session, actor=bo, claim_id=claim_id, now=now)
    undone = review_undo.undo(session, actor=ana, claim_id=claim_id, now=now)
    assert (undone.state, undone.verdict) == (ClaimState.READY, None)
    assert session.get(FirstReview, claim_id) is None
    assert the_claim(session, claim_id, now=now, reader_id=ana.user_id).state is ClaimState.READY
    give(session, bo, claim_id, UNFOUND, now)
    assert stands(session, claim_id) == (ClaimState.READY, None), "it waits for its second review"


def test_a_verdict_whose_evidence_went_comes_back_to_recheck(
    session: Session, ana: Actor, claim_id: int, now: datetime
) -> None:
    give(session, ana, claim_id, WRONG, now)
    item = session.scalars(select(Evidence.id).where(Evidence.claim_id == claim_id)).one()
    evidence.remove(session, actor=ana, evidence_id=item, now=now)
    give(session, ana, claim_id, UNFOUND, now)
    review_undo.undo(session, actor=ana, claim_id=claim_id, now=now)
    assert stands(session, claim_id) == (ClaimState.RECHECK, Verdict.DISPUTED)
    assert records.check(session) == []
