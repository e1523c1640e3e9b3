"""Days on which verdicts are looked at again: set with a verdict or later, acted on once, in one batch a day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.people import add_person
from tests.support.policies import JUDGED, add_backed_claim, give, put_in_force
from verify.core.errors import Malformed, RuleRefused
from verify.core.permissions import Actor
from verify.core.rechecks import RecheckReason
from verify.core.vocabulary import ClaimState, ParkReason, ReviewPolicy, Role, Verdict
from verify.models import Claim, Recheck, RecheckBatch
from verify.queries import review_dates as queries
from verify.services import parking, review_dates, review_undo, reviews

SOON = date(2026, 12, 1)
U = Verdict.UNVERIFIED


@pytest.fixture
def decided(session: Session, ana: Actor, now: datetime) -> Callable[[date | None], int]:
    def make(day: date | None) -> int:
        claim_id = add_backed_claim(session)
        judgement = replace(JUDGED[U], again_on=day)
        reviews.decide(session, actor=ana, claim_id=claim_id, judgement=judgement, row_version=None, now=now)
        return claim_id

    return make


def work(session: Session, now: datetime) -> int:
    turns = 0
    while review_dates.send_due(session, now=now):
        session.expire_all()
        turns += 1
    return turns


def state(session: Session, claim_id: int) -> ClaimState:
    session.expire_all()
    return session.get_one(Claim, claim_id).state


def test_what_is_due_goes_to_recheck_once_in_one_batch_a_day(
    session: Session, decided: Callable[[date | None], int], now: datetime
) -> None:
    ids = [decided(SOON) for _ in range(review_dates.AT_ONCE + 2)]
    never, later = decided(None), decided(SOON + timedelta(days=1))
    assert work(session, now) == 0
    day = datetime(2026, 12, 1, 0, 5, tzinfo=now.tzinfo)
    assert review_dates.send_due(session, now=day), "a worker that is killed here goes on where it was"
    assert work(session, day) == 1
    assert work(session, day) == 0
    assert {state(session, claim_id) for claim_id in ids} == {ClaimState.RECHECK}
    assert state(session, never) is state(session, later) is ClaimState.DECIDED
    batch = session.scalars(select(RecheckBatch)).one()
    assert (batch.reason, batch.day, batch.made_by_id) == (RecheckReason.REVIEW_BY, SOON, None)
    assert session.scalar(select(func.count()).where(Recheck.batch_id == batch.id)) == len(ids)
    assert queries.of_claim(session, ids[0]) is None, "its day has come"
    assert work(session, day + timedelta(days=1)) == 1
    assert session.scalar(select(func.count()).select_from(RecheckBatch)) == 2


def test_only_the_day_of_the_verdict_that_stands_is_in_force(
    session: Session, ana: Actor, decided: Callable[[date | None], int], now: datetime
) -> None:
    claim_id, parked = decided(SOON), decided(SOON)
    give(session, ana, claim_id, Verdict.CORROBORATED, now=now, row_version=2)
    assert queries.of_claim(session, claim_id) is None
    parking.park(session, actor=ana, claim_id=parked, reason=ParkReason.AMBIGUOUS, row_version=None, now=now)
    day = datetime(2026, 12, 1, tzinfo=now.tzinfo)
    assert work(session, day) == 0
    review_undo.undo(session, actor=ana, claim_id=claim_id, now=now)
    parking.unpark(session, actor=ana, claim_id=parked, now=now)
    assert [line.claim_id for line in queries.until(session, SOON)] == [claim_id, parked]
    assert work(session, day) == 1
    assert state(session, claim_id) is state(session, parked) is ClaimState.RECHECK


def test_a_day_is_moved_and_taken_away(
    session: Session, ana: Actor, decided: Callable[[date | None], int], now: datetime
) -> None:
    claim_id = decided(None)
    review_dates.change(session, actor=ana, claim_id=claim_id, day=SOON, now=now)
    review_dates.change(session, actor=ana, claim_id=claim_id, day=SOON + timedelta(days=9), now=now)
    assert queries.of_claim(session, claim_id) == SOON + timedelta(days=9)
    review_dates.change(session, actor=ana, claim_id=claim_id, day=None, now=now)
    assert queries.of_claim(session, claim_id) is None
    with pytest.raises(Malformed, match="still to come"):
        review_dates.change(session, actor=ana, claim_id=claim_id, day=now.date(), now=now)
    with pytest.raises(Malformed, match="still to come"):
        decided(now.date())
    with pytest.raises(RuleRefused, match="none stands"):
        review_dates.change(session, actor=ana, claim_id=add_backed_claim(session), day=SOON, now=now)


def test_of_two_blind_reviewers_days_the_earlier_one_holds(session: Session, ana: Actor, now: datetime) -> None:
    put_in_force(session, ReviewPolicy.DOUBLE, now=now)
    bo = add_person(session, Role.REVIEWER, now=now, name="Bo")
    later, tomorrow = SOON + timedelta(days=30), now.date() + timedelta(days=1)

    def decided_by_both(first: date | None, second: date | None, *, waited: timedelta = timedelta()) -> date | None:
        claim_id = add_backed_claim(session)
        for who, day, when in ((ana, first, now), (bo, second, now + waited)):
            judgement = replace(JUDGED[U], again_on=day)
            reviews.decide(session, actor=who, claim_id=claim_id, judgement=judgement, row_version=None, now=when)
        assert state(session, claim_id) is ClaimState.DECIDED
        return queries.of_claim(session, claim_id)

    assert decided_by_both(SOON, later) == decided_by_both(later, SOON) == SOON
    assert decided_by_both(SOON, None) == decided_by_both(None, SOON) == SOON
    assert decided_by_both(None, None) is None
    assert decided_by_both(tomorrow, SOON, waited=timedelta(days=3)) == SOON, "the first one's day came while it waited"
    assert decided_by_both(tomorrow, None, waited=timedelta(days=3)) is None
