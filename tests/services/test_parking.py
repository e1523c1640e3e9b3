"""Parking takes a claim out of the queue and its verdict out of the record; unparking brings both back."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.support.claims import add_article, add_evidence
from verify.core.errors import Conflict, RuleRefused
from verify.core.permissions import Actor
from verify.core.review_rules import Judgement
from verify.core.vocabulary import ClaimState, ParkReason, ReasonCode, Verdict
from verify.models import Claim, RecordTotal
from verify.services import parking, records, reviews


def claim_of(session: Session, claim_id: int) -> Claim:
    return session.get_one(Claim, claim_id, populate_existing=True)


def test_a_parked_claim_comes_back_ready(session: Session, ana: Actor, now: datetime) -> None:
    claim_id = add_article(session).claim_ids[0]
    parking.park(session, actor=ana, claim_id=claim_id, reason=ParkReason.MIS_SPLIT, row_version=1, now=now)
    claim = claim_of(session, claim_id)
    assert (claim.state, claim.park_reason, claim.row_version) == (ClaimState.PARKED, ParkReason.MIS_SPLIT, 2)
    parking.unpark(session, actor=ana, claim_id=claim_id, now=now)
    claim = claim_of(session, claim_id)
    assert (claim.state, claim.park_reason) == (ClaimState.READY, None)


def test_a_parked_verdict_leaves_the_record_and_comes_back(session: Session, ana: Actor, now: datetime) -> None:
    written = add_article(session)
    claim_id = written.claim_ids[0]
    add_evidence(session, claim_id, origin="Northline")
    add_evidence(session, claim_id, origin="Harbour Office")
    judgement = Judgement(Verdict.CORROBORATED, ReasonCode.INDEPENDENT_ORIGINS, "Both say so.")
    reviews.decide(session, actor=ana, claim_id=claim_id, judgement=judgement, row_version=None, now=now)

    def counted() -> int:
        assert records.check(session) == []
        return session.get_one(RecordTotal, written.outlet_id, populate_existing=True).own_corroborated

    assert counted() == 1
    parking.park(session, actor=ana, claim_id=claim_id, reason=ParkReason.DUPLICATE, row_version=None, now=now)
    assert counted() == 0
    with pytest.raises(RuleRefused, match="Put it back into the queue first"):
        reviews.decide(session, actor=ana, claim_id=claim_id, judgement=judgement, row_version=3, now=now)
    parking.unpark(session, actor=ana, claim_id=claim_id, now=now)
    assert counted() == 1
    assert claim_of(session, claim_id).state is ClaimState.DECIDED


def test_a_stale_page_and_a_second_parking_are_refused(session: Session, ana: Actor, now: datetime) -> None:
    claim_id = add_article(session, row_version=4).claim_ids[0]
    with pytest.raises(Conflict, match="changed while you looked"):
        parking.park(session, actor=ana, claim_id=claim_id, reason=ParkReason.AMBIGUOUS, row_version=3, now=now)
    with pytest.raises(RuleRefused, match="not parked"):
        parking.unpark(session, actor=ana, claim_id=claim_id, now=now)
    parking.park(session, actor=ana, claim_id=claim_id, reason=ParkReason.AMBIGUOUS, row_version=4, now=now)
    with pytest.raises(RuleRefused, match="parked already"):
        parking.park(session, actor=ana, claim_id=claim_id, reason=ParkReason.AMBIGUOUS, row_version=None, now=now)
