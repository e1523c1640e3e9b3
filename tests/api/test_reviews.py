"""The whole way of a claim by the API: queue, next, evidence, review, revision, and refusals as problem+json."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.claims import Written, add_article
from verify.core.permissions import Action
from verify.core.vocabulary import ClaimKind, Role

Callers = Callable[..., TestClient]
REVIEWING = (Action.REVIEW, Action.ADD_EVIDENCE)


def put(app: FastAPI, *sentences: str, **fields: Any) -> Written:
    with app.state.database.writing() as session:
        return add_article(session, sentences or ("The bridge at Tarn opened in March.",), **fields)


def supporting(origin: str) -> dict[str, str]:
    return {"stance": "supports", "role": "original_reporting", "passage": f"So says {origin}.", "publisher": origin}


JUDGED = {"verdict": "corroborated", "reason_code": "independent_origins", "rationale": "Both were there."}


def test_the_whole_way(app: FastAPI, call: Callers) -> None:
    claim_id = put(app).claim_ids[0]
    ana, bo = call(Role.REVIEWER, name="Ana", scopes=REVIEWING), call(Role.REVIEWER, name="Bo", scopes=REVIEWING)
    taken = ana.post("queue/next").json()
    assert (taken["claim"]["id"], taken["minutes"], taken["claim"]["holder"]) == (claim_id, 30, "Ana")
    nothing = bo.post("queue/next").json()
    assert (nothing["claim"], nothing["why"]) == (
        None,
        "Nothing left to hand out here. Ana holds 1, for 30 minutes at most.",
    )

    held = bo.post(f"claims/{claim_id}/reviews", json=JUDGED)
    assert held.status_code == 409
    assert held.json()["details"] == {"holder": "Ana", "minutes": 30}

    first = ana.post(f"claims/{claim_id}/evidence", json=supporting("Northline"))
    assert (first.status_code, first.json()["origin"]) == (201, "Northline")
    refused = ana.post(f"claims/{claim_id}/reviews", json=JUDGED)
    assert (refused.status_code, refused.json()["code"]) == (409, "rule_refused")
    assert refused.json()["details"]["origins"] == ["Northline"]
    ana.post(f"claims/{claim_id}/evidence", json=supporting("Harbour Office"))
    done = ana.post(f"claims/{claim_id}/reviews", json=JUDGED)
    assert (done.status_code, done.json()["verdict"], done.json()["row_version"]) == (201, "corroborated", 2)

    late = bo.post(f"claims/{claim_id}/reviews", json=JUDGED | {"row_version": 1})
    assert late.status_code == 409
    assert late.json()["details"]["decided_by"] == "Ana"
    assert late.json()["details"]["verdict"] == "corroborated"
    assert late.json()["details"]["yours"] == JUDGED | {"said": None, "searched": "", "again_on": None}
    unverified = {"verdict": "unverified", "reason_code": "too_early", "rationale": "Wait.", "searched": "Register"}
    revised = bo.post(f"claims/{claim_id}/reviews", json=unverified | {"row_version": 2})
    assert revised.json()["revised_id"] == done.json()["review_id"]
    told = ana.get(f"claims/{claim_id}/reviews").json()
    assert [(review["who"], review["verdict"]) for review in told] == [("Bo", "unverified"), ("Ana", "corroborated")]
    assert ana.get(f"claims/{claim_id}").json()["verdict"] == "unverified"


def test_words_that_changed_meanwhile_come_beside_what_was_sent(app: FastAPI, call: Callers) -> None:
    claim_id = put(app, "The bridge cost 4 million.").claim_ids[0]
    ana = call(Role.REVIEWER, name="Ana", scopes=REVIEWING)
    bo = call(Role.REVIEWER, name="Bo", scopes=[*REVIEWING, Action.EDIT_CLAIMS])
    reworded = {"statement": "The bridge cost 5 million.", "row_version": 1}
    assert bo.patch(f"claims/{claim_id}", json=reworded).status_code == 200
    late = ana.post(f"claims/{claim_id}/reviews", json=JUDGED | {"row_version": 1})
    assert (late.status_code, late.headers["content-type"]) == (409, "application/problem+json")
    told = late.json()["details"]
    assert (told["statement_seen"], told["statement"]) == ("The bridge cost 4 million.", "The bridge cost 5 million.")
    assert {"kind": "gone", "text": "4"} in [{**part, "text": part["text"].strip()} for part in told["differences"]]
    assert (told["row_version"], told["yours"]["rationale"]) == (2, JUDGED["rationale"])


def test_evidence_is_changed_examined_removed_and_put_back(app: FastAPI, call: Callers) -> None:
    claim_id = put(app).claim_ids[0]
    ana = call(Role.REVIEWER, name="Ana", scopes=REVIEWING)
    made = ana.post(f"claims/{claim_id}/evidence", json=supporting("Northline")).json()
    changed = ana.patch(f"evidence/{made['id']}", json={"role": "primary_document"}).json()
    assert (changed["role"], changed["stance"], changed["origin"]) == ("primary_document", "supports", "Northline")
    assert ana.put(f"evidence/{made['id']}/examined", json={"examined": True}).json()["examined_by"] == "Ana"
    assert ana.delete(f"evidence/{made['id']}").json()["removed_at"] is not None
    assert ana.patch(f"evidence/{made['id']}", json={"origin": "A"}).status_code == 409
    assert ana.post(f"evidence/{made['id']}/restore").json()["removed_at"] is None
    assert len(ana.get(f"claims/{claim_id}/evidence").json()) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**supporting("A"), "stance": "likes"}, "body.stance"),
        ({**supporting("A"), "passage": ""}, "passage"),
        ({**supporting(""), "url": ""}, "publisher"),
        ({**supporting("A"), "url": "http://10.0.0.1/"}, "url"),
        ({**supporting("A"), "passage": "\ud800"}, "passage"),
        ({**supporting("A"), "article_id": 2**40}, "body.article_id"),
    ],
)
def test_malformed_evidence_names_its_field(app: FastAPI, call: Callers, body: dict[str, Any], field: str) -> None:
    import json

    claim_id = put(app).claim_ids[0]
    headers = {"content-type": "application/json"}
    ana = call(Role.REVIEWER, name="Ana", scopes=REVIEWING)
    answer = ana.post(f"claims/{claim_id}/evidence", content=json.dumps(body), headers=headers)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert field in [told.get("field"), *(fault["field"] for fault in told.get("faults", []))]


def test_lists_take_the_queues_filters_and_cursors(app: FastAPI, call: Callers) -> None:
    put(app, *(f"The bridge number {number} stands." for number in range(5)))
    put(app, "The tower will fall.", kind=ClaimKind.PREDICTION, outlet="Northline")
    reader = call(Role.REVIEWER, name="Ana", scopes=())
    first = reader.get("claims", params={"limit": 2}).json()
    second = reader.get("claims", params={"limit": 2, "cursor": first["older"]}).json()
    assert len({row["id"] for row in first["claims"] + second["claims"]}) == 4
    assert reader.get("claims", params={"limit": 2, "cursor": second["newer"]}).json()["claims"] == first["claims"]
    everything = reader.get("claims", params={"state": "any", "kind": ""}).json()["claims"]
    assert len(everything) == 6
    assert [row["outlet_name"] for row in reader.get("claims", params={"kind": "prediction"}).json()["claims"]] == [
        "Northline"
    ]
    assert len(reader.get("claims", params={"text": "number 3"}).json()["claims"]) == 1
    for params in ({"state": "nowhere"}, {"outlet": "x"}, {"cursor": "broken"}, {"limit": 0}):
        assert reader.get("claims", params=params).status_code == 422


def test_taking_releasing_skipping_parking(app: FastAPI, call: Callers) -> None:
    claim_id = put(app).claim_ids[0]
    ana, bo = call(Role.REVIEWER, name="Ana", scopes=REVIEWING), call(Role.REVIEWER, name="Bo", scopes=REVIEWING)
    assert ana.post(f"claims/{claim_id}/take").json()["holder"] == "Ana"
    assert bo.post(f"claims/{claim_id}/take").status_code == 409
    assert bo.post(f"claims/{claim_id}/release").status_code == 409
    assert ana.post(f"claims/{claim_id}/release").status_code == 204
    assert bo.post("queue/next", json={"text": "bridge"}).json()["claim"]["id"] == claim_id
    assert bo.post(f"claims/{claim_id}/keep").json() == {"minutes": 30}
    assert ana.post(f"claims/{claim_id}/keep").status_code == 409
    assert bo.post(f"claims/{claim_id}/skip", json={}).status_code == 422
    assert bo.post(f"claims/{claim_id}/skip", json={"reason": "no_access"}).status_code == 204
    assert bo.post("queue/next").json()["claim"] is None
    parked = bo.post(f"claims/{claim_id}/park", json={"reason": "ambiguous"}).json()
    assert (parked["state"], parked["park_reason"]) == ("parked", "ambiguous")
    assert bo.post(f"claims/{claim_id}/unpark").json()["state"] == "ready"


def test_a_refused_verdict_is_a_problem_and_changes_nothing(app: FastAPI, call: Callers) -> None:
    claim_id = put(app).claim_ids[0]
    ana, bo = call(Role.REVIEWER, name="Ana", scopes=REVIEWING), call(Role.REVIEWER, name="Bo", scopes=REVIEWING)
    baseless = ana.post(f"claims/{claim_id}/reviews", json=JUDGED)
    assert (baseless.status_code, baseless.json()["code"]) == (409, "rule_refused")
    bo.post(f"claims/{claim_id}/take")
    held = ana.post(f"claims/{claim_id}/reviews", json=JUDGED)
    assert (held.status_code, held.json()["code"]) == (409, "conflict")
    assert "Bo holds this claim" in held.json()["detail"]
    assert ana.get(f"claims/{claim_id}").json()["verdict"] is None
    assert ana.get(f"claims/{claim_id}/reviews").json() == []


def test_scopes_and_roles_bound_what_a_token_does(app: FastAPI, call: Callers) -> None:
    claim_id = put(app).claim_ids[0]
    reader, editor = call(Role.REVIEWER, name="Ana", scopes=()), call(Role.EDITOR, name="Ed")
    for client in (reader, editor):
        assert client.get(f"claims/{claim_id}").status_code == 200
        assert client.post("queue/next").status_code == 403
        assert client.post(f"claims/{claim_id}/reviews", json=JUDGED).status_code == 403
    assert reader.post(f"claims/{claim_id}/evidence", json=supporting("A")).status_code == 403
    assert editor.post(f"claims/{claim_id}/evidence", json=supporting("A")).status_code == 201


@pytest.mark.parametrize("path", ["claims/424242", "claims/424242/evidence", "claims/424242/reviews"])
def test_unknown_claims_are_not_found(call: Callers, path: str) -> None:
    assert call(Role.REVIEWER, name="Ana", scopes=()).get(path).status_code == 404
