"""What a command says of settings that it cannot read and of a desk that it cannot reach: plain words, no traceback."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from verify.cli.main import app
from verify.settings import get_settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The desk's folder, which holds a file that is no database."""
    (tmp_path / "desk.sqlite3").write_text("This is no database, whatever its name says. " * 40)
    monkeypatch.setenv("VERIFY_DESK_DIR", str(tmp_path))
    monkeypatch.delenv("VERIFY_DATABASE_URL", raising=False)
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


@pytest.mark.parametrize(
    ("name", "value", "status", "words"),
    [
        ("VERIFY_PORT", "abc", 2, "VERIFY_PORT: Input should be a valid integer"),
        ("VERIFY_LOG_LEVEL", "loud", 2, "VERIFY_LOG_LEVEL: Input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("VERIFY_DATABASE_URL", "nowhere", 1, "Look at VERIFY_DATABASE_URL"),
        ("VERIFY_DATABASE_URL", "postgresql+psycopg://a:secret@127.0.0.1:1/x", 1, "Connection refused"),
        ("VERIFY_LOG_LEVEL", "info", 1, "file is not a database. Look at VERIFY_DATABASE_URL and VERIFY_DESK_DIR."),
    ],
)
def test_the_reason_is_told_in_plain_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, status: int, words: str
) -> None:
    monkeypatch.setenv(name, value)
    told = CliRunner().invoke(app, ["users", "list"])
    assert (told.exit_code, "Traceback" in told.output, "secret" in told.output) == (status, False, False)
    assert words in told.output


def test_a_folder_that_cannot_be_made_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERIFY_DESK_DIR", str(folder / "desk.sqlite3" / "desk"))
    told = CliRunner().invoke(app, ["init"])
    assert (told.exit_code, "cannot be made: Not a directory." in told.output) == (1, True)


def test_a_port_that_is_taken_is_told_before_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERIFY_DESK_DIR", str(tmp_path))
    get_settings.cache_clear()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = CliRunner().invoke(app, ["serve", "--port", str(taken.getsockname()[1])])
    get_settings.cache_clear()
    assert (told.exit_code, "choose another with --port" in told.output) == (1, True)
    assert "Ctrl+C" not in told.output
