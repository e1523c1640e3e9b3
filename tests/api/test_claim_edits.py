"""Editing claims through the API: the same rules, with the place of every refusal in the answer."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.claims import Written, add_article
from verify.core.vocabulary import Role

BRIDGE = "The bridge opened in March and cost nine million."
FERRY = "The ferry stopped 😀 in April, and later the ferry stopped again."


@pytest.fixture
def written(app: FastAPI) -> Written:
    with app.state.database.writing() as session:
        return add_article(session, (BRIDGE, FERRY))


def test_a_claim_is_edited_and_taken_back(call: Callable[..., TestClient], written: Written) -> None:
    ana = call(Role.REVIEWER)
    first, second = written.claim_ids
    said_by = {"voice": "relayed", "speaker": "Mayor Oda", "cue": "said"}
    made = ana.patch(f"claims/{first}", json={"statement": "It opened.", "said_by": said_by, "row_version": 1})
    assert (made.status_code, len(made.json()["edit_ids"])) == (200, 2)
    stale = ana.patch(f"claims/{first}", json={"statement": "It closed.", "row_version": 1})
    assert (stale.status_code, stale.json()["details"]["statement"]) == (409, "It opened.")
    parts = [{"statement": "The ferry stopped."}, {"statement": "It stopped twice.", "quote": "ferry stopped"}]
    asked = ana.post(f"claims/{second}/split", json={"parts": parts})
    assert (asked.status_code, asked.json()["field"]) == (422, "quote_2")
    parts[1]["spans"] = asked.json()["details"]["places"][1]["spans"]
    made = ana.post(f"claims/{second}/split", json={"parts": parts})
    assert made.status_code == 201
    (edit,) = ana.get(f"claims/{second}/edits").json()
    assert (edit["kind"], edit["side"], edit["others"]) == ("split", "parent", {"child": made.json()["claim_ids"]})
    assert ana.post(f"claim-edits/{edit['id']}/undo").status_code == 201
    assert ana.get(f"claims/{second}").json()["state"] == "ready"
    assert ana.post(f"claim-edits/{edit['id']}/undo").json()["detail"] == "This edit is taken back already."


def test_an_added_claim_is_quoted_in_code_points(call: Callable[..., TestClient], written: Written) -> None:
    ana = call(Role.REVIEWER)
    start = len(BRIDGE) + 1
    place = {"quote": "ferry stopped 😀", "spans": [[start + 4, start + 19]], "statement": "The ferry stopped."}
    url = f"articles/{written.article_id}/claims"
    made = ana.post(url, json=place)
    assert ana.get(f"claims/{made.json()['claim_ids'][0]}").json()["quote"] == "ferry stopped 😀"
    for wrong in ({"spans": [[start, start + 15]]}, {"spans": [[0, 10**6]]}, {"spans": [[9, 9]]}, {"version_id": 999}):
        assert ana.post(url, json={**place, **wrong}).status_code in (404, 422)
    merged = ana.post("claims/merge", json={"claims": written.claim_ids, "statement": "Both.", "row_versions": [1]})
    assert merged.status_code == 201
    gone = ana.post(f"claims/{merged.json()['claim_ids'][0]}/withdraw", json={"reason": "No."})
    assert gone.status_code == 200
