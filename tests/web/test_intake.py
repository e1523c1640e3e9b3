"""Adding articles by the form: each way in, and what is said to input that cannot be taken in."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from tests.support.browsing import Browser, text_of
from verify.core.vocabulary import FetchState, JobState, Role
from verify.db import Database
from verify.models import Article, Claim, IntakeLine, Job, Outlet

Browsers = Callable[..., Browser]
TEXT = "The harbour of Ostmark reopened on Tuesday.\n\nTwo cranes were replaced at a cost of 4.2 million crowns."
HTML = f"<html><body><article><h1>Harbour</h1><p>{TEXT.replace(chr(10) * 2, '</p><p>')}</p></article></body></html>"


@pytest.fixture
def submitter(browse: Browsers) -> Browser:
    return browse(Role.SUBMITTER)


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def upload(browser: Browser, way: str, name: str, data: bytes, **fields: str) -> Any:
    return browser.post(f"/ingest/{way}", fields, files={"file": (name, data)})


@pytest.mark.parametrize(("by", "field"), [("paste", "text"), ("file", "file"), ("url", "url"), ("batch", "file")])
def test_each_way_has_a_form_of_its_own(submitter: Browser, by: str, field: str) -> None:
    page = submitter.get(f"/ingest?by={by}")
    assert page.status_code == 200
    assert f'action="/ingest/{by}"' in page.text
    assert f'name="{field}"' in page.text
    assert page.text.count('name="csrf_token"') == 2  # this form, and signing out


@pytest.mark.parametrize("part", [False, True])
def test_a_pasted_text_shows_its_claims_at_once(submitter: Browser, database: Database, part: bool) -> None:
    sent = submitter.post("/ingest/paste", {"text": TEXT, "outlet": "Example Wire", "title": "Harbour"}, part=part)
    where = sent.headers["HX-Redirect" if part else "location"]
    assert sent.status_code == (200 if part else 303)
    page = submitter.get(where)
    assert "Stored, with 2 claims." in text_of(page)
    assert len(re.findall(r'class="claim is-pending"', page.text)) >= 2
    assert count(database, Claim) == 2


def test_the_same_text_again_changes_nothing_and_says_so(submitter: Browser, database: Database) -> None:
    for _ in range(2):
        sent = submitter.post("/ingest/paste", {"text": TEXT, "outlet": "Example Wire"})
    assert "Nothing was changed" in text_of(submitter.get(sent.headers["location"]))
    assert (count(database, Article), count(database, Claim)) == (1, 2)


def test_a_new_text_at_an_address_says_which_version_it_is(submitter: Browser) -> None:
    for text in (TEXT, TEXT.replace("4.2", "4.6")):
        sent = submitter.post("/ingest/paste", {"text": text, "url": "https://courier.example/a"})
    page = submitter.get(sent.headers["location"])
    assert "Stored as version 2. New in it: 1 claim." in text_of(page)
    assert "?version=1" in page.text


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"outlet": "Wire"}, "text", "The text is missing"),
        ({"text": "x " * 2_600_000, "outlet": "Wire"}, "text", "is the most"),
        ({"text": "a\0b", "outlet": "Wire"}, "text", "characters that are no text"),
        ({"text": TEXT}, "outlet", "Say which outlet"),
        ({"text": TEXT, "outlet": "x" * 300}, "outlet", "at most 200 characters"),
        ({"text": TEXT, "url": "ftp://courier.example/a"}, "url", "http://"),
        ({"text": TEXT, "outlet": "Wire", "published": "yesterday"}, "published", "year-month-day"),
        ({"text": TEXT, "outlet": "Wire", "published": "2999-01-01"}, "published", "still to come"),
    ],
)
def test_what_cannot_be_pasted_is_said_beside_its_field_and_kept(
    submitter: Browser, database: Database, fields: dict[str, str], field: str, message: str
) -> None:
    page = submitter.post("/ingest/paste", fields)
    assert page.status_code == 422
    notes = re.search(rf'id="{field}-error"[^>]*>(.*?)</small>', page.text, re.S)
    assert notes is not None and message in notes[1]
    assert fields.get("outlet", "")[:50] in page.text
    assert "reopened on Tuesday" in page.text or fields.get("text") != TEXT
    assert (count(database, Article), count(database, Outlet)) == (0, 0)


def test_a_script_in_a_text_is_shown_and_never_run(submitter: Browser) -> None:
    text = "<script>alert(1)</script> The mayor signed the order on Monday."
    sent = submitter.post("/ingest/paste", {"text": text, "outlet": "<b>Wire</b>", "title": "<img src=x>"})
    page = submitter.get(sent.headers["location"]).text
    assert "<script>alert" not in page and "<img src=x" not in page and "<b>Wire" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("harbour.txt", TEXT.encode()),
        ("harbour.txt", TEXT.encode("utf-16")),
        ("harbour", TEXT.encode()),
        ("harbour.html", HTML.encode()),
        ("saved page", HTML.encode()),
    ],
)
def test_a_file_shows_its_claims_at_once(submitter: Browser, database: Database, name: str, data: bytes) -> None:
    sent = upload(submitter, "file", name, data, outlet="Example Wire")
    assert sent.status_code == 303
    assert "reopened on Tuesday" in text_of(submitter.get(sent.headers["location"]))
    assert count(database, Claim) >= 2


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("", b"", "Choose a file"),
        ("a.txt", b"", "empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00", "binary"),
        ("a.txt", b"caf\x81\x8d\x9d", "not readable as text"),
        ("a.html", b"<html></html>", "No article text"),
        ("a.html", b"<div>" * 1_000_000, "too many parts"),
        ("a.html", b"x" * 5_000_001, "larger than 5 MB"),
        ("a.txt", b"x" * 2_000_001, "larger than 2 MB"),
        ("a.pdf", b"%PDF-1.7", "cannot be read"),
        ("a.docx", b"PK\x03\x04", "cannot be read"),
        ("a.jsonl", b"{}", "Send it as a batch"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    submitter: Browser, database: Database, name: str, data: bytes, message: str
) -> None:
    page = upload(submitter, "file", name, data, outlet="Example Wire")
    assert page.status_code == 422
    assert message in text_of(page)
    assert 'value="Example Wire"' in page.text
    assert count(database, Article) == 0


def test_an_address_is_put_in_line(submitter: Browser, database: Database) -> None:
    sent = submitter.post("/ingest/url", {"url": "https://courier.example/a?utm_source=x"})
    assert sent.headers["location"] == "/jobs/1"
    with database.reading() as session:
        line = session.scalars(select(IntakeLine)).one()
        assert (line.url, line.state) == ("https://courier.example/a", FetchState.WAITING)
        assert session.get_one(Job, 1).state is JobState.WAITING


@pytest.mark.parametrize("url", ["", "courier.example", "file:///etc/passwd", "https://me:pw@courier.example/"])
def test_an_address_that_is_none_is_refused(submitter: Browser, database: Database, url: str) -> None:
    page = submitter.post("/ingest/url", {"url": url})
    assert page.status_code == 422
    assert 'id="url-error"' in page.text
    assert count(database, Job) == 0


def test_a_batch_keeps_its_broken_line_with_number_and_reason(submitter: Browser, database: Database) -> None:
    good = b'{"url": "https://courier.example/1", "text": "The harbour reopened."}'
    sent = upload(submitter, "batch", "week.jsonl", good + b'\n{"text": "cut\n' + good.replace(b"/1", b"/2"))
    page = text_of(submitter.get(sent.headers["location"]))
    assert "week.jsonl" in page
    assert "2 of 3 lines are in line" in page
    assert "Line 2: not JSON" in page
    with database.reading() as session:
        states = session.scalars(select(IntakeLine.state).order_by(IntakeLine.line_number)).all()
    assert states == [FetchState.WAITING, FetchState.FAILED, FetchState.WAITING]


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"", "empty"), (b"[1]", "JSON list"), (b"\x00\x01", "binary"), (b"url,text", "No line of the file")],
)
def test_a_file_that_is_no_batch_is_refused(submitter: Browser, database: Database, data: bytes, message: str) -> None:
    page = upload(submitter, "batch", "week.jsonl", data)
    assert page.status_code == 422
    assert message in text_of(page)
    assert count(database, Job) == 0


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADJUDICATOR, Role.ADMIN])
def test_only_some_roles_add_articles(browse: Browsers, database: Database, role: Role) -> None:
    person = browse(role)
    assert person.get("/ingest").status_code == 403
    assert person.post("/ingest/paste", {"text": TEXT, "outlet": "Wire"}).status_code == 403
    assert count(database, Article) == 0


def test_a_form_without_its_token_changes_nothing(submitter: Browser, database: Database) -> None:
    sent = submitter.client.post("/ingest/paste", data={"text": TEXT, "outlet": "Wire"})
    assert sent.status_code == 403
    assert count(database, Article) == 0


def test_the_form_alone_stands_verbatim_in_the_page(app: FastAPI, submitter: Browser) -> None:
    part = submitter.get("/ingest?by=paste", part=True).text
    assert part.strip().startswith('<section id="intake-form"')
    assert part.strip() in submitter.get("/ingest?by=paste").text
