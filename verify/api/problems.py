"""The API's one error shape: problem+json (RFC 9457)."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from verify.core.errors import VerifyError
from verify.deps import status_of

MEDIA_TYPE = "application/problem+json"


class Fault(BaseModel):
    """One fault of input that does not fit an address's shape, and its place."""

    field: str
    message: str


class Problem(BaseModel):
    """A refusal after RFC 9457."""

    type: str
    title: str
    status: int
    detail: str = Field(description="What happened, what was kept, what to do.")
    code: str = Field(description="The kind of refusal, for programs.")
    request_id: str = Field(description="What the desk's log knows the request by.")
    field: str | None = Field(None, description="The field that it is about.")
    details: dict[str, Any] | None = Field(None, description="What stands now, where it says so.")
    faults: Sequence[Fault] | None = None


def describe(schema: dict[str, Any]) -> dict[str, Any]:
    """An OpenAPI description in which every operation refuses with a problem, in place of FastAPI's own shape for 422."""
    parts = schema.setdefault("components", {})
    shapes = parts.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        shapes.pop(name, None)
    made = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    shapes |= {**made.pop("$defs"), "Problem": made}
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    parts["responses"] = {"Problem": {"description": Problem.__doc__, "content": content}}
    for operations in schema["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
    return schema


def of_refusal(error: VerifyError, request_id: str) -> JSONResponse:
    """A domain error: its code, its message, and what stands now where it says so."""
    extra: dict[str, Any] = {"field": error.field} if error.field else {}
    if error.details:
        extra["details"] = jsonable_encoder(error.details)
    return _problem(status_of(error), error.code, error.message, request_id, extra)


def of_invalid_input(errors: Sequence[Mapping[str, Any]], request_id: str) -> JSONResponse:
    """Input that does not fit the route's shape, with each fault and its place."""
    faults = [{"field": ".".join(str(part) for part in e["loc"]), "message": e["msg"]} for e in errors]
    return _problem(
        422, "malformed", "The request does not have the shape that this address takes.", request_id, {"faults": faults}
    )


def of_status(status: int, message: str, request_id: str) -> JSONResponse:
    """An error of the web itself: no such address, a method that it does not take, a body too large."""
    return _problem(status, "http", message, request_id, {})


def _problem(status: int, code: str, message: str, request_id: str, extra: Mapping[str, Any]) -> JSONResponse:
    body = {"type": "about:blank", "title": code.replace("_", " "), "status": status, "detail": message, "code": code}
    return JSONResponse({**body, "request_id": request_id, **extra}, status, media_type=MEDIA_TYPE)
