"""Changing many claims from the list: those ticked, a page, all that the filters find; watched and taken back."""

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.claims import add_article
from verify import clock
from verify.core.vocabulary import BulkState, Role
from verify.models import BulkAction, BulkClaim
from verify.queries import tags as filed
from verify.settings import Settings
from verify.worker.tasks import Tools, perform

Browsers = Callable[..., Browser]


def hidden(markup: str) -> dict[str, str]:
    """The hidden fields of the bar, as a browser would send them."""
    return {
        name: value.replace("&amp;", "&")
        for name, value in re.findall(r'name="(shown|filters)" value="([^"]*)"', markup)
    }


def carry_out(app: FastAPI, settings: Settings, action_id: int) -> None:
    with app.state.database.reading() as session:
        job_id = session.get_one(BulkAction, action_id).job_id
    perform(Tools(app.state.database, settings, now=clock.now), job_id)


def test_what_is_ticked_is_changed_watched_and_taken_back(app: FastAPI, browse: Browsers, settings: Settings) -> None:
    with app.state.database.writing() as session:
        one, two, three = add_article(session, ["One stands.", "Two stand.", "Three stand."]).claim_ids
    ana = browse(Role.REVIEWER)
    fields = {**hidden(ana.get("/queue").text), "which": "chosen", "claim": [str(one), str(two)], "tag": "Front page"}
    begun = ana.post("/bulk", {**fields, "act": "tag"})
    assert begun.headers["location"] == "/bulk/1"
    waiting = ana.get("/bulk/1").text
    assert 'hx-trigger="every 1s"' in waiting and "Look again" in waiting and "Take it back" not in waiting
    carry_out(app, settings, 1)
    done = ana.get("/bulk/1")
    assert "2 of 2 claims" in text_of(done) and "hx-trigger" not in done.text
    with app.state.database.reading() as session:
        assert [filed.of_claim(session, claim).tags for claim in (one, two, three)] == [["front page"]] * 2 + [[]]
    assert ana.post("/bulk/1/undo").headers["location"] == "/bulk/2"
    carry_out(app, settings, 2)
    assert "It was taken back" in text_of(ana.get("/bulk/1"))
    with app.state.database.reading() as session:
        assert filed.of_claim(session, one).tags == []


@pytest.mark.parametrize(("which", "number"), [("page", 50), ("all", 54)])
def test_a_page_or_all_that_match(app: FastAPI, browse: Browsers, which: str, number: int) -> None:
    with app.state.database.writing() as session:
        add_article(session, [f"The bridge number {n} stands." for n in range(54)])
        add_article(session, ["The harbour froze."])
    editor = browse(Role.EDITOR)
    fields = hidden(editor.get("/queue?text=bridge").text)
    assert editor.post("/bulk", {**fields, "which": which, "act": "tag", "tag": "art"}).status_code == 303
    with app.state.database.reading() as session:
        assert session.query(BulkClaim).filter_by(state=BulkState.WAITING).count() == number


def test_what_cannot_be_begun_says_why(app: FastAPI, browse: Browsers) -> None:
    with app.state.database.writing() as session:
        claim_id = add_article(session).claim_ids[0]
    editor, viewer = browse(Role.EDITOR), browse(Role.VIEWER)
    assert "Change many at once" not in viewer.get("/queue").text
    markup = editor.get("/queue").text
    assert "Change many at once" in markup and 'value="park"' not in markup
    for fields, status in (
        ({"act": "tag", "tag": "art"}, 422),
        ({"act": "explode", "claim": str(claim_id)}, 422),
        ({"act": "tag", "tag": "art", "claim": "x"}, 422),
        ({"act": "park", "reason": "ambiguous", "claim": str(claim_id)}, 403),
        ({"act": "tag", "tag": "art", "claim": "999999"}, 404),
    ):
        assert editor.post("/bulk", fields).status_code == status, fields
