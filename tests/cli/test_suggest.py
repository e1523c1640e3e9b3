"""`verify suggest` over a real local server, on a desk of the test's own."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from typer.testing import CliRunner, Result

from verify import clock
from verify.cli.main import app
from verify.core.articles import ArticleDraft
from verify.core.permissions import SYSTEM
from verify.db import Database
from verify.queries import suggestions
from verify.services.articles import add_article
from verify.services.desks import ensure_desk
from verify.settings import get_settings

Run = Callable[..., Result]
TEXT = "Mayor Greta Holm said the council of Lund sold 40 boats in 2016."
GOOD = {"quote": "Lund sold 40 boats", "statement": "Lund sold 40 boats.", "speaker": "Greta Holm"}


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("VERIFY_DATABASE_URL", database.url)
    monkeypatch.setenv("VERIFY_DESK_DIR", str(tmp_path))
    with database.writing() as session:
        ensure_desk(session, name="Test desk", is_demo=False, now=clock.now())
        add_article(session, actor=SYSTEM, draft=ArticleDraft(TEXT, outlet="Courier"), now=clock.now())
    get_settings.cache_clear()
    yield lambda *words: CliRunner().invoke(app, [str(word) for word in words])
    get_settings.cache_clear()


def test_without_a_model_it_says_how_to_set_one(run: Run) -> None:
    done = run("suggest", 1)
    assert (done.exit_code, "VERIFY_SUGGEST_URL" in done.output) == (1, True)


def test_it_prints_what_passed_and_counts_what_did_not(
    run: Run, database: Database, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERIFY_SUGGEST_URL", httpserver.url_for("/v1"))
    monkeypatch.setenv("VERIFY_SUGGEST_MODEL", "small-model")
    get_settings.cache_clear()
    content = json.dumps({"claims": [GOOD, {**GOOD, "statement": "Lund sold 40 tanks."}]})
    httpserver.expect_request("/v1/chat/completions").respond_with_json(
        {"choices": [{"message": {"content": content}}]}
    )
    done = run("suggest", 1)
    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [
        "Lund sold 40 boats. (Greta Holm)",
        "    Lund sold 40 boats",
        "2 proposed by small-model, 1 passed; rejected: 1 words not of the article",
    ]
    with database.reading() as session:
        found = suggestions.of_version(session, 1, suggestions.to_ask(session, 1).version_id)
    assert [line.statement for line in found.rounds[0].suggestions] == ["Lund sold 40 boats."]
    assert run("suggest", 7).exit_code == 1
