"""`verify trace`: copies and credits are found for what came in before the desk looked for them."""

from pathlib import Path

import pytest
from sqlalchemy import delete, select
from typer.testing import CliRunner

from tests.support.claims import add_article, add_evidence
from verify import clock
from verify.cli.main import app
from verify.core.vocabulary import OriginRule
from verify.db import Database
from verify.models import Derivation, EvidenceDerivation, TextPrint
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
            claim_id = add_article(session, [WIRE], outlet=outlet).claim_ids[0]
        add_evidence(session, claim_id, passage=f"{WIRE} (AP)")
        session.execute(delete(Derivation))
        session.execute(delete(TextPrint))
        session.execute(delete(EvidenceDerivation))
    printed = CliRunner().invoke(app, ["trace"]).output
    get_settings.cache_clear()
    assert printed.splitlines()[-2:] == ["articles traced: 2", "evidence traced: 1"]
    with database.reading() as session:
        assert len(session.scalars(select(Derivation)).all()) == 1
        found = session.scalars(select(EvidenceDerivation.rule)).all()
        assert sorted(found) == [OriginRule.COPY, OriginRule.COPY, OriginRule.CREDIT]
        assert copies.trace_some(session, after=2, now=clock.now()) == []
