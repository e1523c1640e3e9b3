"""Handing claims out: who gets which, for how long, and what is never handed out."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.support.claims import add_article, add_evidence
from tests.support.leases import take_next
from tests.support.people import add_person
from tests.support.policies import give, put_in_force
from verify.core.claims import QUEUE, ClaimFilters
from verify.core.errors import Conflict, Forbidden, NotFound, RuleRefused
from verify.core.permissions import SYSTEM, Actor
from verify.core.review_rules import Judgement
from verify.core.vocabulary import (
    ClaimKind,
    ClaimState,
    ParkReason,
    ReasonCode,
    ReviewPolicy,
    Role,
    SkipReason,
    Verdict,
    Voice,
)
from verify.models import AuditEvent, Claim, Lease
from verify.queries import leases as held
from verify.services import accounts, leases, parking, reviews, tags

MINUTE = timedelta(minutes=1)


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
    leases.skip(session, actor=ana, claim_id=claim_id, reason=SkipReason.NO_TIME, now=now)
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


def test_a_claim_meant_for_somebody_is_handed_to_nobody_else(
    session: Session, ana: Actor, bo: Actor, now: datetime
) -> None:
    claim_id = add_article(session).claim_ids[0]
    tags.assign(session, actor=ana, claim_id=claim_id, to_id=bo.user_id, now=now)
    assert take_next(session, ana, now) is None
    why = held.nothing_left(session, QUEUE, user_id=ana.user_id, now=now)
    assert str(why) == "Nothing left to hand out here. Assigned to others: 1."
    assert take_next(session, bo, now) == claim_id
    leases.release(session, actor=bo, claim_id=claim_id, now=now)
    leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
    leases.release(session, actor=ana, claim_id=claim_id, now=now)
    tags.assign(session, actor=bo, claim_id=claim_id, to_id=None, now=now)
    assert take_next(session, ana, now) == claim_id


@pytest.mark.parametrize("filters", [QUEUE, ClaimFilters(language="en")], ids=["whole queue", "filtered"])
def test_what_is_meant_for_one_and_what_is_for_anybody_come_in_one_order(
    session: Session, ana: Actor, bo: Actor, now: datetime, filters: ClaimFilters
) -> None:
    low, anybodys, high, others, top = claim_ids = add_article(
        session, [f"Number {n} stands." for n in range(5)]
    ).claim_ids
    for claim_id, to in ((low, ana), (high, ana), (others, bo)):
        tags.assign(session, actor=bo, claim_id=claim_id, to_id=to.user_id, now=now)
    for place, claim_id in enumerate(claim_ids):
        session.get_one(Claim, claim_id, populate_existing=True).priority = place - 2
    session.flush()
    given = [take_next(session, ana, now, filters) for _ in range(5)]
    assert given == [top, high, anybodys, low, None]


def test_nothing_left_says_why(session: Session, ana: Actor, bo: Actor, now: datetime) -> None:
    put_in_force(session, ReviewPolicy.DOUBLE, now=now)
    here = add_article(session, [f"Number {n} stands." for n in range(6)])
    add_article(session, ["Another stands."], outlet="Northline")
    filters = ClaimFilters(outlet_id=here.outlet_id)
    held_by_bo, skipped, reviewed, mine, disagreed, parked = here.claim_ids
    leases.take(session, actor=bo, claim_id=held_by_bo, now=now - 20 * MINUTE, minutes=30)
    leases.take(session, actor=ana, claim_id=skipped, now=now, minutes=30)
    leases.skip(session, actor=ana, claim_id=skipped, reason=SkipReason.LANGUAGE, now=now)
    give(session, ana, reviewed, Verdict.UNVERIFIED, now=now)
    leases.take(session, actor=ana, claim_id=mine, now=now, minutes=30)
    session.get_one(Claim, disagreed).state = ClaimState.ADJUDICATION
    session.get_one(Claim, parked).state = ClaimState.PARKED
    session.flush()
    assert take_next(session, ana, now, filters) is None
    why = held.nothing_left(session, filters, user_id=ana.user_id, now=now)
    assert str(why) == (
        "Nothing left to hand out here. Bo holds 1, for 10 minutes at most. You hold 1 yourself: see Mine. You skipped 1 lately. "
        "You have reviewed 1, which somebody else has to look at. Two reviewers disagree about 1, which an adjudicator decides. "
        "Outside these filters 1 waits."
    )
    nowhere = held.nothing_left(session, ClaimFilters(outlet_id=999), user_id=bo.user_id, now=now)
    assert str(nowhere) == "Nothing left to hand out here. Outside these filters 6 wait."


def test_what_came_free_meanwhile_is_told(session: Session, ana: Actor, now: datetime) -> None:
    add_article(session, ["One stands.", "Two stand."])
    why = held.nothing_left(session, QUEUE, user_id=ana.user_id, now=now)
    assert str(why) == "Nothing left to hand out here. Free by now: 2. Take next once more."


def test_an_empty_desk_has_nothing_to_hand_out(session: Session, ana: Actor, now: datetime) -> None:
    assert str(held.nothing_left(session, QUEUE, user_id=ana.user_id, now=now)) == "Nothing waits for a verdict."


def test_a_page_that_was_left_frees_its_claim_soon_unless_somebody_comes_back(
    session: Session, ana: Actor, bo: Actor, now: datetime
) -> None:
    left, kept = add_article(session, ["One stands.", "Two stand."]).claim_ids
    for claim_id in (left, kept):
        leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
        leases.leave(session, actor=bo, claim_id=claim_id, now=now)  # somebody else's page frees nothing
    soon = now + leases.LEAVING
    assert take_next(session, bo, soon) is None
    for claim_id in (left, kept):
        leases.leave(session, actor=ana, claim_id=claim_id, now=soon)
    leases.extend(session, actor=ana, claim_id=kept, now=soon + 2 * MINUTE, minutes=30)
    assert take_next(session, bo, soon + 2 * MINUTE) is None
    assert take_next(session, bo, soon + leases.LEAVING) == left
    assert take_next(session, bo, soon + leases.LEAVING) is None


def test_leaving_never_prolongs(session: Session, ana: Actor, bo: Actor, now: datetime) -> None:
    claim_id = add_article(session).claim_ids[0]
    leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
    leases.leave(session, actor=ana, claim_id=claim_id, now=now + 29.5 * MINUTE)
    assert take_next(session, bo, now + 30 * MINUTE) == claim_id


def test_a_colleague_gets_what_is_handed_over(session: Session, ana: Actor, bo: Actor, now: datetime) -> None:
    claim_id = add_article(session).claim_ids[0]
    leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
    later = now + 20 * MINUTE
    over: dict[str, Any] = {"claim_id": claim_id, "to_id": bo.user_id or 0, "minutes": 30}
    assert leases.hand_over(session, actor=ana, now=later, **over) == "Bo"
    lease = session.get_one(Lease, claim_id, populate_existing=True)
    assert (lease.user_id, lease.expires_at) == (bo.user_id, later + 30 * MINUTE)
    with pytest.raises(Conflict, match="do not hold"):
        leases.extend(session, actor=ana, claim_id=claim_id, now=later, minutes=30)
    with pytest.raises(Conflict, match="cannot hand it over"):
        leases.hand_over(session, actor=ana, now=later, **over)
    event = session.query(AuditEvent).filter_by(action="claim.handed_over").one()
    assert (event.actor_id, event.after) == (ana.user_id, {"to": bo.user_id, "name": "Bo"})
    give(session, bo, claim_id, Verdict.UNVERIFIED, now=later)


def test_a_claim_is_handed_over_to_nobody_who_may_not_review_it(
    session: Session, ana: Actor, bo: Actor, now: datetime
) -> None:
    editor, gone = (add_person(session, role, now=now, name=role) for role in (Role.EDITOR, Role.REVIEWER))
    accounts.change_user(session, actor=SYSTEM, user_id=gone.user_id or 0, roles=gone.roles, is_active=False, now=now)
    claim_id = add_article(session).claim_ids[0]
    give(session, bo, claim_id, Verdict.UNVERIFIED, now=now)
    claim = session.get_one(Claim, claim_id, populate_existing=True)
    claim.state, claim.verdict = ClaimState.READY, None
    session.flush()
    leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
    over: dict[str, Any] = {"actor": ana, "claim_id": claim_id, "now": now, "minutes": 30}
    for to, why in ((editor, "does not review"), (gone, "does not review"), (ana, "already"), (bo, "has reviewed")):
        with pytest.raises(RuleRefused, match=why):
            leases.hand_over(session, to_id=to.user_id or 0, **over)
    with pytest.raises(NotFound):
        leases.hand_over(session, to_id=999_999, **over)
    assert [c.name for c in held.colleagues(session, user_id=ana.user_id)] == ["Bo"]


def test_handing_over_tells_nothing_of_a_blind_first_review(
    session: Session, ana: Actor, bo: Actor, now: datetime
) -> None:
    put_in_force(session, ReviewPolicy.DOUBLE, now=now)
    reviewed, fresh = add_article(session, ["One stands.", "Two stand."]).claim_ids
    give(session, bo, reviewed, Verdict.UNVERIFIED, now=now)
    for claim_id in (reviewed, fresh):
        leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
        told = leases.hand_over(session, actor=ana, claim_id=claim_id, to_id=bo.user_id or 0, now=now, minutes=30)
        assert told == "Bo"
        assert session.get_one(Lease, claim_id, populate_existing=True).user_id == bo.user_id


@pytest.mark.parametrize(
    ("roles", "is_active"), [({Role.REVIEWER}, False), ({Role.VIEWER}, True)], ids=["let in no more", "role taken away"]
)
def test_who_may_not_review_any_more_holds_nothing(
    session: Session, ana: Actor, bo: Actor, now: datetime, roles: set[Role], is_active: bool
) -> None:
    claim_id = add_article(session).claim_ids[0]
    take_next(session, ana, now)
    change: dict[str, Any] = {"actor": SYSTEM, "user_id": ana.user_id or 0, "now": now}
    accounts.change_user(session, roles=frozenset({Role.REVIEWER, Role.EDITOR}), is_active=True, **change)
    assert session.get(Lease, claim_id) is not None
    accounts.change_user(session, roles=frozenset(roles), is_active=is_active, **change)
    assert take_next(session, bo, now) == claim_id
    freed = session.query(AuditEvent).filter_by(action="claim.freed").one()
    assert (freed.subject_id, freed.before) == (claim_id, {"held_by": ana.user_id})


def test_a_clock_that_was_put_back_holds_no_claim_for_ever(
    session: Session, ana: Actor, bo: Actor, now: datetime
) -> None:
    taken, next_up = add_article(session, ["One stands.", "Two stand."]).claim_ids
    tomorrow = now + timedelta(days=1)
    for claim_id in (taken, next_up):
        leases.take(session, actor=ana, claim_id=claim_id, now=tomorrow, minutes=30)
    leases.take(session, actor=bo, claim_id=taken, now=now, minutes=30)
    assert take_next(session, bo, now) == next_up
    assert session.get_one(Lease, taken, populate_existing=True).expires_at == now + 30 * MINUTE


def test_skips_are_counted_without_names(session: Session, ana: Actor, bo: Actor, now: datetime) -> None:
    often, once = add_article(session, ["One stands.", "Two stand."]).claim_ids
    for actor, claim_id, reason in (
        (ana, often, SkipReason.LANGUAGE),
        (bo, often, SkipReason.TOO_CLOSE),
        (ana, once, SkipReason.LANGUAGE),
    ):
        leases.take(session, actor=actor, claim_id=claim_id, now=now, minutes=30)
        leases.skip(session, actor=actor, claim_id=claim_id, reason=reason, note="They are cousins.", now=now)
    skips = held.skips(session, now=now)
    assert skips.reasons == [(SkipReason.LANGUAGE, 2), (SkipReason.TOO_CLOSE, 1)]
    assert [(c.id, c.times, sorted(c.reasons)) for c in skips.claims] == [
        (often, 2, [(SkipReason.LANGUAGE, 1), (SkipReason.TOO_CLOSE, 1)]),
        (once, 1, [(SkipReason.LANGUAGE, 1)]),
    ]
    assert held.skips(session, now=now + timedelta(days=91)).number == 0
    event = session.query(AuditEvent).filter_by(action="claim.skipped", actor_id=bo.user_id).one()
    assert event.after == {"reason": "too_close", "note": "They are cousins."}


def test_a_skip_is_taken_back_unless_somebody_else_has_the_claim(
    session: Session, ana: Actor, bo: Actor, now: datetime
) -> None:
    (claim_id,) = add_article(session, ["One stands."]).claim_ids

    def unskip(actor: Actor, at: datetime) -> None:
        leases.unskip(session, actor=actor, claim_id=claim_id, now=at, minutes=30)

    with pytest.raises(RuleRefused, match="have not skipped"):
        unskip(ana, now)
    take_next(session, ana, now)
    leases.skip(session, actor=ana, claim_id=claim_id, reason=SkipReason.LANGUAGE, now=now)
    with pytest.raises(RuleRefused, match="have not skipped"):
        unskip(bo, now)
    assert take_next(session, bo, now) == claim_id
    with pytest.raises(Conflict, match="Bo holds"):
        unskip(ana, now)
    leases.release(session, actor=bo, claim_id=claim_id, now=now)
    unskip(ana, now)
    assert session.get_one(Lease, claim_id, populate_existing=True).user_id == ana.user_id
    assert held.skips(session, now=now).number == 0, "what was taken back is not counted"
    with pytest.raises(RuleRefused, match="nothing to undo"):
        unskip(ana, now)
    leases.skip(session, actor=ana, claim_id=claim_id, reason=SkipReason.TOO_CLOSE, now=now)
    assert held.skips(session, now=now).reasons == [(SkipReason.TOO_CLOSE, 1)]
    with pytest.raises(RuleRefused, match="have not skipped"):
        unskip(ana, now + timedelta(hours=13))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.ADMIN])
def test_only_reviewers_are_handed_claims(session: Session, now: datetime, role: Role) -> None:
    with pytest.raises(Forbidden):
        take_next(session, add_person(session, role, now=now), now)


def test_an_unknown_claim_is_not_found(session: Session, ana: Actor, now: datetime) -> None:
    with pytest.raises(NotFound):
        leases.take(session, actor=ana, claim_id=999_999, now=now, minutes=30)
