"""How an API route gets its transaction and its caller: by bearer token only, so that no form of another site can reach it."""

from typing import Annotated, Any

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from verify.core.permissions import Action
from verify.deps import PUBLIC, Visit, actor_by_token, settings_of, taking, visit_of

_bearer = HTTPBearer(auto_error=False, description="A token made on the team page, or by `verify tokens add`.")


def reading(action: Action = Action.READ) -> Any:
    """Dependency: a `Visit` that reads, for a caller whose roles and token allow `action`."""
    return _dependency(action, write=False)


def reading_in_public() -> Any:
    """Dependency: a `Visit` that reads what the desk may tell everybody (`VERIFY_PUBLIC_PAGES`); else as `reading`."""

    def visit(
        request: Request, _shown_in_openapi: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
    ) -> Visit:
        stranger = settings_of(request).public_pages and "authorization" not in request.headers
        actor = PUBLIC if stranger else actor_by_token(request)
        return visit_of(request, actor, Action.READ, write=False)

    return taking(Action.READ, visit)


def writing(action: Action) -> Any:
    """Dependency: a `Visit` that writes, for a caller whose roles and token allow `action`."""
    return _dependency(action, write=True)


def _dependency(action: Action, *, write: bool) -> Any:
    def visit(
        request: Request, _shown_in_openapi: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
    ) -> Visit:
        return visit_of(request, actor_by_token(request), action, write=write)

    return taking(action, visit)
