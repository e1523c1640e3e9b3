"""Tags, assignment, bulk actions, saved views, drafts, comments and own decisions through the API."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.claims import Written, add_article
from verify import clock
from verify.core.vocabulary import Role
from verify.models import BulkAction
from verify.settings import Settings
from verify.worker.tasks import Tools, perform

Callers = Callable[..., TestClient]


@pytest.fixture
def written(app: FastAPI) -> Written:
    with app.state.database.writing() as session:
        return add_article(session, ["The bridge opened in March.", "It cost nine million.", "The ferry stopped."])


def listed(client: TestClient, **filters: str) -> list[int]:
    return [claim["id"] for claim in client.get("claims", params=filters).json()["claims"]]


def test_claims_are_filed_and_found(app: FastAPI, call: Callers, written: Written) -> None:
    one, two, _ = written.claim_ids
    ana, bo = call(Role.REVIEWER), call(Role.REVIEWER, name="Bo")
    bo_id = bo.get("me").json()["id"]
    assert ana.post(f"claims/{one}/tags", json={"tag": " Front Page "}).json()["tags"] == ["front page"]
    assert ana.put(f"claims/{two}/assignee", json={"to": bo_id}).json()["assignee_id"] == bo_id
    assert ana.get("tags").json() == ["front page"]
    assert listed(ana, tag="front page") == [one] and listed(ana, assignee=str(bo_id)) == [two]
    assert bo.post("queue/next", json={"tag": "front page"}).json()["claim"]["id"] == one
    assert ana.delete(f"claims/{one}/tags", params={"tag": "front page"}).json()["tags"] == []
    assert ana.put(f"claims/{two}/assignee", json={"to": None}).json()["assignee"] is None
    nobody = ana.put(f"claims/{two}/assignee", json={"to": 999})
    assert (nobody.status_code, nobody.json()["field"]) == (422, "assignee")
    assert ana.get("claims/999/filing").status_code == 404
    assert ana.get("claims", params={"worth": "enormous"}).status_code == 422


def test_many_claims_are_changed_and_put_back(
    app: FastAPI, call: Callers, settings: Settings, written: Written
) -> None:
    ana, editor = call(Role.REVIEWER), call(Role.EDITOR)

    def done(begun_id: int) -> None:
        with app.state.database.reading() as session:
            job_id = session.get_one(BulkAction, begun_id).job_id
        perform(Tools(app.state.database, settings, now=clock.now), job_id)

    tagged = ana.post("bulk", json={"act": "tag", "argument": "ferry", "filters": {"text": "ferry"}})
    assert (tagged.status_code, tagged.json()["job"]["total"]) == (202, 1)
    done(tagged.json()["id"])
    assert listed(ana, tag="ferry") == [written.claim_ids[2]]
    parked = ana.post("bulk", json={"act": "park", "argument": "out_of_scope", "claim_ids": list(written.claim_ids)})
    done(parked.json()["id"])
    assert listed(ana) == [] and ana.get(f"bulk/{parked.json()['id']}").json()["job"]["state"] == "done"
    undone = ana.post(f"bulk/{parked.json()['id']}/undo").json()
    done(undone["id"])
    assert sorted(listed(ana)) == sorted(written.claim_ids) and undone["undoes_id"] == parked.json()["id"]
    assert ana.post("bulk", json={"act": "tag", "argument": "x", "claim_ids": []}).json()["field"] == "claim"
    refused = editor.post("bulk", json={"act": "park", "argument": "ambiguous", "claim_ids": [written.claim_ids[0]]})
    assert refused.status_code == 403


def test_views_are_kept_shared_and_deleted(call: Callers, written: Written) -> None:
    ana, bo = call(Role.REVIEWER), call(Role.VIEWER)
    saved = ana.post("views", json={"name": "Ferries", "filters": {"text": "ferry"}}).json()
    assert bo.get("views").json() == []
    assert ana.post("views", json={"name": "ferries", "filters": {}}).status_code == 409
    assert ana.patch(f"views/{saved['id']}", json={"name": "Boats", "is_shared": True}).json()["is_shared"]
    (seen,) = bo.get("views").json()
    assert (seen["name"], seen["claims"], seen["at_least"], seen["is_mine"]) == ("Boats", 1, False, False)
    assert listed(bo, **seen["filters"]) == [written.claim_ids[2]]
    assert bo.delete(f"views/{saved['id']}").status_code == 403
    assert ana.delete(f"views/{saved['id']}").status_code == 204 and ana.get("views").json() == []


def test_a_draft_is_ones_own_and_is_never_overwritten_unseen(call: Callers, written: Written) -> None:
    ana, bo = call(Role.REVIEWER), call(Role.REVIEWER, name="Bo")
    one = written.claim_ids[0]
    first = ana.put(f"claims/{one}/draft", json={"typed": {"rationale": "The opening is"}, "revision": 0}).json()
    assert (first["revision"], bo.get(f"claims/{one}/draft").json()["revision"]) == (1, 0)
    ana.put(f"claims/{one}/draft", json={"typed": {"rationale": "The opening is dated."}, "revision": 1})
    stale = ana.put(f"claims/{one}/draft", json={"typed": {"rationale": "Another tab"}, "revision": 1})
    assert (stale.status_code, stale.json()["details"]["typed"]) == (409, {"rationale": "The opening is dated."})
    assert [line["claim_id"] for line in ana.get("drafts").json()] == [one]
    assert ana.delete(f"claims/{one}/draft").status_code == 204 and ana.get("drafts").json() == []


def test_comments_are_said_read_and_taken_back(call: Callers, written: Written) -> None:
    ana, bo = call(Role.REVIEWER), call(Role.EDITOR)
    one = written.claim_ids[0]
    said = ana.post(f"claims/{one}/comments", json={"text": "Ask the Harbour Office."}).json()
    (read,) = bo.get(f"claims/{one}/comments").json()
    assert (read["id"], read["text"], read["mentions"]) == (said["id"], "Ask the Harbour Office.", [])
    assert bo.post(f"comments/{said['id']}/withdraw").status_code == 403
    assert ana.post(f"comments/{said['id']}/withdraw").status_code == 204
    assert [line["text"] for line in bo.get(f"claims/{one}/comments").json()] == [""]
    assert bo.post(f"claims/{one}/comments", json={"text": " "}).json()["field"] == "text"
    assert ana.get("claims/999/comments").status_code == 404


def test_own_decisions_say_how_they_ended(call: Callers, written: Written) -> None:
    ana, bo = call(Role.REVIEWER), call(Role.REVIEWER, name="Bo")
    judged = {"verdict": "unverified", "reason_code": "nothing_found", "rationale": "Nothing.", "searched": "Archives"}
    assert ana.post(f"claims/{written.claim_ids[0]}/reviews", json=judged).status_code == 201
    (mine,) = ana.get("decisions").json()["decisions"]
    assert (mine["claim_id"], mine["said"]) == (written.claim_ids[0], "unverified")
    assert bo.get("decisions").json() == {"decisions": [], "judged_by_others": 0, "same": 0, "next": None}
