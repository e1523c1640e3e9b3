"""Merges, eras and topics on the pages of outlets."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.records import C, D, add_article, add_outlet, add_record, decide
from verify import clock
from verify.core.vocabulary import Role
from verify.models import Article, Claim, Outlet
from verify.services.desks import ensure_desk

Browsers = Callable[..., Browser]


@pytest.fixture
def pair(app: FastAPI) -> tuple[int, int]:
    """Two outlets with sufficient records of the last weeks."""
    now = clock.now()
    then = now - timedelta(days=40)
    with app.state.database.writing() as session:
        ensure_desk(session, name="Test desk", is_demo=False, now=then)
        taken, kept = add_outlet(session, "Harbour Herald", then, "herald.example"), add_outlet(session, "Post", then)
        add_record(session, taken, [D] * 8, then)
        add_record(session, kept, [C] * 8, then)
        return taken.id, kept.id


def test_an_editor_merges_and_takes_it_back(browse: Browsers, pair: tuple[int, int]) -> None:
    taken, kept = pair
    editor = browse(Role.EDITOR)
    assert "Start an era" in text_of(editor.get(f"/outlets/{taken}"))
    answer = editor.post(f"/outlets/{taken}/merge", {"into": str(kept)})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/outlets/{kept}")
    now = text_of(editor.get(f"/outlets/{kept}"))
    assert "Harbour Herald is part of it since" in now
    assert "Harbour Herald merged into Post" in now
    assert "Harbour Herald merged: what was decided in 8 articles" in now
    gone = text_of(editor.get(f"/outlets/{taken}"))
    assert "Part of Post since" in gone
    assert "as of the day before" in gone
    assert "insufficient record" in gone
    day = (clock.now() - timedelta(days=1)).date().isoformat()
    assert "mixed record" in text_of(editor.get(f"/outlets/{taken}?as_of={day}"))
    assert "Harbour Herald" not in text_of(editor.get("/outlets")).split("Add an outlet")[0]
    assert "is part of Post" in text_of(editor.post(f"/outlets/{taken}/merge", {"into": str(kept)}, part=True))
    assert editor.post(f"/outlets/{taken}/unmerge").status_code == 303
    assert "merge of Harbour Herald taken back" in text_of(editor.get(f"/outlets/{kept}?trend=as-it-stood"))
    again = editor.post(f"/outlets/{taken}/unmerge")
    assert (again.status_code, "part of no other outlet" in text_of(again)) == (409, True)


@pytest.mark.parametrize(
    ("path", "form", "words"),
    [
        ("merge", {"into": ""}, "Choose the outlet"),
        ("merge", {"into": "9" * 30}, "Choose the outlet"),
        ("eras", {"era_day": "soon"}, "such as 2026-03-04"),
        ("eras", {"era_day": "2999-01-01"}, "has not come yet"),
        ("eras", {"era_day": "2026-01-01", "era_name": "post"}, "called post already"),
    ],
)
def test_what_cannot_be_is_said_beside_the_form(
    browse: Browsers, pair: tuple[int, int], path: str, form: dict[str, str], words: str
) -> None:
    answer = browse(Role.EDITOR).post(f"/outlets/{pair[0]}/{path}", form, part=True)
    assert answer.status_code in (409, 422)
    assert words in text_of(answer)
    assert 'id="outlet-handovers"' in answer.text


def test_an_era_is_shown_on_both_pages_and_breaks_the_trend(browse: Browsers, pair: tuple[int, int]) -> None:
    _, kept = pair
    editor = browse(Role.EDITOR)
    start = (clock.now() - timedelta(days=80)).date()
    answer = editor.post(f"/outlets/{kept}/eras", {"era_day": start.isoformat(), "era_group": "Tarn Holdings"})
    new = answer.headers["location"]
    page = text_of(editor.get(new))
    assert "An era of its own since" in page
    assert "Tarn Holdings" in page
    assert "What was published from" in text_of(editor.get(f"/outlets/{kept}"))
    old = editor.get(f"/outlets/{kept}?as_of={(clock.now() - timedelta(days=1)).date()}")
    assert "What was published from" not in text_of(old)


def test_a_topic_has_its_own_record_and_its_own_n(app: FastAPI, browse: Browsers, pair: tuple[int, int]) -> None:
    _, kept = pair
    now = clock.now()
    with app.state.database.writing() as session:
        for number in range(3):
            (claim,) = add_article(session, session.get_one(Outlet, kept), now.date())
            decide(session, claim, C if number else D, now)
            session.get_one(Article, session.get_one(Claim, claim).article_id).topic = "public works & roads"
    viewer = browse(Role.VIEWER)
    page = viewer.get(f"/outlets/{kept}?topic=Public+works+%26+roads")
    assert "articles filed under public works &amp; roads: 3 decided" in text_of(page)
    assert "3 of 5 articles needed" in text_of(page)
    assert "public works &amp; roads, 3 articles" in text_of(viewer.get(f"/outlets/{kept}"))
    behind = viewer.get(f"/outlets/{kept}/claims?voice=own&verdict=corroborated&topic=public+works+%26+roads")
    assert "<b>2</b> claims" in behind.text
    none = text_of(viewer.get(f"/outlets/{kept}?topic=sport"))
    assert "0 of 5 verdicts needed" in none
    assert "sport, no article now" in none
