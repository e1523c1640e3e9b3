"""Capturing the page of an evidence item: stored once, kept with its reason where it fails, tried again."""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from operator import add

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import func, select
from werkzeug import Request, Response

from tests.support.documents import pdf
from tests.support.people import add_person
from verify.core.articles import ArticleDraft
from verify.core.captures import page_at
from verify.core.errors import RuleRefused
from verify.core.permissions import Actor
from verify.core.vocabulary import Anchoring, EvidenceRole, FetchState, JobState, Reading, Role, Stance
from verify.db import Database
from verify.models import Capture, Evidence, Job, Snapshot
from verify.services import captures, evidence, readings, snapshots
from verify.services.articles import add_article
from verify.services.evidence import EvidenceDraft
from verify.settings import Settings
from verify.worker.tasks import Tools, perform

PAGE = """<html lang="en"><head><title>Port report</title><meta property="article:published_time" content="2026-03-04">
</head><body><article><h1>Port report</h1><p>The harbour reopened on 3 March after eleven weeks, the port authority writes.</p>
<p>Two cranes were replaced, and the quay wall was made higher by half a metre.</p></article></body></html>"""


@pytest.fixture
def tools(database: Database, settings: Settings, now: datetime) -> Tools:
    return Tools(database, settings.model_copy(update={"fetch_private": True}), now=lambda: now)


@pytest.fixture
def reviewer(database: Database, now: datetime) -> Actor:
    with database.writing() as session:
        actor = add_person(session, Role.REVIEWER, now=now)
        text = "The harbour reopened on Tuesday. The quay wall was made higher."
        add_article(session, actor=actor, draft=ArticleDraft(text, outlet="Courier"), now=now)
        return actor


def attach(tools: Tools, actor: Actor, url: str, claim_id: int = 1, passage: str = "") -> tuple[int, int]:
    """Attach the page at an address; the ids of the evidence and of the job that captures it."""
    cited = "https://port.example/report"
    role = EvidenceRole.PRIMARY_DOCUMENT
    draft = EvidenceDraft(Stance.SUPPORTS, role, passage, url=cited, publisher="Port authority")
    with tools.database.writing() as session:
        item = evidence.add(session, actor=actor, claim_id=claim_id, draft=draft, now=tools.now())
        session.get_one(Evidence, item).url = url  # the test's own server has an address that nobody may type in
        return item, session.scalars(select(Job.id).where(Job.subject_id == item)).one()


def kept(tools: Tools, evidence_id: int) -> Evidence:
    with tools.database.reading() as session:
        item = session.get_one(Evidence, evidence_id)
        session.expunge(item)
        return item


def job_of(tools: Tools, job_id: int) -> Job:
    with tools.database.reading() as session:
        job = session.get_one(Job, job_id)
        session.expunge(job)
        return job


def test_a_page_is_kept_as_it_was_with_its_text(
    tools: Tools, reviewer: Actor, httpserver: HTTPServer, now: datetime
) -> None:
    httpserver.expect_request("/old").respond_with_data("", status=301, headers={"Location": "/report"})
    httpserver.expect_request("/report").respond_with_data(PAGE, content_type="text/html")
    item_id, job_id = attach(tools, reviewer, httpserver.url_for("/old"))
    perform(tools, job_id)
    item, job = kept(tools, item_id), job_of(tools, job_id)
    assert (job.state, job.done) == (JobState.DONE, 1)
    assert (item.fetch_state, item.final_url, item.retrieved_at) == (
        FetchState.STORED,
        httpserver.url_for("/report"),
        now,
    )
    with tools.database.reading() as session:
        snapshot = session.get_one(Snapshot, item.snapshot_id)
        assert zlib.decompress(snapshot.body) == PAGE.encode()
        assert snapshot.sha256 == hashlib.sha256(PAGE.encode()).hexdigest()
        assert (snapshot.size, snapshot.media_type) == (len(PAGE), "text/html")
        assert "Two cranes were replaced" in snapshot.text
        assert (snapshot.title, snapshot.published_day) == ("Port report", date(2026, 3, 4))
    perform(tools, job_id)
    assert len(httpserver.log) == 2  # a job that is over fetches nothing


