"""The team page: people, links, tokens, and who may do what there."""

import re
from collections.abc import Callable
from datetime import timedelta

from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.browsing import Browser, person, text_of
from verify import clock
from verify.core.vocabulary import MailState, Role
from verify.models import Mail

Browsers = Callable[..., Browser]
PASSWORD = "a long enough one"
NEW = {"name": "Ada Byron", "email": "ada@desk.example", "roles": ["reviewer", "viewer"]}


def shown_secret(html: str) -> str:
    found = re.search(r'id="secret"[^>]* value="([^"]+)"', html)
    assert found
    return found.group(1)


def test_a_viewer_sees_people_and_changes_none(app: FastAPI, browse: Browsers) -> None:
    other, viewer = person(app, Role.EDITOR), browse(Role.VIEWER)
    page = viewer.get("/team")
    assert page.status_code == 200 and "editor@desk.example" in page.text
    assert "/team/people" not in page.text
    assert viewer.get(f"/team/people/{other.user_id}").status_code == 403
    assert viewer.post("/team/people", NEW).status_code == 403
    assert viewer.post(f"/team/people/{other.user_id}/link").status_code == 403


def test_an_added_person_sets_a_password_by_link_and_comes_in(browse: Browsers) -> None:
    made = browse(Role.ADMIN).post("/team/people", NEW)
    link = shown_secret(made.text)
    assert link.startswith("http://desk.example/password/")
    anyone = browse()
    assert anyone.get(link).status_code == 200
    short = anyone.client.post(link, data={"password": "short"})
    assert (short.status_code, "10 to 200 characters" in text_of(short)) == (422, True)
    assert anyone.client.post(link, data={"password": PASSWORD}).headers["location"] == "/queue"
    assert "Ada Byron" in text_of(anyone.get("/team"))
    assert browse().client.post(link, data={"password": "another long one"}).status_code == 404
    signed_in = browse().client.post("/sign-in", data={"email": "ada@desk.example", "password": PASSWORD})
    assert signed_in.status_code == 303


def test_a_new_link_ends_the_one_before(browse: Browsers) -> None:
    admin = browse(Role.ADMIN)
    first = shown_secret(admin.post("/team/people", NEW).text)
    user_id = re.search(r"/team/people/(\d+)\">Change<span class=\"sr-only\"> Ada", admin.get("/team").text)
    assert user_id
    second = shown_secret(admin.post(f"/team/people/{user_id.group(1)}/link").text)
    assert (browse().get(first).status_code, browse().get(second).status_code) == (404, 200)


def test_what_was_typed_stands_in_the_form_again(browse: Browsers) -> None:
    admin = browse(Role.ADMIN)
    admin.post("/team/people", NEW)
    again = admin.post("/team/people", NEW)
    assert (again.status_code, "already somebody" in text_of(again)) == (409, True)
    assert 'value="Ada Byron"' in again.text
    no_role = admin.post("/team/people", {"name": "Bo", "email": "bo@desk.example"})
    assert (no_role.status_code, "at least one role" in text_of(no_role)) == (422, True)
    assert admin.post("/team/people", NEW | {"roles": ["emperor"]}).status_code == 422


def test_roles_are_changed_for_others_and_not_for_oneself(app: FastAPI, browse: Browsers) -> None:
    admin, other = browse(Role.ADMIN), person(app, Role.VIEWER)
    assert admin.actor is not None
    done = admin.post(f"/team/people/{other.user_id}", {"roles": ["editor"], "let_in": "yes"})
    assert (done.status_code, done.headers["location"]) == (303, "/team")
    assert "viewer is now editor." in text_of(admin.get("/team"))
    none = admin.post(f"/team/people/{other.user_id}", {"let_in": "yes"})
    assert (none.status_code, "at least one role" in text_of(none)) == (422, True)
    own = admin.post(f"/team/people/{admin.actor.user_id}", {"roles": ["viewer"], "let_in": "yes"})
    assert (own.status_code, "Ask another admin" in text_of(own)) == (409, True)
    assert admin.get("/team/people/999").status_code == 404


