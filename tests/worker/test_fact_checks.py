"""Fact-checks brought in by a job: out of a file, off an address, killed half-way, failed and tried again."""

import json
from datetime import datetime

import pytest
from pytest_httpserver import HTTPServer

from tests.core.test_fact_checks import PLAIN
from tests.support.people import add_person
from verify.core.errors import Malformed
from verify.core.permissions import Actor
from verify.core.vocabulary import JobState, Role
from verify.db import Database
from verify.queries import fact_checks as queries
from verify.queries.fact_checks import FactCheckFilters, ImportLine
from verify.services import fact_checks
from verify.services.retries import retry
from verify.settings import Settings
from verify.worker.tasks import Stopped, Tools, perform

MANY = [PLAIN | {"url": f"https://checks.example/{number}"} for number in range(5)]


@pytest.fixture
def tools(database: Database, settings: Settings, now: datetime) -> Tools:
    return Tools(database, settings.model_copy(update={"fetch_private": True}), now=lambda: now)


@pytest.fixture
def editor(database: Database, now: datetime) -> Actor:
    with database.writing() as session:
        return add_person(session, Role.EDITOR, now=now, name="Edith")


def state_of(tools: Tools, import_id: int) -> ImportLine:
    with tools.database.reading() as session:
        return queries.the_import(session, import_id)


def test_a_worker_that_is_stopped_half_way_goes_on_where_it_was(
    tools: Tools, editor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fact_checks, "AT_ONCE", 2)
    data = json.dumps([*MANY, PLAIN | {"url": ""}]).encode()
    with tools.database.writing() as session:
        made = fact_checks.open_file(session, actor=editor, data=data, title="checks.json", now=tools.now())
    keep = fact_checks.keep

    def kept_once(*args: object, **kwargs: object) -> None:
        keep(*args, **kwargs)  # type: ignore[arg-type]
        tools.stopping.set()

    monkeypatch.setattr(fact_checks, "keep", kept_once)
    job_id = state_of(tools, made).job_id or 0
    with pytest.raises(Stopped):
        perform(tools, job_id)
    halfway = state_of(tools, made)
    assert (halfway.done, halfway.total, halfway.is_over, halfway.read_at) == (2, 5, False, None)
    tools.stopping.clear()
    monkeypatch.setattr(fact_checks, "keep", keep)
    perform(tools, job_id)
    over = state_of(tools, made)
    assert (over.state, over.done, over.new, over.known, over.unusable) == (JobState.DONE, 5, 5, 0, 1)
    with tools.database.reading() as session:
        assert queries.to_read(session, job_id) is None
        assert len(queries.newest(session, FactCheckFilters(import_id=made)).rows) == 5


def test_a_feed_is_fetched_and_one_that_fails_is_tried_again(
    tools: Tools, editor: Actor, httpserver: HTTPServer
) -> None:
    httpserver.expect_ordered_request("/feed").respond_with_data("gone", status=503)
    httpserver.expect_ordered_request("/feed").respond_with_data("<p>Nothing</p>", content_type="text/html")
    httpserver.expect_ordered_request("/feed").respond_with_json({"dataFeedElement": MANY})
    with tools.database.writing() as session:
        made = fact_checks.open_address(session, actor=editor, url=httpserver.url_for("/feed"), now=tools.now())
    job_id = state_of(tools, made).job_id or 0
    for why in ("answered 503", "no web page that embeds"):
        perform(tools, job_id)
        failed = state_of(tools, made)
        assert failed.state is JobState.FAILED and why in (failed.message or "")
        with tools.database.writing() as session:
            retry(session, actor=editor, job_id=job_id, now=tools.now())
    perform(tools, job_id)
    assert (state_of(tools, made).state, state_of(tools, made).new) == (JobState.DONE, 5)


def test_what_is_no_good_at_first_sight_leaves_nothing_behind(tools: Tools, editor: Actor) -> None:
    with tools.database.writing() as session:
        with pytest.raises(Malformed):
            fact_checks.open_file(session, actor=editor, data=b"{", title="x", now=tools.now())
        with pytest.raises(Malformed):
            fact_checks.open_address(session, actor=editor, url="file:///etc/passwd", now=tools.now())
        assert not queries.imports(session).rows
