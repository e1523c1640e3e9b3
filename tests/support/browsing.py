"""A signed-in test client, and forms sent as a page without JavaScript sends them."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from itsdangerous import Signer

from tests.support.people import add_person
from verify import clock
from verify.core.permissions import Actor
from verify.core.vocabulary import Role
from verify.db import Database
from verify.deps import SESSION_COOKIE
from verify.models import User
from verify.services import accounts


class Browser:
    """A browser of one person: keeps cookies, follows nothing by itself, fills the CSRF field in."""

    def __init__(self, app: FastAPI, actor: Actor | None) -> None:
        self.client = TestClient(app, base_url="http://desk.example", follow_redirects=False)
        self.actor = actor
        self.csrf_token = ""
        if actor is not None:
            self._sign_in(app, actor)

    def _sign_in(self, app: FastAPI, actor: Actor) -> None:
        database: Database = app.state.database
        with database.writing() as session:
            user = session.get_one(User, actor.user_id)
            opened = accounts.open_sign_in(session, user, hours=12, now=clock.now())
        with database.reading() as session:
            from verify.queries.accounts import by_sign_in

            visitor = by_sign_in(session, accounts.secret_hash(opened.opaque_id), now=clock.now(), request_id="test")
        assert visitor is not None
        self.csrf_token = visitor.csrf_token
        cookie = Signer(app.state.secret_key, salt="session").sign(opened.opaque_id).decode()
        self.client.cookies.set(SESSION_COOKIE, cookie)

    def get(self, url: str, *, part: bool = False) -> Response:
        """GET a page, or with `part` what HTMX would get."""
        headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if part else {}
        return self.client.get(url, headers=headers)

    def post(self, url: str, data: dict[str, Any] | None = None, *, part: bool = False, **kwargs: Any) -> Response:
        """POST a form with the CSRF token."""
        headers = {"HX-Request": "true", "HX-Request-Type": "partial"} if part else {}
        return self.client.post(url, data={"csrf_token": self.csrf_token, **(data or {})}, headers=headers, **kwargs)


def person(app: FastAPI, *roles: Role) -> Actor:
    """Add a person to the application's desk."""
    with app.state.database.writing() as session:
        return add_person(session, *roles, now=clock.now())


def text_of(response: Response) -> str:
    """A page's text, tags taken out and white space folded."""
    plain = re.sub(r"<(script|style)[^>]*>.*?</\1>", " ", response.text, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", plain)).strip()
