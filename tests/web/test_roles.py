"""Every address of pages and API, tried as nobody and as each role: open to exactly those whom `core/permissions.py` names."""

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.support.browsing import Browser, person
from tests.support.claims import add_article, add_evidence
from tests.support.people import all_scopes
from verify import clock
from verify.core.permissions import ALLOWED, Action
from verify.core.vocabulary import Role
from verify.deps import action_of as declared_action
from verify.services import accounts

Address = tuple[str, str]

OPEN = {
    *(("GET", path) for path in ("/", "/sign-in", "/set-up/{secret}", "/password/{secret}", "/api/v1/openapi.json")),
    *(("POST", path) for path in ("/sign-in", "/sign-out", "/set-up/{secret}", "/password/{secret}")),
    # Where a reload of a refused form ends up: on to the claim's page, which asks who is there.
    *(
        ("GET", f"/claims/{{claim_id}}/{form}")
        for form in ("draft", "evidence", "review", "undo", "park", "unpark", "tag", "assign")
    ),
    *(("GET", f"/claims/{{claim_id}}/{form}") for form in ("take", "keep", "skip", "unskip", "hand-over", "admit")),
    ("GET", "/claims/{claim_id}/matches/{other_id}/{act}"),
}
"""For everybody. All else takes somebody who is signed in, or a token."""

