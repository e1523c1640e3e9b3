"""Fixtures of the whole suite: a database (SQLite or PostgreSQL), a session that is rolled back, people, a web client."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.support.databases import fresh_database
from verify.db import Database

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=("sqlite", "postgresql"), default="sqlite", help="database that the suite runs on")


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
def now() -> datetime:
    """The moment that tests take as now."""
    return NOW
