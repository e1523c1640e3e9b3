"""`verify ingest` and `verify jobs`, on a desk of the test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from tests.support.people import add_person
from verify import clock
from verify.cli.main import app
from verify.core.vocabulary import JobState, Role
from verify.db import Database
from verify.models import Article, Job
from verify.services.desks import ensure_desk
from verify.settings import get_settings

Run = Callable[..., Result]
TEXT = "The harbour of Ostmark reopened on Tuesday. Two cranes cost 4.2 million crowns."
HTML = f"<html><body><article><p>{TEXT}</p><p>The town paid from its reserve fund.</p></article></body></html>"


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("VERIFY_DATABASE_URL", database.url)
    monkeypatch.setenv("VERIFY_DESK_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "240")
    get_settings.cache_clear()
    with database.writing() as session:
        ensure_desk(session, name="Ostmark", is_demo=False, now=clock.now())
    yield lambda *words: CliRunner().invoke(app, [str(word) for word in words])
    get_settings.cache_clear()


def articles(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Article)) or 0


def test_files_go_in_at_once_and_only_once(run: Run, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "harbour.txt"
    file.write_text(TEXT)
    first, again = (run("ingest", file, "--outlet", "Courier") for _ in range(2))
    assert first.exit_code == again.exit_code == 0
    assert "article 1, 2 claims" in first.output
    assert "article 1, stored before" in again.output
    assert articles(database) == 1


def test_a_folder_goes_in_and_one_bad_file_does_not_stop_it(run: Run, database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "week"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT)
    (folder / "b.txt").write_bytes(b"\x00\x01")
    (folder / "c.html").write_text(HTML)
    (folder / "notes.pdf").write_bytes(b"%PDF")
    done = run("ingest", folder, "--outlet", "Courier")
    assert done.exit_code == 1
    assert "b.txt: The file holds binary data" in done.output
    assert articles(database) == 2


def test_a_batch_and_an_address_are_put_in_line(run: Run, database: Database, tmp_path: Path) -> None:
    batch = tmp_path / "week.jsonl"
    batch.write_text('{"text": "The harbour reopened.", "outlet": "Courier"}\n{broken\n')
    done = run("ingest", batch, "https://courier.example/a")
    assert done.exit_code == 0
    assert "2 lines in line as job 1, 1 broken" in done.output
    assert "Line 2: not JSON" in done.output
    assert "https://courier.example/a: in line as job 2" in done.output
    listed = run("jobs", "list").output
    assert "week.jsonl" in listed and "waiting" in listed
    assert "Line 2: not JSON" in run("jobs", "show", 1).output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("no-such-file.txt",), "cannot be read"),
        (("https://me:pw@courier.example/",), "name or password"),
        (("{file}",), "Say which outlet"),
        (("{file}", "--outlet", "Wire", "--url", "ftp://wire.example"), "http://"),
    ],
)
def test_what_cannot_go_in_says_why(
    run: Run, database: Database, tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    file = tmp_path / "harbour.txt"
    file.write_text(TEXT)
    done = run("ingest", *(word.format(file=file) for word in words))
    assert done.exit_code == 1
    assert message in done.output
    assert articles(database) == 0


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\x00", "binary"),
        ("a.txt", b"caf\x81\x8d\x9d", "not readable as text"),
        ("a.txt", b"x" * 2_000_001, "larger than 2 MB"),
        ("a.html", b"x" * 5_000_001, "larger than 5 MB"),
        ("a.html", b"<div>" * 900_000, "too many parts"),
        ("a.html", b"<html><script>alert(1)</script></html>", "No article text"),
        ("a.pdf", b"%PDF-1.7", "cannot be read"),
        ("a.jsonl", b"[1]", "JSON list"),
        ("a.jsonl", b"", "empty"),
    ],
)
def test_a_file_that_is_no_article_says_why(
    run: Run, database: Database, tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    done = run("ingest", file, "--outlet", "Wire")
    assert (done.exit_code, message in done.output) == (1, True)
    assert articles(database) == 0


def test_it_acts_as_a_person_with_their_roles(run: Run, database: Database, tmp_path: Path) -> None:
    file = tmp_path / "harbour.txt"
    file.write_text(TEXT)
    with database.writing() as session:
        add_person(session, Role.VIEWER, now=clock.now())
    done = run("ingest", file, "--outlet", "Courier", "--as", "viewer@desk.example")
    assert done.exit_code == 1
    assert "Your roles do not allow this" in done.output
    assert articles(database) == 0


def test_a_worker_of_its_own_does_what_waits_and_retries(run: Run, database: Database, tmp_path: Path) -> None:
    batch = tmp_path / "week.jsonl"
    batch.write_text(
        "\n".join(f'{{"text": "The council of town {n} met on Monday.", "outlet": "Courier"}}' for n in range(5))
        + '\n{"url": "http://127.0.0.1/"}'
    )
    run("ingest", batch)
    for runs in (0, 1):
        worked = run("jobs", "work", "--name", "test", "--until-idle")
        assert worked.exit_code == 0, worked.output
        with database.reading() as session:
            job = session.scalars(select(Job)).one()
            assert (job.state, job.done, job.failed, job.runs) == (JobState.DONE, 5, 1, runs)
        assert "private network" in run("jobs", "show", 1).output
        assert run("jobs", "retry", 1).exit_code == 0
    assert articles(database) == 5
