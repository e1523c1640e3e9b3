"""`verify stories`: the list, and stories for articles that came in before the desk looked for them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.services.test_story_places import FLOOD, VOTE, put
from verify.cli.main import app
from verify.db import Database
from verify.settings import get_settings


@pytest.fixture
def desk(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("VERIFY_DATABASE_URL", database.url)
    monkeypatch.setenv("VERIFY_DESK_DIR", str(tmp_path))
    get_settings.cache_clear()
    yield database
    get_settings.cache_clear()


def test_articles_of_an_earlier_release_are_put_into_stories_once(desk: Database) -> None:
    with desk.writing() as session:
        for at, told in enumerate((*FLOOD, *VOTE[:1])):
            put(session, told, outlet=f"Outlet {at}")
    runner = CliRunner()
    assert runner.invoke(app, ["stories"]).output == "There are no stories yet that two articles tell.\n"
    printed = runner.invoke(app, ["stories", "--group"]).output.splitlines()
    assert printed[0] == "4 articles put into stories"
    assert printed[1:] == [
        f"1  {FLOOD[0][0]} (2026-11-01)",
        "    3 articles by Outlet 0, Outlet 1, Outlet 2; 3 claims, 0 decided",
    ]
    listed = runner.invoke(app, ["stories", "--group", "--json", "--text", "tarn"]).output
    assert [(story["articles"], story["title"]) for story in map(json.loads, listed.splitlines())] == [(3, FLOOD[0][0])]
    assert runner.invoke(app, ["stories", "--json", "--text", "bridge"]).output == ""
