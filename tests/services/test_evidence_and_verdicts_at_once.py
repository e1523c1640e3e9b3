"""Evidence that changes while a verdict is given on it: whoever comes second sees what the first one did."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.support.claims import add_article, add_evidence
from tests.support.people import add_person
from verify.core.errors import Conflict, RuleRefused
from verify.core.permissions import Actor
from verify.core.review_rules import Judgement
from verify.core.vocabulary import (
    ClaimState,
    Contact,
    CorrectionKind,
    EvidenceRole,
    ParkReason,
    Prominence,
    ReasonCode,
    Role,
    Stance,
    Verdict,
)
from verify.db import Database
from verify.models import Claim
from verify.services import corrections, evidence, leases, parking, records, reviews
from verify.services.corrections import CorrectionDraft
from verify.services.evidence import EvidenceChange, EvidenceDraft

LONG_ENOUGH = 0.3
"""Seconds in which the second one either waits for the first, or does what it must not."""
CORROBORATED = Judgement(Verdict.CORROBORATED, ReasonCode.INDEPENDENT_ORIGINS, "Two offices say so.")


class Desk:
    """A claim with two supporting items, and the reviewer who works on it."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.now = database, now
        with database.writing() as session:
            self.ana: Actor = add_person(session, *Role, now=now, name="Ana")
            self.bo: Actor = add_person(session, Role.REVIEWER, now=now, name="Bo")
            self.claim, self.sibling = add_article(session, ["The bridge opened.", "It cost 4 crowns."]).claim_ids
            self.items = [add_evidence(session, self.claim, origin=o) for o in ("Harbour Office", "Land Register")]
            add_evidence(session, self.sibling, origin="Court", stance=Stance.REFUTES)

    def in_turn(self, first: Callable[[Session], object], second: Callable[[Session], object]) -> Future[object]:
        """Run `first`, then `second` in another transaction that begins before the first one is committed."""

        def run() -> object:
            with self.database.writing() as session:
                return second(session)

        with ThreadPoolExecutor(1) as pool:
            with self.database.writing() as session:
                first(session)
                session.flush()
                done = pool.submit(run)
                wait([done], timeout=LONG_ENOUGH)
            wait([done])
        return done

    def decide(self, session: Session) -> object:
        return reviews.decide(
            session, actor=self.ana, claim_id=self.claim, judgement=CORROBORATED, row_version=1, now=self.now
        )

    def state(self) -> ClaimState:
        with self.database.reading() as session:
            assert records.check(session) == []
            return session.get_one(Claim, self.claim).state


@pytest.fixture
def desk(database: Database, now: datetime) -> Desk:
    return Desk(database, now)


def _changes(desk: Desk) -> dict[str, Callable[[Session], object]]:
    item = desk.items[0]
    by: dict[str, Any] = {"actor": desk.ana, "now": desk.now}
    stance, origin = EvidenceChange(stance=Stance.CONTEXT), EvidenceChange(origin="Land Register")
    return {
        "remove": lambda session: evidence.remove(session, evidence_id=item, **by),
        "stance": lambda session: evidence.change(session, evidence_id=item, to=stance, **by),
        "origin": lambda session: evidence.change(session, evidence_id=item, to=origin, **by),
    }


@pytest.mark.parametrize("change", ["remove", "stance", "origin"])
def test_a_verdict_whose_evidence_changes_meanwhile_is_flagged(desk: Desk, change: str) -> None:
    desk.in_turn(desk.decide, _changes(desk)[change]).result()
    assert desk.state() is ClaimState.RECHECK


@pytest.mark.parametrize("change", ["remove", "stance", "origin"])
def test_a_verdict_does_not_lean_on_evidence_that_changed_meanwhile(desk: Desk, change: str) -> None:
    done = desk.in_turn(_changes(desk)[change], desk.decide)
    with pytest.raises(RuleRefused, match="origin"):
        done.result()
    assert desk.state() is ClaimState.READY


def test_the_same_evidence_is_attached_once(desk: Desk) -> None:
    draft = EvidenceDraft(Stance.SUPPORTS, EvidenceRole.SOCIAL, passage="So it was.", publisher="Court")

    def add(session: Session) -> object:
        return evidence.add(session, actor=desk.ana, claim_id=desk.claim, draft=draft, now=desk.now)

    with pytest.raises(Conflict, match="attached to the claim already"):
        desk.in_turn(add, add).result()


def test_the_same_correction_is_noted_once(desk: Desk) -> None:
    draft = CorrectionDraft(CorrectionKind.CORRECTION, desk.now.date(), Prominence.NOTED, Contact.BEFORE)

    def add(session: Session) -> object:
        return corrections.add(session, actor=desk.ana, claim_id=desk.claim, draft=draft, now=desk.now)

    with pytest.raises(Conflict, match="noted already"):
        desk.in_turn(add, add).result()


def test_a_claim_that_is_being_taken_is_not_parked(desk: Desk) -> None:
    taken = desk.in_turn(
        lambda session: leases.take(session, actor=desk.bo, claim_id=desk.claim, now=desk.now, minutes=30),
        lambda session: parking.park(
            session, actor=desk.ana, claim_id=desk.claim, reason=ParkReason.AMBIGUOUS, row_version=None, now=desk.now
        ),
    )
    with pytest.raises(Conflict, match="Bo"):
        taken.result()
    assert desk.state() is ClaimState.IN_REVIEW


def test_a_claim_that_is_being_parked_is_not_taken(desk: Desk) -> None:
    taken = desk.in_turn(
        lambda session: parking.park(
            session, actor=desk.ana, claim_id=desk.claim, reason=ParkReason.AMBIGUOUS, row_version=None, now=desk.now
        ),
        lambda session: leases.take(session, actor=desk.bo, claim_id=desk.claim, now=desk.now, minutes=30),
    )
    with pytest.raises(RuleRefused, match="parked"):
        taken.result()
    assert desk.state() is ClaimState.PARKED


def test_verdicts_on_two_claims_of_one_article_both_weigh_rightly(desk: Desk) -> None:
    disputed = Judgement(Verdict.DISPUTED, ReasonCode.CONTRADICTED, "The court says otherwise.")
    desk.in_turn(
        desk.decide,
        lambda session: reviews.decide(
            session, actor=desk.bo, claim_id=desk.sibling, judgement=disputed, row_version=1, now=desk.now
        ),
    ).result()
    assert desk.state() is ClaimState.DECIDED
