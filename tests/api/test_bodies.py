"""What callers send is read whole or refused: a misspelt field is no field that is left out."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.claims import add_article
from verify.api import router
from verify.api.problems import MEDIA_TYPE
from verify.core.vocabulary import Role

Callers = Callable[..., TestClient]


def _bodies() -> Iterator[tuple[str, dict[str, Any]]]:
    """The name and schema of every object that a route takes as its body."""
    bare = FastAPI()
    bare.include_router(router)
    described = bare.openapi()
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            for part in (schema, *schema.get("anyOf", ())):
                if "$ref" in part:
                    name = part["$ref"].rpartition("/")[2]
                    yield f"{method} {path}: {name}", described["components"]["schemas"][name]


def test_no_body_passes_over_a_field_it_does_not_know() -> None:
    found = dict(_bodies())
    assert len(found) > 40
    assert [name for name, schema in found.items() if schema.get("additionalProperties") is not False] == []


def test_a_misspelt_guard_or_filter_is_named(app: FastAPI, call: Callers) -> None:
    with app.state.database.writing() as session:
        claim_id = add_article(session, ("The bridge opened.",)).claim_ids[0]
    ana = call(Role.REVIEWER)
    judged = {"verdict": "unverified", "reason_code": "nothing_found", "rationale": "Nobody knows.", "searched": "All."}
    guarded = ana.post(f"claims/{claim_id}/reviews", json=judged | {"rowVersion": 1})
    assert (guarded.status_code, guarded.json()["faults"][0]["field"]) == (422, "body.rowVersion")
    narrowed = ana.get("claims", params={"outlte": "3"})
    assert (narrowed.status_code, narrowed.json()["faults"][0]["field"]) == (422, "query.outlte")


def test_the_description_says_how_every_address_refuses(app: FastAPI) -> None:
    described = app.openapi()
    answers = [operation["responses"] for path in described["paths"].values() for operation in path.values()]
    assert {answer.get("default", {}).get("$ref") for answer in answers} == {"#/components/responses/Problem"}
    refused = described["components"]["responses"]["Problem"]["content"]
    assert refused == {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert not {"HTTPValidationError", "ValidationError"} & {*described["components"]["schemas"]}
