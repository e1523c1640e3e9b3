"""Matches of claims: found for each article that comes in, kept once each, and never lost to a new look."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.support.claims import DAY, add_article
from tests.support.people import add_person
from verify.core.matching.relations import identity
from verify.core.queue_order import Part, checked
from verify.core.vocabulary import ClaimState, MatchRelation, MatchState, Role
from verify.db import Database
from verify.models import Claim, Match, MatchCount, MatchLook
from verify.queries import claims, reviews
from verify.queries import matches as queries
from verify.services import matches, queue_order
from verify.settings import Settings
from verify.worker.matching import look_for_claims
from verify.worker.tasks import Tools

SAME, CONFLICT = MatchRelation.SAME, MatchRelation.CONFLICT
LEDGER = ("The Tarn bridge carried 412 passengers on Monday.", "The council of Holm bought two ferries.")
POST = ("The Tarn bridge carried 412 passengers on Monday.", "A cat was elected mayor of Aldmoor.")
ECHO = ("The Tarn bridge carried 214 passengers on Monday.", "The harbour of Ostmark reopened.")


def put(session: Session) -> dict[str, list[int]]:
    """Three articles of three outlets, from a Tuesday on: claims by outlet."""
    found = {}
    for late, (key, outlet, sentences) in enumerate(
        (("Ledger", "Daily Ledger", LEDGER), ("Post", "Valley Post", POST), ("Echo", "Coast Echo", ECHO)), 2
    ):
        day = DAY + timedelta(days=late)
        found[key] = add_article(session, sentences, outlet=outlet, published=day, published_day=day).claim_ids
    return found


def look(session: Session, claim_id: int, now: datetime) -> None:
    article_id = session.scalars(select(Claim.article_id).where(Claim.id == claim_id)).one()
    matches.store(session, queries.look(session, article_id), asked_at=None, now=now)


def kept(session: Session) -> dict[tuple[int, int], tuple[str, str]]:
    rows = session.scalars(select(Match).execution_options(populate_existing=True))
    return {(row.claim_id, row.other_id): (row.relation, row.state) for row in rows}


def counted(session: Session, claim_id: int) -> tuple[int, int]:
    row = session.get(MatchCount, claim_id, populate_existing=True)
    return (row.matches, row.conflicts) if row else (0, 0)


def test_an_article_finds_who_says_the_same_and_who_says_otherwise(session: Session, now: datetime) -> None:
    ids = put(session)
    bridge, same, other = ids["Ledger"][0], ids["Post"][0], ids["Echo"][0]
    look(session, bridge, now)
    assert kept(session) == {(bridge, same): ("same", "suggested"), (bridge, other): ("conflict", "suggested")}
    assert (counted(session, bridge), counted(session, other)) == ((2, 1), (1, 1))
    look(session, other, now)
    assert kept(session)[same, other] == ("conflict", "suggested")
    assert counted(session, same) == (2, 1)


def test_looking_again_changes_nothing_and_forgets_what_no_longer_holds(session: Session, now: datetime) -> None:
    ids = put(session)
    bridge, same, other = ids["Ledger"][0], ids["Post"][0], ids["Echo"][0]
    for claim_id in (bridge, same, other):
        look(session, claim_id, now)
    before = [(m.id, m.score) for m in session.scalars(select(Match).order_by(Match.id))]
    look(session, bridge, now)
    assert [(m.id, m.score) for m in session.scalars(select(Match).order_by(Match.id))] == before
    session.execute(update(Claim).where(Claim.id == other).values(statement="Seven schools were closed in Aldmoor."))
    session.execute(update(Claim).where(Claim.id == same).values(state=ClaimState.WITHDRAWN))
    look(session, bridge, now)
    assert [pair for pair in kept(session) if bridge in pair] == []
    assert counted(session, bridge) == (0, 0)


def test_what_people_decided_outlives_a_new_look(session: Session, now: datetime) -> None:
    ids = put(session)
    bridge, same = ids["Ledger"][0], ids["Post"][0]
    look(session, bridge, now)
    session.execute(update(Match).where(Match.other_id == same).values(state=MatchState.REJECTED))
    session.execute(update(Claim).where(Claim.id == same).values(statement="Seven schools were closed in Aldmoor."))
    look(session, bridge, now)
    assert kept(session)[bridge, same] == ("same", "rejected")
    assert counted(session, bridge) == (1, 1)


def test_a_confirmed_match_with_a_withdrawn_claim_is_not_counted_until_the_claim_is_back(
    session: Session, now: datetime
) -> None:
    ids = put(session)
    bridge, same, other = ids["Ledger"][0], ids["Post"][0], ids["Echo"][0]
    look(session, bridge, now)
    session.execute(update(Match).values(state=MatchState.CONFIRMED))
    session.execute(update(Claim).where(Claim.id == other).values(state=ClaimState.WITHDRAWN))
    look(session, other, now)  # as every edit has it looked at
    assert kept(session)[bridge, other] == ("conflict", "confirmed")
    assert counted(session, bridge) == (1, 0)
    session.execute(update(Claim).where(Claim.id == other).values(state=ClaimState.READY))
    look(session, other, now)
    assert (counted(session, bridge), counted(session, same)[0]) == ((2, 1), 2)


def test_a_conflict_moves_its_claims_in_the_queue_where_the_desks_order_says_so(
    session: Session, now: datetime
) -> None:
    admin = add_person(session, Role.ADMIN, now=now)
    order = checked([], {Part.WORTH: 1.0, Part.CONTRADICTED: 0.25})
    queue_order.adopt(session, actor=admin, order=order, seen=0, now=now)
    bridge, same, other = (some[0] for some in put(session).values())

    def moved_by() -> list[float]:
        wanted = Claim.id.in_((bridge, same, other))
        rows = session.execute(select(Claim.priority, Claim.check_worthiness).where(wanted).order_by(Claim.id))
        return [round(row.priority - row.check_worthiness, 4) for row in rows]

    queue_order.place(session, (bridge, same, other))
    assert moved_by() == [0, 0, 0]
    look(session, bridge, now)
    assert moved_by() == [0.25, 0, 0.25]
    why = claims.lines(session, [bridge], now=now)[bridge].why.in_words
    assert "conflict elsewhere 0.25" in why and why == reviews.the_claim(session, bridge, now=now).why.in_words
    session.execute(update(Claim).where(Claim.id == other).values(statement="Seven schools were closed in Aldmoor."))
    look(session, bridge, now)
    assert moved_by() == [0, 0, 0]


def test_words_that_the_desk_has_not_are_no_trouble(session: Session, now: datetime) -> None:
    alone = add_article(session, ['"Zzz" OR NEAR(', "It."]).claim_ids[0]
    look(session, alone, now)
    assert kept(session) == {}


@pytest.fixture
def tools(database: Database, settings: Settings, now: datetime) -> Tools:
    return Tools(database, settings, now=lambda: now)


def test_the_worker_looks_at_what_waits_and_only_once(tools: Tools, now: datetime) -> None:
    with tools.database.writing() as session:
        ids = put(session)
        assert len(matches.ask_all(session, after=0, now=now)) == 3
    assert [look_for_claims(tools) for _ in range(4)] == [True, True, True, False]
    with tools.database.writing() as session:
        assert len(kept(session)) == 3
        looks = session.scalars(select(MatchLook)).all()
        assert {(look.asked_at, look.looked_at, look.model) for look in looks} == {(None, now, identity())}
        assert matches.ask_all(session, after=0, now=now) == []
        assert len(matches.ask_all(session, after=0, now=now, anew=True)) == 3
        assert ids["Ledger"]


def test_an_article_asked_for_again_while_it_is_looked_at_is_looked_at_once_more(tools: Tools, now: datetime) -> None:
    with tools.database.writing() as session:
        put(session)
        matches.ask(session, article_id=1, now=now)
    with tools.database.reading() as session:
        looked = queries.look(session, 1)
    with tools.database.writing() as session:
        matches.ask(session, article_id=1, now=now + timedelta(seconds=1))
        matches.store(session, looked, asked_at=now, now=now)
        assert queries.next_asked(session) == (1, now + timedelta(seconds=1))


def test_an_article_that_breaks_the_look_does_not_hold_up_the_others(
    tools: Tools, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tools.database.writing() as session:
        put(session)
        matches.ask_all(session, after=0, now=now)
    whole = queries.look

    def broken(session: Session, article_id: int) -> queries.Looked:
        if article_id == 1:
            raise ValueError("no such figure")
        return whole(session, article_id)

    monkeypatch.setattr(queries, "look", broken)
    assert [look_for_claims(tools) for _ in range(4)] == [True, True, True, False]
    with tools.database.reading() as session:
        assert len(kept(session)) == 3