TAKES: dict[Action, set[Address]] = {
    # One's own tokens; whose job may be tried again is told by what the job does.
    Action.READ: {
        ("POST", "/team/tokens"),
        ("POST", "/team/tokens/{token_id}/revoke"),
        ("POST", "/jobs/{job_id}/retry"),
        # What one was told oneself.
        ("POST", "/notifications/{notification_id}/open"),
        ("POST", "/notifications/mail"),
        *(
            ("POST", f"{door}/notifications{rest}/read")
            for rest in ("", "/{notification_id}")
            for door in ("", "/api/v1")
        ),
        # What asks and changes nothing.
        ("POST", "/api/v1/match"),
        ("POST", "/api/v1/pairs"),
        # One's own views and keys; to share a view takes more, which its service knows.
        *(("POST", f"/views{rest}") for rest in ("", "/{view_id}", "/{view_id}/delete")),
        ("POST", "/api/v1/views"),
        *((method, "/api/v1/views/{view_id}") for method in ("PATCH", "DELETE")),
        ("POST", "/keys"),
    },
    Action.EXPORT: {
        ("GET", "/exports"),
        ("POST", "/exports"),
        ("GET", "/exports/{export_id}"),
        ("GET", "/exports/{export_id}/download"),
        *(("GET", f"/api/v1/exports{rest}") for rest in ("", "/preflight", "/{into}")),
        ("GET", "/method/splitter/labels.jsonl"),
        ("GET", "/api/v1/splitter/labels"),
        ("GET", "/method/matches/labels.jsonl"),
        ("GET", "/api/v1/matches/labels"),
    },
    Action.INGEST: {
        ("POST", "/articles/{article_id}/topic"),
        ("PATCH", "/api/v1/articles/{article_id}"),
        ("GET", "/ingest"),
        ("POST", "/articles/{article_id}/suggestions"),
        *(("POST", f"/ingest/{way}") for way in ("paste", "file", "url", "batch")),
        *(("POST", f"/api/v1/{what}") for what in ("articles", "intake/pages", "intake/batches")),
        ("POST", "/api/v1/jobs/{job_id}/retry"),
        *(
            ("POST", f"{door}/fact-checks/{rest}")
            for door in ("", "/api/v1")
            for rest in (
                *(f"imports/{way}" for way in ("file", "address")),
                *(f"imports/{{import_id}}/{act}" for act in ("withdraw", "put-back")),
                *(f"{{fact_check_id}}/{act}" for act in ("withdraw", "put-back")),
            )
        ),
    },
    Action.REVIEW: {
        ("POST", "/queue/next"),
        ("POST", "/claims/{claim_id}/leave"),
        ("POST", "/api/v1/queue/next"),
        *(
            ("POST", f"{door}/claims/{{claim_id}}/{act}")
            for act in ("take", "keep", "release", "skip", "unskip", "hand-over", "park", "unpark")
            for door in ("", "/api/v1")
        ),
        ("POST", "/claims/{claim_id}/review"),
        *(("POST", f"{door}/claims/{{claim_id}}/matches/{{other_id}}/point") for door in ("", "/api/v1")),
        *(("POST", f"{door}/claims/{{claim_id}}/undo") for door in ("", "/api/v1")),
        ("POST", "/api/v1/claims/{claim_id}/reviews"),
        ("POST", "/evidence/{evidence_id}/examined"),
        ("PUT", "/api/v1/evidence/{evidence_id}/examined"),
    },
    Action.ARRANGE: {
        *(("POST", f"{door}/bulk{end}") for end in ("", "/{action_id}/undo") for door in ("", "/api/v1")),
        *((method, "/api/v1/claims/{claim_id}/tags") for method in ("POST", "DELETE")),
        ("PUT", "/api/v1/claims/{claim_id}/assignee"),
        *(("POST", f"/claims/{{claim_id}}/{act}") for act in ("tag", "untag", "assign")),
        *(
            ("POST", f"{door}/stories/{act}")
            for act in ("{story_id}/rename", "{story_id}/merge", "{story_id}/split", "edits/{edit_id}/undo")
            for door in ("", "/api/v1")
        ),
    },
    Action.RECHECK: {
        ("POST", "/evidence/{evidence_id}/recheck"),
        ("POST", "/articles/{article_id}/text-of"),
        *((method, "/api/v1/articles/{article_id}/text-owner") for method in ("PUT", "DELETE")),
        *(("POST", f"{door}/rechecks/{{batch_id}}/undo") for door in ("", "/api/v1")),
        *(("POST", f"{door}/claims/{{claim_id}}/rechecks") for door in ("", "/api/v1")),
        ("POST", "/claims/{claim_id}/review-by"),
        ("PUT", "/api/v1/claims/{claim_id}/review-by"),
        *(("POST", f"{door}/retractions/{{retraction_id}}/undo") for door in ("", "/api/v1")),
        *(
            (method, f"{path}/{{{noun}_id}}/{act}")
            for path, noun, act in (
                ("/articles", "article", "retract"),
                ("/evidence", "evidence", "retract"),
                ("/api/v1/articles", "article", "retraction"),
                ("/api/v1/evidence", "evidence", "retraction"),
            )
            for method in ("GET", "POST")
        ),
    },
    Action.EDIT_CLAIMS: {
        *(("POST", f"/suggestions/{{suggestion_id}}/{act}") for act in ("accept", "dismiss")),
        *(
            (method, f"/claims/{{claim_id}}/{form}")
            for form in ("edit", "split", "merge", "withdraw")
            for method in ("GET", "POST")
        ),
        *((method, "/articles/{article_id}/add-claim") for method in ("GET", "POST")),
        *(("POST", f"{door}/claim-edits/{{edit_id}}/undo") for door in ("", "/api/v1")),
        *(("POST", f"/api/v1/claims/{path}") for path in ("{claim_id}/split", "{claim_id}/withdraw", "merge")),
        ("PATCH", "/api/v1/claims/{claim_id}"),
        ("POST", "/api/v1/articles/{article_id}/claims"),
    },
    Action.ADJUDICATE: {
        *(("GET", f"{door}/adjudications{rest}") for rest in ("", "/{claim_id}") for door in ("", "/api/v1")),
        *(("POST", f"{door}/adjudications/{{claim_id}}") for door in ("", "/api/v1")),
    },
    Action.ADD_EVIDENCE: {
        ("POST", "/clusters/{cluster_id}/matches/{claim_id}/{other_id}/undo"),
        *(("POST", f"/clusters/{{cluster_id}}/claims/{{claim_id}}/{act}") for act in ("take-out", "put-in")),
        ("POST", "/api/v1/clusters/{cluster_id}/claims/{claim_id}/take-out"),
        *(("GET", f"{door}/drafts") for door in ("", "/api/v1")),
        *((method, "/api/v1/claims/{claim_id}/draft") for method in ("GET", "PUT", "DELETE")),
        ("POST", "/claims/{claim_id}/draft"),
        *(("POST", f"/claims/{{claim_id}}/draft/{end}") for end in ("drop", "let-go")),
        *(("POST", f"{door}/claims/{{claim_id}}/matches") for door in ("", "/api/v1")),
        *((method, "/api/v1/claims/{claim_id}/matches/{other_id}") for method in ("PUT", "DELETE")),
        ("POST", "/api/v1/claims/{claim_id}/matches/{other_id}/attach"),
        *(
            ("POST", f"/claims/{{claim_id}}/matches/{{other_id}}/{act}")
            for act in ("confirm", "reject", "undo", "attach")
        ),
        *((method, "/claims/{claim_id}/evidence/attach") for method in ("GET", "POST")),
        *(
            (method, f"/claims/{{claim_id}}/evidence/{way}")
            for way in ("file", "from-article")
            for method in ("GET", "POST")
        ),
        *(("POST", f"/evidence/{{evidence_id}}/{act}") for act in ("fetch", "passage")),
        ("POST", "/api/v1/evidence/{evidence_id}/captures"),
        ("PUT", "/api/v1/evidence/{evidence_id}/passage"),
        *(("POST", f"{door}/claims/{{claim_id}}/searches") for door in ("", "/api/v1")),
        *(("POST", f"{door}/searches/{{search_id}}/withdraw") for door in ("", "/api/v1")),
        ("POST", "/evidence/{evidence_id}/change"),
        ("POST", "/evidence/{evidence_id}/remove"),
        ("PATCH", "/api/v1/evidence/{evidence_id}"),
        ("DELETE", "/api/v1/evidence/{evidence_id}"),
        *(("POST", f"{door}/claims/{{claim_id}}/evidence") for door in ("", "/api/v1")),
        *(("POST", f"{door}/claims/{{claim_id}}/origins{end}") for door in ("", "/api/v1") for end in ("", "/mark")),
        *(("POST", f"{door}/evidence/{{evidence_id}}/restore") for door in ("", "/api/v1")),
    },
    Action.ADMIT: {
        *(("GET", f"{door}/queue/skips") for door in ("", "/api/v1")),
        ("POST", "/claims/{claim_id}/admit"),
        ("POST", "/api/v1/claims/{claim_id}/admission"),
        *(("POST", f"{door}/admissions/{{admission_id}}/take-back") for door in ("", "/api/v1")),
    },
    Action.KEEP_OUTLETS: {
        ("POST", "/outlets/{outlet_id}"),
        ("POST", "/outlets/{outlet_id}/domains"),
        ("POST", "/outlets/{outlet_id}/unmerge"),
        ("PATCH", "/api/v1/outlets/{outlet_id}"),
        ("DELETE", "/api/v1/outlets/{outlet_id}/merge"),
        *(("POST", f"{door}/outlets/{{outlet_id}}/{form}") for form in ("merge", "eras") for door in ("", "/api/v1")),
        *(("POST", f"{door}/outlets") for door in ("", "/api/v1")),
        *(("POST", f"{door}/outlets/{{outlet_id}}/samples") for door in ("", "/api/v1")),
        *(("POST", f"{door}/claims/{{claim_id}}/corrections") for door in ("", "/api/v1")),
        *(("POST", f"{door}/claims/{{claim_id}}/appeals") for door in ("", "/api/v1")),
        *(
            ("POST", f"{door}/appeals/{{appeal_id}}/{act}")
            for act in ("answer", "withdraw", "restore")
            for door in ("", "/api/v1")
        ),
        *(("POST", f"{door}/corrections/{{correction_id}}/remove") for door in ("", "/api/v1")),
    },
    Action.SET_POLICY: {
        *(("POST", f"{door}/queue/order") for door in ("", "/api/v1")),
        ("POST", "/policy"),
        ("POST", "/api/v1/policies"),
    },
    Action.COMMENT: {
        *(("POST", f"{door}/claims/{{claim_id}}/comments") for door in ("", "/api/v1")),
        *(("POST", f"{door}/comments/{{comment_id}}/withdraw") for door in ("", "/api/v1")),
    },
    Action.MANAGE_JOBS: {("POST", "/log/check")},
    Action.READ_LOG: {("GET", "/log"), ("GET", "/api/v1/log")},
    Action.MANAGE_PEOPLE: {
        ("POST", "/team/people"),
        ("GET", "/team/people/{user_id}"),
        ("POST", "/team/people/{user_id}"),
        ("POST", "/team/people/{user_id}/link"),
        *((method, "/team/people/{user_id}/personal-data") for method in ("GET", "POST")),
        ("DELETE", "/api/v1/users/{user_id}/personal-data"),
        ("POST", "/team/people/{user_id}/tokens"),
        ("GET", "/api/v1/users"),
        ("POST", "/api/v1/users"),
        ("PUT", "/api/v1/users/{user_id}"),
    },
}
"""What each address takes, if more than being there. A page that only reads need not be named: reading is what it takes."""


