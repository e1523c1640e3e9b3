"""A claim in its article, and everything that happened to it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.support.claims import add_article, add_claim, add_evidence
from tests.support.people import add_person
from verify.core.errors import NotFound
from verify.core.review_rules import Judgement
from verify.core.vocabulary import ClaimKind, ClaimState, ParkReason, ReasonCode, Role, Stance, Verdict
from verify.queries import evidence, reviews
from verify.services import evidence as attaching
from verify.services import leases, parking
from verify.services import reviews as deciding


def test_the_article_is_cut_into_its_claims(session: Session, now: datetime) -> None:
    written = add_article(session, ["The bridge opened.", "It is ugly."])
    first = written.claim_ids[0]
    part = add_claim(session, written, "bridge", spans=[[4, 10]], kind=ClaimKind.OPINION, position=5)
    cut = reviews.segments(session, reviews.the_claim(session, part, now=now))
    assert "".join(piece.text for piece in cut) == "The bridge opened. It is ugly."
    assert [(p.text, p.claim_id, p.look, p.is_current) for p in cut[:3]] == [
        ("The ", first, "pending", False),
        ("bridge", part, "opinion", True),
        (" opened.", first, "pending", False),
    ]
    whole = reviews.segments(session, reviews.the_claim(session, first, now=now))
    assert (whole[0].text, whole[0].is_current) == ("The bridge opened.", True)


def test_history_tells_reviews_evidence_and_parking_newest_first(session: Session, now: datetime) -> None:
    ana = add_person(session, Role.REVIEWER, now=now, name="Ana")
    claim_id = add_article(session).claim_ids[0]
    add_evidence(session, claim_id, origin="Court", stance=Stance.REFUTES)
    leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
    judgement = Judgement(Verdict.DISPUTED, ReasonCode.CONTRADICTED, "The court says no.")
    made = deciding.decide(session, actor=ana, claim_id=claim_id, judgement=judgement, row_version=1, now=now)
    later = now + timedelta(hours=1)
    revised = Judgement(Verdict.UNVERIFIED, ReasonCode.TOO_EARLY, "The ruling is not final.", searched="The court")
    deciding.decide(session, actor=ana, claim_id=claim_id, judgement=revised, row_version=made.row_version, now=later)
    last = later + timedelta(hours=1)
    parking.park(session, actor=ana, claim_id=claim_id, reason=ParkReason.AMBIGUOUS, row_version=None, now=last)
    told = reviews.history(session, claim_id)
    assert [done.action for done in told] == [
        "claim.parked",
        "claim.revised",
        "claim.decided",
        "evidence.added",
    ]
    assert (told[1].searched, told[1].revises_id) == ("The court", made.review_id)
    assert [done.verdict for done in reviews.reviews_of(session, claim_id)] == [Verdict.UNVERIFIED, Verdict.DISPUTED]


def test_a_lease_that_ran_out_is_not_shown(session: Session, now: datetime) -> None:
    ana = add_person(session, Role.REVIEWER, now=now, name="Ana")
    claim_id = add_article(session).claim_ids[0]
    leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
    held = reviews.the_claim(session, claim_id, now=now)
    assert (held.holder, held.held_minutes, held.state) == ("Ana", 30, ClaimState.IN_REVIEW)
    free = reviews.the_claim(session, claim_id, now=now + timedelta(minutes=30))
    assert (free.holder, free.held_minutes, free.state) == (None, 0, ClaimState.READY)


def test_an_unknown_claim_is_not_found(session: Session, now: datetime) -> None:
    with pytest.raises(NotFound):
        reviews.the_claim(session, 999_999, now=now)


def test_evidence_names_its_people_and_keeps_what_was_removed(session: Session, now: datetime) -> None:
    ana = add_person(session, Role.REVIEWER, now=now, name="Ana")
    claim_id = add_article(session).claim_ids[0]
    first = add_evidence(session, claim_id, published_day=(now + timedelta(days=1)).date())
    second = add_evidence(session, claim_id)
    attaching.mark_examined(session, actor=ana, evidence_id=first, examined=True, now=now)
    attaching.remove(session, actor=ana, evidence_id=second, now=now)
    items = evidence.of_claim(session, claim_id, published=now.date())
    assert [(item.id, item.examined_by, item.after_claim, item.removed_at) for item in items] == [
        (first, "Ana", True, None),
        (second, None, False, now),
    ]
