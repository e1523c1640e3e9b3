"""What web and API share: one transaction a request, who is asking, and which status an error gets."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from inspect import iscoroutinefunction
from threading import RLock
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from itsdangerous import BadSignature, Signer
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.routing import compile_path, get_name

from verify import clock
from verify.core import errors
from verify.core.permissions import Action, Actor, require
from verify.core.vocabulary import Role
from verify.db import Database, transaction
from verify.queries import accounts
from verify.services.accounts import extend_sign_in, secret_hash
from verify.settings import Settings

SESSION_COOKIE = "verify_session"

PUBLIC = Actor(user_id=None, name="public", roles=frozenset({Role.VIEWER}))
"""Somebody who is not signed in, on one of the pages that the desk shows to everybody."""

LARGEST_ID = 2_147_483_647
"""Larger numbers are no id that either database holds; asking for one would break there."""

RowId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
"""A row's id in an address."""

RowNumber = Annotated[int, Field(ge=0, le=LARGEST_ID)]
"""A row's id, or its number in a list, where it is not the address itself."""

STATUS: dict[type[errors.VerifyError], int] = {
    errors.NotSignedIn: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.RuleRefused: 409,
    errors.Malformed: 422,
    errors.FetchFailed: 502,
}
"""Which HTTP status each refusal gets. 422 is malformed input only."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: its transaction, who is asking, and the moment that counts as now."""

    session: Session
    actor: Actor
    now: datetime
    database: Database
    settings: Settings
    writes: bool = False


def status_of(error: errors.VerifyError) -> int:
    """The HTTP status of a refusal."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def settings_of(request: Request) -> Settings:
    """The settings that the application was made with."""
    return cast(Settings, request.app.state.settings)


def database_of(request: Request) -> Database:
    """The application's database."""
    return cast(Database, request.app.state.database)


def request_id(request: Request) -> str:
    """The id that the log and the error pages show for this request."""
    return cast(str, request.scope.get("verify.request_id", ""))


def signer(request: Request) -> Signer:
    """Signs and checks session ids."""
    return Signer(request.app.state.secret_key, salt="session")


def opaque_id(request: Request) -> str | None:
    """The session id of the cookie, if its signature holds."""
    cookie = request.cookies.get(SESSION_COOKIE)
    if not cookie:
        return None
    try:
        return signer(request).unsign(cookie).decode()
    except BadSignature:
        return None


def visitor_of(request: Request) -> accounts.Visitor | None:
    """The person signed in with this browser; looked up once a request, and their sign-in extended while in use."""
    if "verify.visitor" not in request.scope:
        request.scope["verify.visitor"] = _look_up(request)
    return cast(accounts.Visitor | None, request.scope["verify.visitor"])


def signed_in_now(request: Request, opaque_id: str) -> accounts.Visitor:
    """The person whose sign-in this very request has opened, as whom the rest of it goes on."""
    with database_of(request).reading() as session:
        found = accounts.by_sign_in(session, secret_hash(opaque_id), now=clock.now(), request_id=request_id(request))
    if found is None:
        raise errors.NotSignedIn("Sign in to see this page.")
    request.scope["verify.visitor"] = found
    return found


def _look_up(request: Request) -> accounts.Visitor | None:
    opaque, now, settings = opaque_id(request), clock.now(), settings_of(request)
    if opaque is None:
        return None
    with database_of(request).reading() as session:
        visitor = accounts.by_sign_in(session, secret_hash(opaque), now=now, request_id=request_id(request))
    if visitor and (visitor.expires_at - now).total_seconds() < settings.session_hours * 3600 * 0.9:
        with database_of(request).writing() as session:
            extend_sign_in(session, opaque_id=opaque, hours=settings.session_hours, now=now)
    return visitor


def actor_by_cookie(request: Request) -> Actor:
    """The person signed in with this browser. `NotSignedIn` if nobody is."""
    visitor = visitor_of(request)
    if visitor is None:
        raise errors.NotSignedIn("Sign in to see this page.")
    return visitor.actor