def addresses(app: FastAPI) -> list[Address]:
    """Every method and path that the application answers to."""
    return [
        (method, str(route.path))
        for route in iter_route_contexts(app.routes)
        for method in sorted(set(route.methods or ()) - {"HEAD"})
    ]


def action_of(address: Address) -> Action:
    named = [action for action, taking in TAKES.items() if address in taking]
    assert named or address[0] == "GET", f"{address} is new: say in TAKES what it takes"
    return named[0] if named else Action.READ


def tried(client: TestClient, address: Address, csrf_token: str = "") -> Response:
    method, path = address
    url = re.sub(r"\{\w+\}", "1", path.replace("{into}", "jsonl"))
    form = {"csrf_token": csrf_token} if method == "POST" and not path.startswith("/api/") else None
    return client.request(method, url, data=form)


def test_every_route_says_what_it_takes_and_the_table_agrees(app: FastAPI) -> None:
    """A new route without an entry fails here: its dependency names an action, and this table names the same one."""
    told = {
        (method, str(route.path)): declared_action(route.route)
        for route in iter_route_contexts(app.routes)
        for method in set(route.methods or ()) - {"HEAD"}
        if isinstance(route.route, APIRoute)
    }
    assert {address for address, action in told.items() if action is None} == OPEN & told.keys()
    assert [a for a, action in told.items() if action is not None and action is not action_of(a)] == []


