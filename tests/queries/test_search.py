"""Finding claims by words: whatever is typed, never as query syntax, few matches or many."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from verify.core.claims import LONGEST_SEARCH, ClaimFilters
from verify.models import Claim
from verify.queries import claims, search


def found(session: Session, text: str, now: datetime) -> list[int]:
    return [row.id for row in claims.page(session, ClaimFilters(text=text), cursor=None, now=now).rows]


def test_every_word_must_be_there_in_any_case_and_order(session: Session, now: datetime) -> None:
    bridge = add_article(session, ["The Bridge at Tarn opened in 2021."]).claim_ids[0]
    add_article(session, ["The bridge at Holm opened."])
    assert found(session, "tarn BRIDGE", now) == [bridge]
    assert found(session, "2021", now) == [bridge]
    assert found(session, "bridge tunnel", now) == []


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "''",
        "a OR",
        "NOT",
        "NEAR(",
        "statement:",
        "bri*",
        "^a",
        "{a}",
        "(",
        "- -",
        "bridge:*",
        "a & | b",
        "\\",
        "%",
    ],
)
def test_signs_of_query_languages_are_plain_text(session: Session, now: datetime, text: str) -> None:
    add_article(session, ["The bridge opened."])
    assert isinstance(found(session, text, now), list)


def test_a_text_without_words_finds_nothing(session: Session, now: datetime) -> None:
    add_article(session)
    assert found(session, "?!…", now) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(text=st.text(max_size=LONGEST_SEARCH))
def test_no_text_breaks_the_search(session: Session, now: datetime, text: str) -> None:
    assert found(session, text, now) == []


@pytest.mark.parametrize("many", [100, 5], ids=["many", "common"])
def test_many_matches_are_found_as_few_are(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    wanted = add_article(session, [f"The bridge number {n} opened." for n in range(9)], priority=0.3).claim_ids
    add_article(session, ["The tunnel opened."])
    here = add_article(session, ["The bridge at Holm opened."], outlet="Northline", priority=0.9)
    few = found(session, "bridge opened", now)
    monkeypatch.setattr(search, "FEW", 3)
    monkeypatch.setattr(search, "MANY", many)
    monkeypatch.setattr(claims, "COUNTED_IN_PART", 3)
    assert found(session, "bridge opened", now) == few == [*here.claim_ids, *wanted[::-1]]
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    assert claims.count(session, ClaimFilters(text="bridge"), now=now, cap=2) == claims.Count(2, True)
    # Of many matches the first are counted, and the number says "at least".
    counted = claims.Count(3, True) if on_sqlite else claims.Count(10, False)
    assert claims.count(session, ClaimFilters(text="bridge"), now=now) == counted
    page = claims.page(session, ClaimFilters(text="bridge"), cursor=None, now=now, limit=4)
    rest = claims.page(session, ClaimFilters(text="bridge"), cursor=page.older, now=now, limit=20)
    assert [row.id for row in (*page.rows, *rest.rows)] == few
    every = claims.conditions(session, ClaimFilters(text="bridge"), now=now)
    assert len(session.scalars(select(Claim.id).where(*every)).all()) == 10


@pytest.mark.parametrize("ahead", [0, 40], ids=["at-the-top", "far-down"])
def test_common_words_are_found_wherever_in_the_list_they_are(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    plain = add_article(session, [f"The brucke number {n} opened." for n in range(6)], priority=0.3).claim_ids
    folded = add_article(session, ["Die Brücke an der Spree ist offen.", "Nobody calls it a BRÜCKE."]).claim_ids
    add_article(session, [f"The tunnel number {n} opened." for n in range(ahead)], priority=0.9)
    wanted = [*folded[::-1], *plain[::-1]]
    monkeypatch.setattr(search, "FEW", 1)
    monkeypatch.setattr(search, "MANY", 2)
    filters = ClaimFilters(text="Brucke")
    first = claims.page(session, filters, cursor=None, now=now, limit=3)
    second = claims.page(session, filters, cursor=first.older, now=now, limit=3)
    if session.get_bind().dialect.name == "sqlite":  # PostgreSQL's index folds no letters
        assert [row.id for row in (*first.rows, *second.rows)] == wanted[:6]
        assert claims.page(session, filters, cursor=second.newer, now=now, limit=3) == replace(first, newer=None)
        assert claims.neighbours(session, filters, wanted[3], now=now) == (wanted[2], wanted[4])
    else:
        assert [row.id for row in (*first.rows, *second.rows)] == wanted[2:]
