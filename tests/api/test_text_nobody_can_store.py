"""Characters that no database takes, and names without end, are refused by field, whichever address they are sent to."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.claims import add_article
from verify.core.vocabulary import Role

BAD = {"NUL": "a\0b", "half a character": "a\ud800b", "no end": "word " * 300_000}
PERSON = {"email": "bo@desk.example", "name": "Bo", "roles": ["viewer"]}
ARTICLE = {"text": "The harbour of Ostmark reopened on Tuesday.", "outlet": "Courier"}
OUTLET = {"name": "Courier"}
REVIEW = {"verdict": "disputed", "reason_code": "contradicted", "rationale": "The court says no."}
EVIDENCE = {"stance": "supports", "role": "social", "passage": "So it was.", "publisher": "Court"}
CORRECTION = {"kind": "correction", "day": "2026-11-02", "prominence": "noted", "contact": "before"}
PLACES = (
    [("articles", ARTICLE, name) for name in ("text", "outlet", "title", "byline", "url")]
    + [("outlets", OUTLET, name) for name in ("name", "country", "ownership_group")]
    + [("users", PERSON, name) for name in ("email", "name")]
    + [("intake/pages", {"url": "https://courier.example/a"}, name) for name in ("url", "outlet")]
    + [("claims/1/reviews", REVIEW, name) for name in ("rationale", "searched", "verdict")]
    + [("claims/1/evidence", EVIDENCE, name) for name in ("passage", "publisher", "origin", "url")]
    + [("claims/1/corrections", CORRECTION, name) for name in ("note", "url")]
    + [("queue/next", {}, "text"), ("queue/next", {}, "outlet")]
)


@pytest.fixture
def anybody(app: FastAPI, call: Callable[..., TestClient]) -> TestClient:
    """Somebody who may do everything."""
    with app.state.database.writing() as session:
        add_article(session, ["The bridge opened."])
    return call(*Role, name="Ana")


@pytest.mark.parametrize("bad", BAD.values(), ids=list(BAD))
def test_it_is_refused_by_field(anybody: TestClient, bad: str) -> None:
    for path, good, name in PLACES:
        body: dict[str, Any] = {**good, name: bad}
        answer = anybody.post(path, content=json.dumps(body), headers={"content-type": "application/json"})
        assert answer.status_code == 422, (path, name, answer.text[:300])
        told = answer.json()
        named = [told.get("field"), *(fault["field"] for fault in told.get("faults", []))]
        assert any(str(field).endswith(name) for field in named), (path, name, told)


def test_an_address_of_nobody_signs_nobody_in(app: FastAPI) -> None:
    answer = TestClient(app, base_url="http://desk.example").post("/sign-in", data={"email": "a\0b", "password": "x"})
    assert answer.status_code == 401


def test_a_batch_cannot_be_called_so(anybody: TestClient) -> None:
    line = json.dumps({"text": "The harbour reopened.", "outlet": "Courier"})
    answer = anybody.post("intake/batches", params={"title": "a\0b"}, content=line)
    assert (answer.status_code, answer.json()["field"]) == (422, "title")
