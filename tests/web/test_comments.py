"""Comments on a claim: said, read, taken back, and kept apart while two people judge."""

from collections.abc import Callable

from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.people import add_person
from tests.support.policies import add_backed_claim, give, put_in_force
from verify import clock
from verify.core.audit import LogFilters
from verify.core.vocabulary import ReviewPolicy, Role, Verdict
from verify.queries.audit import entries

Browsers = Callable[..., Browser]


def claim(app: FastAPI) -> str:
    with app.state.database.writing() as session:
        return f"/claims/{add_backed_claim(session)}/comments"


def test_a_comment_is_read_by_all_and_shown_as_text(app: FastAPI, browse: Browsers) -> None:
    page, editor, viewer = claim(app), browse(Role.EDITOR), browse(Role.VIEWER)
    assert editor.post(page, {"text": "<b>Ask</b> the harbour.\r\n\r\nThey answer."}).headers["location"] == page
    seen = viewer.get(page)
    assert "&lt;b&gt;Ask&lt;/b&gt; the harbour." in seen.text and "They answer." in seen.text
    assert "<form" not in seen.text.split("<main")[1].split("</main>")[0], "a viewer reads"
    assert viewer.post(page, {"text": "No"}).status_code == 403


def test_what_cannot_be_said_stands_in_the_form_again(app: FastAPI, browse: Browsers) -> None:
    page, editor = claim(app), browse(Role.EDITOR)
    long = editor.post(page, {"text": "a" * 2_001})
    assert (long.status_code, "2,000 is the most" in text_of(long), "a" * 2_001 in long.text) == (422, True, True)
    assert editor.post(page, {"text": " \n "}).status_code == 422
    assert editor.post("/claims/4242/comments", {"text": "Hm"}).status_code == 404


def test_only_its_author_takes_a_comment_back_and_it_leaves_a_mark(app: FastAPI, browse: Browsers) -> None:
    page, editor, other = claim(app), browse(Role.EDITOR), browse(Role.ADJUDICATOR)
    editor.post(page, {"text": "Ask the harbour."})
    assert other.post("/comments/1/withdraw").status_code == 403
    assert editor.post("/comments/1/withdraw").status_code == 303
    seen = text_of(other.get(page))
    assert "taken back" in seen and "harbour" not in seen.split("Said so far")[1]
    assert editor.post("/comments/99/withdraw").status_code == 404


def test_a_reviewers_comment_waits_while_two_judge_apart(app: FastAPI) -> None:
    now = clock.now()
    with app.state.database.writing() as session:
        ana, bo = (add_person(session, Role.REVIEWER, Role.EDITOR, now=now, name=name) for name in ("Ana", "Bo"))
        put_in_force(session, ReviewPolicy.DOUBLE, now=now)
        claim_id = add_backed_claim(session)
        give(session, ana, claim_id, Verdict.DISPUTED, now=now)
    page, first, second = f"/claims/{claim_id}/comments", Browser(app, ana), Browser(app, bo)
    empty = second.get(page).content
    first.post(page, {"text": "It never opened."})
    assert "It never opened." in first.get(page).text
    assert second.get(page).content == empty
    with app.state.database.reading() as session:
        about = LogFilters(subject_type="comment")
        assert entries(session, about, reader_id=bo.user_id).rows == []
        assert len(entries(session, about, reader_id=ana.user_id).rows) == 1
    with app.state.database.writing() as session:
        give(session, bo, claim_id, Verdict.DISPUTED, now=now)
    assert "It never opened." in second.get(page).text
