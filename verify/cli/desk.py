"""What every command needs: the desk's settings and database, the person it acts as, and errors as plain words."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.orm import Session

from verify import clock, schema
from verify.core.errors import Forbidden, NotFound, RuleRefused, VerifyError
from verify.core.permissions import SYSTEM, Actor
from verify.core.vocabulary import Role
from verify.db import Database
from verify.queries import accounts as people
from verify.services import accounts
from verify.services.desks import ensure_desk
from verify.settings import Settings, get_settings

# Into a pipe or a file lines are written out; only a terminal has a width to keep.
_WIDTH = None if sys.stdout.isatty() else 200
out = Console(width=_WIDTH)
err = Console(stderr=True, width=_WIDTH)


@contextmanager
def plain_errors() -> Iterator[None]:
    """A refusal is printed as its message, with exit status 1 (2 for malformed input); so is a desk that cannot be reached."""
    try:
        yield
    except VerifyError as error:
        _give_up(error.code.replace("_", " "), error.message, status=2 if error.code == "malformed" else 1)
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        wrong = [f"VERIFY_{str(fault['loc'][0]).upper()}: {fault['msg']}." for fault in error.errors()]
        _give_up("malformed", " ".join(wrong), status=2)
    except (ArgumentError, DatabaseError) as error:
        if isinstance(error, DatabaseError) and type(error) not in (DatabaseError, OperationalError):
            raise  # a fault of ours
        why = str(getattr(error, "orig", error)).splitlines()[0].rstrip(".")
        told = f"The desk's database cannot be used: {why}. Look at VERIFY_DATABASE_URL and VERIFY_DESK_DIR."
        _give_up("database", told, status=1)


def _give_up(what: str, why: str, *, status: int) -> NoReturn:
    err.print(f"[bold red]{what}:[/] {escape(why)}", highlight=False, soft_wrap=True)
    sys.exit(status)


@contextmanager
def opened() -> Iterator[Database]:
    """The desk's database, which must be at this program's revision."""
    with plain_errors():
        settings = get_settings()
        if settings.on_sqlite and not settings.database_url and not (settings.desk_dir / "desk.sqlite3").exists():
            raise NotFound(f"There is no desk in {settings.desk_dir}. Run `verify init`, or set VERIFY_DESK_DIR.")
        database = Database(settings.url, readers=2)
        try:
            if schema.revision(database) != schema.head():
                raise NotFound("The desk's tables are not at this program's revision. Run `verify db upgrade`.")
            yield database
        finally:
            database.dispose()


@contextmanager
def migrated(settings: Settings) -> Iterator[Database]:
    """Make the desk folder and bring its tables up to date. Safe to repeat. The connections end with the block."""
    if settings.on_sqlite:
        try:
            settings.desk_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RuleRefused(f"The folder {settings.desk_dir} cannot be made: {error.strerror}.") from error
    database = Database(settings.url, readers=2)
    try:
        schema.upgrade(database)
        yield database
    finally:
        database.dispose()


@contextmanager
def prepared(settings: Settings, *, name: str = "verify") -> Iterator[Database]:
    """A desk of somebody's own, ready to be served: `migrated`, with its row. Safe to repeat."""
    with migrated(settings) as database:
        with database.writing() as session:
            ensure_desk(session, name=name, is_demo=False, now=clock.now())
        yield database


def set_up_link(database: Database, settings: Settings) -> str | None:
    """The address of a fresh one-time set-up link; None once somebody can sign in."""
    with database.writing() as session:
        if people.is_set_up(session):
            return None
        secret = accounts.make_link(session, purpose="setup", user_id=None, now=clock.now())
    return f"{address(settings)}/set-up/{secret}"


def address(settings: Settings) -> str:
    """Where a person reaches the desk."""
    return settings.base_url.rstrip("/") or f"http://{settings.host}:{settings.port}"


def acting_as(session: Session, email: str | None) -> Actor:
    """The person of that e-mail address, or without one the desk itself. `Forbidden` for somebody who is let in no more."""
    if not email:
        return SYSTEM
    user = people.user_by_email(session, email)
    if user is None:
        raise NotFound(f"Nobody here has the e-mail address {email}. `verify users list` shows who is here.")
    if not user.is_active:
        raise Forbidden(f"{email} is let in no more. Act as somebody else, or have an admin let them in again.")
    return Actor(user.id, user.name, frozenset(Role(r) for r in user.roles), "cli")


AS = typer.Option(None, "--as", metavar="EMAIL", help="Act as this person; without it, as the desk itself.")
