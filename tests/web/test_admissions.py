"""Admitting a corroboration: the editor's form on the claim page, the API, and what exports say of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.exports.reading import lines
from tests.support.browsing import Browser, text_of
from tests.support.claims import add_article, add_evidence
from tests.support.people import all_scopes
from verify import clock
from verify.core.vocabulary import Role
from verify.db import Database
from verify.models import User
from verify.services import accounts

Browsers = Callable[..., Browser]
WHY = "The ministry alone could know <it>."
JUDGED = {
    "verdict": "corroborated",
    "reason_code": "independent_origins",
    "rationale": "It says so.",
    "row_version": "1",
}


@pytest.fixture
def claim_id(app: FastAPI) -> int:
    with app.state.database.writing() as session:
        made = add_article(session, ["The ministry counted 12 boats."]).claim_ids[0]
        add_evidence(session, made, origin="Northline")
        return made


def test_an_editor_admits_on_the_page_and_the_verdict_keeps_it(
    app: FastAPI, browse: Browsers, database: Database, claim_id: int
) -> None:
    ana, ed = browse(Role.REVIEWER), browse(Role.EDITOR)
    url = f"/claims/{claim_id}"
    assert "Admit a corroboration" not in text_of(ana.get(url))
    assert ana.post(f"{url}/review", JUDGED).status_code == 409
    assert "Admit a corroboration" in text_of(ed.get(url))
    missing = ed.post(f"{url}/admit", {"passage": "Half", "draft_revision": "0"})
    assert missing.status_code == 422 and "The reason is missing" in text_of(missing) and "Half" in missing.text
    assert ed.post(f"{url}/admit", {"admission_reason": WHY}).headers["location"] == url
    page = ana.get(url)
    assert "editor admitted a corroboration of this claim" in text_of(page) and "could know &lt;it&gt;." in page.text
    assert "take-back" not in page.text and "/admissions/1/take-back" in ed.get(url).text
    ed.post("/admissions/1/take-back")
    assert "took the admission of a corroboration back" in text_of(ed.get(url))
    ed.post(f"{url}/admit", {"admission_reason": WHY})
    assert ana.post(f"{url}/review", JUDGED).status_code == 303
    assert "A verdict leans on it." in text_of(ana.get(url)) and "take-back" not in ed.get(url).text
    (line,) = lines(database)
    (review,) = line["reviews"]
    with app.state.database.reading() as session:
        assert ed.actor is not None
        pseudonym = session.get_one(User, ed.actor.user_id).pseudonym
    assert (review["admitted"], review["admitted_by"]) == (WHY, pseudonym)


def test_the_api_admits_shows_and_takes_back(app: FastAPI, browse: Browsers, claim_id: int) -> None:
    ed = browse(Role.EDITOR).actor
    assert ed is not None and ed.user_id is not None
    with app.state.database.writing() as session:
        secret = accounts.add_token(
            session, actor=ed, user_id=ed.user_id, name="test", scopes=all_scopes(ed), now=clock.now()
        )
    api = TestClient(app, base_url="http://desk.example/api/v1", headers={"authorization": f"Bearer {secret}"})

    def asked(method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = api.request(method, path, json=body)
        return answer.status_code, json.loads(answer.text or "null")

    path = f"claims/{claim_id}/admission"
    assert asked("GET", path) == (200, None)
    assert asked("POST", path, {"reason": ""})[0] == 422
    status, made = asked("POST", path, {"reason": WHY})
    assert (status, made["reason"], made["who"], made["is_used"]) == (201, WHY, "editor", False)
    assert asked("GET", path) == (200, made)
    status, told = asked("POST", path, {"reason": WHY})
    assert (status, told["code"]) == (409, "rule_refused")
    assert asked("POST", f"admissions/{made['id']}/take-back")[0] == 204
    assert asked("GET", path) == (200, None)
    assert asked("POST", f"admissions/{made['id']}/take-back")[0] == 409
