"""How a page's route gets its transaction and its visitor: by the session cookie; forms must carry their CSRF token."""

import secrets
from typing import Annotated, Any

from fastapi import Form, Request

from verify.core.errors import Forbidden
from verify.core.permissions import Action
from verify.deps import PUBLIC, Visit, actor_by_cookie, settings_of, taking, visit_of, visitor_of


class StaleForm(Forbidden):
    """A form that carries another sign-in's token, or none."""


def reading(action: Action = Action.READ) -> Any:
    """Dependency: a `Visit` that reads, for somebody who may do `action`."""

    def visit(request: Request) -> Visit:
        return visit_of(request, actor_by_cookie(request), action, write=False)

    return taking(action, visit)


def reading_in_public() -> Any:
    """Dependency: a `Visit` that reads a page which the desk may show to everybody (`VERIFY_PUBLIC_PAGES`)."""

    def visit(request: Request) -> Visit:
        stranger = settings_of(request).public_pages and visitor_of(request) is None
        return visit_of(request, PUBLIC if stranger else actor_by_cookie(request), Action.READ, write=False)

    return taking(Action.READ, visit)


def writing(action: Action) -> Any:
    """Dependency: a `Visit` that writes, for somebody who may do `action` and whose form carries their token."""

    def visit(request: Request, csrf_token: Annotated[str, Form()] = "") -> Visit:
        actor = actor_by_cookie(request)
        check_token(request, csrf_token)
        return visit_of(request, actor, action, write=True)

    return taking(action, visit)


def check_token(request: Request, token: str) -> None:
    """`Forbidden` unless the form's token, or the header's, is the visitor's own."""
    visitor = visitor_of(request)
    given = token or request.headers.get("x-csrf-token", "")
    if visitor is None or not secrets.compare_digest(given.encode(), visitor.csrf_token.encode()):
        raise StaleForm(
            "This form is from an earlier sign-in, and nothing was changed. Reload the page and send it again."
        )
