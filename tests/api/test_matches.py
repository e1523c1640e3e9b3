"""Matches by the API: read, decided, taken back, attached, pointed along; clusters; and what people said as labels."""

import json
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.services.test_matches import look, put
from tests.support.claims import add_evidence
from tests.support.policies import put_in_force
from verify import clock
from verify.core.vocabulary import ReviewPolicy, Role, Stance


@pytest.fixture
def ids(app: FastAPI) -> dict[str, list[int]]:
    with app.state.database.writing() as session:
        made = put(session)
        put_in_force(session, ReviewPolicy.SINGLE, now=clock.now())
        for outlet in made:
            look(session, made[outlet][0], clock.now())
        add_evidence(session, made["Post"][0], stance=Stance.REFUTES)
        return made


def test_the_whole_way(call: Callable[..., TestClient], ids: dict[str, list[int]]) -> None:
    ana = call(Role.REVIEWER)
    here, same, other = ids["Ledger"][0], ids["Post"][0], ids["Echo"][0]
    found = ana.get(f"claims/{here}/matches").json()
    told = [(m["claim_id"], m["relation"], m["state"], m["differing"], m["origin"]) for m in found["matches"]]
    assert told == [(other, "conflict", "suggested", ["figure"], ""), (same, "same", "suggested", [], "")]
    assert ana.post(f"claims/{here}/matches").json()["waits"] is True

    rejected = ana.put(f"claims/{here}/matches/{other}", json={"state": "rejected", "note": "Another day."}).json()
    assert [(m["claim_id"], m["note"]) for m in rejected["rejected"]] == [(other, "Another day.")]
    assert ana.delete(f"claims/{here}/matches/{other}").json()["rejected"] == []
    assert ana.get(f"clusters/{here}").status_code == 404
    ana.put(f"claims/{here}/matches/{same}", json={"state": "confirmed"})
    cluster = ana.get(f"clusters/{here}").json()
    assert [(c["claim_id"], c["outlet_name"], c["is_repeat"]) for c in cluster["claims"]] == [
        (here, "Daily Ledger", False),
        (same, "Valley Post", False),
    ]
    assert ana.get(f"clusters/{same}").json() == cluster and (cluster["number"], cluster["observations"]) == (2, 0)
    assert [(tie["claim_id"], tie["other_id"], tie["is_only"]) for tie in cluster["ties"]] == [(here, same, True)]
    assert ana.post(f"clusters/{same}/claims/{here}/take-out").status_code == 404
    assert ana.post(f"clusters/{here}/claims/{same}/take-out").json() == {"others": [here]}
    assert ana.post(f"clusters/{here}/claims/{same}/take-out").status_code == 404
    ana.put(f"claims/{here}/matches/{same}", json={"state": "confirmed"})
    for body in ({"state": "suggested"}, {"state": "confirmed", "note": "x" * 501}, {"state": "sure"}):
        assert ana.put(f"claims/{here}/matches/{same}", json=body).status_code == 422

    made = ana.post(f"claims/{here}/matches/{other}/attach", json={})
    assert made.status_code == 201
    items = ana.get(f"claims/{here}/evidence").json()
    assert [(i["id"], i["stance"]) for i in items] == [(made.json()["evidence_id"], "refutes")]

    judged = {"verdict": "disputed", "reason_code": "contradicted", "rationale": "The register."}
    assert ana.post(f"claims/{same}/reviews", json=judged).status_code == 201
    refused = ana.post(f"claims/{here}/matches/{same}/point", json={"same_truth_conditions": False})
    assert (refused.status_code, refused.json()["code"]) == (409, "rule_refused")
    pointed = ana.post(f"claims/{here}/matches/{same}/point", json={"same_truth_conditions": True})
    assert (pointed.status_code, pointed.json()["verdict"], pointed.json()["state"]) == (201, "disputed", "decided")


def test_decided_matches_are_labels(call: Callable[..., TestClient], ids: dict[str, list[int]]) -> None:
    ana = call(Role.REVIEWER)
    here, same, other, cat = ids["Ledger"][0], ids["Post"][0], ids["Echo"][0], ids["Post"][1]
    assert (ana.get("matches/labels").text, ana.get("matches/quality").json()) == ("", [])
    ana.put(f"claims/{here}/matches/{same}", json={"state": "confirmed"})
    ana.put(f"claims/{here}/matches/{other}", json={"state": "confirmed", "relation": "overlap"})
    ana.put(f"claims/{cat}/matches/{other}", json={"state": "confirmed", "relation": "same"})  # nothing found it
    lines = [json.loads(line) for line in ana.get("matches/labels").text.splitlines()]
    assert [(line["found"], line["state"], line["relation"]) for line in lines] == [
        ("same", "confirmed", "same"),
        ("conflict", "confirmed", "overlap"),
        (None, "confirmed", "same"),
    ]
    assert (
        lines[0]["a"]["statement"] == lines[0]["b"]["statement"] == "The Tarn bridge carried 412 passengers on Monday."
    )
    assert lines[1]["features"]["figures differ"] == 1 and lines[0]["features"]["figures agree"] == 1
    bands = ana.get("matches/quality").json()
    assert [(b["relation"], b["low"], b["decided"], b["right"]) for b in bands] == [
        ("same", 0.9, 1, 1),
        ("conflict", 0.9, 1, 0),
    ]
