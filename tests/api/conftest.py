"""Callers of the API."""

from collections.abc import Callable, Iterable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.people import add_person, all_scopes
from verify import clock
from verify.core.permissions import Action
from verify.core.vocabulary import Role
from verify.services import accounts


@pytest.fixture
def call(app: FastAPI) -> Callable[..., TestClient]:
    """`call(Role.EDITOR)`: a client with the token of a new person, for all that they may do or for these `scopes`."""

    def made(*roles: Role, name: str | None = None, scopes: Iterable[Action] | None = None) -> TestClient:
        with app.state.database.writing() as session:
            actor = add_person(session, *roles, now=clock.now(), name=name)
            assert actor.user_id is not None
            allowed = all_scopes(actor) if scopes is None else frozenset(scopes)
            secret = accounts.add_token(
                session, actor=actor, user_id=actor.user_id, name="test", scopes=allowed, now=clock.now()
            )
        return TestClient(app, base_url="http://desk.example/api/v1", headers={"authorization": f"Bearer {secret}"})

    return made
