"""`verify rematch`, `verify matches` and `verify fact-checks`, on a desk of the test's own."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.core.test_fact_checks import PLAIN
from tests.services.test_matches import kept, put
from tests.support.people import add_person
from verify.cli.main import app
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import MatchState, Role
from verify.db import Database
from verify.services import match_decisions
from verify.services.match_decisions import Finding
from verify.settings import get_settings


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("VERIFY_DATABASE_URL", database.url)
    monkeypatch.setenv("VERIFY_DESK_DIR", str(tmp_path))
    get_settings.cache_clear()
    yield CliRunner()
    get_settings.cache_clear()


def test_articles_of_an_earlier_release_are_looked_at_once_and_anew_where_asked(
    run: CliRunner, database: Database, now: datetime
) -> None:
    with database.writing() as session:
        ids = put(session)
    assert run.invoke(app, ["rematch"]).output.splitlines()[-1] == "3 articles looked at"
    assert run.invoke(app, ["rematch"]).output.strip() == "There is nothing to look at."
    with database.writing() as session:
        assert len(kept(session)) == 3
        pair = {"claim_id": ids["Ledger"][0], "other_id": ids["Post"][0]}
        match_decisions.decide(session, actor=SYSTEM, finding=Finding(MatchState.CONFIRMED), now=now, **pair)
    assert run.invoke(app, ["rematch", "--all"]).output.splitlines()[-1] == "3 articles looked at"
    (label,) = (json.loads(line) for line in run.invoke(app, ["matches", "labels"]).output.splitlines())
    assert (label["found"], label["state"], label["a"]["claim"]) == ("same", "confirmed", ids["Ledger"][0])
    assert "same" in run.invoke(app, ["matches", "quality"]).output


def test_fact_checks_of_a_file_come_in_once(run: CliRunner, database: Database, tmp_path: Path, now: datetime) -> None:
    with database.writing() as session:
        add_person(session, Role.REVIEWER, now=now, name="Ana")
    file = tmp_path / "checks.json"
    file.write_text(json.dumps([PLAIN, {**PLAIN, "url": "nowhere"}]), "utf-8")
    asked = ["fact-checks", "import", str(file), "--as", "ana@desk.example"]
    printed = run.invoke(app, asked)
    assert printed.output.splitlines() == [
        "Fact-checks read: 1, new: 1",
        "Left out: 1 (no web address; the first: nowhere)",
    ]
    assert "new: 0" in run.invoke(app, asked).output
    file.write_text("<html>", "utf-8")
    assert run.invoke(app, asked).exit_code == 2
