"""Outlets with counts and records: who is ranked, what is counted, and in how many queries."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.support.records import OWN, RELAYED, C, D, U, add_article, add_outlet, add_record, decide
from verify.core.errors import Malformed, NotFound
from verify.core.vocabulary import ClaimState, RecordLabel, Said
from verify.models import Claim, Outlet
from verify.queries import outlets
from verify.services.desks import ensure_desk


@pytest.fixture(autouse=True)
def desk(session: Session, now: datetime) -> None:
    ensure_desk(session, name="Test desk", is_demo=False, now=now)


def queries_of(session: Session, work: Callable[[], object]) -> int:
    """How many statements `work` sends."""
    sent = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: sent.append(args[2]))
    work()
    return len(sent)


def test_counts_are_by_voice_and_leave_said_apart(session: Session, now: datetime) -> None:
    outlet = add_outlet(session, "Harbour Post", now, "post.example")
    own = add_article(session, outlet, now.date(), (OWN, OWN, OWN, OWN, OWN))
    for claim, verdict in zip(own, (C, C, D, U), strict=False):
        decide(session, claim, verdict, now)
    relayed = add_article(session, outlet, now.date(), (RELAYED, RELAYED, RELAYED, RELAYED))
    for claim, verdict, said in zip(relayed, (C, D, U), (Said.CONFIRMED, Said.WRONG, None), strict=False):
        decide(session, claim, verdict, now, said=said)
    line = outlets.one(session, outlet.id, as_of=now.date())
    counts = line.counts
    assert line.domains == ("post.example",)
    assert (counts.corroborated, counts.disputed, counts.unverified, counts.pending) == (2, 1, 1, 1)
    assert (counts.relayed_corroborated, counts.relayed_disputed, counts.relayed_unverified) == (1, 1, 1)
    assert (counts.relayed_pending, counts.said_confirmed, counts.said_wrong, counts.articles) == (1, 1, 1, 2)
    assert (counts.decided, counts.relayed_decided) == (3, 2)
    # Article one: three decided claims, c = 1/1.4; article two: two `said` observations, c = 1/1.2.
    assert line.reading.sums.corroborated == pytest.approx(2 / 1.4 + 1 / 1.2)
    assert line.reading.sums.disputed == pytest.approx(1 / 1.4 + 1 / 1.2)
    assert line.reading.sums.unverified == pytest.approx(1 / 1.4)


def test_parked_withdrawn_and_opinion_claims_are_not_pending(session: Session, now: datetime) -> None:
    outlet = add_outlet(session, "Harbour Post", now)
    claims = add_article(session, outlet, now.date(), (OWN,) * 4)
    session.get_one(Claim, claims[0]).state = ClaimState.PARKED
    session.get_one(Claim, claims[1]).state = ClaimState.WITHDRAWN
    session.get_one(Claim, claims[2]).state = ClaimState.SECOND_REVIEW
    session.flush()
    assert outlets.one(session, outlet.id, as_of=now.date()).counts.pending == 2


def test_a_record_fades_and_becomes_insufficient_again(session: Session, now: datetime) -> None:
    outlet = add_outlet(session, "Harbour Post", now)
    add_record(session, outlet, [C] * 7, now, days_apart=0)
    today, later = now.date(), now.date() + timedelta(days=365)
    assert outlets.one(session, outlet.id, as_of=today).reading.sums.weight == pytest.approx(7)
    assert [line.id for line in outlets.ranked(session, as_of=today)] == [outlet.id]
    assert outlets.unranked(session, as_of=today).rows == []
    assert outlets.one(session, outlet.id, as_of=later).reading.sums.weight == pytest.approx(3.5)
    assert outlets.ranked(session, as_of=later) == []
    (line,) = outlets.unranked(session, as_of=later).rows
    assert line.reading.label is RecordLabel.INSUFFICIENT


def test_exactly_five_of_today_are_ranked(session: Session, now: datetime) -> None:
    outlet = add_outlet(session, "Harbour Post", now)
    add_record(session, outlet, [C, C, C, D, D], now, days_apart=0)
    assert [line.id for line in outlets.ranked(session, as_of=now.date())] == [outlet.id]


def test_many_claims_of_four_articles_are_not_enough(session: Session, now: datetime) -> None:
    outlet = add_outlet(session, "Harbour Post", now)
    for _ in range(4):
        for claim in add_article(session, outlet, now.date(), (OWN,) * 6):
            decide(session, claim, C, now)
    (line,) = outlets.unranked(session, as_of=now.date()).rows
    assert line.reading.sums.weight > 5
    assert not line.reading.sufficient


def test_ranked_best_first_with_ties(session: Session, now: datetime) -> None:
    names = {"Steady": [C] * 30 + [D], "Sound": [C] * 28 + [D] * 2, "Shaky": [C] * 8 + [D] * 22, "Small": [C, D]}
    made = {name: add_outlet(session, name, now) for name in names}
    for name, verdicts in names.items():
        add_record(session, made[name], verdicts, now, days_apart=1)
    lines = outlets.ranked(session, as_of=now.date())
    assert [(line.name, line.placed.place, line.placed.tied) for line in lines if line.placed] == [
        ("Steady", 1, True),
        ("Sound", 1, True),
        ("Shaky", 3, False),
    ]
    assert [line.name for line in outlets.unranked(session, as_of=now.date()).rows] == ["Small"]


def test_unranked_pages_go_on_and_back(session: Session, now: datetime) -> None:
    made = [add_outlet(session, f"Paper {n}", now) for n in range(7)]
    add_record(session, made[2], [C, C], now)
    today = now.date()
    first = outlets.unranked(session, as_of=today, limit=3)
    assert [line.name for line in first.rows] == ["Paper 2", "Paper 6", "Paper 5"]
    assert first.newer is None
    second = outlets.unranked(session, as_of=today, cursor=first.older, limit=3)
    third = outlets.unranked(session, as_of=today, cursor=second.older, limit=3)
    assert [line.name for line in (*second.rows, *third.rows)] == ["Paper 4", "Paper 3", "Paper 1", "Paper 0"]
    assert third.older is None
    back = outlets.unranked(session, as_of=today, cursor=second.newer, limit=3)
    assert [line.name for line in back.rows] == [line.name for line in first.rows]
    assert [line.name for line in outlets.newest(session, as_of=today, limit=2).rows] == ["Paper 6", "Paper 5"]
    with pytest.raises(Malformed):
        outlets.unranked(session, as_of=today, cursor="nonsense")


def test_the_number_of_queries_does_not_grow(session: Session, now: datetime) -> None:
    def add(count: int, start: int) -> None:
        for n in range(start, start + count):
            outlet: Outlet = add_outlet(session, f"Paper {n}", now, f"paper{n}.example")
            add_record(session, outlet, [C] * (6 if n % 2 else 1), now, days_apart=0)

    def read() -> None:
        outlets.ranked(session, as_of=now.date())
        outlets.unranked(session, as_of=now.date())
        outlets.newest(session, as_of=now.date())

    add(10, 0)
    with_ten = queries_of(session, read)
    add(10, 10)
    assert queries_of(session, read) == with_ten == 15


def test_an_unknown_outlet(session: Session, now: datetime) -> None:
    with pytest.raises(NotFound, match="no outlet 999999"):
        outlets.one(session, 999_999, as_of=now.date())
