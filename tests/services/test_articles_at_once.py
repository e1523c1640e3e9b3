"""Several people and workers taking in the same article at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.support.captures import add_capture
from tests.support.claims import add_article, add_evidence
from verify.core.articles import ArticleDraft
from verify.core.permissions import SYSTEM
from verify.db import Database
from verify.models import Article, ArticleVersion, Claim, Derivation, EvidenceDerivation, Outlet
from verify.services.articles import Added, add_prepared, prepared
from verify.services.desks import ensure_desk

THREADS = 8
TEXT = "The harbour of Ostmark reopened on Tuesday. Two cranes cost {} crowns."


@pytest.fixture
def database(database: Database, now: datetime) -> Database:
    """The test's own database, set up as a desk."""
    with database.writing() as session:
        ensure_desk(session, name="Ostmark", is_demo=False, now=now)
    return database


def at_once(database: Database, now: datetime, draft_of: Callable[[int], ArticleDraft]) -> list[Added]:
    barrier = Barrier(THREADS)

    def add(number: int) -> Added:
        ready = prepared(draft_of(number))
        barrier.wait()
        with database.writing() as session:
            return add_prepared(session, actor=SYSTEM, prepared=ready, now=now)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(add, range(THREADS)))


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_same_page_is_stored_once(database: Database, now: datetime) -> None:
    draft = ArticleDraft(TEXT.format(7), url="https://courier.example/a", outlet="Courier")
    found = at_once(database, now, lambda _number: draft)
    assert sorted(added.created for added in found) == [False] * (THREADS - 1) + [True]
    assert len({added.article_id for added in found}) == 1
    assert [count(database, table) for table in (Outlet, Article, ArticleVersion, Claim)] == [1, 1, 1, 2]


def test_copies_that_come_in_at_once_find_each_other(database: Database, now: datetime) -> None:
    wire = " ".join(f"Word{at} of the river rose to {at} metres." for at in range(12))
    drafts = [ArticleDraft(f"{wire} Number {number}.", outlet=f"Paper {number}") for number in range(THREADS)]
    at_once(database, now, lambda number: drafts[number])
    with database.reading() as session:
        pairs = session.execute(select(Derivation.article_id, Derivation.from_article_id)).all()
    assert len({frozenset(pair) for pair in pairs}) == THREADS * (THREADS - 1) / 2


def test_pages_and_versions_that_come_in_at_once_find_each_other(database: Database, now: datetime) -> None:
    """Each waits for its turn to be compared, and for nothing that another one holds meanwhile."""
    wire = " ".join(f"Word{at} of the river rose to {at} metres." for at in range(12))
    url, half = "https://gazette.example/a", THREADS // 2
    add_prepared_at(database, now, ArticleDraft(TEXT.format(7), outlet="Gazette", url=url))
    with database.writing() as session:
        claim_id = add_article(session, ["It rose."], outlet="Echo").claim_ids[0]
        items = [
            add_evidence(session, claim_id, origin=f"Paper {at}", url=f"https://p{at}.example/") for at in range(half)
        ]
    barrier = Barrier(THREADS)

    def come_in(number: int) -> None:
        draft = prepared(ArticleDraft(f"{wire} Version {number}.", outlet="Gazette", url=url))
        barrier.wait()
        with database.writing() as session:
            if number < half:
                add_capture(session, items[number], f"{wire} Page {number}.", now=now)
            else:
                add_prepared(session, actor=SYSTEM, prepared=draft, now=now)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(come_in, range(THREADS)))
    with database.reading() as session:
        found = session.scalars(select(EvidenceDerivation)).all()
    assert {row.evidence_id for row in found if row.article_id} == {*items}
    pairs = {frozenset((row.evidence_id, row.other_id)) for row in found if row.other_id}
    assert len(pairs) == half * (half - 1) / 2


def add_prepared_at(database: Database, now: datetime, draft: ArticleDraft) -> Added:
    with database.writing() as session:
        return add_prepared(session, actor=SYSTEM, prepared=prepared(draft), now=now)


def test_the_same_text_without_an_address_is_stored_once(database: Database, now: datetime) -> None:
    found = at_once(database, now, lambda _number: ArticleDraft(TEXT.format(7), outlet="Courier"))
    assert sum(added.created for added in found) == 1
    assert [count(database, table) for table in (Outlet, Article, ArticleVersion, Claim)] == [1, 1, 1, 2]


def test_different_texts_of_one_page_are_versions_in_a_row(database: Database, now: datetime) -> None:
    found = at_once(database, now, lambda number: ArticleDraft(TEXT.format(number), url="https://courier.example/a"))
    assert sorted(added.version for added in found) == list(range(1, THREADS + 1))
    with database.reading() as session:
        assert session.scalars(select(Article.versions)).all() == [THREADS]
        assert sorted(session.scalars(select(ArticleVersion.number))) == list(range(1, THREADS + 1))
    assert count(database, Claim) == THREADS + 1  # the first sentence is the same in all
