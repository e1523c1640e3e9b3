"""What the process's own log tells of a request that broke, and an answer where the desk is only busy."""

import io
import json
import logging
import sqlite3
import sys
from collections.abc import Callable, Iterator

import psycopg
import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tests.support.browsing import Browser, text_of
from verify import logs
from verify.core.vocabulary import Role
from verify.db import is_busy
from verify.queries import workload
from verify.services import comments

Browsers = Callable[..., Browser]


@pytest.fixture
def viewer(app: FastAPI, browse: Browsers) -> Browser:
    """A viewer who is answered even where the application broke."""
    viewer = browse(Role.VIEWER)
    cookies = viewer.client.cookies
    viewer.client = TestClient(app, base_url="http://desk.example", raise_server_exceptions=False)
    viewer.client.cookies = cookies
    return viewer


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as a server without a terminal writes it."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure("INFO")
    yield written
    structlog.reset_defaults()


def test_a_request_that_broke_is_logged_without_what_was_sent(
    viewer: Browser, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(workload, "waiting", broken)
    answer = viewer.client.get("/workload?word=hush", headers={"Authorization": "Bearer vfy_hush"})
    (line,) = log.getvalue().splitlines()
    assert answer.status_code == 500
    assert json.loads(line)["exception"][0]["exc_value"] == "a fault of ours"
    assert "hush" not in line and viewer.client.cookies["verify_session"] not in line


@pytest.mark.parametrize("path", ["/password/of-one-time", "/set-up/of-one-time?next=/queue"])
def test_a_one_time_link_is_in_no_line_about_a_request(path: str, caplog: pytest.LogCaptureFixture) -> None:
    logs.configure("INFO")
    structlog.reset_defaults()
    with caplog.at_level(logging.INFO, "uvicorn.access"):
        logging.getLogger("uvicorn.access").info('%s - "%s %s HTTP/%s" %d', "192.0.2.7:80", "GET", path, "1.1", 200)
    assert "GET " + path.replace("of-one-time", "…") in caplog.text


def test_a_desk_that_is_only_busy_says_so(app: FastAPI, browse: Browsers, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_given: object, **_named: object) -> None:
        raise PoolTimeout("No connection was free.")

    monkeypatch.setattr(comments, "add", busy)
    answer = browse(Role.REVIEWER).post("/claims/1/comments", {"text": "I asked them."})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Try again in a moment." in text_of(answer) and "I asked them.</textarea>" in answer.text


@pytest.mark.parametrize(
    ("cause", "busy"),
    [
        (sqlite3.OperationalError("database is locked"), True),
        (sqlite3.OperationalError("no such table: claims"), False),
        (psycopg.errors.DeadlockDetected("deadlock detected"), True),
        (psycopg.errors.UndefinedTable("no such relation"), False),
    ],
    ids=["locked", "no table", "deadlock", "no relation"],
)
def test_busy_is_what_passes(cause: Exception, busy: bool) -> None:
    assert is_busy(OperationalError("SELECT 1", None, cause)) is busy
