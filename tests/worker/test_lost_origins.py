"""The worker sends corroborations to recheck that lost an origin: a few a turn, and killed half-way it goes on where it was."""

from threading import Event, Thread

import pytest
from sqlalchemy import select, text

from tests.conftest import NOW
from tests.support.claims import ADDED, add_article, add_evidence
from tests.support.people import add_person
from tests.support.policies import give
from verify.core.articles import ArticleDraft
from verify.core.permissions import SYSTEM, Actor
from verify.core.vocabulary import ClaimState, Role, Verdict
from verify.db import Database
from verify.models import Claim, Recheck, RecheckBatch, TextOwnerWait
from verify.services import articles, copies, lost_origins, notifications
from verify.settings import Settings
from verify.worker.tasks import Tools
from verify.worker.text_owners import settle_article

FIRST = " ".join(f"Engineers counted {at} trucks on bridge {at} near the harbour." for at in range(3, 30))
SECOND = " ".join(f"The council of ward {at} voted for {at} new parks and a school." for at in range(3, 30))


class Killed(BaseException):
    """The process is gone in the middle of its work."""


@pytest.fixture
def ana(database: Database) -> Actor:
    with database.writing() as session:
        return add_person(session, Role.REVIEWER, now=NOW)


@pytest.fixture
def claims(database: Database, ana: Actor) -> list[int]:
    """Three claims that two articles support, each of which copied another half of a wire story."""
    with database.writing() as session:
        ids = [add_article(session, outlet="Echo").claim_ids[0] for _ in range(3)]
        for outlet, text in (("Mill", FIRST), ("Blaze", SECOND)):
            made = add_article(session, [text], outlet=outlet)
            copies.trace(session, article_id=made.article_id, now=ADDED)
            for claim_id in ids:
                add_evidence(session, claim_id, origin=outlet, article_id=made.article_id)
    return ids


def corroborate(database: Database, ana: Actor, claim_ids: list[int]) -> None:
    with database.writing() as session:
        for claim_id in claim_ids:
            give(session, ana, claim_id, Verdict.CORROBORATED, now=NOW)


def wire_comes_in(database: Database) -> None:
    with database.writing() as session:
        draft = ArticleDraft(f"{FIRST} {SECOND}", outlet="Northline", published=ADDED.date().replace(month=10))
        articles.add_article(session, actor=SYSTEM, draft=draft, now=NOW)


def in_recheck(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(Claim.id).where(Claim.state == ClaimState.RECHECK).order_by(Claim.id)))


def test_killed_half_way_it_goes_on(
    database: Database, claims: list[int], ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A turn is kept as a whole or not at all; what one article sends is one batch, however many turns that takes."""
    corroborate(database, ana, claims)
    wire_comes_in(database)
    tools = Tools(database, Settings(), now=lambda: NOW)
    monkeypatch.setattr(lost_origins, "AT_ONCE", 2)
    real, turns = notifications.tell_rechecked, 0

    def dying(*args: object, **words: object) -> None:
        nonlocal turns
        turns += 1
        if turns in (1, 3):
            raise Killed
        real(*args, **words)  # type: ignore[arg-type]

    monkeypatch.setattr(notifications, "tell_rechecked", dying)
    seen = []
    for _ in range(2):
        with pytest.raises(Killed):
            while settle_article(tools):
                pass
        seen.append(in_recheck(database))
    assert seen == [[], claims[:2]]
    while settle_article(tools):
        pass
    with database.reading() as session:
        assert session.scalars(select(Recheck.claim_id).order_by(Recheck.claim_id)).all() == claims
        assert (
            session.scalars(select(Recheck.batch_id).distinct()).all() == session.scalars(select(RecheckBatch.id)).all()
        )
        assert session.scalars(select(TextOwnerWait.article_id)).all() == []


def test_a_verdict_that_is_just_being_given_is_waited_for(database: Database, claims: list[int], ana: Actor) -> None:
    """It counted without the story, which came in meanwhile. On SQLite, which has one writer, the story waits for the verdict."""
    given, over = Event(), Event()

    def decide() -> None:
        with database.writing() as session:
            give(session, ana, claims[0], Verdict.CORROBORATED, now=NOW)
            given.set()
            while not (database.on_sqlite or somebody_waits(database) or over.wait(0.05)):
                pass

    def bring_in() -> None:
        given.wait(30)
        wire_comes_in(database)
        while settle_article(Tools(database, Settings(), now=lambda: NOW)):
            pass
        over.set()

    threads = [Thread(target=decide), Thread(target=bring_in)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert in_recheck(database) == claims[:1]


def somebody_waits(database: Database) -> bool:
    """Whether a transaction of this database waits for what another one holds."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with database.reading() as session:
        return bool(session.scalar(text(waiting)))
