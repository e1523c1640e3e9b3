"""`verify demo` as a real process: it loads once, says so, and lets its people in."""

import re
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from tests.browser.running import serving
from verify.cli.main import app
from verify.db import Database
from verify.services.desks import ensure_desk
from verify.settings import get_settings


@pytest.mark.slow
def test_the_demo_loads_once_and_lets_its_people_in(tmp_path: Path) -> None:
    with serving(tmp_path, "demo") as desk:
        page = httpx.get(f"{desk.url}/sign-in")
        printed = (tmp_path / "server.log").read_text("utf-8")
        assert re.search(r"Loaded \d+ articles of \d+ outlets: \d+ claims, \d+ of them decided, in [\d.]+ s\.", printed)
        assert desk.url in printed
        shown = re.findall(r"<code>(\S+@desk\.example)</code></td><td><code>(\S+)</code>", page.text)
        assert len(shown) >= 6
        for email, password in shown:
            assert re.search(rf"{re.escape(email)} +{re.escape(password)} ", printed)
        email, password = next(pair for pair in shown if "reviewer" in pair[0])
        signed_in = httpx.post(f"{desk.url}/sign-in", data={"email": email, "password": password})
        assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/queue")
    with serving(tmp_path, "demo") as desk:
        printed = (tmp_path / "server.log").read_text("utf-8")
        assert "Loaded" not in printed
        assert email in printed
        assert email in httpx.get(f"{desk.url}/sign-in").text


def test_a_desk_of_ones_own_is_neither_loaded_nor_served(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    with database.writing() as session:
        ensure_desk(session, name="Newsroom", is_demo=False, now=now)
    monkeypatch.setenv("VERIFY_DATABASE_URL", database.url)
    monkeypatch.setenv("VERIFY_DESK_DIR", str(tmp_path))
    get_settings.cache_clear()
    refused = CliRunner().invoke(app, ["demo"])
    get_settings.cache_clear()
    assert refused.exit_code == 1
    assert "The desk “Newsroom” is no demo desk" in " ".join(refused.output.split())
    assert "verify is at" not in refused.output
