"""Bringing fact-checks in by file and address, the report, the list with its search, withdrawing and putting back."""

import json
from collections.abc import Callable

from fastapi import FastAPI

from tests.core.test_fact_checks import PLAIN
from tests.support.browsing import Browser, text_of
from verify import clock
from verify.core.vocabulary import Role
from verify.queries.fact_checks import the_import
from verify.worker.tasks import Tools, perform

Browsers = Callable[..., Browser]
OTHER = PLAIN | {
    "claimReviewed": "Seven schools were closed.",
    "url": "https://checks.example/2",
    "author": "Aldmoor & Co",
}


def run(app: FastAPI, import_id: int) -> None:
    database = app.state.database
    with database.reading() as session:
        job_id = the_import(session, import_id).job_id
    perform(Tools(database, app.state.settings, now=clock.now), job_id or 0)


def send(browser: Browser, content: object) -> str:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    done = browser.post("/fact-checks/imports/file", files={"file": ("checks.json", data)})
    assert done.status_code == 303, text_of(done)
    return str(done.headers["location"])


def test_a_file_comes_in_with_a_report_and_each_can_be_withdrawn(app: FastAPI, browse: Browsers) -> None:
    edith, viewer = browse(Role.EDITOR), browse(Role.VIEWER)
    assert "No fact-checks yet" in text_of(viewer.get("/fact-checks"))
    assert "Bring in the file" not in viewer.get("/fact-checks/imports").text
    page = send(edith, [PLAIN, OTHER, PLAIN | {"url": "<nowhere>"}])
    assert page == "/fact-checks/imports/1" and 'hx-trigger="every 1s"' in edith.get(page).text
    run(app, 1)
    report = edith.get(page)
    assert "New 2 fact-checks Here before 0 Left out 1" in text_of(report) and "hx-trigger" not in report.text
    assert "no web address 1 <nowhere>" in text_of(report).replace("&lt;", "<").replace("&gt;", ">")
    shown = viewer.get("/fact-checks?publisher=Aldmoor+%26+Co&text=schools")
    assert "Seven schools were closed." in shown.text and "Tarn bridge" not in shown.text
    assert 'href="/fact-checks?text=schools"' in shown.text and "Withdraw" not in text_of(shown).split()
    back = edith.post("/fact-checks/1/withdraw", {"kept": "publisher=Tarn Checks\r\nX: y"})
    assert back.headers["location"].startswith("/fact-checks?publisher=Tarn+Checks%0D%0A")
    assert "Tarn bridge" not in edith.get("/fact-checks").text
    assert "Put back" in text_of(edith.get("/fact-checks?withdrawn=yes"))
    assert edith.post("/fact-checks/1/put-back").status_code == 303
    assert edith.post(f"{page}/withdraw").status_code == 303
    assert "Undo" in text_of(edith.get(page)) and "Seven" not in edith.get("/fact-checks").text
    assert edith.post(f"{page}/put-back").status_code == 303
    assert "Seven" in edith.get("/fact-checks").text


def test_what_cannot_be_read_is_said_beside_its_field(app: FastAPI, browse: Browsers) -> None:
    edith = browse(Role.EDITOR)
    for path, form, files, said in (
        ("file", {}, {"file": ("x.json", b"{")}, "This is no JSON"),
        ("file", {}, {}, "Choose a file."),
        ("address", {"url": "ftp://feeds.example"}, None, "ftp://feeds.example"),
    ):
        refused = edith.post(f"/fact-checks/imports/{path}", form, files=files, part=True)
        assert refused.status_code == 422 and said in refused.text and 'role="alert"' in refused.text
    done = edith.post("/fact-checks/imports/address", {"url": "http://127.0.0.1:9/feed"})
    run(app, 1)
    report = text_of(edith.get(done.headers["location"]))
    assert "Nothing more was brought in." in report and "Try again" in report
