"""`verify init` and `verify serve`."""

import socket
from contextlib import suppress
from types import FrameType

import typer
import uvicorn

from verify import logs
from verify.app import Background, make_app
from verify.cli.desk import address, out, plain_errors, prepared, set_up_link
from verify.core.errors import RuleRefused
from verify.settings import Settings, get_settings
from verify.web.live import Live


def init(name: str = typer.Option("verify", help="The desk's name, shown on every page.")) -> None:
    """Make a desk: its folder, its tables, and a link for the first account. Safe to repeat."""
    with plain_errors():
        settings = get_settings()
        with prepared(settings, name=name) as database:
            link = set_up_link(database, settings)
        out.print(f"The desk is ready: {settings.url if settings.database_url else settings.desk_dir}", highlight=False)
        _print_link(link)
        out.print("Start it with: verify serve", highlight=False)


def serve(
    host: str = typer.Option(None, help="Address to listen on; VERIFY_HOST by default."),
    port: int = typer.Option(None, help="Port to listen on; VERIFY_PORT by default."),
) -> None:
    """Serve the desk's pages, its API and its background jobs."""
    with plain_errors():
        settings = get_settings()
        changed = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
        settings = settings.model_copy(update=changed)
        with prepared(settings) as database:
            _print_link(set_up_link(database, settings))
        run(settings)


def run(settings: Settings, background: Background | None = None) -> None:
    """Serve until interrupted. `RuleRefused` where something else listens there."""
    _refuse_taken(settings)
    out.print(f"verify is at {address(settings)} (Ctrl+C stops it)", highlight=False)
    logs.configure(settings.log_level)
    app = make_app(settings, background=background)
    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, log_level=settings.log_level.lower(), server_header=False
    )
    with suppress(KeyboardInterrupt):
        _Server(config, app.state.live).run()


def _refuse_taken(settings: Settings) -> None:
    try:
        with socket.create_server((settings.host, settings.port), family=_family(settings.host)):
            pass
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise RuleRefused(
            f"{where} cannot be listened on: {error.strerror}. Stop what runs there, or choose another with --port."
        ) from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


class _Server(uvicorn.Server):
    """A server that sends open pages away before it stops: it waits for every answer to end, and theirs would not."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        super().__init__(config)
        self._live = live

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop."""
        self._live.end()
        super().handle_exit(sig, frame)


def _print_link(link: str | None) -> None:
    if link:
        out.print(
            f"Nobody can sign in yet. Make the first account within 48 hours at:\n  {link}",
            highlight=False,
            soft_wrap=True,
        )
