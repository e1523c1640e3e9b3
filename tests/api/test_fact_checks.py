"""Fact-checks of others by API: bringing in, reading, withdrawing."""

import json
from collections.abc import Callable

from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.core.test_fact_checks import PLAIN
from verify import clock
from verify.core.vocabulary import Role
from verify.worker.tasks import Tools, perform


def test_a_file_is_brought_in_read_and_withdrawn(app: FastAPI, call: Callable[..., TestClient]) -> None:
    editor = call(Role.EDITOR)
    data = json.dumps([PLAIN, PLAIN | {"claimReviewed": "", "itemReviewed": None}]).encode()
    made = editor.post(
        "/fact-checks/imports/file?title=a.json", content=data, headers={"content-type": "application/octet-stream"}
    )
    assert made.status_code == 202 and made.json()["state"] == "waiting"
    perform(Tools(app.state.database, app.state.settings, now=clock.now), made.json()["job_id"])
    read = editor.get("/fact-checks/imports/1").json()
    assert (read["state"], read["found"], read["new"]) == ("done", 1, 1)
    assert read["left_out"] == [{"why": "no claim", "number": 1, "first": PLAIN["url"]}]
    (one,) = editor.get("/fact-checks", params={"text": "bridge", "publisher": "Tarn Checks", "import": 1}).json()[
        "fact_checks"
    ]
    assert (one["claim"], one["rating"], one["checked_on"]) == (
        "The Tarn bridge carried 412 passengers.",
        "False",
        "2026-11-02",
    )
    assert editor.post(f"/fact-checks/{one['id']}/withdraw").json()["withdrawn_at"]
    assert editor.post(f"/fact-checks/{one['id']}/withdraw").status_code == 409
    assert editor.get("/fact-checks").json() == {"fact_checks": [], "next": None}
    assert editor.post(f"/fact-checks/{one['id']}/put-back").json()["withdrawn_at"] is None
    assert editor.post("/fact-checks/imports/1/withdraw").json()["withdrawn_by"]
    assert len(editor.get("/fact-checks?withdrawn=true").json()["fact_checks"]) == 1
    assert editor.post("/fact-checks/imports/1/put-back").json()["withdrawn_at"] is None
    assert [line["id"] for line in editor.get("/fact-checks/imports").json()["imports"]] == [1]
    assert editor.post("/fact-checks/imports/address", json={"url": "http://checks.example/feed"}).status_code == 202
    assert editor.post("/fact-checks/imports/address", json={"url": "mailto:x"}).status_code == 422
    assert call(Role.VIEWER).post("/fact-checks/imports/1/withdraw").status_code == 403