def test_equal_pages_are_stored_once(tools: Tools, reviewer: Actor, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/report").respond_with_data(PAGE, content_type="text/html")
    found = [attach(tools, reviewer, httpserver.url_for("/report"), claim_id) for claim_id in (1, 2)]
    for _, job_id in found:
        perform(tools, job_id)
    assert kept(tools, found[0][0]).snapshot_id == kept(tools, found[1][0]).snapshot_id is not None
    with tools.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Snapshot)) == 1


def test_a_document_without_article_text_is_kept_all_the_same(
    tools: Tools, reviewer: Actor, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/a.pdf").respond_with_data(b"%PDF-1.7 \x00\x01", content_type="application/pdf")
    item_id, job_id = attach(tools, reviewer, httpserver.url_for("/a.pdf"))
    perform(tools, job_id)
    with tools.database.reading() as session:
        snapshot = session.get_one(Snapshot, kept(tools, item_id).snapshot_id)
        assert (snapshot.media_type, snapshot.text, snapshot.size) == ("application/pdf", "", 11)


def test_a_failed_capture_keeps_the_evidence_and_is_tried_again(
    tools: Tools, reviewer: Actor, httpserver: HTTPServer, now: datetime
) -> None:
    httpserver.expect_ordered_request("/report").respond_with_data("", status=404)
    httpserver.expect_ordered_request("/report").respond_with_data(PAGE, content_type="text/html")
    item_id, job_id = attach(tools, reviewer, httpserver.url_for("/report"))
    perform(tools, job_id)
    item, job = kept(tools, item_id), job_of(tools, job_id)
    assert (item.fetch_state, item.fetch_reason) == (FetchState.FAILED, "The page answered 404 NOT FOUND.")
    assert (job.state, job.message) == (JobState.FAILED, item.fetch_reason)
    with tools.database.writing() as session:
        snapshots.retry(session, actor=reviewer, job_id=job_id, now=now)
    perform(tools, job_id)
    item = kept(tools, item_id)
    assert (item.fetch_state, item.fetch_reason) == (FetchState.STORED, None)
    with tools.database.writing() as session, pytest.raises(RuleRefused):
        snapshots.retry(session, actor=reviewer, job_id=job_id, now=now)


def test_a_page_is_looked_at_again_when_its_days_are_over(
    tools: Tools, reviewer: Actor, httpserver: HTTPServer, now: datetime
) -> None:
    for page in (PAGE, PAGE.replace("after eleven weeks, ", "")):
        httpserver.expect_ordered_request("/report").respond_with_data(page, content_type="text/html")
    httpserver.expect_ordered_request("/report").respond_with_data("", status=410)
    passage = "The harbour reopened on 3 March after eleven weeks, the port authority writes."
    item_id, job_id = attach(tools, reviewer, httpserver.url_for("/report"), passage=passage)
    perform(tools, job_id)
    first = kept(tools, item_id).snapshot_id
    for day, put_in_line in ((3, 0), (8, 1), (9, 0), (16, 1), (24, 1)):
        later = replace(tools, now=partial(add, now, timedelta(days=day)))
        with later.database.writing() as session:
            assert captures.fetch_due(session, days=7, now=later.now()) == put_in_line
            assert captures.fetch_due(session, days=7, now=later.now()) == 0  # what is in line is not put there twice
            jobs = session.scalars(select(Capture.job_id).where(Capture.state == FetchState.WAITING)).all()
        for waiting in jobs if day != 24 else ():
            perform(later, waiting or 0)
    with tools.database.reading() as session:
        found = session.scalars(select(Capture).where(Capture.evidence_id == item_id).order_by(Capture.id)).all()
        assert [(c.state, c.anchoring) for c in found] == [
            (FetchState.STORED, Anchoring.EXACT),
            (FetchState.STORED, Anchoring.CLOSE),
            (FetchState.FAILED, None),
            (FetchState.WAITING, None),
        ]
        assert found[2].reason == "The page answered 410 GONE."
    item = kept(tools, item_id)
    assert (item.snapshot_id, item.fetch_state) == (first, FetchState.STORED)  # it rests on what was read


def test_the_passage_is_found_in_a_pdf_with_its_page(tools: Tools, reviewer: Actor, httpserver: HTTPServer) -> None:
    data = pdf("The harbour reopened\non 3 March.", "Two cranes were\nreplaced in spring.")
    httpserver.expect_request("/a").respond_with_data(data, content_type="application/octet-stream")
    item_id, job_id = attach(tools, reviewer, httpserver.url_for("/a"), passage="Two cranes were replaced")
    perform(tools, job_id)
    item = kept(tools, item_id)
    with tools.database.reading() as session:
        snapshot = session.get_one(Snapshot, item.snapshot_id)
        assert (snapshot.reading, snapshot.media_type) == (Reading.TEXT, "application/pdf")
        assert page_at(snapshot.page_starts, item.passage_start) == 2
        assert snapshot.text[item.passage_start : item.passage_end] == "Two cranes were\nreplaced"


def test_a_file_that_was_handed_in_is_read_by_the_job(tools: Tools, reviewer: Actor) -> None:
    file = readings.handed_in("report.pdf", pdf("The harbour reopened on 3 March."), tools.settings)
    draft = EvidenceDraft(Stance.SUPPORTS, EvidenceRole.SOCIAL, "on 3 March", publisher="Port", file=file)
    with tools.database.writing() as session:
        item_id = evidence.add(session, actor=reviewer, claim_id=1, draft=draft, now=tools.now())
        job_id = session.scalars(select(Job.id).where(Job.subject_id == item_id)).one()
    for _ in range(2):  # a job that was killed at its end is begun again
        perform(tools, job_id)
    item = kept(tools, item_id)
    assert (item.fetch_state, item.anchoring) == (FetchState.STORED, Anchoring.EXACT)


def test_a_wall_of_consent_is_no_capture(tools: Tools, reviewer: Actor, httpserver: HTTPServer) -> None:
    wall = "<html><body><p>We and our partners use cookies. Accept all or reject all. Privacy policy.</p></body></html>"
    httpserver.expect_request("/report").respond_with_data(wall, content_type="text/html")
    item_id, job_id = attach(tools, reviewer, httpserver.url_for("/report"))
    perform(tools, job_id)
    item = kept(tools, item_id)
    assert (item.fetch_state, item.snapshot_id) == (FetchState.FAILED, None)
    assert "asked for consent" in str(item.fetch_reason) and "paste the passage" in str(item.fetch_reason)


def test_a_large_file_is_refused_while_it_comes(tools: Tools, reviewer: Actor, httpserver: HTTPServer) -> None:
    """200 MB are announced and would be sent; the connection is closed at the bound."""
    sent = 0

    def endless(_request: Request) -> Response:
        def pieces() -> Iterator[bytes]:
            nonlocal sent
            for _ in range(200):
                sent += 1
                yield bytes(1_000_000)

        return Response(pieces(), content_type="application/pdf", headers={"Content-Length": "200000000"})

    httpserver.expect_request("/large").respond_with_handler(endless)
    item_id, job_id = attach(tools, reviewer, httpserver.url_for("/large"))
    perform(tools, job_id)
    assert kept(tools, item_id).fetch_reason == "The page is larger than 20 MB."
    assert sent < 100


def test_private_pages_are_not_captured(tools: Tools, reviewer: Actor, httpserver: HTTPServer) -> None:
    strict = Tools(tools.database, tools.settings.model_copy(update={"fetch_private": False}), now=tools.now)
    item_id, job_id = attach(strict, reviewer, "http://127.0.0.1/report")
    perform(strict, job_id)
    assert "private network" in str(kept(strict, item_id).fetch_reason)
