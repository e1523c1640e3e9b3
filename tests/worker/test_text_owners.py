"""The worker settles whose texts articles are, one waiting article after the other; one that breaks holds up no other."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.conftest import NOW
from verify.core.articles import ArticleDraft
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import OutletKind
from verify.db import Database
from verify.models import Article, TextOwnerWait
from verify.services import articles, outlets, text_owners
from verify.services.desks import ensure_desk
from verify.settings import Settings
from verify.worker.tasks import Tools
from verify.worker.text_owners import settle_article

WIRE = " ".join(f"Engineers counted {at} trucks on bridge {at} near the harbour." for at in range(3, 15))


@pytest.fixture
def tools(database: Database) -> Tools:
    """A desk that took in two copies before it took in the agency's text."""
    with database.writing() as session:
        ensure_desk(session, name="Test desk", is_demo=False, now=NOW)
        outlets.add(session, actor=SYSTEM, details=outlets.OutletDetails("Northline", OutletKind.AGENCY), now=NOW)
        for days, outlet in ((2, "Harbour Post"), (1, "Valley Echo"), (3, "Northline")):
            draft = ArticleDraft(WIRE, outlet=outlet, published=(NOW - timedelta(days=days)).date())
            articles.add_article(session, actor=SYSTEM, draft=draft, now=NOW)
    return Tools(database, Settings(), now=lambda: NOW)


def texts_of(database: Database) -> list[str | None]:
    with database.reading() as session:
        return list(session.scalars(select(Article.text_of).order_by(Article.id)))


def test_what_waits_is_settled(tools: Tools) -> None:
    before = texts_of(tools.database)
    while settle_article(tools):
        pass
    assert (before[0], texts_of(tools.database)) == (None, ["Northline", "Northline", None])


def test_one_that_breaks_is_left_out(
    tools: Tools, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object, **__: object) -> bool:
        raise RuntimeError("broken")

    monkeypatch.setattr(text_owners, "settle", breaks)
    while settle_article(tools):
        pass
    assert "whose text article 1 is broke" in caplog.text
    with tools.database.reading() as session:
        assert session.scalars(select(TextOwnerWait.article_id)).all() == []
