"""`verify trace`: copies and credits are found for articles that came in before the desk looked for them."""

from pathlib import Path

import pytest
from sqlalchemy import delete, select
from typer.testing import CliRunner

from tests.support.claims import add_article
from verify import clock
from verify.cli.main import app
from verify.db import Database
from verify.models import Derivation, TextPrint
from verify.services import copies
from verify.settings import get_settings

WIRE = " ".join(f"Word{at} of the river rose to {at} metres." for at in range(40))


def test_articles_of_an_earlier_release_are_traced(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERIFY_DATABASE_URL", database.url)
    monkeypatch.setenv("VERIFY_DESK_DIR", str(tmp_path))
    get_settings.cache_clear()
    with database.writing() as session:
        for outlet in ("Gazette", "Echo"):
            add_article(session, [WIRE], outlet=outlet)
        session.execute(delete(Derivation))
        session.execute(delete(TextPrint))
    printed = CliRunner().invoke(app, ["trace"]).output
    get_settings.cache_clear()
    assert printed.splitlines()[-1] == "2 articles traced"
    with database.reading() as session:
        assert len(session.scalars(select(Derivation)).all()) == 1
        assert copies.trace_some(session, after=2, now=clock.now()) == []
