"""`/api/v1/exports`: streamed sets, counts beforehand, and what was taken."""

import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from tests.support.exported import KEY, TOKEN, Filled
from verify.db import Database
from verify.models import AuditEvent


@pytest.fixture
def api(app: FastAPI, filled: Filled) -> TestClient:
    return TestClient(app, headers={"Authorization": f"Bearer {TOKEN}"})


def test_a_set_is_streamed_and_logged(api: TestClient, filled: Filled, database: Database) -> None:
    file = api.get("/api/v1/exports/jsonl", params={"verdict": "disputed"})
    assert file.headers["content-type"].startswith("application/x-ndjson")
    ids = [json.loads(line)["id"] for line in file.text.splitlines()]
    assert ids == [f"{KEY}-c{n}" for n in sorted((filled.disputed, filled.misleading))]
    with database.reading() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (event.action, event.actor_name) == ("export.made", "Nora Quill")
    assert event.after == {
        "format": "jsonl",
        "filters": {"format": "jsonl", "state": "decided", "verdict": "disputed"},
        "claims": 2,
    }
    listed = api.get("/api/v1/exports").json()["exports"]
    assert [(made["format"], made["claim_count"], made["made_by"]) for made in listed] == [("jsonl", 2, "Nora Quill")]


def test_any_state_can_be_asked_for(api: TestClient) -> None:
    assert len(api.get("/api/v1/exports/jsonl").text.splitlines()) == 4
    assert len(api.get("/api/v1/exports/jsonl", params={"state": "any"}).text.splitlines()) == 6
    assert len(api.get("/api/v1/exports/jsonl", params={"state": ""}).text.splitlines()) == 6


def test_counts_beforehand(api: TestClient) -> None:
    found = api.get("/api/v1/exports/preflight", params={"state": "any", "into": "claimreview"}).json()
    assert (found["claims"], found["in_file"], found["undecided"], found["evidence"]) == (6, 3, 2, 4)


@pytest.mark.parametrize("asked", [{"state": "lost"}, {"verdict": "maybe"}, {"outlet": "x"}, {"text": "x" * 201}])
def test_what_cannot_be_is_refused(api: TestClient, asked: dict[str, str]) -> None:
    refused = api.get("/api/v1/exports/jsonl", params=asked)
    assert (refused.status_code, refused.json()["code"]) == (422, "malformed")


def test_an_unknown_format_is_refused(api: TestClient) -> None:
    assert api.get("/api/v1/exports/docx").status_code == 422


def test_claimreview_without_a_public_address_is_refused(api: TestClient) -> None:
    refused = api.get("/api/v1/exports/claimreview")
    assert (refused.status_code, refused.json()["code"]) == (409, "rule_refused")
    assert api.get("/api/v1/exports").json()["exports"] == []
