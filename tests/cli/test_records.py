"""`verify records`: rebuilding and refitting, on a desk of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from tests.support.records import C, D, add_outlet, add_record
from verify import clock
from verify.cli.main import app
from verify.db import Database
from verify.models import RecordTotal
from verify.queries import priors
from verify.services.desks import ensure_desk
from verify.settings import get_settings


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("VERIFY_DATABASE_URL", database.url)
    monkeypatch.setenv("VERIFY_DESK_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "240")
    get_settings.cache_clear()
    yield CliRunner()
    get_settings.cache_clear()


def with_papers(database: Database, count: int) -> list[int]:
    """So many outlets of eight verdicts each, mostly disputed; their ids."""
    now = clock.now()
    with database.writing() as session:
        ensure_desk(session, name="Test desk", is_demo=False, now=now)
        papers = [add_outlet(session, f"Paper {number}", now) for number in range(count)]
        for paper in papers:
            add_record(session, paper, [D, D, C] * 2 + [D, D], now, days_apart=1)
        return [paper.id for paper in papers]


def test_rebuild_finds_and_mends(run: CliRunner, database: Database) -> None:
    (small,) = with_papers(database, 1)
    assert "Every record equals its verdict history." in run.invoke(app, ["records", "rebuild", "--check"]).output
    with database.writing() as session:
        session.execute(update(RecordTotal).where(RecordTotal.outlet_id == small).values(own_disputed=7))
    found = run.invoke(app, ["records", "rebuild", "--check"])
    assert found.exit_code == 1
    assert f"outlet {small}: own_disputed: 7, history gives 6" in found.output
    assert "1 difference mended" in run.invoke(app, ["records", "rebuild"]).output
    assert run.invoke(app, ["records", "rebuild", "--check"]).exit_code == 0


def test_a_refit_shows_what_would_change_and_changes_nothing(run: CliRunner, database: Database) -> None:
    with_papers(database, 5)
    shown = run.invoke(app, ["records", "refit"])
    assert shown.exit_code == 0
    assert "In force: mean 0.8000, strength 3.0000" in shown.output
    assert "the installation default" in shown.output
    assert "fitted on 5 outlets" in shown.output
    assert shown.output.count("Paper ") == 5
    assert "insufficient record" not in shown.output.split("Fitted:")[0]
    assert "Nothing was changed." in shown.output
    with database.reading() as session:
        assert priors.adopted(session) == []


def test_adopting_moves_the_prior_once(run: CliRunner, database: Database) -> None:
    with_papers(database, 5)
    first = run.invoke(app, ["records", "refit", "--adopt"])
    assert (first.exit_code, "Adopted" in first.output) == (0, True)
    with database.reading() as session:
        (adopted,) = priors.adopted(session)
    assert adopted.prior.mean < 0.6
    again = run.invoke(app, ["records", "refit"])
    assert f"In force: mean {adopted.prior.mean:.4f}" in again.output
    assert "version 1, fitted on 5 outlets" in again.output
    assert "The fit equals the prior in force." in again.output
    refused = run.invoke(app, ["records", "refit", "--adopt"])
    assert refused.exit_code == 1
    with database.reading() as session:
        assert len(priors.adopted(session)) == 1


def test_under_five_outlets_the_default_stays(run: CliRunner, database: Database) -> None:
    with_papers(database, 4)
    shown = run.invoke(app, ["records", "refit"])
    assert shown.exit_code == 0
    assert "4 of 5 outlets needed" in shown.output
    assert "Fitted:" not in shown.output
    assert run.invoke(app, ["records", "refit", "--adopt"]).exit_code == 1


def test_only_the_largest_changes_are_listed(run: CliRunner, database: Database) -> None:
    with_papers(database, 23)
    shown = run.invoke(app, ["records", "refit"])
    assert "And 3 outlets that move less." in shown.output
