"""Handing claims out: who gets which, for how long, and what is never handed out."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.support.claims import add_article, add_evidence
from tests.support.people import add_person
from verify.core.claims import QUEUE, ClaimFilters
from verify.core.errors import Conflict, Forbidden, NotFound, RuleRefused
from verify.core.permissions import Actor
from verify.core.review_rules import Judgement
from verify.core.vocabulary import ClaimKind, ClaimState, ParkReason, ReasonCode, Role, Verdict, Voice
from verify.models import Claim, Lease
from verify.queries import claims
from verify.services import leases, parking, reviews

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ana(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.REVIEWER, now=now, name="Ana")


@pytest.fixture
def bo(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.REVIEWER, now=now, name="Bo")


def take_next(session: Session, actor: Actor, now: datetime, filters: ClaimFilters = QUEUE) -> int | None:
    return leases.take_next(session, actor=actor, filters=filters, now=now, minutes=30)


def test_the_most_urgent_claim_comes_first_and_once(session: Session, ana: Actor, bo: Actor, now: datetime) -> None:
    low, high = (add_article(session, priority=priority).claim_ids[0] for priority in (0.2, 0.9))
    assert take_next(session, ana, now) == high
    assert take_next(session, bo, now) == low
    assert take_next(session, bo, now) is None
    assert session.get_one(Claim, high, populate_existing=True).state is ClaimState.IN_REVIEW


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": ClaimKind.PREDICTION},
        {"kind": ClaimKind.OPINION},
        {"state": ClaimState.PARKED, "park_reason": ParkReason.AMBIGUOUS},
        {"state": ClaimState.WITHDRAWN},
        {"state": ClaimState.DECIDED, "verdict": Verdict.DISPUTED, "reason_code": ReasonCode.OUTDATED},
    ],
    ids=lambda fields: str(next(iter(fields.values()))),
)
def test_only_factual_claims_without_a_verdict_are_handed_out(
    session: Session, ana: Actor, now: datetime, fields: dict[str, object]
) -> None:
    claim_id = add_article(session, **fields).claim_ids[0]
    assert take_next(session, ana, now) is None
    with pytest.raises(RuleRefused, match="Only factual claims without a verdict"):
        leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)


def test_filters_narrow_what_is_handed_out(session: Session, ana: Actor, now: datetime) -> None:
    add_article(session, ["The harbour froze in May."], outlet="Northline", priority=0.9)
    wanted = add_article(session, ["The bridge opened in May."], speaker="Mayor Oda")
    for filters in (
        ClaimFilters(outlet_id=wanted.outlet_id),
        ClaimFilters(article_id=wanted.article_id),
        ClaimFilters(voice=Voice.RELAYED),
        ClaimFilters(text="bridge MAY"),
    ):
        assert take_next(session, ana, now, filters) == wanted.claim_ids[0]
        leases.release(session, actor=ana, claim_id=wanted.claim_ids[0], now=now)
    assert take_next(session, ana, now, ClaimFilters(text="tunnel")) is None


def test_a_lease_that_ran_out_really_frees_the_claim(session: Session, ana: Actor, bo: Actor, now: datetime) -> None:
    claim_id = add_article(session).claim_ids[0]
    take_next(session, ana, now)
    assert take_next(session, bo, now + 29 * MINUTE) is None
    assert take_next(session, bo, now + 30 * MINUTE) == claim_id
    assert session.get_one(Lease, claim_id, populate_existing=True).user_id == bo.user_id
    with pytest.raises(Conflict, match="do not hold"):
        leases.extend(session, actor=ana, claim_id=claim_id, now=now + 31 * MINUTE, minutes=30)


def test_taking_again_prolongs(session: Session, ana: Actor, bo: Actor, now: datetime) -> None:
    claim_id = add_article(session).claim_ids[0]
    leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
    with pytest.raises(Conflict, match="Ana holds this claim for 10 more minutes"):
        leases.take(session, actor=bo, claim_id=claim_id, now=now + 20 * MINUTE, minutes=30)
    leases.take(session, actor=ana, claim_id=claim_id, now=now + 20 * MINUTE, minutes=30)
    assert session.get_one(Lease, claim_id, populate_existing=True).expires_at == now + 50 * MINUTE
    leases.take(session, actor=bo, claim_id=claim_id, now=now + 50 * MINUTE, minutes=30)


def test_a_released_claim_is_handed_out_again_and_a_skipped_one_to_others(
    session: Session, ana: Actor, bo: Actor, now: datetime
) -> None:
    claim_id = add_article(session).claim_ids[0]
    assert take_next(session, ana, now) == claim_id
    leases.release(session, actor=ana, claim_id=claim_id, now=now)
    assert take_next(session, ana, now) == claim_id
    leases.skip(session, actor=ana, claim_id=claim_id, now=now)
    assert take_next(session, ana, now + timedelta(hours=11)) is None
    assert take_next(session, bo, now) == claim_id
    leases.release(session, actor=bo, claim_id=claim_id, now=now)
    assert take_next(session, ana, now + timedelta(hours=13)) == claim_id
    with pytest.raises(Conflict, match="do not hold"):
        leases.release(session, actor=bo, claim_id=claim_id, now=now)


def test_a_claim_one_has_reviewed_is_not_handed_to_one_again(
    session: Session, ana: Actor, bo: Actor, now: datetime
) -> None:
    claim_id = add_article(session).claim_ids[0]
    add_evidence(session, claim_id, origin="Northline")
    add_evidence(session, claim_id, origin="Harbour Office")
    judgement = Judgement(Verdict.CORROBORATED, ReasonCode.INDEPENDENT_ORIGINS, "Both say so.")
    reviews.decide(session, actor=ana, claim_id=claim_id, judgement=judgement, row_version=None, now=now)
    claim = session.get_one(Claim, claim_id, populate_existing=True)
    claim.state, claim.verdict = ClaimState.READY, None
    session.flush()
    assert take_next(session, ana, now) is None
    assert take_next(session, bo, now) == claim_id


def test_a_held_claim_cannot_be_parked_by_another(session: Session, ana: Actor, bo: Actor, now: datetime) -> None:
    claim_id = add_article(session).claim_ids[0]
    take_next(session, ana, now)
    with pytest.raises(Conflict, match="Ana holds"):
        parking.park(session, actor=bo, claim_id=claim_id, reason=ParkReason.AMBIGUOUS, row_version=None, now=now)
    parking.park(session, actor=ana, claim_id=claim_id, reason=ParkReason.AMBIGUOUS, row_version=1, now=now)
    assert session.get(Lease, claim_id) is None


def test_nothing_left_says_why(session: Session, ana: Actor, bo: Actor, now: datetime) -> None:
    here = add_article(session, ["One stands.", "Two stand."])
    add_article(session, ["Three stand."], outlet="Northline")
    filters = ClaimFilters(outlet_id=here.outlet_id)
    assert take_next(session, bo, now, filters) is not None
    leases.skip(session, actor=ana, claim_id=take_next(session, ana, now, filters) or 0, now=now)
    assert take_next(session, ana, now, filters) is None
    why = claims.nothing_left(session, filters, user_id=ana.user_id, now=now)
    assert (dict(why.held), why.waiting.number, why.hidden.number) == ({"Bo": 1}, 2, 1)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.ADMIN])
def test_only_reviewers_are_handed_claims(session: Session, now: datetime, role: Role) -> None:
    with pytest.raises(Forbidden):
        take_next(session, add_person(session, role, now=now), now)


def test_an_unknown_claim_is_not_found(session: Session, ana: Actor, now: datetime) -> None:
    with pytest.raises(NotFound):
        leases.take(session, actor=ana, claim_id=999_999, now=now, minutes=30)
