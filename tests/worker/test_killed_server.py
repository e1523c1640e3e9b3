"""A server killed in the middle of a batch: started again it goes on where it was, and no article is lost or doubled."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import orjson
import pytest
from sqlalchemy import func, select

from tests.support.people import add_person
from verify.core.intake import read_jsonl
from verify.core.vocabulary import FetchState, JobState, Role
from verify.db import Database
from verify.models import Article, ArticleVersion, AuditEvent, Claim, IntakeLine
from verify.queries import jobs
from verify.services import intake

ARTICLES = 500
PATIENCE = 300.0
"""Seconds until a test gives up; no measure of speed."""


@contextmanager
def server(folder: Path, database: Database) -> Iterator["subprocess.Popen[bytes]"]:
    """`verify serve` over the test's database, killed at the end if it still runs."""
    settings = {"VERIFY_DESK_DIR": str(folder), "VERIFY_DATABASE_URL": database.url, "VERIFY_PORT": "0"}
    log = (folder / "server.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "verify", "serve"], env={**os.environ, **settings}, stdout=log, stderr=log
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        log.close()


def wait_for(database: Database, job_id: int, reached: Callable[[jobs.JobRow], bool]) -> jobs.JobRow:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with database.reading() as session:
            job = jobs.the_job(session, job_id)
        if reached(job):
            return job
        time.sleep(0.05)
    raise AssertionError(f"the job stands still: {job}")


def batch() -> bytes:
    lines = (
        {
            "url": f"https://courier.example/{number}",
            "outlet": "Ostmark Courier",
            "title": f"Bridge {number}",
            "published": "2026-11-02",
            "text": f"The council of Ostmark closed bridge {number} on Monday. Repairs cost {number} crowns.",
        }
        for number in range(ARTICLES)
    )
    return b"\n".join(map(orjson.dumps, lines))


@pytest.mark.slow
@pytest.mark.timeout(2 * PATIENCE)
def test_a_batch_goes_on_after_kill_9(database: Database, tmp_path: Path, now: datetime) -> None:
    with database.writing() as session:
        actor = add_person(session, Role.SUBMITTER, now=now)
        lines = read_jsonl(batch(), most_lines=ARTICLES)
        job_id = intake.open_batch(session, actor=actor, lines=lines, title="batch.jsonl", now=now)
    with server(tmp_path, database) as process:
        wait_for(database, job_id, lambda job: job.done >= ARTICLES // 5)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with database.reading() as session:
        stood = jobs.the_job(session, job_id)
        kept = session.scalar(select(func.count()).select_from(Article))
    assert stood.state is JobState.RUNNING
    assert ARTICLES // 5 <= stood.done < ARTICLES
    assert kept == stood.done
    with server(tmp_path, database):
        over = wait_for(database, job_id, lambda job: job.is_over)
    assert (over.state, over.done, over.failed) == (JobState.DONE, ARTICLES, 0)
    with database.reading() as session:
        urls = session.scalars(select(Article.canonical_url)).all()
        assert sorted(map(str, urls)) == sorted(f"https://courier.example/{number}" for number in range(ARTICLES))
        assert set(session.scalars(select(Article.versions))) == {1}
        assert session.scalar(select(func.count()).select_from(ArticleVersion)) == ARTICLES
        places = session.execute(select(Claim.article_id, Claim.position)).all()
        assert len(set(places)) == len(places) >= ARTICLES
        assert len({place.article_id for place in places}) == ARTICLES
        settled = session.execute(select(IntakeLine.state, IntakeLine.attempts, IntakeLine.was_new).distinct()).all()
        assert [tuple(line) for line in settled] == [(FetchState.STORED, 1, True)]
        added = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "article.added")
        assert session.scalar(added) == ARTICLES
