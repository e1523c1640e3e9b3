"""`verify outlets`, on a desk of the test's own."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support.records import C, D, add_outlet, add_record
from verify import clock
from verify.cli.main import app
from verify.db import Database
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


@pytest.fixture
def records(database: Database) -> dict[str, int]:
    """Two outlets with sufficient records and one without."""
    now = clock.now()
    with database.writing() as session:
        ensure_desk(session, name="Test desk", is_demo=False, now=now)
        made = {name: add_outlet(session, name, now) for name in ("Steady Post", "Shaky [bold]Sheet[/]", "Small Paper")}
        add_record(session, made["Steady Post"], [C] * 30, now, days_apart=1)
        add_record(session, made["Shaky [bold]Sheet[/]"], [D] * 30, now, days_apart=1)
        add_record(session, made["Small Paper"], [C, D], now)
        return {name: outlet.id for name, outlet in made.items()}


def test_an_empty_desk_says_what_to_do(run: CliRunner) -> None:
    assert "verify outlets add NAME" in run.invoke(app, ["outlets", "list"]).output


def test_the_list_ranks_and_says_what_is_missing(run: CliRunner, records: dict[str, int]) -> None:
    printed = run.invoke(app, ["outlets", "list"]).output
    assert re.search(r"1 +│ \d+ +│ Steady Post +│ 98 \(\d+ – >99\) strong +│ 30 +│ 0", printed)
    assert re.search(r"2 +│ \d+ +│ Shaky \[bold\]Sheet\[/\] +│ \d+ \(<1 – \d+\) weak +│ 0 +│ 30", printed)
    assert re.search(r"Small Paper +│ insufficient record \(2 of 5 verdicts needed, 2 of 5 articles needed\)", printed)


def test_one_outlet_is_shown_with_its_counts(run: CliRunner, records: dict[str, int]) -> None:
    printed = run.invoke(app, ["outlets", "show", str(records["Shaky [bold]Sheet[/]"])]).output
    assert printed.startswith("Shaky [bold]Sheet[/]  news")
    assert re.search(r"own +│ 0 +│ 30 +│ 0 +│ 0", printed)
    refused = run.invoke(app, ["outlets", "show", "999"])
    assert (refused.exit_code, "no outlet 999" in refused.output) == (1, True)


def test_an_outlet_is_added_once(run: CliRunner, records: dict[str, int]) -> None:
    command = ["outlets", "add", "Coast Agency", "--domain", "coast.example", "--kind", "agency"]
    assert re.search(r"Coast Agency is outlet \d+\.", run.invoke(app, command).output)
    refused = run.invoke(app, command)
    assert (refused.exit_code, "Coast Agency already" in refused.output) == (1, True)
    nowhere = run.invoke(app, ["outlets", "add", "Valley News", "--domain", "co.uk"])
    assert (nowhere.exit_code, "not a domain" in nowhere.output) == (2, True)
    assert "Valley News" not in run.invoke(app, ["outlets", "list"]).output


def test_a_record_of_an_earlier_day_is_printed(run: CliRunner, records: dict[str, int]) -> None:
    outlet = str(records["Steady Post"])
    yesterday = (clock.now().date() - timedelta(days=1)).isoformat()
    printed = run.invoke(app, ["outlets", "show", outlet, "--as-of", yesterday]).output
    assert f"insufficient record (0 of 5 verdicts needed, 0 of 5 articles needed)  as of {yesterday}" in printed
    known = run.invoke(app, ["outlets", "show", outlet, "--since", yesterday, "--topic", "Roads"]).output
    assert f"published since {yesterday}, filed under roads" in known
    refused = run.invoke(app, ["outlets", "show", outlet, "--known", "2999-01-01"])
    assert (refused.exit_code, "has not come yet" in refused.output) == (2, True)


def test_outlets_are_changed_merged_and_given_eras(run: CliRunner, records: dict[str, int]) -> None:
    steady, small = str(records["Steady Post"]), str(records["Small Paper"])
    assert "is Steady Herald" in run.invoke(app, ["outlets", "change", steady, "--name", "Steady Herald"]).output
    assert "with 2 articles" in run.invoke(app, ["outlets", "merge", small, steady]).output
    assert f"Part of outlet {steady}, Steady Herald" in run.invoke(app, ["outlets", "show", small]).output
    assert "Small Paper, is part of it" in run.invoke(app, ["outlets", "show", steady]).output
    assert run.invoke(app, ["outlets", "merge", small, steady]).exit_code == 1
    assert "has its 2 articles back" in run.invoke(app, ["outlets", "unmerge", small]).output
    day = (clock.now().date() - timedelta(days=5)).isoformat()
    made = run.invoke(app, ["outlets", "era", steady, day, "--group", "Tarn Holdings"]).output
    assert re.search(rf"Steady Herald \(since {day}\) is outlet \d+, with 6 articles", made)
    assert f"From {day} on" in run.invoke(app, ["outlets", "show", steady]).output
    assert run.invoke(app, ["outlets", "era", steady, "soon"]).exit_code == 1
