"""Composition root: routers, error handlers, middleware, static files, lifespan."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import anyio.to_thread
from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import FormData, Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from verify import __version__, clock, logs
from verify.api import problems
from verify.api import router as api_router
from verify.core.errors import NotSignedIn, VerifyError
from verify.db import Database, is_busy
from verify.deps import request_id
from verify.services import demo
from verify.services.desks import ensure_desk, ensure_secret
from verify.settings import Settings
from verify.web import errors as web_errors
from verify.web import router as web_router
from verify.web.live import Live
from verify.web.shield import Shield
from verify.web.throttle import Throttle
from verify.web.visits import StaleForm
from verify.worker.running import working

STATIC = Path(__file__).parent / "static"
Background = Callable[[FastAPI], AbstractContextManager[object]]


class _Bounded:
    """Refuses at once what says that it is larger than the desk takes; the library would with a bare line, in place of a page."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if not length.isdigit() or int(length) <= self.most:
            await self.app(scope, receive, send)
            return
        answer = await run_in_threadpool(self._refusal, Request(scope))
        await answer(scope, receive, send)

    def _refusal(self, request: Request) -> Response:
        happened = f"What was sent is larger than {self.most / 1e6:,.0f} MB, the most that this desk takes at once."
        if _is_api(request):
            return problems.of_status(413, happened, request_id(request))
        return web_errors.of_status(request, 413, happened)


class _Shielded(FastAPI):
    """An application whose every answer passes the shield. Added as a middleware it would stand inside of Starlette's own
    for errors, and answers to requests that broke would go out without its headers."""

    def openapi(self) -> dict[str, Any]:
        """The API's description, refusals as they are."""
        if self.openapi_schema is None:
            self.openapi_schema = problems.describe(super().openapi())
        return self.openapi_schema

    def build_middleware_stack(self) -> ASGIApp:
        """All that stands around the routes."""
        bounded = _Bounded(super().build_middleware_stack(), _most_bytes(self.state.settings))
        return Shield(bounded, secure_cookies=self.state.settings.secure_cookies)


def make_app(settings: Settings, database: Database | None = None, background: Background | None = None) -> FastAPI:
    """The application over one desk. `background` runs for as long as the application does, the worker by default."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = _threads(settings)
        app.state.live.begin()
        with (background or _worker)(app):
            yield
        app.state.live.end()
        app.state.database.dispose()

    app = _Shielded(
        title="verify",
        version=__version__,
        lifespan=lifespan,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        max_body_size=_most_bytes(settings),
    )
    open_desk(app, settings, database or Database(settings.url, readers=_threads(settings) + 4))
    app.include_router(api_router, prefix="/api/v1")
    app.router.routes.extend(web_router.routes)  # not included, see `Routes.take`
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _answer_refusals(app)
    _answer_faults(app)
    return app


def open_desk(app: FastAPI, settings: Settings, database: Database) -> None:
    """Let the application answer for this desk, as if it had known no other."""
    app.state.settings = settings
    app.state.database = database
    app.state.throttle = Throttle()
    app.state.live = Live(database)
    app.state.secret_key = settings.secret_key or ensure_secret(settings.desk_dir)
    with database.writing() as session:
        desk = ensure_desk(session, name="verify", is_demo=False, now=clock.now())
        app.state.desk_name, app.state.is_demo = desk.name, desk.is_demo
    app.state.demo_people = demo.sign_ins() if app.state.is_demo else ()


def _answer_refusals(app: FastAPI) -> None:
    """What the desk refuses, in two shapes: problem+json under `/api/`, a page elsewhere."""

    @app.exception_handler(VerifyError)
    async def refusal(request: Request, error: VerifyError) -> Response:
        if _is_api(request):
            return problems.of_refusal(error, request_id(request))
        return await run_in_threadpool(web_errors.of_refusal, request, error, await _sent(request))

    @app.exception_handler(NotSignedIn)
    async def signed_out(request: Request, error: NotSignedIn) -> Response:
        if _is_api(request):
            return problems.of_refusal(error, request_id(request))
        return await run_in_threadpool(web_errors.to_sign_in, request, await _sent(request))

    @app.exception_handler(StaleForm)
    async def stale(request: Request, error: StaleForm) -> Response:
        return await run_in_threadpool(web_errors.of_stale_form, request, error, await _sent(request))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        if _is_api(request):
            return problems.of_invalid_input(error.errors(), request_id(request))
        happened = "The address or the form holds something that this page does not take."
        return await run_in_threadpool(web_errors.of_status, request, 422, happened, await _sent(request))


def _answer_faults(app: FastAPI) -> None:
    """What goes wrong on the way, in the same two shapes: no such address, a desk that is busy, a fault of ours."""

    @app.exception_handler(HTTPException)
    def of_the_web(request: Request, error: HTTPException) -> Response:
        if _is_api(request):
            return problems.of_status(error.status_code, str(error.detail), request_id(request))
        happened = "There is no page at this address." if error.status_code in (404, 405) else str(error.detail)
        return web_errors.of_status(request, error.status_code, happened)

    @app.exception_handler(SQLAlchemyError)
    async def of_the_database(request: Request, error: SQLAlchemyError) -> Response:
        if not is_busy(error):
            raise error
        happened = "Others are writing just now, and this took too long to wait for. Try again in a moment."
        if _is_api(request):
            answer: Response = problems.of_status(503, happened, request_id(request))
        else:
            answer = await run_in_threadpool(web_errors.of_status, request, 503, happened, await _sent(request))
        answer.headers["Retry-After"] = "5"
        return answer

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        logs.failed(
            "request broke", error, request_id=request_id(request), method=request.method, path=request.url.path
        )
        happened = "Something broke on our side. It is in the desk's log under the request number below."
        if _is_api(request):
            return problems.of_status(500, happened, request_id(request))
        return web_errors.of_status(request, 500, happened)


def _worker(app: FastAPI) -> AbstractContextManager[object]:
    """The worker inside this process, unless the desk runs it as `verify jobs work`."""
    settings: Settings = app.state.settings
    return working(app.state.database, settings) if settings.worker_inside else nullcontext()


async def _sent(request: Request) -> FormData:
    """The form that was sent. It is read by now, and kept; only waiting tells."""
    return await request.form() if request.method == "POST" else FormData()


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _most_bytes(settings: Settings) -> int:
    return settings.max_batch_bytes + 1_000_000


def _threads(settings: Settings) -> int:
    return settings.threads or (4 if settings.on_sqlite else 16)
