"""What open pages are told: who took or gave back which claim and what was edited, never that a first review is in."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.claims import add_article
from tests.support.people import add_person
from tests.support.policies import JUDGED, put_in_force
from verify import clock
from verify.core.vocabulary import ParkReason, ReviewPolicy, Role, SkipReason, Verdict
from verify.db import Database
from verify.queries.live import Mark, look
from verify.services import leases, parking, reviews
from verify.web import live
from verify.web.live import Live

Browsers = Callable[..., Browser]


def seen(database: Database, mark: Mark | None, now: datetime) -> tuple[Mark, set[int]]:
    with database.reading() as session:
        after, changed = look(session, mark, now=now)
        return after, set(changed.claim_ids)


def test_a_look_finds_what_others_do(database: Database, now: datetime) -> None:
    with database.writing() as session:
        ana = add_person(session, Role.REVIEWER, now=now, name="Ana")
        one, two, _ = add_article(session, ["One stands.", "Two stand.", "Three stand."]).claim_ids
    mark, changed = seen(database, None, now)
    assert changed == set()
    with database.writing() as session:
        leases.take(session, actor=ana, claim_id=one, now=now, minutes=30)
        parking.park(session, actor=ana, claim_id=two, reason=ParkReason.AMBIGUOUS, row_version=None, now=now)
    mark, changed = seen(database, mark, now)
    assert changed == {one, two}
    assert seen(database, mark, now)[1] == set()
    assert seen(database, mark, now.replace(hour=now.hour + 1))[1] == {one}, "a lease that ran out is news too"


def test_a_first_review_looks_like_a_claim_given_back(database: Database, now: datetime) -> None:
    with database.writing() as session:
        ana = add_person(session, Role.REVIEWER, now=now, name="Ana")
        add_person(session, Role.REVIEWER, now=now, name="Bo")
        put_in_force(session, ReviewPolicy.DOUBLE, now=now)
        ids = add_article(session, ["One stands.", "Two stand.", "Three stand."]).claim_ids
        for claim_id in ids:
            leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
    told = []
    for place, claim_id in enumerate(ids):
        mark, _ = seen(database, None, now)
        with database.writing() as session:
            if place == 0:
                judgement = JUDGED[Verdict.UNVERIFIED]
                reviews.decide(session, actor=ana, claim_id=claim_id, judgement=judgement, row_version=1, now=now)
            elif place == 1:
                leases.release(session, actor=ana, claim_id=claim_id, now=now)
            else:
                leases.skip(session, actor=ana, claim_id=claim_id, reason=SkipReason.NO_TIME, now=now)
        told.append(seen(database, mark, now)[1])
    assert told == [{claim_id} for claim_id in ids]


def test_pages_are_told_together_bounded_and_sent_away(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "EVERY", 0.01)
    looks = 0

    def counted(session: object, mark: Mark | None, *, now: datetime) -> object:
        nonlocal looks
        looks += 1
        return look(session, mark, now=now)  # type: ignore[arg-type]

    monkeypatch.setattr(live, "look", counted)
    with database.writing() as session:
        ana = add_person(session, Role.REVIEWER, now=now, name="Ana")
        claim_id = add_article(session).claim_ids[0]

    def take() -> None:
        with database.writing() as session:
            leases.take(session, actor=ana, claim_id=claim_id, now=clock.now(), minutes=30)

    async def lived() -> None:
        open_pages = Live(database)
        assert not open_pages.has_room(1), "nobody is let in before it begins"
        open_pages.begin()
        pages = [open_pages.messages(1) for _ in range(live.MOST_EACH)]
        for page in pages:
            assert (await anext(page)).startswith(b"retry:")
        assert not open_pages.has_room(1) and open_pages.has_room(2)
        while looks < 2:
            await asyncio.sleep(0.01)
        await asyncio.to_thread(take)
        for page in pages:
            assert await anext(page) == f'event: changed\ndata: {{"claims":[{claim_id}]}}\n\n'.encode()
        open_pages.end()
        for page in pages:
            with pytest.raises(StopAsyncIteration):
                await anext(page)
        assert not open_pages.has_room(2)
        before = looks
        await asyncio.sleep(0.1)
        assert looks <= before + 1, "nobody looks when no page is open"

    with ThreadPoolExecutor(1) as apart:  # Playwright leaves a loop running in the thread of the tests
        apart.submit(asyncio.run, lived()).result()


def test_rows_come_as_they_are_now_with_their_counts(app: FastAPI, browse: Browsers) -> None:
    with app.state.database.writing() as session:
        one, two = add_article(session, ["One stands.", "Two stand."]).claim_ids
    ana, viewer = browse(Role.REVIEWER), browse(Role.VIEWER)
    ana.post(f"/claims/{one}/take")
    page = viewer.get(f"/live/rows?ids={two},{one},999999&state=pending&kind=factual")
    assert page.text.index("Two stand.") < page.text.index("One stands.")
    assert "held by reviewer" in text_of(page) and '<b data-live="count">2</b> <b data-live="mine">0</b>' in page.text
    assert viewer.get("/live/rows?ids=x").status_code == 422
    assert viewer.get("/live/events").status_code == 204
    assert browse().get("/live/events").status_code == 303
