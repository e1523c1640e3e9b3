"""Signing in and out, setting up, and the guard against other sites' forms."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, person, text_of
from verify import clock
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import Role
from verify.deps import SESSION_COOKIE
from verify.services import accounts, passwords

Browsers = Callable[..., Browser]
PASSWORD = "a long enough one"


def with_password(app: FastAPI) -> str:
    with app.state.database.writing() as session:
        accounts.add_user(
            session,
            actor=SYSTEM,
            email="Kim@Desk.example",
            name="Kim",
            roles=frozenset({Role.VIEWER}),
            password=passwords.hashed(PASSWORD),
            now=clock.now(),
        )
    return "kim@desk.example"


def test_a_page_asks_for_sign_in_and_comes_back(app: FastAPI, browse: Browsers) -> None:
    email, anyone = with_password(app), browse()
    asked = anyone.get("/team?x=1")
    assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?next=/team%3Fx%3D1")
    opened = anyone.client.post("/sign-in", data={"email": email.upper(), "password": PASSWORD, "next": "/team?x=1"})
    assert (opened.status_code, opened.headers["location"]) == (303, "/team?x=1")
    assert SESSION_COOKIE in opened.cookies


def test_a_wrong_password_and_an_unknown_address_read_the_same(app: FastAPI, browse: Browsers) -> None:
    email, anyone = with_password(app), browse()
    wrong = anyone.client.post("/sign-in", data={"email": email, "password": "not the right one"})
    unknown = anyone.client.post("/sign-in", data={"email": "no@desk.example", "password": "not the right one"})
    assert wrong.status_code == unknown.status_code == 401
    assert "do not belong together" in text_of(wrong)
    assert text_of(wrong) == text_of(unknown)
    assert SESSION_COOKIE not in anyone.client.cookies


def test_many_tries_are_slowed_down(app: FastAPI, browse: Browsers) -> None:
    email, anyone = with_password(app), browse()
    answers = [anyone.client.post("/sign-in", data={"email": email, "password": "x"}).status_code for _ in range(11)]
    assert answers == [401] * 10 + [403]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/x", "//evil.example", "/\\evil.example"])
def test_a_sign_in_link_never_leads_to_another_site(app: FastAPI, browse: Browsers, elsewhere: str) -> None:
    email, anyone = with_password(app), browse()
    opened = anyone.client.post("/sign-in", data={"email": email, "password": PASSWORD, "next": elsewhere})
    assert opened.headers["location"] == "/queue"


def test_signing_out_ends_the_session_on_the_server(app: FastAPI, browse: Browsers) -> None:
    viewer = browse(Role.VIEWER)
    cookie = viewer.client.cookies[SESSION_COOKIE]
    assert viewer.post("/sign-out").status_code == 303
    viewer.client.cookies.set(SESSION_COOKIE, cookie)
    assert viewer.get("/team").headers["location"].startswith("/sign-in")


def test_a_form_without_the_token_changes_nothing(browse: Browsers) -> None:
    viewer = browse(Role.VIEWER)
    refused = viewer.client.post("/sign-out", data={"csrf_token": "guessed"})
    assert refused.status_code == 403
    assert "earlier sign-in" in text_of(refused)


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_a_form_sent_from_another_site_is_refused(browse: Browsers, headers: dict[str, str]) -> None:
    viewer = browse(Role.VIEWER)
    refused = viewer.client.post("/sign-out", data={"csrf_token": viewer.csrf_token}, headers=headers)
    assert refused.status_code == 403


def test_the_set_up_link_works_once(app: FastAPI, browse: Browsers) -> None:
    with app.state.database.writing() as session:
        secret = accounts.make_link(session, purpose="setup", user_id=None, now=clock.now())
    anyone = browse()
    form = {"email": "first@desk.example", "name": "First", "password": "short"}
    short = anyone.client.post(f"/set-up/{secret}", data=form)
    assert (short.status_code, "10 to 200 characters" in text_of(short)) == (422, True)
    made = anyone.client.post(f"/set-up/{secret}", data=form | {"password": PASSWORD})
    assert made.headers["location"] == "/ingest"
    assert browse().client.post(f"/set-up/{secret}", data=form | {"password": PASSWORD}).status_code == 404


def test_every_answer_carries_the_security_headers(app: FastAPI, browse: Browsers) -> None:
    headers = browse().get("/sign-in").headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-request-id"]


def test_a_person_let_in_no_more_is_out_at_once(app: FastAPI, browse: Browsers) -> None:
    viewer = browse(Role.VIEWER)
    admin = person(app, Role.ADMIN)
    assert viewer.actor is not None and viewer.actor.user_id is not None
    with app.state.database.writing() as session:
        accounts.change_user(
            session,
            actor=admin,
            user_id=viewer.actor.user_id,
            roles=frozenset({Role.VIEWER}),
            is_active=False,
            now=clock.now(),
        )
    assert viewer.get("/team").headers["location"].startswith("/sign-in")


def test_passwords_are_never_hashed_inside_a_transaction(
    app: FastAPI, browse: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    email, anyone, database = with_password(app), browse(), app.state.database
    with database.writing() as session:
        secret = accounts.make_link(session, purpose="password", user_id=1, now=clock.now())
    cheap, held = passwords._hasher(), []

    class Watched:
        def hash(self, password: str) -> str:
            held.append(database.writer.pool.checkedout())
            return cheap.hash(password)

        def verify(self, password: str, known: str) -> bool:
            held.append(database.writer.pool.checkedout())
            return cheap.verify(password, known)

    monkeypatch.setattr(passwords, "_hasher", Watched)
    assert anyone.client.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 303
    assert browse().client.post(f"/password/{secret}", data={"password": "another long one"}).status_code == 303
    assert held == [0, 0]
