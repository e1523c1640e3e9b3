"""Claims that two people judge: when a verdict waits, what decides it, who ends a disagreement, and what waits unseen."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.claims import add_evidence
from tests.support.people import add_person
from tests.support.policies import JUDGED, add_backed_claim, give, put_in_force
from verify.core.claims import QUEUE
from verify.core.errors import Conflict, Forbidden, NotFound, RuleRefused
from verify.core.permissions import Actor
from verify.core.vocabulary import ClaimState, EvidenceRole, ReviewPolicy, Role, Stance, Verdict
from verify.models import AuditEvent, Claim, FirstReview, RecordTotal, Review, ReviewPair, VerdictEntry
from verify.queries import adjudications
from verify.services import evidence, leases, parking, records, reviews
from verify.services.adjudications import adjudicate
from verify.services.evidence import EvidenceDraft

C, D, U = Verdict.CORROBORATED, Verdict.DISPUTED, Verdict.UNVERIFIED
SINGLE, DOUBLE, DISPUTED_DOUBLE = ReviewPolicy.SINGLE, ReviewPolicy.DOUBLE, ReviewPolicy.DISPUTED_DOUBLE
HOUR = timedelta(hours=1)


@pytest.fixture
def judit(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.ADJUDICATOR, now=now, name="Judit")


def stands(session: Session, claim_id: int) -> tuple[ClaimState, Verdict | None, int]:
    claim = session.get_one(Claim, claim_id, populate_existing=True)
    return claim.state, claim.verdict, claim.row_version


@pytest.mark.parametrize(
    ("policy", "drawn", "verdict", "waits"),
    [
        (SINGLE, True, D, False),
        (DOUBLE, False, C, True),
        (DOUBLE, False, U, True),
        (DISPUTED_DOUBLE, False, C, False),
        (DISPUTED_DOUBLE, False, U, False),
        (DISPUTED_DOUBLE, False, D, True),
        (DISPUTED_DOUBLE, True, C, True),
    ],
)
def test_the_policy_says_whether_a_first_review_waits(
    session: Session, ana: Actor, now: datetime, policy: ReviewPolicy, drawn: bool, verdict: Verdict, waits: bool
) -> None:
    put_in_force(session, policy, now=now)
    claim_id = add_backed_claim(session, drawn=drawn)
    leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
    made = give(session, ana, claim_id, verdict, now=now)
    assert made.state is (ClaimState.SECOND_REVIEW if waits else ClaimState.DECIDED)
    assert stands(session, claim_id) == ((ClaimState.READY, None, 1) if waits else (ClaimState.DECIDED, verdict, 2))
    assert (session.get(FirstReview, claim_id) is not None) is waits
    moved = session.get(RecordTotal, made.outlet_id)
    assert (moved is None) is waits


@pytest.mark.parametrize("verdict", [C, D, U])
def test_equal_verdicts_decide_and_move_the_record_once(
    session: Session, ana: Actor, bo: Actor, now: datetime, verdict: Verdict
) -> None:
    put_in_force(session, DOUBLE, now=now)
    claim_id = add_backed_claim(session)
    first = give(session, ana, claim_id, verdict, now=now)
    second = give(session, bo, claim_id, verdict, now=now + HOUR)
    assert (second.state, stands(session, claim_id)) == (ClaimState.DECIDED, (ClaimState.DECIDED, verdict, 2))
    pair = session.scalars(select(ReviewPair).where(ReviewPair.claim_id == claim_id)).one()
    assert (pair.first_id, pair.second_id, pair.agreed) == (first.review_id, second.review_id, True)
    assert session.get(FirstReview, claim_id) is None
    entry = session.scalars(select(VerdictEntry).where(VerdictEntry.claim_id == claim_id)).one()
    assert (entry.review_id, entry.decided_at) == (second.review_id, now + HOUR)
    assert records.check(session) == []


def test_different_verdicts_go_to_an_adjudicator(
    session: Session, ana: Actor, bo: Actor, judit: Actor, now: datetime
) -> None:
    put_in_force(session, DISPUTED_DOUBLE, now=now)
    claim_id = add_backed_claim(session)
    give(session, ana, claim_id, D, now=now)
    assert give(session, bo, claim_id, C, now=now).state is ClaimState.ADJUDICATION
    assert stands(session, claim_id) == (ClaimState.ADJUDICATION, None, 2)
    assert [row.claim_id for row in adjudications.queue(session).rows] == [claim_id]
    with pytest.raises(RuleRefused, match="an adjudicator decides"):
        give(session, bo, claim_id, D, now=now)
    sides = adjudications.the_dispute(session, claim_id).sides
    assert [(side.who, side.verdict, len(side.evidence)) for side in sides] == [("Ana", D, 3), ("Bo", C, 3)]
    made = adjudicate(session, actor=judit, claim_id=claim_id, judgement=JUDGED[D], row_version=2, now=now)
    assert stands(session, claim_id) == (ClaimState.DECIDED, D, 3)
    assert session.get_one(RecordTotal, made.outlet_id).own_disputed == 1
    assert list(adjudications.queue(session).rows) == []
    assert records.check(session) == []
    with pytest.raises(NotFound):
        adjudicate(session, actor=judit, claim_id=claim_id, judgement=JUDGED[D], row_version=None, now=now)


def test_nobody_adjudicates_their_own(session: Session, ana: Actor, now: datetime) -> None:
    put_in_force(session, DOUBLE, now=now)
    both = add_person(session, Role.REVIEWER, Role.ADJUDICATOR, now=now, name="Both")
    claim_id = add_backed_claim(session)
    give(session, ana, claim_id, C, now=now)
    give(session, both, claim_id, U, now=now)
    with pytest.raises(Forbidden, match="another adjudicator"):
        adjudicate(session, actor=both, claim_id=claim_id, judgement=JUDGED[U], row_version=None, now=now)
    with pytest.raises(Forbidden):
        adjudicate(session, actor=ana, claim_id=claim_id, judgement=JUDGED[C], row_version=None, now=now)


def test_a_waiting_claim_is_handed_to_others_only(session: Session, ana: Actor, bo: Actor, now: datetime) -> None:
    put_in_force(session, DOUBLE, now=now)
    claim_id = add_backed_claim(session)
    assert leases.take_next(session, actor=ana, filters=QUEUE, now=now, minutes=30) == claim_id
    give(session, ana, claim_id, C, now=now)
    assert leases.take_next(session, actor=ana, filters=QUEUE, now=now, minutes=30) is None
    with pytest.raises(RuleRefused, match="waits for a second reviewer"):
        leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
    assert leases.take_next(session, actor=bo, filters=QUEUE, now=now, minutes=30) == claim_id


def test_a_waiting_review_is_its_authors_to_change(session: Session, ana: Actor, bo: Actor, now: datetime) -> None:
    put_in_force(session, DOUBLE, now=now)
    claim_id = add_backed_claim(session)
    first = give(session, ana, claim_id, C, now=now)
    assert give(session, ana, claim_id, C, now=now, row_version=1).review_id == first.review_id  # a second click
    with pytest.raises(Conflict, match="reviewed this claim already"):
        give(session, ana, claim_id, U, now=now)
    changed = give(session, ana, claim_id, U, now=now, row_version=1)
    assert (changed.revised_id, changed.state) == (first.review_id, ClaimState.SECOND_REVIEW)
    assert give(session, bo, claim_id, U, now=now, row_version=1).state is ClaimState.DECIDED
    pair = session.scalars(select(ReviewPair)).one()
    assert pair.first_id == changed.review_id


@pytest.mark.parametrize(
    ("policy", "drawn", "wanted", "asks"),
    [
        (SINGLE, False, D, False),
        (DISPUTED_DOUBLE, False, U, False),
        (DISPUTED_DOUBLE, False, D, True),
        (DISPUTED_DOUBLE, True, U, True),
        (DOUBLE, False, U, True),
        (DOUBLE, False, C, False),
    ],
)
def test_what_two_people_decide_one_does_not_overturn(
    session: Session,
    ana: Actor,
    judit: Actor,
    now: datetime,
    policy: ReviewPolicy,
    drawn: bool,
    wanted: Verdict,
    asks: bool,
) -> None:
    claim_id = add_backed_claim(session, drawn=drawn)
    give(session, ana, claim_id, C, now=now)
    put_in_force(session, policy, now=now)
    made = give(session, ana, claim_id, wanted, now=now + HOUR, row_version=2)
    assert stands(session, claim_id) == ((ClaimState.RECHECK, C, 3) if asks else (ClaimState.DECIDED, wanted, 3))
    assert records.check(session) == []
    if not asks:
        return
    assert made.state is ClaimState.RECHECK
    with pytest.raises(RuleRefused, match="an adjudicator decides"):
        give(session, ana, claim_id, wanted, now=now, row_version=3)
    adjudicate(session, actor=judit, claim_id=claim_id, judgement=JUDGED[wanted], row_version=3, now=now + HOUR)
    assert stands(session, claim_id) == (ClaimState.DECIDED, wanted, 4)
    assert records.check(session) == []


def test_a_claim_that_waits_still_gets_its_second_review_after_a_change_of_policy(
    session: Session, ana: Actor, bo: Actor, now: datetime
) -> None:
    put_in_force(session, DOUBLE, now=now)
    claim_id = add_backed_claim(session)
    first = give(session, ana, claim_id, C, now=now)
    put_in_force(session, SINGLE, now=now)
    second = give(session, bo, claim_id, D, now=now)
    assert second.state is ClaimState.ADJUDICATION
    kept = [session.get_one(Review, review).policy_id for review in (first.review_id, second.review_id)]
    assert kept[0] < kept[1]


def test_reviewers_keep_their_evidence_apart(session: Session, ana: Actor, bo: Actor, now: datetime) -> None:
    put_in_force(session, DOUBLE, now=now)
    claim_id = add_backed_claim(session)
    draft = EvidenceDraft(Stance.SUPPORTS, EvidenceRole.PRIMARY_DOCUMENT, "Deed 7", publisher="Registry")
    mine = evidence.add(session, actor=ana, claim_id=claim_id, draft=draft, now=now)
    theirs = evidence.add(session, actor=bo, claim_id=claim_id, draft=draft, now=now)  # no "attached already"
    for change in (evidence.remove, evidence.restore):
        with pytest.raises(NotFound):
            change(session, actor=bo, evidence_id=mine, now=now)
    with pytest.raises(NotFound):
        evidence.mark_examined(session, actor=bo, evidence_id=mine, examined=True, now=now)
    first = give(session, ana, claim_id, C, now=now)
    second = give(session, bo, claim_id, D, now=now)
    from verify.models import ReviewEvidence

    def leaned(review_id: int) -> set[int]:
        return set(session.scalars(select(ReviewEvidence.evidence_id).where(ReviewEvidence.review_id == review_id))) & {
            mine,
            theirs,
        }

    assert (leaned(first.review_id), leaned(second.review_id)) == ({mine}, {theirs})
    evidence.mark_examined(session, actor=bo, evidence_id=mine, examined=True, now=now)  # both are in: open to both


def test_shared_evidence_is_examined_by_each_and_changed_by_neither(
    session: Session, ana: Actor, bo: Actor, now: datetime
) -> None:
    put_in_force(session, DOUBLE, now=now)
    claim_id = add_backed_claim(session)
    shared = add_evidence(session, claim_id, origin="Registry", role=EvidenceRole.PRIMARY_DOCUMENT)
    with pytest.raises(RuleRefused, match="only the evidence that you attached"):
        evidence.remove(session, actor=ana, evidence_id=shared, now=now)
    evidence.mark_examined(session, actor=ana, evidence_id=shared, examined=True, now=now)
    from verify.core.vocabulary import ReasonCode

    by_primary = replace(JUDGED[C], reason_code=ReasonCode.PRIMARY_SOURCE)
    with pytest.raises(RuleRefused, match="needs an examined primary source"):
        reviews.decide(session, actor=bo, claim_id=claim_id, judgement=by_primary, row_version=None, now=now)
    made = reviews.decide(session, actor=ana, claim_id=claim_id, judgement=by_primary, row_version=None, now=now)
    assert made.state is ClaimState.SECOND_REVIEW


def test_the_log_names_a_waiting_review_apart_from_its_claim(session: Session, ana: Actor, now: datetime) -> None:
    put_in_force(session, DOUBLE, now=now)
    claim_id = add_backed_claim(session)
    made = give(session, ana, claim_id, D, now=now)
    about_claim = select(func.count()).where(
        AuditEvent.subject_type == "claim", AuditEvent.subject_id == claim_id, AuditEvent.actor_id == ana.user_id
    )
    assert session.scalar(about_claim) == 0
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "review.given")).one()
    assert event.subject_id == made.review_id
    assert event.after is not None and event.after["claim"] == claim_id


def test_a_disagreement_that_is_parked_waits_for_the_adjudicator_again_afterwards(
    session: Session, ana: Actor, bo: Actor, now: datetime
) -> None:
    from verify.core.vocabulary import ParkReason

    put_in_force(session, DOUBLE, now=now)
    claim_id = add_backed_claim(session)
    give(session, ana, claim_id, C, now=now)
    give(session, bo, claim_id, D, now=now)
    parking.park(session, actor=bo, claim_id=claim_id, reason=ParkReason.AMBIGUOUS, row_version=None, now=now)
    assert adjudications.waiting(session) == 0
    parking.unpark(session, actor=bo, claim_id=claim_id, now=now)
    assert stands(session, claim_id)[0] is ClaimState.ADJUDICATION
    assert adjudications.waiting(session) == 1
