"""The wheel carries everything a desk needs: it is unpacked in an empty folder and used there."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("verify_desk-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    yield folder / "site"


def run(unpacked: Path, where: Path, *words: str) -> str:
    """Run the command from the unpacked wheel, in `where`, with no trace of the checkout."""
    env = {"PYTHONPATH": str(unpacked), "PATH": "/usr/bin:/bin", "HOME": str(where)}
    code = (
        "import verify, sys; assert 'site' in verify.__file__, verify.__file__; from verify.cli.main import app; app()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=where, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_templates_migrations_and_static_files_are_inside(unpacked: Path) -> None:
    for inside in ("_templates/base.html", "_alembic/env.py", "static/app.css", "static/vendor/htmx-4.0.1/htmx.min.js"):
        assert (unpacked / "verify" / inside).is_file(), inside


def test_a_desk_is_made_in_an_empty_folder(unpacked: Path, tmp_path: Path) -> None:
    assert "/set-up/" in run(unpacked, tmp_path, "init")
    assert (tmp_path / "desk" / "desk.sqlite3").is_file()
    assert "revision" in run(unpacked, tmp_path, "db", "status")
