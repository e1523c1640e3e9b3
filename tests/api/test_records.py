"""Records, samples and corrections by the API."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.records import OWN, C, D, U, add_article, add_outlet, add_record, decide
from verify import clock
from verify.core.vocabulary import Role

Callers = Callable[..., TestClient]


@pytest.fixture
def outlets(app: FastAPI) -> tuple[int, int]:
    """A good and a bad outlet, both sufficient, decided ten days ago; one verdict of the good one revised today."""
    now = clock.now()
    then = now - timedelta(days=10)
    with app.state.database.writing() as session:
        good, bad = add_outlet(session, "Steady Post", then), add_outlet(session, "Shaky Sheet", then)
        claims = add_record(session, good, [C] * 12 + [D, U], then, days_apart=3)
        add_record(session, bad, [D] * 12 + [C], then, days_apart=3)
        decide(session, claims[0], D, now)
        return good.id, bad.id


def day(days_ago: int) -> str:
    return (clock.now() - timedelta(days=days_ago)).date().isoformat()


def test_a_record_of_any_day_as_known_on_any_day(outlets: tuple[int, int], call: Callers) -> None:
    api, good = call(Role.VIEWER), outlets[0]
    now = api.get(f"outlets/{good}/record").json()
    assert (now["as_of"], now["known"], now["since"]) == (day(0), None, None)
    assert (now["own"], now["prior_version"]) == ({"corroborated": 11, "disputed": 2, "unverified": 1}, 0)
    before = api.get(f"outlets/{good}/record", params={"as_of": day(1)}).json()
    assert before["own"] == {"corroborated": 12, "disputed": 1, "unverified": 1}
    assert (before["as_of"], before["known"]) == (day(1), day(1))
    assert before["score"] > now["score"]
    assert api.get(f"outlets/{good}/record", params={"as_of": day(11)}).json()["score"] is None
    since = api.get(f"outlets/{good}/record", params={"since": day(20)}).json()
    assert sum(since["own"].values()) == 4
    assert next(line for line in now["lanes"] if line["lane"] == "targeted")["corroborated"] == 11


def test_a_series_ends_with_the_record(outlets: tuple[int, int], call: Callers) -> None:
    api, good = call(Role.VIEWER), outlets[0]
    body = api.get(f"outlets/{good}/record/series", params={"points": 20}).json()
    assert len(body["points"]) == 20
    last, record = body["points"][-1], api.get(f"outlets/{good}/record").json()
    assert (last["day"], last["articles"], last["label"]) == (day(0), 13, record["label"])
    assert last["score"] == pytest.approx(record["score"], abs=1e-12)
    assert body["points"][0]["score"] is None
    stood = api.get(f"outlets/{good}/record/series", params={"as_it_stood": True, "points": 31}).json()["points"]
    by_day = {p["day"]: p for p in stood}
    assert by_day[day(11)]["weight"] == 0
    before = api.get(f"outlets/{good}/record", params={"as_of": day(1)}).json()
    assert by_day[day(1)]["score"] == pytest.approx(before["score"], abs=1e-12)


def test_contributions_and_events_add_up(outlets: tuple[int, int], call: Callers) -> None:
    api, good = call(Role.VIEWER), outlets[0]
    parts = api.get(f"outlets/{good}/record/contributions").json()
    assert parts["start"] + sum(p["part"] for p in parts["parts"]) == pytest.approx(parts["mean"], abs=1e-12)
    assert len(parts["parts"]) == 13
    events = api.get(f"outlets/{good}/record/events", params={"newest": 3}).json()
    moved = events["earlier_moved"] + sum(e["moved"] for e in events["events"])
    assert events["start"] + moved == pytest.approx(parts["mean"], abs=1e-12)
    assert events["events"][0]["claims"][0] | {"claim_id": 0} == {
        "claim_id": 0,
        "old": "corroborated",
        "new": "disputed",
    }
    assert (len(events["events"]), events["earlier"]) == (3, 12)  # 14 verdicts and the revision


def test_pictures_have_their_data_as_csv(outlets: tuple[int, int], call: Callers) -> None:
    api, (good, bad) = call(Role.VIEWER), outlets
    for path in (
        f"outlets/{good}/record/series.csv",
        f"outlets/{good}/record/contributions.csv",
        f"records/compare.csv?outlet={good}&outlet={bad}",
    ):
        answer = api.get(path)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert list(csv.DictReader(io.StringIO(answer.text)))


def test_records_are_compared(outlets: tuple[int, int], call: Callers) -> None:
    api, (good, bad) = call(Role.VIEWER), outlets
    body = api.get("records/compare", params={"outlet": [good, bad]}).json()
    assert [line["name"] for line in body["outlets"]] == ["Steady Post", "Shaky Sheet"]
    pairs = {(p["first"], p["second"]): p for p in body["pairs"]}
    assert pairs[good, bad]["chance_above"] + pairs[bad, good]["chance_above"] == pytest.approx(1)
    assert pairs[good, bad]["chance_above"] > 0.95
    assert pairs[good, bad]["told_apart"] is True
    assert api.get("records/compare", params={"outlet": [good, 999]}).status_code == 404
    assert api.get("records/compare", params={"outlet": [1, 2, 3, 4, 5]}).status_code == 422
    early = api.get("records/compare", params={"outlet": [good, bad], "as_of": day(11)}).json()
    assert early["pairs"] == []


@pytest.mark.parametrize("query", ["as_of=soon", "known=3000-01-01", "since=3000-01-01"])
@pytest.mark.parametrize("path", ["record", "record/series", "record/contributions.csv", "record/events"])
def test_days_that_cannot_be_are_refused(outlets: tuple[int, int], call: Callers, path: str, query: str) -> None:
    answer = call(Role.VIEWER).get(f"outlets/{outlets[0]}/{path}?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["record", "record/series", "record/contributions", "record/events", "samples"])
def test_an_unknown_outlet_is_not_found(call: Callers, path: str) -> None:
    assert call(Role.VIEWER).get(f"outlets/99999/{path}").status_code == 404


def test_a_sample_is_drawn_and_looked_at(app: FastAPI, call: Callers) -> None:
    with app.state.database.writing() as session:
        outlet = add_outlet(session, "Steady Post", clock.now())
        add_article(session, outlet, clock.now().date(), (OWN,) * 6)
        outlet_id = outlet.id
    wanted = {"first": day(3), "last": day(0), "wanted": 4, "seed": "harbour"}
    assert call(Role.VIEWER).post(f"outlets/{outlet_id}/samples", json=wanted).status_code == 403
    api = call(Role.EDITOR)
    made = api.post(f"outlets/{outlet_id}/samples", json=wanted)
    assert made.status_code == 201
    body = made.json()
    assert (body["drawn"], body["frame"], body["seed"], body["decided"]) == (4, 6, "harbour", 0)
    assert len(body["claims"]) == 4
    assert api.get(f"samples/{body['id']}").json() == body
    assert [line["id"] for line in api.get(f"outlets/{outlet_id}/samples").json()] == [body["id"]]
    api.post(f"outlets/{outlet_id}/samples", json={**wanted, "wanted": 9})
    assert api.post(f"outlets/{outlet_id}/samples", json=wanted).status_code == 409
    assert api.post(f"outlets/{outlet_id}/samples", json={**wanted, "wanted": 0}).status_code == 422
    assert api.get("samples/99").status_code == 404


def test_a_correction_is_noted_and_taken_back(app: FastAPI, call: Callers, outlets: tuple[int, int]) -> None:
    noted = {"kind": "retraction", "day": day(0), "prominence": "prominent", "contact": "after", "note": "Pulled."}
    assert call(Role.VIEWER).post("claims/1/corrections", json=noted).status_code == 403
    api = call(Role.EDITOR)
    made = api.post("claims/1/corrections", json=noted)
    assert made.status_code == 201
    assert made.json() | noted == made.json()
    assert api.post("claims/1/corrections", json=noted).status_code == 409
    assert api.post("claims/1/corrections", json={**noted, "kind": "apology"}).status_code == 422
    assert api.post("claims/999/corrections", json=noted).status_code == 404
    assert api.get("claims/999/corrections").status_code == 404
    assert [line["removed"] for line in api.get("claims/1/corrections").json()] == [False]
    assert api.post(f"corrections/{made.json()['id']}/remove").json()["removed"] is True
