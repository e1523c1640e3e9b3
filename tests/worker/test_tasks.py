"""What jobs do, run in the test's own thread: fetching, batches with broken lines, retries, being killed half-way."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import func, select

from tests.support.people import add_person
from verify.core.intake import LineDraft, read_jsonl
from verify.core.permissions import Actor
from verify.core.splitting.pipeline import split
from verify.core.vocabulary import FetchState, JobState, Role
from verify.db import Database
from verify.models import Article, ArticleVersion, Claim, IntakeLine, Job, Outlet, User
from verify.queries import jobs
from verify.services import intake
from verify.settings import Settings
from verify.worker.tasks import BROKEN, Stopped, Tools, perform

TEXT = "The harbour of Ostmark reopened on Tuesday. Two cranes were replaced at a cost of 4.2 million crowns."
PAGE = f"""<html lang="en"><head><title>Harbour reopens</title><meta name="author" content="Jonas Weil">
<meta property="article:published_time" content="2026-03-04"></head>
<body><article><h1>Harbour reopens</h1><p>{TEXT}</p><p>It had been closed for eleven weeks.</p></article></body></html>"""


@pytest.fixture
def tools(database: Database, settings: Settings, now: datetime) -> Tools:
    return Tools(database, settings.model_copy(update={"fetch_private": True}), now=lambda: now)


@pytest.fixture
def submitter(database: Database, now: datetime) -> Actor:
    with database.writing() as session:
        return add_person(session, Role.SUBMITTER, now=now)


def opened(tools: Tools, actor: Actor, lines: Sequence[LineDraft]) -> int:
    with tools.database.writing() as session:
        return intake.open_batch(session, actor=actor, lines=lines, title="batch", now=tools.now())


def row_of(tools: Tools, job_id: int) -> jobs.JobRow:
    with tools.database.reading() as session:
        return jobs.the_job(session, job_id)


def failures(tools: Tools, job_id: int) -> dict[int, str | None]:
    with tools.database.reading() as session:
        return {line.line_number: line.reason for line in jobs.lines(session, job_id, FetchState.FAILED)}


def count(tools: Tools, table: type) -> int:
    with tools.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_page_is_fetched_read_and_stored(tools: Tools, submitter: Actor, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/harbour").respond_with_data(PAGE, content_type="text/html; charset=utf-8")
    with tools.database.writing() as session:
        url = httpserver.url_for("/harbour") + "?utm_source=mail"
        job_id = intake.open_url(session, actor=submitter, url=url, outlet="Courier", now=tools.now())
    perform(tools, job_id)
    job = row_of(tools, job_id)
    assert (job.state, job.done, job.failed) == (JobState.DONE, 1, 0)
    with tools.database.reading() as session:
        article = session.scalars(select(Article)).one()
        version = session.scalars(select(ArticleVersion)).one()
        line = session.scalars(select(IntakeLine)).one()
        assert article.canonical_url == httpserver.url_for("/harbour")
        assert (article.title, str(article.published_day)) == ("Harbour reopens", "2026-03-04")
        assert (version.byline, version.language) == ("Jonas Weil", "en")
        assert (line.article_id, line.was_new, line.body) == (article.id, True, None)
    assert count(tools, Claim) >= 3


def test_a_failed_fetch_is_kept_with_its_reason_and_tried_again(
    tools: Tools, submitter: Actor, httpserver: HTTPServer, now: datetime
) -> None:
    httpserver.expect_ordered_request("/harbour").respond_with_data("", status=503)
    httpserver.expect_ordered_request("/harbour").respond_with_data(PAGE, content_type="text/html")
    line = LineDraft(1, url=httpserver.url_for("/harbour"), outlet="Courier")
    job_id = opened(tools, submitter, [line])
    perform(tools, job_id)
    job = row_of(tools, job_id)
    assert (job.state, job.done, job.failed) == (JobState.DONE, 0, 1)
    assert failures(tools, job_id) == {1: "The page answered 503 SERVICE UNAVAILABLE."}
    with tools.database.writing() as session:
        assert intake.retry(session, actor=submitter, job_id=job_id, now=now) == 1
    assert row_of(tools, job_id).state is JobState.WAITING
    perform(tools, job_id)
    job = row_of(tools, job_id)
    assert (job.state, job.done, job.failed) == (JobState.DONE, 1, 0)
    with tools.database.reading() as session:
        assert session.scalars(select(IntakeLine.attempts)).one() == 2


def test_private_addresses_are_not_fetched(tools: Tools, submitter: Actor, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(PAGE, content_type="text/html")
    strict = Tools(tools.database, tools.settings.model_copy(update={"fetch_private": False}), now=tools.now)
    urls = [httpserver.url_for("/"), "http://localhost/", "http://169.254.169.254/latest/meta-data/"]
    job_id = opened(strict, submitter, [LineDraft(n, url=url) for n, url in enumerate(urls, 1)])
    perform(strict, job_id)
    reasons = failures(strict, job_id)
    assert "Port" in str(reasons[1])
    assert "private network" in str(reasons[2]) and "private network" in str(reasons[3])
    assert httpserver.log == []


def test_a_page_cannot_pass_itself_off_as_another_sites(tools: Tools, submitter: Actor, httpserver: HTTPServer) -> None:
    forged = PAGE.replace("</head>", '<link rel="canonical" href="https://dailyledger.example/a"></head>')
    httpserver.expect_request("/a").respond_with_data(forged, content_type="text/html")
    perform(tools, opened(tools, submitter, [LineDraft(1, url=httpserver.url_for("/a"), outlet="Forger")]))
    with tools.database.reading() as session:
        assert session.scalars(select(Article.canonical_url)).one() == httpserver.url_for("/a")
        assert session.scalars(select(Outlet.name)).all() == ["Forger"]


def test_a_broken_line_in_the_middle_is_reported_and_the_rest_goes_in(tools: Tools, submitter: Actor) -> None:
    data = (
        b'{"url": "https://courier.example/1", "text": "The harbour reopened."}\n'
        b'{"url": "https://courier.example/2", "text": "The ha\n'
        b'{"text": "No outlet is named here."}\n'
        b'{"outlet": "Wire", "text": "12 34"}\n'
        b'{"outlet": "Wire", "html": "<html></html>"}\n'
        b'{"outlet": "Wire", "text": "The bridge closed.", "published": "2999-01-01"}\n'
        b'{"url": "https://courier.example/7", "html": "<p>The ferry sank off the cape on Monday night, police said.</p>"}'
    )
    job_id = opened(tools, submitter, read_jsonl(data, most_lines=10))
    perform(tools, job_id)
    job = row_of(tools, job_id)
    reasons = failures(tools, job_id)
    assert (job.state, job.total, job.done, job.failed) == (JobState.DONE, 7, 2, 5)
    assert list(reasons) == [2, 3, 4, 5, 6]
    assert str(reasons[2]).startswith("Line 2: not JSON")
    assert "Say which outlet" in str(reasons[3])
    assert "no words" in str(reasons[4])
    assert "No article text" in str(reasons[5])
    assert "still to come" in str(reasons[6])
    assert count(tools, Article) == 2
    assert count(tools, Outlet) == 1  # "Wire" published nothing that could be stored


def test_the_same_batch_again_adds_nothing(tools: Tools, submitter: Actor) -> None:
    lines = [LineDraft(n, url=f"https://courier.example/{n % 3}", body=f"{TEXT} Number {n % 3}.") for n in range(6)]
    for _ in range(2):
        perform(tools, opened(tools, submitter, lines))
    with tools.database.reading() as session:
        new = session.execute(select(IntakeLine.was_new, func.count()).group_by(IntakeLine.was_new)).all()
        assert {bool(row[0]): row[1] for row in new} == {True: 3, False: 9}
    assert (count(tools, Article), count(tools, ArticleVersion)) == (3, 3)


@pytest.mark.parametrize("after", [0, 1, 2, 5])
def test_a_job_that_was_broken_off_goes_on_where_it_was(
    tools: Tools, submitter: Actor, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    lines = [LineDraft(n, url=f"https://courier.example/{n}", body=f"{TEXT} Number {n}.") for n in range(6)]
    job_id = opened(tools, submitter, lines)
    real, settled = intake.settle, 0

    class Killed(BaseException):
        """What a kill is to the code: nothing after it runs."""

    def dying(*args: object, **kwargs: object) -> object:
        nonlocal settled
        result = real(*args, **kwargs)  # type: ignore[arg-type]
        if settled == after:
            raise Killed  # the line's transaction is not committed
        settled += 1
        return result

    monkeypatch.setattr(intake, "settle", dying)
    with pytest.raises(Killed):
        perform(tools, job_id)
    assert count(tools, Article) == after == row_of(tools, job_id).done
    monkeypatch.undo()
    perform(tools, job_id)
    perform(tools, job_id)  # as after a kill between the last line and the engine's own note
    job = row_of(tools, job_id)
    assert (job.state, job.done, job.failed) == (JobState.DONE, 6, 0)
    assert count(tools, Article) == 6


def test_a_worker_that_stops_leaves_the_job_open(tools: Tools, submitter: Actor) -> None:
    job_id = opened(tools, submitter, [LineDraft(1, url="https://courier.example/1", body=TEXT)])
    tools.stopping.set()
    with pytest.raises(Stopped):
        perform(tools, job_id)
    assert row_of(tools, job_id).state is JobState.RUNNING
    tools.stopping.clear()
    perform(tools, job_id)
    assert row_of(tools, job_id).state is JobState.DONE


def test_a_fault_of_ours_fails_the_line_and_not_the_batch(
    tools: Tools, submitter: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:

    def faulty(text: str, **kwargs: str | None) -> object:
        if "Number 2" in text:
            raise ZeroDivisionError
        return split(text, **kwargs)

    monkeypatch.setattr("verify.core.splitting.pipeline.split", faulty)
    lines = [LineDraft(n, url=f"https://courier.example/{n}", body=f"{TEXT} Number {n}.") for n in (1, 2, 3)]
    job_id = opened(tools, submitter, lines)
    perform(tools, job_id)
    assert failures(tools, job_id) == {2: BROKEN}
    assert row_of(tools, job_id).done == 2
    assert "ZeroDivisionError" in caplog.text


def test_a_job_runs_with_the_roles_that_its_person_has_now(tools: Tools, submitter: Actor) -> None:
    job_id = opened(tools, submitter, [LineDraft(1, url="https://courier.example/1", body=TEXT)])
    with tools.database.writing() as session:
        session.get_one(User, submitter.user_id).roles = [Role.VIEWER]
    perform(tools, job_id)
    assert "Your roles do not allow this" in str(failures(tools, job_id)[1])


def test_a_job_that_is_unknown_or_over_does_nothing(tools: Tools, submitter: Actor) -> None:
    perform(tools, 99)
    job_id = opened(tools, submitter, [LineDraft(1, url="https://courier.example/1", body=TEXT)])
    for _ in range(2):
        perform(tools, job_id)
    with tools.database.reading() as session:
        assert session.get_one(Job, job_id).done == 1
