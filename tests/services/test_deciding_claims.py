"""Deciding and revising: everything in one transaction, and nobody's decision overwritten unseen."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.claims import add_article, add_evidence
from tests.support.people import add_person
from verify.core.errors import Conflict, Forbidden, NotFound, RuleRefused
from verify.core.permissions import Actor
from verify.core.review_rules import Judgement
from verify.core.vocabulary import ClaimKind, ClaimState, ReasonCode, Role, Said, Stance, Verdict
from verify.models import AuditEvent, Claim, Lease, RecordTotal, Review, ReviewEvidence, VerdictEntry
from verify.services import leases, records, reviews

CORROBORATED = Judgement(Verdict.CORROBORATED, ReasonCode.INDEPENDENT_ORIGINS, "Two offices say so.")
DISPUTED = Judgement(Verdict.DISPUTED, ReasonCode.CONTRADICTED, "The register says otherwise.")


@pytest.fixture
def reviewer(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.REVIEWER, now=now, name="Ana")


@pytest.fixture
def other(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.REVIEWER, now=now, name="Bo")


def backed(session: Session, **fields: Any) -> int:
    """A claim with two independent origins behind it and one item against it."""
    claim_id = add_article(session, **fields).claim_ids[0]
    for origin, stance in (
        ("Harbour Office", Stance.SUPPORTS),
        ("Northline", Stance.SUPPORTS),
        ("Register", Stance.REFUTES),
    ):
        add_evidence(session, claim_id, origin=origin, stance=stance)
    return claim_id


def decide(session: Session, actor: Actor, claim_id: int, judgement: Judgement = CORROBORATED, **other: Any) -> Any:
    values = {"row_version": None, "now": other.pop("now"), **other}
    return reviews.decide(session, actor=actor, claim_id=claim_id, judgement=judgement, **values)


def test_a_verdict_is_written_everywhere_at_once(session: Session, reviewer: Actor, now: datetime) -> None:
    claim_id = backed(session)
    leases.take(session, actor=reviewer, claim_id=claim_id, now=now, minutes=30)
    made = decide(session, reviewer, claim_id, now=now)
    claim = session.get_one(Claim, claim_id)
    assert (claim.state, claim.verdict, claim.decided_at) == (ClaimState.DECIDED, Verdict.CORROBORATED, now)
    assert claim.row_version == made.row_version == 2
    review = session.get_one(Review, made.review_id)
    assert (review.rationale, review.revises_id) == ("Two offices say so.", None)
    leaned_on = select(func.count()).select_from(ReviewEvidence).where(ReviewEvidence.review_id == review.id)
    assert session.scalar(leaned_on) == 3
    entry = session.scalars(select(VerdictEntry).where(VerdictEntry.claim_id == claim_id)).one()
    assert (entry.review_id, entry.policy_id) == (review.id, review.policy_id)
    assert session.get(Lease, claim_id) is None
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "claim.decided")).one()
    assert event.after is not None and event.after["verdict"] == "corroborated"
    assert session.get_one(RecordTotal, made.outlet_id).own_corroborated == 1
    assert records.check(session) == []


def test_a_revision_keeps_the_history(session: Session, reviewer: Actor, other: Actor, now: datetime) -> None:
    claim_id = backed(session)
    first = decide(session, reviewer, claim_id, now=now)
    second = decide(session, other, claim_id, DISPUTED, row_version=first.row_version, now=now + timedelta(hours=1))
    assert second.revised_id == first.review_id
    verdicts = session.scalars(
        select(VerdictEntry.verdict).where(VerdictEntry.claim_id == claim_id).order_by(VerdictEntry.id)
    )
    assert list(verdicts) == [Verdict.CORROBORATED, Verdict.DISPUTED]
    totals = session.get_one(RecordTotal, first.outlet_id, populate_existing=True)
    assert (totals.own_corroborated, totals.own_disputed) == (0, 1)
    assert records.check(session) == []


@pytest.mark.parametrize("seen", [None, 1])
def test_a_claim_decided_meanwhile_shows_the_other_decision(
    session: Session, reviewer: Actor, other: Actor, now: datetime, seen: int | None
) -> None:
    claim_id = backed(session)
    decide(session, other, claim_id, DISPUTED, now=now)
    with pytest.raises(Conflict, match="Bo decided this claim") as refused:
        decide(session, reviewer, claim_id, row_version=seen, now=now)
    assert refused.value.details["verdict"] is Verdict.DISPUTED
    assert refused.value.details["rationale"] == "The register says otherwise."
    assert refused.value.details["row_version"] == 2
    assert session.scalar(select(func.count()).select_from(Review).where(Review.claim_id == claim_id)) == 1


def test_a_claim_held_by_another_is_refused(session: Session, reviewer: Actor, other: Actor, now: datetime) -> None:
    claim_id = backed(session)
    leases.take(session, actor=other, claim_id=claim_id, now=now, minutes=30)
    with pytest.raises(Conflict, match="Bo holds this claim for 9 more minutes") as refused:
        decide(session, reviewer, claim_id, now=now + timedelta(minutes=21))
    assert refused.value.details == {"holder": "Bo", "minutes": 9}
    assert decide(session, reviewer, claim_id, now=now + timedelta(minutes=31)).verdict is Verdict.CORROBORATED


def test_a_refused_verdict_writes_nothing(session: Session, reviewer: Actor, now: datetime) -> None:
    claim_id = add_article(session).claim_ids[0]
    before = session.scalar(select(func.count()).select_from(AuditEvent))
    with pytest.raises(RuleRefused, match="You have no supporting evidence"):
        decide(session, reviewer, claim_id, now=now)
    assert session.scalar(select(func.count()).select_from(Review).where(Review.claim_id == claim_id)) == 0
    assert session.scalar(select(func.count()).select_from(AuditEvent)) == before


def test_evidence_that_was_taken_away_does_not_count(session: Session, reviewer: Actor, now: datetime) -> None:
    from verify.services import evidence

    claim_id = add_article(session).claim_ids[0]
    add_evidence(session, claim_id, origin="Northline")
    gone = add_evidence(session, claim_id, origin="Harbour Office")
    evidence.remove(session, actor=reviewer, evidence_id=gone, now=now)
    with pytest.raises(RuleRefused, match="You have 1 origin: Northline"):
        decide(session, reviewer, claim_id, now=now)


def test_what_was_said_moves_both_records(session: Session, reviewer: Actor, now: datetime) -> None:
    claim_id = backed(session, speaker="Mayor Oda")
    judgement = Judgement(Verdict.DISPUTED, ReasonCode.CONTRADICTED, "The register says otherwise.", Said.CONFIRMED)
    made = decide(session, reviewer, claim_id, judgement, now=now)
    totals = session.get_one(RecordTotal, made.outlet_id)
    assert (totals.relayed_disputed, totals.said_confirmed, totals.own_corroborated) == (1, 1, 1)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUBMITTER, Role.EDITOR, Role.ADJUDICATOR, Role.ADMIN])
def test_only_reviewers_review(session: Session, now: datetime, role: Role) -> None:
    claim_id = backed(session)
    with pytest.raises(Forbidden):
        decide(session, add_person(session, role, now=now), claim_id, now=now)


def test_predictions_and_unknown_claims_are_refused(session: Session, reviewer: Actor, now: datetime) -> None:
    claim_id = backed(session, kind=ClaimKind.PREDICTION)
    with pytest.raises(RuleRefused, match="only factual claims get a verdict"):
        decide(session, reviewer, claim_id, now=now)
    with pytest.raises(NotFound):
        decide(session, reviewer, 999_999, now=now)
