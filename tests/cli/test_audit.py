"""`verify log check`: whole for an honest desk, and every kind of tampering with the file named."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from tests.conftest import NOW
from tests.support.databases import fresh_database
from tests.support.exported import Filled
from verify.cli.main import app
from verify.core.exports import ClaimSet
from verify.core.permissions import SYSTEM
from verify.db import Database
from verify.queries.audit import check
from verify.services import audit, exports
from verify.settings import get_settings

AFTER = '\'{"verdict":"corroborated"}\''
ROW = "INSERT INTO audit_events (id, at, actor_name, action, subject_type, subject_id, request_id{more})"
FORGED = "VALUES ({id}, '2026-11-22 10:00:00.000000+00', 'x', 'claim.decided', 'claim', 1, ''{more})"
TAMPERING = {
    "changed": (
        f"UPDATE audit_events SET after = {AFTER} WHERE sealed_as = 4",
        "Event 4 .*was changed after it was sealed",
    ),
    "doubled name": (
        'UPDATE audit_events SET after = (\'{"name":"x",\' || substr(after{text}, 2)){json} WHERE sealed_as = 1',
        "Event 1 .*cannot be read",
    ),
    "moment": (
        "UPDATE audit_events SET at = '2026-11-21 10:00:00.000000+00' WHERE sealed_as = 3",
        "Event 3 .*was changed",
    ),
    "removed": ("DELETE FROM audit_events WHERE sealed_as = 3", "Event 3 of the chain is missing"),
    "removed, gap closed": (
        "DELETE FROM audit_events WHERE sealed_as = 3; UPDATE audit_events SET sealed_as = -sealed_as WHERE sealed_as > 3;"
        " UPDATE audit_events SET sealed_as = -sealed_as - 1 WHERE sealed_as < 0",
        "Event 3 .*does not follow",
    ),
    "reordered": (
        "UPDATE audit_events SET sealed_as = -1 WHERE sealed_as = 2; UPDATE audit_events SET sealed_as = 2 WHERE sealed_as = 3;"
        " UPDATE audit_events SET sealed_as = 3 WHERE sealed_as = -1",
        "Event 2 .*does not follow",
    ),
    "exchanged": (
        "UPDATE audit_events SET id = -1 WHERE id = 2; UPDATE audit_events SET id = 2 WHERE id = 3;"
        " UPDATE audit_events SET id = 3 WHERE id = -1",
        "Event 2 .*was changed",
    ),
    "added unsealed": (ROW.format(more="") + FORGED.format(id=9001, more=""), "Row 9001 .*outside the chain"),
    "added with a made-up seal": (
        ROW.format(more=", sealed_as, prev_hash, hash")
        + " SELECT 9001, at, 'x', 'claim.decided', 'claim', 1, '', sealed_as + 1, hash, prev_hash FROM audit_events"
        " ORDER BY sealed_as DESC LIMIT 1",
        "row 9001 .*was changed",
    ),
    "cut off at the end": (
        "DELETE FROM audit_events WHERE sealed_as > 5",
        "The end of the log that export 1 was given is not in it",
    ),
}


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("VERIFY_DATABASE_URL", database.url)
    monkeypatch.setenv("VERIFY_DESK_DIR", str(tmp_path))
    get_settings.cache_clear()
    yield CliRunner()
    get_settings.cache_clear()


def disarm(session: Session) -> None:
    """What an attacker with the file does first."""
    if session.get_bind().dialect.name == "sqlite":
        names = session.scalars(
            text("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit_events'")
        )
        for name in names.all():
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
    else:
        session.execute(text("ALTER TABLE audit_events DISABLE TRIGGER USER"))


def seal(database: Database) -> None:
    """What the worker does soon after each commit on PostgreSQL."""
    with database.writing() as session:
        audit.seal(session)


@pytest.mark.parametrize("how", TAMPERING)
@pytest.mark.usefixtures("filled")
def test_the_first_row_that_does_not_fit_is_named(run: CliRunner, database: Database, how: str) -> None:
    seal(database)
    with database.writing() as session:
        exports.request(session, actor=SYSTEM, wanted=ClaimSet.parsed({}), base_url="", now=NOW)
    seal(database)
    assert run.invoke(app, ["log", "check"]).exit_code == 0
    statements, named = TAMPERING[how]
    with database.writing() as session:
        disarm(session)
        for name in ("text", "json"):
            statements = statements.replace(f"{{{name}}}", "" if database.on_sqlite else f"::{name}")
        for statement in statements.split("; "):
            session.connection().exec_driver_sql(statement)
    found = run.invoke(app, ["log", "check"])
    assert found.exit_code == 1
    assert re.search(named, found.output), found.output


def test_an_end_kept_elsewhere_must_still_be_there(run: CliRunner, database: Database, filled: Filled) -> None:
    seal(database)
    head = re.search(r"ends with ([0-9a-f]{64})", run.invoke(app, ["log", "check"]).output)
    assert head
    with database.writing() as session:
        audit.record(session, actor=filled.reviewer, action="outlet.added", subject=("outlet", 1), now=NOW)
    seal(database)
    assert run.invoke(app, ["log", "check", "--head", head[1]]).exit_code == 0
    elsewhere = run.invoke(app, ["log", "check", "--head", "f" * 64])
    assert (elsewhere.exit_code, "that you named is not in it" in elsewhere.output) == (1, True)
    assert run.invoke(app, ["log", "check", "--head", "abc"]).exit_code == 2


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    """Only SQLite stores them."""
    with fresh_database("sqlite", tmp_path) as database:
        with database.writing() as session:
            for number in (1, 2):
                audit.record(session, actor=SYSTEM, action="outlet.added", subject=("outlet", number), now=NOW)
            disarm(session)
            session.execute(text("UPDATE audit_events SET action = CAST(x'ff41' AS TEXT) WHERE sealed_as = 2"))
        with database.reading() as session:
            found = check(session, now=NOW)
    assert (found.events, found.broken) == (1, "The database cannot read the log after event 1 of the chain.")
