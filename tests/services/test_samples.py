"""Audit samples: drawn from what nobody has looked at, repeatable from the seed, in the random lane before any decision."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.people import add_person
from tests.support.records import OWN, RELAYED, C, add_article, add_outlet, decide
from verify.core import samples as rule
from verify.core.errors import Forbidden, Malformed, NotFound, RuleRefused
from verify.core.permissions import SYSTEM, Actor
from verify.core.vocabulary import ClaimKind, ClaimState, Lane, Role
from verify.models import AuditEvent, Claim, RecordDelta
from verify.queries import samples as draws
from verify.services import leases, parking, samples
from verify.services.desks import ensure_desk
from verify.services.samples import Draw


@pytest.fixture
def editor(session: Session, now: datetime) -> Actor:
    ensure_desk(session, name="Test desk", is_demo=False, now=now)
    return add_person(session, Role.EDITOR, now=now)


def days(now: datetime, wanted: int = 5, seed: str = "harbour") -> Draw:
    return Draw(now.date() - timedelta(days=30), now.date(), wanted, seed)


def test_a_draw_moves_claims_to_the_random_lane(session: Session, editor: Actor, now: datetime) -> None:
    outlet = add_outlet(session, "Harbour Post", now)
    claims = add_article(session, outlet, now.date(), (OWN,) * 20)
    made = samples.draw(session, actor=editor, outlet_id=outlet.id, order=days(now), now=now)
    session.expire_all()
    moved = set(session.scalars(select(Claim.id).where(Claim.lane == Lane.RANDOM)))
    assert moved == set(rule.drawn("harbour", claims, 5))
    assert (made.drawn, made.frame, made.left_out, made.seed) == (5, 20, 0, "harbour")
    assert made.frame_sha256 == rule.frame_hash(reversed(claims))
    lines = draws.claims_of(session, made.id, now=now)
    assert [line.id for line in lines] == rule.drawn("harbour", claims, 5)


def test_only_untouched_own_voice_factual_claims_of_the_days_are_drawn(
    session: Session, editor: Actor, now: datetime
) -> None:
    outlet, other = add_outlet(session, "Harbour Post", now), add_outlet(session, "Valley News", now)
    decided, parked, held, opinion, free = add_article(session, outlet, now.date(), (OWN,) * 5)
    add_article(session, outlet, now.date(), (RELAYED,) * 3)
    add_article(session, outlet, now.date() - timedelta(days=31), (OWN,) * 3)
    add_article(session, other, now.date(), (OWN,) * 3)
    reviewer = add_person(session, Role.REVIEWER, now=now)
    decide(session, decided, C, now)
    parking.park(session, actor=reviewer, claim_id=parked, reason="ambiguous", row_version=None, now=now)  # type: ignore[arg-type]
    leases.take(session, actor=reviewer, claim_id=held, now=now, minutes=30)
    session.get_one(Claim, opinion).kind = ClaimKind.OPINION
    session.flush()
    made = samples.draw(session, actor=editor, outlet_id=outlet.id, order=days(now, 50), now=now)
    assert [line.id for line in draws.claims_of(session, made.id, now=now)] == [free]
    assert (made.wanted, made.drawn, made.frame, made.left_out) == (50, 1, 1, 3)


def test_a_second_draw_takes_other_claims(session: Session, editor: Actor, now: datetime) -> None:
    outlet = add_outlet(session, "Harbour Post", now)
    add_article(session, outlet, now.date(), (OWN,) * 8)
    drawn = [
        {
            line.id
            for line in draws.claims_of(
                session, samples.draw(session, actor=editor, outlet_id=outlet.id, order=days(now), now=now).id, now=now
            )
        }
        for _ in range(2)
    ]
    assert [len(d) for d in drawn] == [5, 3]
    assert not drawn[0] & drawn[1]
    assert [(line.frame, line.left_out) for line in draws.of_outlet(session, outlet.id)] == [(3, 0), (8, 0)]


def test_the_verdict_counts_in_the_random_lane(session: Session, editor: Actor, now: datetime) -> None:
    outlet = add_outlet(session, "Harbour Post", now)
    add_article(session, outlet, now.date(), (OWN,) * 3)
    made = samples.draw(session, actor=editor, outlet_id=outlet.id, order=days(now, 1), now=now)
    (line,) = draws.claims_of(session, made.id, now=now)
    session.expire_all()
    decide(session, line.id, C, now)
    assert session.scalars(select(RecordDelta.lane)).all() == [Lane.RANDOM]
    assert draws.one(session, made.id).decided == 1


def test_the_log_tells_the_draw_and_each_claim(session: Session, editor: Actor, now: datetime) -> None:
    outlet = add_outlet(session, "Harbour Post", now)
    claims = add_article(session, outlet, now.date(), (OWN,) * 3)
    samples.draw(session, actor=editor, outlet_id=outlet.id, order=days(now, 2), now=now)
    told = session.scalars(select(AuditEvent).where(AuditEvent.action == "sample.drawn")).one()
    assert told.after is not None
    assert (told.after["seed"], told.after["frame"]) == ("harbour", 3)
    drawn = sorted(rule.drawn("harbour", claims, 2))
    assert told.after["claims"] == drawn
    each = session.scalars(select(AuditEvent).where(AuditEvent.action == "claim.drawn").order_by(AuditEvent.id)).all()
    assert [(e.subject_id, e.before) for e in each] == [(claim, {"lane": "targeted"}) for claim in drawn]


def test_the_desk_makes_a_seed(session: Session, editor: Actor, now: datetime) -> None:
    outlet = add_outlet(session, "Harbour Post", now)
    add_article(session, outlet, now.date(), (OWN,) * 4)
    seeds = {
        samples.draw(session, actor=editor, outlet_id=outlet.id, order=days(now, 1, ""), now=now).seed for _ in range(3)
    }
    assert len(seeds) == 3
    assert all(len(seed) == 16 for seed in seeds)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"first": 1, "last": 2}, "last"),
        ({"first": -3, "last": -4}, "first"),
        ({"wanted": 0}, "wanted"),
        ({"wanted": 501}, "wanted"),
        ({"seed": "x" * 65}, "seed"),
        ({"seed": "naïve"}, "seed"),
    ],
)
def test_a_draw_that_cannot_be_is_refused(
    session: Session, editor: Actor, now: datetime, changed: dict[str, object], field: str
) -> None:
    outlet = add_outlet(session, "Harbour Post", now)
    add_article(session, outlet, now.date())
    values = {"first": -30, "last": 0, "wanted": 5, "seed": ""} | changed
    first, last = (now.date() + timedelta(days=int(str(values[name]))) for name in ("first", "last"))
    order = Draw(first, last, int(str(values["wanted"])), str(values["seed"]))
    with pytest.raises(Malformed) as refused:
        samples.draw(session, actor=editor, outlet_id=outlet.id, order=order, now=now)
    assert refused.value.field == field
    assert session.scalars(select(Claim.lane)).all() == [Lane.TARGETED]


def test_nothing_to_draw_is_said(session: Session, editor: Actor, now: datetime) -> None:
    outlet = add_outlet(session, "Harbour Post", now)
    with pytest.raises(RuleRefused, match="Nothing to draw"):
        samples.draw(session, actor=editor, outlet_id=outlet.id, order=days(now), now=now)
    with pytest.raises(NotFound):
        samples.draw(session, actor=SYSTEM, outlet_id=outlet.id + 99, order=days(now), now=now)
    with pytest.raises(NotFound):
        draws.one(session, 99)


def test_only_editors_draw(session: Session, now: datetime) -> None:
    outlet = add_outlet(session, "Harbour Post", now)
    add_article(session, outlet, now.date())
    for role in set(Role) - {Role.EDITOR}:
        actor = add_person(session, role, now=now)
        with pytest.raises(Forbidden):
            samples.draw(session, actor=actor, outlet_id=outlet.id, order=days(now), now=now)
    assert session.scalar(select(Claim.state)) is ClaimState.READY
