"""Verdicts looked at again: each cause by its name, one place that moves the state, batches and their undoing."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.claims import add_evidence
from tests.support.people import add_person
from tests.support.policies import JUDGED, add_backed_claim, give, put_in_force
from verify.core.claim_edits import Change, SaidBy
from verify.core.errors import Conflict, Forbidden, RuleRefused
from verify.core.permissions import Actor
from verify.core.rechecks import Cause, RecheckEnd, RecheckReason
from verify.core.vocabulary import (
    BulkAct,
    ClaimState,
    ParkReason,
    ReviewPolicy,
    Role,
    Stance,
    Verdict,
    Voice,
)
from verify.models import BulkAction, Claim, Evidence, Recheck
from verify.services import (
    adjudications,
    bulk_actions,
    claim_edits,
    claim_undo,
    evidence,
    parking,
    rechecks,
    records,
    review_undo,
    reviews,
)
from verify.services.bulk_actions import Order
from verify.services.evidence import EvidenceChange

C, D, U = Verdict.CORROBORATED, Verdict.DISPUTED, Verdict.UNVERIFIED
HOUR = timedelta(hours=1)


@pytest.fixture
def bo(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.REVIEWER, Role.EDITOR, now=now, name="Bo")


@pytest.fixture
def decided(session: Session, ana: Actor, now: datetime) -> Callable[[], int]:
    def make() -> int:
        claim_id = add_backed_claim(session)
        give(session, ana, claim_id, C, now=now)
        return claim_id

    return make


def state(session: Session, claim_id: int) -> ClaimState:
    session.expire_all()
    return session.get_one(Claim, claim_id).state


def rows(session: Session, claim_id: int, *, still_open: bool = True) -> list[tuple[RecheckReason, str]]:
    wanted = select(Recheck.reason, Recheck.detail).where(Recheck.claim_id == claim_id).order_by(Recheck.id)
    wanted = wanted.where(Recheck.ended_at.is_(None) if still_open else Recheck.ended_at.is_not(None))
    return [(row.reason, row.detail) for row in session.execute(wanted)]


def first_item(session: Session, claim_id: int) -> int:
    return session.scalars(select(Evidence.id).where(Evidence.claim_id == claim_id).order_by(Evidence.id)).first() or 0


def version(session: Session, claim_id: int) -> int:
    return session.scalars(select(Claim.row_version).where(Claim.id == claim_id)).one()


def test_each_change_says_why_the_verdict_is_looked_at_again(
    session: Session, ana: Actor, decided: Callable[[], int], now: datetime
) -> None:
    claim_id = decided()
    item = first_item(session, claim_id)
    to = EvidenceChange(stance=Stance.CONTEXT)
    evidence.change(session, actor=ana, evidence_id=item, to=to, now=now)
    evidence.remove(session, actor=ana, evidence_id=item, now=now)
    told = Change("The bridge at Tarn opened in May.", said_by=SaidBy(Voice.RELAYED, "Mayor Oda", "said"))
    claim_edits.correct(session, actor=ana, claim_id=claim_id, to=told, row_version=None, now=now)
    rechecks.send_one(session, actor=ana, claim_id=claim_id, note="A reader wrote.", now=now)
    assert state(session, claim_id) is ClaimState.RECHECK
    assert rows(session, claim_id) == [
        (RecheckReason.EVIDENCE_CHANGED, "Harbour Office was corrected"),
        (RecheckReason.EVIDENCE_CHANGED, "Harbour Office was taken away"),
        (RecheckReason.WORDS_CHANGED, "its statement says something else"),
        (RecheckReason.WORDS_CHANGED, "somebody else says it"),
        (RecheckReason.SENT, "A reader wrote."),
    ]
    with pytest.raises(Conflict):
        rechecks.send_one(session, actor=ana, claim_id=claim_id, note="A reader wrote.", now=now)


def test_any_verdict_ends_what_was_open_and_its_undoing_opens_it_again(
    session: Session, ana: Actor, decided: Callable[[], int], now: datetime
) -> None:
    same, other = decided(), decided()
    for claim_id, verdict, ending in (
        (same, C, RecheckEnd.SAME_VERDICT),
        (other, U, RecheckEnd.OTHER_VERDICT),
    ):
        rechecks.send_one(session, actor=ana, claim_id=claim_id, note="Look.", now=now)
        at = version(session, claim_id)
        made = give(session, ana, claim_id, verdict, now=now + HOUR, row_version=at)
        row = session.scalars(select(Recheck).where(Recheck.claim_id == claim_id)).one()
        session.refresh(row)
        assert (row.ending, row.review_id, row.ended_at) == (ending, made.review_id, now + HOUR)
        assert state(session, claim_id) is ClaimState.DECIDED
        review_undo.undo(session, actor=ana, claim_id=claim_id, now=now + 2 * HOUR)
        assert (state(session, claim_id), rows(session, claim_id)) == (
            ClaimState.RECHECK,
            [(RecheckReason.SENT, "Look.")],
        )
        review_undo.undo(session, actor=ana, claim_id=claim_id, now=now + 3 * HOUR)
        assert (state(session, claim_id), rows(session, claim_id)) == (ClaimState.READY, [])
    assert records.check(session) == []


def test_a_revision_waits_in_recheck_until_the_adjudicator_decides(session: Session, ana: Actor, now: datetime) -> None:
    judit = add_person(session, Role.ADJUDICATOR, now=now, name="Judit")
    bo = add_person(session, Role.REVIEWER, now=now, name="Bo")
    put_in_force(session, ReviewPolicy.DOUBLE, now=now)
    claim_id = add_backed_claim(session)
    for who in (ana, bo):
        give(session, who, claim_id, C, now=now)
    give(session, ana, claim_id, U, now=now + HOUR, row_version=version(session, claim_id))
    assert rows(session, claim_id) == [(RecheckReason.REVISION, "")]
    parking.park(session, actor=ana, claim_id=claim_id, reason=ParkReason.AMBIGUOUS, row_version=None, now=now)
    parking.unpark(session, actor=ana, claim_id=claim_id, now=now)
    assert state(session, claim_id) is ClaimState.RECHECK
    adjudications.adjudicate(
        session, actor=judit, claim_id=claim_id, judgement=JUDGED[U], row_version=None, now=now + HOUR
    )
    assert (state(session, claim_id), rows(session, claim_id)) == (ClaimState.DECIDED, [])


def test_what_happens_to_a_parked_or_withdrawn_verdict_waits_for_its_return(
    session: Session, ana: Actor, decided: Callable[[], int], now: datetime
) -> None:
    parked, gone, reworded = decided(), decided(), decided()
    parking.park(session, actor=ana, claim_id=parked, reason=ParkReason.AMBIGUOUS, row_version=None, now=now)
    edit = claim_edits.withdraw(session, actor=ana, claim_id=gone, reason="Twice.", row_version=None, now=now)
    for claim_id in (parked, gone):
        evidence.remove(session, actor=ana, evidence_id=first_item(session, claim_id), now=now + HOUR)
    assert (state(session, parked), state(session, gone)) == (ClaimState.PARKED, ClaimState.WITHDRAWN)
    parking.unpark(session, actor=ana, claim_id=parked, now=now + HOUR)
    claim_undo.undo(session, actor=ana, edit_id=edit, now=now + HOUR)
    assert state(session, parked) is state(session, gone) is ClaimState.RECHECK
    (words,) = claim_edits.correct(
        session, actor=ana, claim_id=reworded, to=Change("It opened in May."), row_version=None, now=now
    )
    evidence.remove(session, actor=ana, evidence_id=first_item(session, reworded), now=now + HOUR)
    claim_undo.undo(session, actor=ana, edit_id=words, now=now + HOUR)
    assert state(session, reworded) is ClaimState.RECHECK, "its words are back, its evidence is not"
    assert rows(session, reworded) == [(RecheckReason.EVIDENCE_CHANGED, "Harbour Office was taken away")]
    assert records.check(session) == []


def test_a_batch_taken_back_leaves_alone_what_was_touched_since(
    session: Session, ana: Actor, bo: Actor, decided: Callable[[], int], now: datetime
) -> None:
    untouched, judged, other, parked = (decided() for _ in range(4))
    cause = Cause(RecheckReason.APPEAL, "The Ledger appealed")
    ids = [untouched, judged, other, parked]
    batch = rechecks.send_batch(session, actor=bo, cause=cause, claim_ids=ids, now=now)
    assert {state(session, claim_id) for claim_id in ids} == {ClaimState.RECHECK}
    give(session, ana, judged, C, now=now + HOUR, row_version=version(session, judged))
    evidence.remove(session, actor=ana, evidence_id=first_item(session, other), now=now + HOUR)
    parking.park(session, actor=ana, claim_id=parked, reason=ParkReason.AMBIGUOUS, row_version=None, now=now)
    back = rechecks.take_batch_back(session, actor=bo, batch_id=batch, now=now + HOUR)
    assert back.restored == [untouched]
    assert dict(back.stayed) == {
        judged: "Somebody looked at it again since.",
        other: "It is looked at again for another reason too: evidence changed.",
        parked: "It is parked by now.",
    }
    expected = [ClaimState.DECIDED, ClaimState.DECIDED, ClaimState.RECHECK, ClaimState.PARKED]
    assert [state(session, claim_id) for claim_id in ids] == expected
    parking.unpark(session, actor=ana, claim_id=parked, now=now)
    assert state(session, parked) is ClaimState.DECIDED, "nothing is open on it"
    with pytest.raises(Conflict, match="taken back already"):
        rechecks.take_batch_back(session, actor=bo, batch_id=batch, now=now)


def test_a_bulk_recheck_is_a_batch_that_either_page_takes_back(
    session: Session, ana: Actor, decided: Callable[[], int], now: datetime
) -> None:
    ids = [decided(), decided()]
    action = bulk_actions.begin(session, actor=ana, order=Order(BulkAct.RECHECK), claim_ids=ids, now=now)
    job = session.get_one(BulkAction, action)
    while bulk_actions.carry_on(session, job_id=job.job_id, now=now):
        pass
    assert rechecks.take_batch_back(session, actor=ana, batch_id=int(job.argument), now=now).restored == ids
    with pytest.raises(Conflict, match="taken back already"):
        bulk_actions.undo(session, actor=ana, action_id=action, now=now)


def test_who_may_not_and_what_has_no_verdict_is_refused(
    session: Session, ana: Actor, decided: Callable[[], int], now: datetime
) -> None:
    vera = add_person(session, Role.VIEWER, now=now)
    with pytest.raises(Forbidden):
        rechecks.send_one(session, actor=vera, claim_id=decided(), note="So.", now=now)
    waits = add_backed_claim(session)
    with pytest.raises(RuleRefused, match="none stands"):
        rechecks.send_one(session, actor=ana, claim_id=waits, note="So.", now=now)
    evidence.remove(session, actor=ana, evidence_id=first_item(session, waits), now=now)
    assert (state(session, waits), rows(session, waits)) == (ClaimState.READY, [])
    reviews.decide(session, actor=ana, claim_id=waits, judgement=JUDGED[D], row_version=None, now=now)
    item = add_evidence(session, waits, origin="Late")
    evidence.remove(session, actor=ana, evidence_id=item, now=now)
    assert state(session, waits) is ClaimState.DECIDED, "nobody leaned on it"