def was_let_in(answer: Response) -> bool:
    to_sign_in = answer.headers.get("location", "").startswith("/sign-in")
    return answer.status_code not in (401, 403) and not to_sign_in


def put_rows(app: FastAPI) -> None:
    with app.state.database.writing() as session:
        add_evidence(session, add_article(session).claim_ids[0])


def test_the_table_names_no_address_that_is_gone(app: FastAPI) -> None:
    assert {*OPEN, *(address for taking in TAKES.values() for address in taking)} - set(addresses(app)) == set()


def test_nobody_gets_past_the_door(app: FastAPI) -> None:
    put_rows(app)
    client = TestClient(app, base_url="http://desk.example", follow_redirects=False)
    let_in = {address for address in addresses(app) if was_let_in(tried(client, address))}
    assert let_in - OPEN == set()


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_it_allows_and_no_more(app: FastAPI, role: Role) -> None:
    put_rows(app)
    actor = person(app, role)
    assert actor.user_id is not None
    browser = Browser(app, actor)
    with app.state.database.writing() as session:
        accounts.add_token(  # the page's form may revoke this one, number 1
            session, actor=actor, user_id=actor.user_id, name="first", scopes=frozenset(), now=clock.now()
        )
        token = accounts.add_token(
            session, actor=actor, user_id=actor.user_id, name="all", scopes=all_scopes(actor), now=clock.now()
        )
    api = TestClient(app, base_url="http://desk.example", headers={"authorization": f"Bearer {token}"})
    wrong = []
    for address in addresses(app):
        if address in OPEN:
            continue
        through_api = address[1].startswith("/api/")
        answer = tried(api, address) if through_api else tried(browser.client, address, browser.csrf_token)
        if was_let_in(answer) is not (action_of(address) in ALLOWED[role]) or answer.status_code >= 500:
            wrong.append((address, answer.status_code))
    assert wrong == []
