"""Outlets and records by the API."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.records import C, D, add_outlet, add_record
from verify import clock
from verify.core.permissions import Action
from verify.core.vocabulary import Role
from verify.queries import outlets as lines

Callers = Callable[..., TestClient]


def with_two(app: FastAPI) -> tuple[int, int]:
    """An outlet with a sufficient record and one without."""
    now = clock.now()
    with app.state.database.writing() as session:
        good, small = add_outlet(session, "Steady Post", now, "steady.example"), add_outlet(session, "Small Paper", now)
        add_record(session, good, [C] * 9 + [D], now, days_apart=1)
        add_record(session, small, [C, D], now)
        return good.id, small.id


def test_a_record_has_its_interval_method_and_prior(app: FastAPI, call: Callers) -> None:
    good, _ = with_two(app)
    body = call(Role.VIEWER).get(f"outlets/{good}/record").json()
    with app.state.database.reading() as session:
        reading = lines.one(session, good, as_of=clock.now().date()).reading
    assert (body["score"], body["low"], body["high"]) == pytest.approx(
        (reading.record.mean, reading.record.low, reading.record.high)
    )
    assert body["sufficient"] is True
    assert body["method"].startswith("rel-1:")
    assert (body["articles"], body["articles_needed"], body["weight_needed"]) == (10, 5, 5)
    assert (body["prior_mean"], body["prior_strength"], body["lacks"]) == (0.8, 3.0, [])


def test_an_insufficient_record_gives_no_number(app: FastAPI, call: Callers) -> None:
    _, small = with_two(app)
    body = call(Role.VIEWER).get(f"outlets/{small}/record").json()
    assert (body["score"], body["low"], body["high"], body["band"]) == (None, None, None, None)
    assert (body["label"], body["sufficient"]) == ("insufficient_record", False)
    assert body["lacks"] == ["2 of 5 verdicts needed", "2 of 5 articles needed"]


def test_the_list_goes_on_by_cursor(app: FastAPI, call: Callers) -> None:
    good, small = with_two(app)
    client = call(Role.VIEWER)
    first = client.get("outlets", params={"limit": 1}).json()
    second = client.get("outlets", params={"limit": 1, "cursor": first["next"]}).json()
    assert [o["id"] for o in first["outlets"] + second["outlets"]] == [small, good]
    assert second["next"] is None
    (outlet,) = second["outlets"]
    assert (outlet["domains"], outlet["counts"]["corroborated"], outlet["counts"]["pending"]) == (
        ["steady.example"],
        9,
        0,
    )
    assert client.get("outlets", params={"cursor": "x"}).status_code == 422


def test_one_outlet_and_none(app: FastAPI, call: Callers) -> None:
    good, _ = with_two(app)
    client = call(Role.VIEWER)
    assert client.get(f"outlets/{good}").json()["name"] == "Steady Post"
    missing = client.get("outlets/999999")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"


def test_an_editor_adds_an_outlet(app: FastAPI, call: Callers) -> None:
    client = call(Role.EDITOR, scopes=[Action.KEEP_OUTLETS])
    body = {"name": "Coast Agency", "kind": "agency", "domains": ["coast.example"]}
    added = client.post("outlets", json=body)
    assert (added.status_code, added.json()["domains"], added.json()["kind"]) == (201, ["coast.example"], "agency")
    again = client.post("outlets", json=body)
    assert (again.status_code, "already" in again.text) == (409, True)
    half = client.post("outlets", json={"name": "Valley News", "domains": ["coast.example"]})
    assert half.status_code == 409
    assert [o["name"] for o in client.get("outlets").json()["outlets"]] == ["Coast Agency"]


def test_adding_needs_role_and_scope(app: FastAPI, call: Callers) -> None:
    assert call(Role.VIEWER).post("outlets", json={"name": "X"}).status_code == 403
    assert TestClient(app, base_url="http://desk.example/api/v1").get("outlets").status_code == 401


def test_an_outlet_is_changed_merged_and_given_an_era(app: FastAPI, call: Callers) -> None:
    good, small = with_two(app)
    editor = call(Role.EDITOR, scopes=[Action.READ, Action.KEEP_OUTLETS])
    changed = editor.patch(f"outlets/{good}", json={"country": "gb"}).json()
    assert (changed["name"], changed["country"]) == ("Steady Post", "GB")
    assert editor.patch(f"outlets/{good}", json={"name": "small paper"}).status_code == 409
    merged = editor.post(f"outlets/{small}/merge", json={"into": good})
    assert (merged.status_code, merged.json()["articles"], merged.json()["undone"]) == (201, 2, None)
    (event, *_) = editor.get(f"outlets/{good}/record/events").json()["events"]
    assert (event["handover_id"], event["article_id"], event["claims"]) == (merged.json()["id"], None, [])
    assert editor.post(f"outlets/{small}/merge", json={"into": good}).status_code == 409
    assert editor.delete(f"outlets/{small}/merge").json()["undone"] is not None
    assert editor.delete(f"outlets/{small}/merge").status_code == 409
    era = editor.post(f"outlets/{good}/eras", json={"day": clock.now().date().isoformat()}).json()
    assert (era["kind"], era["articles"]) == ("era", 1)
    assert [one["kind"] for one in editor.get(f"outlets/{good}/handovers").json()] == ["merge", "era"]
    assert call(Role.VIEWER).post(f"outlets/{good}/merge", json={"into": small}).status_code == 403
    assert editor.get(f"outlets/{good}/record?topic=Roads").json()["topic"] == "roads"
