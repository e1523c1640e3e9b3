"""`verify mail test`: says what the mail server says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.conftest import NOW
from tests.support.mail import Post, mail_server
from verify.cli.main import app
from verify.db import Database
from verify.services.desks import ensure_desk
from verify.settings import Settings, get_settings


@pytest.fixture
def post(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    monkeypatch.setenv("VERIFY_DATABASE_URL", database.url)
    monkeypatch.setenv("VERIFY_DESK_DIR", str(tmp_path))
    get_settings.cache_clear()
    with mail_server() as server:
        yield server
    get_settings.cache_clear()


def test_it_says_what_came_of_it(post: Post, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.writing() as session:
        ensure_desk(session, name="Night desk", is_demo=False, now=NOW)
    off = CliRunner().invoke(app, ["mail", "test", "bo@desk.example"])
    assert (off.exit_code, "Mail is off" in off.output) == (1, True)
    for name in ("mail_server", "mail_port", "mail_tls", "mail_from", "base_url"):
        monkeypatch.setenv(f"VERIFY_{name.upper()}", str(getattr(post.settings(Settings()), name)))
    get_settings.cache_clear()
    sent = CliRunner().invoke(app, ["mail", "test", "bo@desk.example"])
    assert (sent.exit_code, "has taken a mail to bo@desk.example" in sent.output) == (0, True)
    assert post.taken[0]["Subject"] == "Night desk: a test"
    post.answer = "550 No such person"
    refused = CliRunner().invoke(app, ["mail", "test", "bo@desk.example"])
    assert (refused.exit_code, "550 No such person" in refused.output) == (1, True)
