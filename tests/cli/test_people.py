"""`verify users` and `verify tokens`, on a desk of the test's own."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from verify.app import make_app
from verify.cli.main import app
from verify.db import Database
from verify.models import User
from verify.settings import Settings, get_settings


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("VERIFY_DATABASE_URL", database.url)
    monkeypatch.setenv("VERIFY_DESK_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    get_settings.cache_clear()
    yield CliRunner()
    get_settings.cache_clear()


def test_a_link_sets_the_desk_up_while_nobody_is_there(run: CliRunner) -> None:
    printed = run.invoke(app, ["users", "link"]).output
    assert re.search(r"http://127\.0\.0\.1:8000/set-up/\S{20,}", printed)


def test_an_added_person_sets_a_password_by_the_printed_link(
    run: CliRunner, database: Database, settings: Settings
) -> None:
    printed = run.invoke(app, ["users", "add", "Ada@desk.example", "--role", "viewer", "--role", "editor"]).output
    path = re.search(r"(/password/\S+)", printed)
    assert path and "Added Ada: editor, viewer." in printed
    listed = run.invoke(app, ["users", "list"]).output
    assert re.search(r"ada@desk\.example\s+│\s+Ada\s+│\s+editor, viewer\s+│\s+no password yet", listed)
    client = TestClient(make_app(settings, database), base_url="http://desk.example", follow_redirects=False)
    assert client.post(path.group(1), data={"password": "long enough now"}).status_code == 303
    assert "│ yes" in run.invoke(app, ["users", "list"]).output


def test_a_link_for_nobody_says_who_is_there(run: CliRunner) -> None:
    run.invoke(app, ["users", "add", "ada@desk.example", "--role", "viewer"])
    refused = run.invoke(app, ["users", "link", "bob@desk.example"])
    assert (refused.exit_code, "verify users list" in refused.output) == (1, True)
    unnamed = run.invoke(app, ["users", "link"])
    assert (unnamed.exit_code, "Name the one" in unnamed.output) == (1, True)


def test_acting_as_somebody_takes_their_roles(run: CliRunner) -> None:
    run.invoke(app, ["users", "add", "ada@desk.example", "--role", "viewer"])
    refused = run.invoke(app, ["users", "add", "bob@desk.example", "--role", "admin", "--as", "ada@desk.example"])
    assert (refused.exit_code, "Your roles do not allow this" in refused.output) == (1, True)
    assert "bob@" not in run.invoke(app, ["users", "list"]).output


def test_nobody_acts_as_somebody_who_is_let_in_no_more(run: CliRunner, database: Database) -> None:
    run.invoke(app, ["users", "add", "ada@desk.example", "--role", "admin"])
    with database.writing() as session:
        session.query(User).one().is_active = False
    refused = run.invoke(app, ["users", "add", "bob@desk.example", "--role", "viewer", "--as", "ada@desk.example"])
    assert (refused.exit_code, "let in no more" in refused.output) == (1, True)
    assert "bob@" not in run.invoke(app, ["users", "list"]).output


def test_a_token_opens_the_api_until_it_is_revoked(run: CliRunner, database: Database, settings: Settings) -> None:
    run.invoke(app, ["users", "add", "ada@desk.example", "--role", "admin"])
    secret = run.invoke(app, ["tokens", "add", "ada@desk.example", "--name", "reader"]).output.strip()
    client = TestClient(make_app(settings, database), headers={"Authorization": f"Bearer {secret}"})
    assert client.get("/api/v1/me").json()["roles"] == ["admin"]
    assert client.get("/api/v1/users").status_code == 403  # the token may only read, whatever its person may
    listed = run.invoke(app, ["tokens", "list"]).output
    assert "reader" in listed and secret not in listed
    assert run.invoke(app, ["tokens", "revoke", "1"]).exit_code == 0
    assert client.get("/api/v1/me").status_code == 401