def actor_by_token(request: Request) -> Actor:
    """The person behind the request's bearer token, who can do what its scopes allow. `NotSignedIn` without a good one."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise errors.NotSignedIn("Send a bearer token: `Authorization: Bearer vfy_…`. Make one on the team page.")
    with database_of(request).reading() as session:
        found = accounts.by_token(session, secret_hash(secret.strip()), request_id=request_id(request))
    if found is None:
        raise errors.NotSignedIn("This token is unknown or revoked. Make a new one on the team page.")
    return found


def visit_of(request: Request, actor: Actor, action: Action, *, write: bool) -> Visit:
    """A visit for somebody who may do `action`. Its transaction begins with the route's first statement, see `Routes`."""
    require(actor, action)
    database = database_of(request)
    return Visit(database.session(write=write), actor, clock.now(), database, settings_of(request), write)


def taking(action: Action, visit: Callable[..., Visit]) -> Any:
    """The dependency of a route that takes `action`, which can be read off it: docs and tests compare it with the table."""
    visit.__dict__["action"] = action
    return Depends(visit)


def action_of(route: Any) -> Action | None:
    """What a route of the application takes; None where it is open to everybody."""
    needed = route.dependant.dependencies if hasattr(route, "dependant") else ()
    actions = [getattr(dependency.call, "action", None) for dependency in needed]
    return next((action for action in actions if action is not None), None)


class _Route(APIRoute):
    """A route that FastAPI reads when it is first asked for more than its address.

    Signatures, forms and answers of hundreds of routes take a third of a start, and most processes are asked for a few of them.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self._reading = RLock()
        self._given: tuple[str, Callable[..., Any], dict[str, Any]] | None = (path, endpoint, options)
        self.__dict__.update(options, path=path, endpoint=endpoint, form_limits=options.get("form_limits") or {})
        self.name = options.get("name") or get_name(endpoint)
        self.methods = {method.upper() for method in options.get("methods") or ("GET",)}

    def __getattr__(self, name: str) -> Any:
        """What is not there yet."""
        if name in ("path_regex", "path_format", "param_convertors"):
            self.path_regex, self.path_format, self.param_convertors = compile_path(self.path)
        elif not name.startswith("__"):  # those are asked for by whoever copies or shows a route
            self._read()
        try:
            return self.__dict__[name]
        except KeyError:
            raise AttributeError(name) from None

    def _read(self) -> None:
        with self._reading:  # a second thread waits until the first has read it all
            given, self._given = self._given, None
            if given is not None:
                path, endpoint, options = given
                super().__init__(path, endpoint, **options | {"include_in_schema": self.include_in_schema})


class Routes(APIRouter):
    """A router whose routes each run their visit's transaction, from its first statement to its commit, in one thread.

    FastAPI would run a dependency's end, and the checking of a response, in threads of their own. On SQLite writers wait for one
    connection; if they wait in every thread there is, the one who has it never gets a thread to commit in.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=_Route, **options)

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """Add a route; the decorators come here too."""
        super().add_api_route(path, _in_its_transaction(endpoint), **options)

    def take(self, other: APIRouter) -> None:
        """Add another router's routes as they stand.

        A router that is included in another one is asked about each request, for each of its routes, and asked again on every
        floor that the request comes through: with hundreds of routes that took a third of a page's time.
        """
        for route in other.routes:
            assert isinstance(route, APIRoute)
            route.include_in_schema = route.include_in_schema and self.include_in_schema
        self.routes.extend(other.routes)


def _in_its_transaction(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    if iscoroutinefunction(endpoint):
        return endpoint

    @wraps(endpoint)
    def run(**given: Any) -> Any:
        visit = next((value for value in given.values() if isinstance(value, Visit)), None)
        if visit is None:
            return endpoint(**given)
        with transaction(visit.session, commit=visit.writes):
            return endpoint(**given)

    return run


def attachment(pieces: Iterator[bytes], *, name: str, media_type: str) -> StreamingResponse:
    """A file that is sent as it is made. `pieces` must hold a session of its own: the request's has ended by then."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(pieces, media_type=media_type, headers=headers)