def test_a_token_is_shown_once_and_stays_within_its_scopes(app: FastAPI, browse: Browsers) -> None:
    admin = browse(Role.ADMIN)
    secret = shown_secret(admin.post("/team/tokens", {"name": "export at night", "scopes": ["export"]}).text)
    assert secret.startswith("vfy_")
    assert "export at night" in text_of(admin.get("/team")) and secret not in admin.get("/team").text
    api = TestClient(app, headers={"Authorization": f"Bearer {secret}"})
    assert api.get("/api/v1/me").status_code == 200
    assert api.get("/api/v1/users").status_code == 403
    assert [(t["name"], t["scopes"]) for t in api.get("/api/v1/tokens").json()] == [("export at night", ["export"])]
    assert admin.post("/team/tokens/1/revoke").status_code == 303
    assert api.get("/api/v1/me").status_code == 401
    unnamed = admin.post("/team/tokens", {"name": " "})
    assert (unnamed.status_code, "name is missing" in text_of(unnamed)) == (422, True)


def test_only_an_admin_sees_and_revokes_other_peoples_tokens(browse: Browsers) -> None:
    viewer, editor, admin = browse(Role.VIEWER), browse(Role.EDITOR), browse(Role.ADMIN)
    viewer.post("/team/tokens", {"name": "mine"})
    assert "viewer@desk.example mine" not in text_of(editor.get("/team"))
    assert "mine viewer@desk.example" in text_of(admin.get("/team"))
    assert editor.post("/team/tokens/1/revoke").status_code == 403
    assert admin.post("/team/tokens/1/revoke").status_code == 303
    assert "revoked" in text_of(viewer.get("/team"))
    assert admin.post("/team/tokens/99/revoke").status_code == 404


def test_the_api_adds_and_changes_people(app: FastAPI, browse: Browsers) -> None:
    admin = browse(Role.ADMIN)
    secret = shown_secret(admin.post("/team/tokens", {"name": "people", "scopes": ["manage_people"]}).text)
    api = TestClient(app, headers={"Authorization": f"Bearer {secret}"})
    added = api.post("/api/v1/users", json=NEW)
    assert added.status_code == 201
    user = added.json()["user"]
    assert (user["roles"], user["can_sign_in"]) == (["reviewer", "viewer"], False)
    assert browse().get(added.json()["password_path"]).status_code == 200
    assert api.post("/api/v1/users", json=NEW).json()["code"] == "conflict"
    changed = api.put(f"/api/v1/users/{user['id']}", json={"roles": ["viewer"], "is_active": False})
    assert (changed.json()["roles"], changed.json()["is_active"]) == (["viewer"], False)
    assert browse().get(added.json()["password_path"]).status_code == 200  # the form shows, but
    refused = browse().client.post(added.json()["password_path"], data={"password": PASSWORD})
    assert refused.status_code == 404
    assert api.post("/api/v1/users", json={"email": "x"}).status_code == 422


def test_an_admin_reads_what_goes_and_what_stays_before_personal_data_go(app: FastAPI, browse: Browsers) -> None:
    other, admin = person(app, Role.EDITOR), browse(Role.ADMIN)
    path = f"/team/people/{other.user_id}"
    assert "Remove their personal data" not in admin.get(path).text
    still = admin.get(f"{path}/personal-data")
    assert "They are let in still." in text_of(still) and "Remove them for good" not in still.text
    assert admin.post(f"{path}/personal-data").status_code == 409
    admin.post(path, {"roles": ["editor"]})
    asked = text_of(admin.get(f"{path}/personal-data"))
    assert "editor@desk.example" in asked and "append-only" in asked and "cannot be undone" in asked
    assert admin.post(f"{path}/personal-data").headers["location"] == path
    page = admin.get(path).text
    assert (
        "editor@desk.example" not in page and "What they do here" not in page and "stands under their pseudonym" in page
    )
    assert "editor@desk.example" not in admin.get("/team").text


def test_an_admin_sees_which_mails_did_not_reach_a_person(app: FastAPI, browse: Browsers) -> None:
    other, admin = person(app, Role.EDITOR), browse(Role.ADMIN)
    path, now = f"/team/people/{other.user_id}", clock.now()

    def mail(state: MailState, reason: str | None) -> None:
        with app.state.database.writing() as session:
            line = {"user_id": other.user_id, "state": state, "reason": reason, "tries": 2}
            session.add(Mail(**line, next_at=now + timedelta(hours=1), made_at=now))

    mail(MailState.DROPPED, "An old one: no such box.")
    mail(MailState.SENT, None)
    assert "did not reach" not in admin.get(path).text
    mail(MailState.DROPPED, "550 no such box")
    mail(MailState.WAITING, "The server did not answer.")
    page = text_of(admin.get(path))
    assert "550 no such box 2 tries, given up." in page and "The server did not answer. 2 tries, next in" in page
    assert "An old one" not in page
