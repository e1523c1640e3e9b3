"""Fixtures of the whole suite: a database (SQLite or PostgreSQL), a session that is rolled back, people, a web client."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.orm import Session

from tests.support.browsing import Browser, person
from tests.support.databases import fresh_database
from tests.support.exported import Filled, fill
from verify.app import make_app, open_desk
from verify.db import Database
from verify.services import passwords
from verify.settings import Settings

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)

# A machine under load is no failure: no drawn example has a time to keep.
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.load_profile("desk")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=("sqlite", "postgresql"), default="sqlite", help="database that the suite runs on")
    parser.addoption("--shots", default="", metavar="FOLDER", help="keep a picture of every page that axe looks at")


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hash passwords with the least Argon2 there is; real parameters would cost the suite minutes."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: cheap)
        yield


@pytest.fixture(scope="session")
def db_kind(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--db"))


@pytest.fixture(scope="session")
def migrated(db_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One migrated database for the whole run; tests that use it must leave it as it was (`session` rolls back)."""
    with fresh_database(db_kind, tmp_path_factory.mktemp("shared")) as database:
        yield database


@pytest.fixture
def database(db_kind: str, tmp_path: Path) -> Iterator[Database]:
    """A migrated database of the test's own, for tests that commit."""
    with fresh_database(db_kind, tmp_path) as database:
        yield database


@pytest.fixture
def session(migrated: Database) -> Iterator[Session]:
    """A session inside an outer transaction that is rolled back: what the code flushes is seen, nothing stays."""
    with migrated.writer.connect() as connection:
        outer = connection.begin()
        with Session(connection, autoflush=False, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()


@pytest.fixture
def filled(database: Database) -> Filled:
    """The test's own database with a few claims of every kind, most of them decided."""
    with database.writing() as session:
        return fill(session)


@pytest.fixture
def now() -> datetime:
    """The moment that tests take as now."""
    return NOW


@pytest.fixture
def settings(tmp_path: Path, database: Database) -> Settings:
    """Settings of a desk of the test's own."""
    return Settings(desk_dir=tmp_path, database_url=database.url, worker_inside=False)


@pytest.fixture(scope="session")
def assembled(db_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The application, put together once: FastAPI takes as long for that, at the first request, as twenty requests."""
    folder = tmp_path_factory.mktemp("assembled")
    with fresh_database(db_kind, folder) as database:
        yield make_app(Settings(desk_dir=folder, database_url=database.url, worker_inside=False), database)


@pytest.fixture
def app(assembled: FastAPI, settings: Settings, database: Database) -> FastAPI:
    """The application over the test's own database, without background work."""
    open_desk(assembled, settings, database)
    return assembled


@pytest.fixture
def browse(app: FastAPI) -> Callable[..., Browser]:
    """`browse(Role.REVIEWER)`: a browser with such a person signed in; `browse()`: nobody signed in."""
    return lambda *roles: Browser(app, person(app, *roles) if roles else None)
