"""Clusters follow the matches that people confirm, and an outlet that says the same twice is counted once (REL-1 2.2)."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.support.records import (
    OWN,
    RELAYED,
    C,
    D,
    U,
    add_article,
    add_outlet,
    assert_records_equal_recomputation,
    decide,
)
from verify.core.errors import RuleRefused
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import MatchRelation, MatchState, Said
from verify.models import ClusterMember, Match, Outlet, RecordTotal
from verify.services import handovers, match_decisions, records
from verify.services.desks import ensure_desk
from verify.services.match_decisions import Finding

SAME = Finding(MatchState.CONFIRMED, MatchRelation.SAME)
OTHER = (Finding(MatchState.CONFIRMED, MatchRelation.CONFLICT), Finding(MatchState.REJECTED, MatchRelation.SAME))


@pytest.fixture
def outlet(session: Session, now: datetime) -> Outlet:
    ensure_desk(session, name="Test desk", is_demo=False, now=now)
    return add_outlet(session, "Harbour Post", now)


def say(session: Session, one: int, other: int, finding: Finding, now: datetime) -> None:
    match_decisions.decide(session, actor=SYSTEM, claim_id=one, other_id=other, finding=finding, now=now)


def take_back(session: Session, one: int, other: int, now: datetime) -> None:
    match_decisions.undo(session, actor=SYSTEM, claim_id=one, other_id=other, now=now)


def clusters(session: Session) -> dict[int, int]:
    return {row.claim_id: row.cluster_id for row in session.execute(select(ClusterMember.__table__))}


def counts(session: Session, outlet: Outlet) -> tuple[int, int, int, int]:
    row: Any = session.execute(select(RecordTotal.__table__).where(RecordTotal.outlet_id == outlet.id)).one()
    return row.own_corroborated, row.own_disputed, row.own_unverified, row.decided_articles


def test_clusters_are_what_the_confirmed_matches_link(session: Session, outlet: Outlet, now: datetime) -> None:
    a, b, c, d, e = (add_article(session, outlet, now.date())[0] for _ in range(5))
    say(session, a, b, SAME, now)
    say(session, d, c, SAME, now)
    assert clusters(session) == {a: a, b: a, c: c, d: c}
    for one, other in ((b, c), (d, a), (a, c)):  # a circle, and a chord: one cluster still
        say(session, one, other, SAME, now)
    assert clusters(session) == dict.fromkeys((a, b, c, d), a)
    say(session, d, e, OTHER[0], now)
    assert e not in clusters(session)
    take_back(session, b, c, now)
    assert clusters(session) == dict.fromkeys((a, b, c, d), a)
    say(session, a, d, OTHER[1], now)
    take_back(session, a, c, now)
    assert clusters(session) == {a: a, b: a, c: c, d: c}
    say(session, a, b, OTHER[0], now)
    assert clusters(session) == {c: c, d: c}


def test_an_outlet_that_says_the_same_twice_counts_once(session: Session, outlet: Outlet, now: datetime) -> None:
    early, late = (add_article(session, outlet, now.date() - timedelta(days=n))[0] for n in (30, 20))
    other = add_outlet(session, "Valley News", now)
    there = add_article(session, other, now.date() - timedelta(days=25))[0]
    for claim_id in (late, there):
        decide(session, claim_id, C, now)
    say(session, early, late, SAME, now)
    say(session, early, there, SAME, now)
    assert (counts(session, outlet), counts(session, other)) == ((1, 0, 0, 1), (1, 0, 0, 1))
    decide(session, early, U, now)  # from now on the first printing is the observation
    assert counts(session, outlet) == (0, 0, 1, 0)
    decide(session, early, None, now)
    assert counts(session, outlet) == (1, 0, 0, 1)
    decide(session, early, C, now)
    assert counts(session, outlet) == (1, 0, 0, 1)
    take_back(session, early, late, now)
    assert counts(session, outlet) == (2, 0, 0, 2)
    assert_records_equal_recomputation(session, now.date())


def test_what_is_printed_again_after_a_public_dispute_counts_again(
    session: Session, outlet: Outlet, now: datetime
) -> None:
    first, soon, after, later = (
        add_article(session, outlet, now.date() - timedelta(days=n))[0] for n in (30, 15, 10, 5)
    )
    for one, other in ((first, soon), (soon, after), (after, later)):
        say(session, one, other, SAME, now)
    decide(session, first, D, now - timedelta(days=12))
    for claim_id in (soon, after, later):
        decide(session, claim_id, D, now)
    assert counts(session, outlet) == (0, 3, 0, 3)
    assert_records_equal_recomputation(session, now.date())
    decide(session, first, C, now)  # that it was in dispute then stays so
    assert counts(session, outlet) == (1, 2, 0, 3)
    assert_records_equal_recomputation(session, now.date())


def test_own_and_relayed_printings_are_counted_apart(session: Session, outlet: Outlet, now: datetime) -> None:
    own, relayed = add_article(session, outlet, now.date(), (OWN, RELAYED))
    again = add_article(session, outlet, now.date(), (RELAYED,))[0]
    for claim_id in (own, relayed, again):
        decide(session, claim_id, C, now, said=Said.CONFIRMED if claim_id != own else None)
    say(session, own, relayed, SAME, now)
    assert counts(session, outlet) == (3, 0, 0, 2)
    say(session, relayed, again, SAME, now)
    assert counts(session, outlet) == (2, 0, 0, 1)
    assert_records_equal_recomputation(session, now.date())


def test_merged_outlets_count_what_both_said_once(session: Session, outlet: Outlet, now: datetime) -> None:
    other = add_outlet(session, "Valley News", now)
    here, there = (add_article(session, place, now.date())[0] for place in (outlet, other))
    for claim_id in (here, there):
        decide(session, claim_id, C, now)
    say(session, here, there, SAME, now)
    handovers.merge(session, actor=SYSTEM, outlet_id=other.id, into_id=outlet.id, now=now)
    assert counts(session, outlet) == (1, 0, 0, 1)
    assert records.check(session) == []
    handovers.undo_merge(session, actor=SYSTEM, outlet_id=other.id, now=now)
    assert (counts(session, outlet), counts(session, other)) == ((1, 0, 0, 1), (1, 0, 0, 1))
    assert_records_equal_recomputation(session, now.date())


def test_three_hundred_random_events_with_matches_equal_a_recomputation(
    session: Session, outlet: Outlet, now: datetime
) -> None:
    rng = random.Random(6)
    places = [outlet, add_outlet(session, "Valley News", now)]
    claims = []
    for _ in range(12):
        published = now.date() - timedelta(days=rng.randrange(60))
        claims += add_article(
            session, rng.choice(places), published, rng.choices((OWN, RELAYED), (3, 1), k=rng.randint(1, 3))
        )
    done = {"confirmed": 0, "taken back": 0, "decided": 0, "repeats seen": 0}
    for step in range(300):
        at = now + timedelta(hours=2 * step - 1400)
        one, other = rng.sample(claims[:14], 2)
        try:
            if rng.random() < 0.45:
                decide(
                    session,
                    rng.choice(claims),
                    rng.choices((C, D, U, None), (5, 4, 2, 1))[0],
                    at,
                    rng.choice((None, *Said)),
                )
                done["decided"] += 1
            elif rng.random() < 0.55:
                say(session, one, other, rng.choice((SAME, SAME, SAME, *OTHER)), at)
                done["confirmed"] += 1
            else:
                said = select(Match).where(Match.state != MatchState.SUGGESTED).order_by(Match.id)
                match = rng.choice(session.scalars(said).all() or [None])
                if match:
                    take_back(session, match.claim_id, match.other_id, at)
                    done["taken back"] += 1
        except RuleRefused:
            continue  # withdrawn for now
        repeats = select(ClusterMember.claim_id).where(ClusterMember.is_repeat).limit(1)
        done["repeats seen"] += session.scalar(repeats) is not None
        if step % 30 == 29:
            assert_records_equal_recomputation(session, now.date())
    assert min(done.values()) > 25
    assert_records_equal_recomputation(session, now.date())


def test_a_flag_that_was_tampered_with_is_found_and_mended(session: Session, outlet: Outlet, now: datetime) -> None:
    early, late = (add_article(session, outlet, now.date() - timedelta(days=n))[0] for n in (30, 20))
    for claim_id in (early, late):
        decide(session, claim_id, C, now)
    say(session, early, late, SAME, now)
    session.execute(update(ClusterMember).values(is_repeat=False))
    assert [found.what for found in records.check(session)] == [f"claim {late} repeats another one"]
    assert len(records.rebuild(session, actor=SYSTEM, now=now)) == 1
    assert_records_equal_recomputation(session, now.date())
