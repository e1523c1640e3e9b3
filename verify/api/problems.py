"""The API's one error shape: problem+json (RFC 9457)."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from verify.core.errors import VerifyError
from verify.deps import status_of

MEDIA_TYPE = "application/problem+json"


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
