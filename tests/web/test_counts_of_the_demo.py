"""On the demo desk every number of an outlet's page opens exactly that many claims: by lane, voice, topic and day."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, person
from tests.support.databases import fresh_database
from verify import clock
from verify.app import make_app
from verify.core.vocabulary import Role
from verify.queries import outlets as lines
from verify.services import demo
from verify.settings import Settings

COUNT = re.compile(r'class="count" href="([^"]+)">(?:<b>)?([\d,]+)')
APPEAL = re.compile(r'<th scope="row"><a href="/claims/\d+/appeals"')
AGAIN = re.compile(r'<th scope="row"><a href="/claims/\d+"')
LISTED = re.compile(r"<b(?: data-live-count)?>([\d,]+)</b> claim")


@pytest.fixture(scope="module")
def desk(db_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The demo desk, loaded once for the whole file."""
    folder: Path = tmp_path_factory.mktemp("demo")
    with fresh_database(db_kind, folder) as database:
        made = demo.ready(now=clock.now())
        with database.writing() as session:
            demo.load(session, made)
        yield make_app(Settings(desk_dir=folder, database_url=database.url, worker_inside=False), database)


def views_of(app: FastAPI, outlet_id: int) -> list[str]:
    """The record of now, of yesterday and of a month ago, the last months of it, and each of the outlet's topics."""
    today = clock.now().date()
    with app.state.database.reading() as session:
        topics = [topic for topic, _ in lines.topics(session, outlet_id)]
    days = [
        f"as_of={today - timedelta(days=1)}",
        f"known={today - timedelta(days=30)}",
        f"since={today - timedelta(days=90)}",
    ]
    return ["", *days, *(f"topic={topic.replace(' ', '+')}" for topic in topics)]


def test_every_number_of_every_outlet_opens_its_claims(desk: FastAPI) -> None:
    with desk.state.database.reading() as session:
        ids = [outlet_id for outlet_id, _ in lines.choices(session)]
    viewer, opened = Browser(desk, person(desk, Role.VIEWER)), 0
    opened_again = 0
    for outlet_id in ids:
        numbers: dict[str, int] = {}
        for view in views_of(desk, outlet_id) if opened < 120 else [""]:
            page = viewer.get(f"/outlets/{outlet_id}?{view}")
            assert page.status_code == 200
            numbers |= {html.unescape(url): int(n.replace(",", "")) for url, n in COUNT.findall(page.text)}
        for url, number in numbers.items():
            if url.startswith(("/articles", "/samples")):
                continue
            behind = viewer.get(url).text
            if url.startswith("/appeals"):
                assert len(APPEAL.findall(behind)) == number, url
                continue
            if url.startswith("/rechecks"):
                assert len(AGAIN.findall(behind)) == number, url
                opened_again += number
                continue
            (told,) = LISTED.findall(behind)[:1]
            assert int(told.replace(",", "")) == number, url
            opened += 1
    assert len(ids) == 10
    assert opened > 150
    assert opened_again == 3
