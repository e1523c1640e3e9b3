"""Every address of the API under generated input: it answers, and what it refuses is problem+json."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.schemas import OpenApiSchema

from tests.support.claims import add_article, add_evidence
from tests.support.databases import fresh_database
from tests.support.people import add_person, all_scopes
from verify import clock
from verify.api import router
from verify.api.problems import MEDIA_TYPE, Problem
from verify.app import make_app
from verify.core.vocabulary import Role, Stance
from verify.db import Database
from verify.services import accounts
from verify.settings import Settings

EXAMPLES = 6
"""Of each kind, fitting the schema or not, for each address."""


@schemathesis.serializer("application/x-ndjson")
def _as_it_is(_context: Any, body: Any) -> bytes:
    return body if isinstance(body, bytes) else str(body).encode()


def _operations() -> list[tuple[str, str]]:
    bare = FastAPI()
    bare.include_router(router, prefix="/api/v1")
    return [(path, method) for path, found in bare.openapi()["paths"].items() for method in found]


def _seeded(database: Database) -> str:
    """A few rows that generated ids meet, and the token of somebody who may do everything."""
    with database.writing() as session:
        actor = add_person(session, *Role, now=clock.now(), name="Ana")
        for outlet in ("Daily Ledger", "Northline"):
            for claim_id in add_article(session, ["The bridge opened.", "It cost 4 crowns."], outlet=outlet).claim_ids:
                add_evidence(session, claim_id, origin="Harbour Office")
                add_evidence(session, claim_id, origin="Court", stance=Stance.REFUTES)
        assert actor.user_id is not None
        return accounts.add_token(
            session, actor=actor, user_id=actor.user_id, name="all", scopes=all_scopes(actor), now=clock.now()
        )


@pytest.fixture(scope="module")
def desk(db_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[OpenApiSchema, str]]:
    """The running API's schema, and a token for it."""
    folder = tmp_path_factory.mktemp("fuzzed")
    with fresh_database(db_kind, folder) as database:
        chosen = Settings(desk_dir=folder, database_url=database.url, worker_inside=False)
        app = make_app(chosen, database)
        token = _seeded(database)
        yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app), token


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "method"), _operations())
def test_it_answers_and_refuses_in_one_shape(
    desk: tuple[OpenApiSchema, str], path: str, method: str, mode: GenerationMode
) -> None:
    schema, token = desk
    operation = schema[path][method]

    @seed(2026)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def answers(case: Case[Any]) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code < 500, f"{case.as_curl_command()}\n{answer.text}"
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == [MEDIA_TYPE], case.as_curl_command()
            assert Problem.model_validate(answer.json(), extra="forbid").status == answer.status_code

    answers()
