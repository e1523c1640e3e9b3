"""Suggestions on the article's page: no trace without a model, asked for by a job, decided by people."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from verify import clock
from verify.core.articles import ArticleDraft
from verify.core.permissions import SYSTEM
from verify.core.suggestions import checked, question
from verify.core.vocabulary import Role
from verify.queries.suggestions import to_ask
from verify.services import suggestions
from verify.services.articles import add_article
from verify.services.suggestions import Answered

Browsers = Callable[..., Browser]
TEXT = "Mayor Greta Holm said the council of Lund sold 40 boats in 2016 <b>."
ANSWER = """{"claims": [
  {"quote": "the council of Lund sold 40 boats", "statement": "Lund sold 40 boats.", "speaker": "Greta Holm", "cue": "said"},
  {"quote": "Mayor Greta Holm", "statement": "Greta Holm is mayor."},
  {"quote": "Mayor Greta Holm", "statement": "Greta Holm is a thief."}
]}"""


@pytest.fixture
def article_id(app: FastAPI) -> int:
    with app.state.database.writing() as session:
        draft = ArticleDraft(TEXT, outlet="Courier", language="en")
        return add_article(session, actor=SYSTEM, draft=draft, now=clock.now()).article_id


@pytest.fixture
def with_model(app: FastAPI) -> None:
    model = {"suggest_url": "http://127.0.0.1:1/v1", "suggest_model": "small-model"}
    app.state.settings = app.state.settings.model_copy(update=model)


@pytest.fixture
def answered(app: FastAPI, article_id: int, with_model: None) -> str:
    """The article's address, with one answer of the model on it."""
    with app.state.database.writing() as session:
        asked = to_ask(session, article_id)
        found = checked(asked.text, ANSWER, asked.known)
        made = Answered(asked.version_id, "small-model", question(asked.text, [], most_characters=30), found)
        suggestions.store(session, actor=SYSTEM, answered=made, now=clock.now())
    return f"/articles/{article_id}"


def test_without_a_model_nothing_speaks_of_one(browse: Browsers, article_id: int) -> None:
    reviewer = browse(Role.REVIEWER)
    page = reviewer.get(f"/articles/{article_id}").text.lower()
    assert "suggest" not in page
    assert "language model" not in page
    refused = reviewer.post(f"/articles/{article_id}/suggestions")
    assert (refused.status_code, "VERIFY_SUGGEST_URL" in refused.text) == (409, True)


def test_the_button_puts_the_question_in_line_once(browse: Browsers, article_id: int, with_model: None) -> None:
    submitter, url = browse(Role.SUBMITTER), f"/articles/{article_id}"
    assert "Ask the language model" in submitter.get(url).text
    for _ in range(2):
        assert submitter.post(f"{url}/suggestions").headers["location"] == f"{url}#suggestions"
    page = submitter.get(url).text
    assert 'href="/jobs/1"' in page and "Ask the language model" not in page
    assert f'href="{url}#suggestions"' in submitter.get("/jobs/1").text
    assert submitter.get("/jobs/2").status_code == 404
    assert "Ask the language model" not in browse(Role.VIEWER).get(url).text


def test_what_passed_and_what_did_not_is_told(browse: Browsers, answered: str) -> None:
    text = text_of(browse(Role.SUBMITTER).get(answered))
    assert "3 proposed, 2 passed; rejected: 1 words not of the article." in text
    assert "It was sent the first 30 of" in text
    assert "Lund sold 40 boats." in text and "said by Greta Holm" in text
    assert "thief" not in text
    assert "waits for a reviewer" in text and "Make it a claim" not in text


def test_people_decide(browse: Browsers, answered: str) -> None:
    reviewer = browse(Role.REVIEWER)
    claims = reviewer.get(answered).text.count('href="/claims/')
    done = reviewer.post("/suggestions/1/accept")
    assert (done.status_code, done.headers["location"]) == (303, f"{answered}#suggestions")
    assert reviewer.post("/suggestions/2/dismiss").status_code == 303
    page = reviewer.get(answered)
    assert page.text.count('href="/claims/') > claims
    assert "accepted by reviewer: claim" in text_of(page) and "dismissed by reviewer" in text_of(page)
    assert "Make it a claim" not in page.text
    assert reviewer.post("/suggestions/2/accept").status_code == 409
    made = page.text.split(">accepted by", 1)[0].rsplit('href="', 1)[1].rstrip('"')
    assert "accepted it as suggested by the language model small-model" in text_of(reviewer.get(made))
