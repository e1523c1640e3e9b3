"""`verify export`: files whole or not at all, with a manifest that fits them."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support.exported import KEY, Filled
from verify.cli.main import app
from verify.db import Database
from verify.settings import get_settings


@pytest.fixture
def run(database: Database, filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("VERIFY_DATABASE_URL", database.url)
    monkeypatch.setenv("VERIFY_DESK_DIR", str(tmp_path))
    get_settings.cache_clear()
    yield CliRunner()
    get_settings.cache_clear()


def manifest(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))


def test_jsonl_with_its_manifest(run: CliRunner, tmp_path: Path) -> None:
    out = tmp_path / "claims.jsonl"
    done = run.invoke(app, ["export", "--verdict", "disputed", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert len(out.read_bytes().splitlines()) == 2
    beside = manifest(tmp_path / "claims.jsonl.manifest.json")
    assert beside["files"] == [
        {"name": out.name, "bytes": out.stat().st_size, "sha256": hashlib.sha256(out.read_bytes()).hexdigest()}
    ]
    assert (beside["claims"], beside["schema"], beside["desk"]["key"]) == (2, "verify-claim-1", KEY)
    assert beside["asked"] == {"format": "jsonl", "state": "decided", "verdict": "disputed"}
    assert beside["policy"]["reviews_needed"] == "single" and beside["method"].startswith("rel-1:")


def test_csv_as_a_folder_or_a_zip(run: CliRunner, tmp_path: Path) -> None:
    folder, packed = tmp_path / "set", tmp_path / "set.zip"
    for out in (folder, packed):
        done = run.invoke(app, ["export", "--format", "csv", "--state", "any", "--out", str(out)])
        assert done.exit_code == 0, done.output
    assert {path.name for path in folder.iterdir()} == {
        "claims.csv",
        "evidence.csv",
        "reviews.csv",
        "searches.csv",
        "columns.csv",
        "manifest.json",
    }
    with zipfile.ZipFile(packed) as archive:
        for name in archive.namelist():
            assert archive.read(name) == (folder / name).read_bytes()
    for entry in manifest(folder / "manifest.json")["files"]:
        assert hashlib.sha256((folder / entry["name"]).read_bytes()).hexdigest() == entry["sha256"]


def test_claimreview_needs_an_address(run: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "claims.jsonld"
    command = ["export", "--format", "claimreview", "--profile", "strict", "--with-unverified", "--out", str(out)]
    refused = run.invoke(app, command)
    assert (refused.exit_code, "VERIFY_BASE_URL" in refused.output, out.exists()) == (1, True, False)
    monkeypatch.setenv("VERIFY_BASE_URL", "https://desk.example")
    get_settings.cache_clear()
    assert run.invoke(app, command).exit_code == 0
    assert len(json.loads(out.read_bytes())) == 4


@pytest.mark.parametrize("asked", [["--state", "lost"], ["--verdict", "maybe"], ["--outlet", "x"]])
def test_what_cannot_be_is_refused(run: CliRunner, tmp_path: Path, asked: list[str]) -> None:
    refused = run.invoke(app, ["export", *asked, "--out", str(tmp_path / "x")])
    assert refused.exit_code == 2
    assert not (tmp_path / "x").exists()


def test_a_place_that_cannot_be_written_keeps_nothing(run: CliRunner, tmp_path: Path) -> None:
    refused = run.invoke(app, ["export", "--out", str(tmp_path / "missing" / "claims.jsonl")])
    assert (refused.exit_code, "cannot be written" in " ".join(refused.output.split())) == (2, True)
    (tmp_path / "file").write_text("in the way")
    blocked = run.invoke(app, ["export", "--format", "csv", "--out", str(tmp_path / "file")])
    assert (blocked.exit_code, "is no folder" in " ".join(blocked.output.split())) == (2, True)
    assert (tmp_path / "file").read_text() == "in the way"
