"""What is append-only stays: on SQLite a row is not replaced by another, on PostgreSQL a table is not emptied."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from verify.db import Database

LOG = "audit_events"


def guarded(connection: sqlite3.Connection) -> list[str]:
    """Tables whose triggers say that they are append-only."""
    query = "SELECT DISTINCT tbl_name FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%append-only%' ORDER BY 1"
    return [row[0] for row in connection.execute(query)]


def uniques(connection: sqlite3.Connection, table: str) -> Iterator[list[str]]:
    """The sets of columns by which a row can take another one's place."""
    columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
    yield [column[1] for column in columns if column[5]]
    for index in connection.execute(f"PRAGMA index_list({table})").fetchall():
        if index[2]:
            yield [column[2] for column in connection.execute(f"PRAGMA index_info({index[1]})")]


def put(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    columns, places = ", ".join(f'"{name}"' for name in row), ", ".join("?" for _ in row)
    connection.execute(f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({places})", [*row.values()])


def test_no_row_takes_anothers_place(database: Database) -> None:
    """From any connection, with keys of the desk's own choosing; the log's rows are guarded by the desk's own ones."""
    if not database.on_sqlite:
        pytest.skip("PostgreSQL has no REPLACE; an upsert there is an UPDATE, which is refused")
    database.dispose()
    with closing(sqlite3.connect(str(make_url(database.url).database))) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        tables = [table for table in guarded(connection) if table != LOG]
        assert {"reviews", "verdicts", "record_deltas", "adjudications"} <= {*tables}
        for table in tables:
            columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
            row: dict[str, object] = {column[1]: "[]" if column[2] == "TEXT" else 7_000 for column in columns}
            put(connection, table, row)
            for unique in uniques(connection, table):
                other = {name: row[name] if name in unique or row[name] == "[]" else 7_001 for name in row}
                with pytest.raises(sqlite3.IntegrityError, match=f"{table} is append-only"):
                    put(connection, table, other)


def test_no_event_of_the_log_takes_anothers_place(session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no REPLACE")
    values = "'2026-11-22', 'Ana', 'claim.taken', 'claim', 1, ''"
    columns = "at, actor_name, action, subject_type, subject_id, request_id"
    session.execute(text(f"INSERT INTO {LOG} (id, sealed_as, {columns}) VALUES (70, 70, {values})"))
    for key in ("70, 71", "71, 70"):
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(f"INSERT OR REPLACE INTO {LOG} (id, sealed_as, {columns}) VALUES ({key}, {values})"))
    assert session.scalar(text(f"SELECT count(*) FROM {LOG} WHERE id IN (70, 71)")) == 1


def test_no_table_is_emptied(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    query = (
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE proname = 'refuse_change' ORDER BY 1"
    )
    tables = [str(name) for name in session.scalars(text(query))]
    assert {LOG, "reviews", "verdicts", "record_deltas"} <= {*tables}
    for table in tables:
        assert re.fullmatch(r"\w+", table)
        with pytest.raises(DBAPIError, match=f"{table} is append-only"), session.begin_nested():
            session.execute(text(f"TRUNCATE {table} CASCADE"))
