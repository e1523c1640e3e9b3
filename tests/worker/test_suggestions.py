"""A job that asks a language model: one that answers well, one that lies, ones that fail, over a real local server."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import func, select
from werkzeug import Response

from tests.support.people import add_person
from verify.core.articles import ArticleDraft
from verify.core.errors import RuleRefused
from verify.core.permissions import SYSTEM, Actor
from verify.core.vocabulary import JobState, Role, SuggestionState
from verify.db import Database
from verify.models import Claim
from verify.queries import jobs
from verify.queries import suggestions as suggested
from verify.queries.suggestions import Suggested
from verify.services import suggestions
from verify.services.articles import add_article
from verify.services.jobs import run_again
from verify.services.retries import retry
from verify.settings import Settings
from verify.worker.tasks import Tools, perform

TEXT = "Mayor Greta Holm said the council of Lund sold 40 boats in 2016. Nobody knows who bought the boats of Lund."
PATH = "/v1/chat/completions"
GOOD = {"quote": ["sold 40 boats"], "statement": "Lund sold 40 boats.", "speaker": "Greta Holm", "cue": "said"}
LIE = {"quote": ["sold 40 boats"], "statement": "Lund sold 40 boats to Russia."}
INVENTED = {"quote": ["sold 50 boats"], "statement": "Lund sold 50 boats."}


@pytest.fixture
def tools(database: Database, settings: Settings, now: datetime, httpserver: HTTPServer) -> Tools:
    model = {"suggest_url": httpserver.url_for("/v1"), "suggest_model": "small-model", "suggest_seconds": 10.0}
    return Tools(database, settings.model_copy(update=model), now=lambda: now)


@pytest.fixture
def reviewer(database: Database, now: datetime) -> Actor:
    with database.writing() as session:
        return add_person(session, Role.REVIEWER, now=now)


@pytest.fixture
def article_id(tools: Tools) -> int:
    with tools.database.writing() as session:
        draft = ArticleDraft(TEXT, outlet="Courier", language="en")
        return add_article(session, actor=SYSTEM, draft=draft, now=tools.now()).article_id


def answers(httpserver: HTTPServer, *proposals: Mapping[str, Any]) -> None:
    content = json.dumps({"claims": proposals})
    httpserver.expect_oneshot_request(PATH, method="POST").respond_with_json(
        {"choices": [{"message": {"content": content}, "finish_reason": "stop"}]}
    )


def asked(tools: Tools, actor: Actor, article_id: int) -> int:
    with tools.database.writing() as session:
        return suggestions.open_round(
            session, actor=actor, article_id=article_id, settings=tools.settings, now=tools.now()
        )


def state_of(tools: Tools, job_id: int) -> tuple[JobState, str | None]:
    with tools.database.reading() as session:
        job = jobs.the_job(session, job_id)
    return job.state, job.message


def found(tools: Tools, article_id: int) -> Suggested:
    with tools.database.reading() as session:
        version_id = suggested.to_ask(session, article_id).version_id
        return suggested.of_version(session, article_id, version_id)


def claims(tools: Tools) -> int:
    with tools.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Claim)) or 0


def test_what_passes_waits_for_a_person_and_what_does_not_is_counted(
    tools: Tools, reviewer: Actor, article_id: int, httpserver: HTTPServer
) -> None:
    answers(httpserver, GOOD, LIE, INVENTED)
    before = claims(tools)
    job_id = asked(tools, reviewer, article_id)
    assert found(tools, article_id).waiting == job_id == asked(tools, reviewer, article_id)
    perform(tools, job_id)
    assert state_of(tools, job_id) == (JobState.DONE, None)
    one = found(tools, article_id)
    assert (one.waiting, one.failure, len(one.rounds)) == (None, "", 1)
    told = one.rounds[0]
    assert [(line.statement, line.state) for line in told.suggestions] == [(GOOD["statement"], SuggestionState.OPEN)]
    assert told.rejected == {"words_not_of_the_article": 1, "quote_not_in_text": 1}
    assert (told.proposed, told.model, told.asked_by) == (3, "small-model", reviewer.name)
    assert (len(told.prompt_sha256), len(told.input_sha256), told.characters) == (64, 64, len(TEXT))
    assert claims(tools) == before
    sent = json.loads(json.loads(httpserver.log[0][0].get_data())["messages"][1]["content"])
    assert (sent["article"], len(sent["known"])) == (TEXT, before)


def test_a_job_that_is_begun_again_after_its_answer_asks_nobody(
    tools: Tools, reviewer: Actor, article_id: int, httpserver: HTTPServer
) -> None:
    answers(httpserver, GOOD)
    job_id = asked(tools, reviewer, article_id)
    perform(tools, job_id)
    with tools.database.writing() as session:
        with pytest.raises(RuleRefused):
            retry(session, actor=reviewer, job_id=job_id, now=tools.now())
        assert run_again(session, job_id).state is JobState.WAITING
    perform(tools, job_id)
    assert (state_of(tools, job_id)[0], len(httpserver.log)) == (JobState.DONE, 1)
    assert len(found(tools, article_id).rounds) == 1


@pytest.mark.parametrize(
    ("response", "why"),
    [
        (Response("down", 500), "The language model answered 500 INTERNAL SERVER ERROR."),
        (Response("<p>hello</p>", content_type="text/html"), "The language model answered text/html"),
        (
            Response(
                json.dumps({"choices": [{"message": {"content": "As a model I cannot."}}]}),
                content_type="application/json",
            ),
            "no list of claims",
        ),
    ],
    ids=["error", "a page", "prose"],
)
def test_a_model_that_fails_leaves_nothing_but_its_reason_and_can_be_asked_again(
    tools: Tools, reviewer: Actor, article_id: int, httpserver: HTTPServer, response: Response, why: str
) -> None:
    httpserver.expect_oneshot_request(PATH).respond_with_response(response)
    job_id = asked(tools, reviewer, article_id)
    perform(tools, job_id)
    state, message = state_of(tools, job_id)
    assert state is JobState.FAILED and why in (message or "")
    assert (found(tools, article_id).rounds, why in found(tools, article_id).failure) == ([], True)
    answers(httpserver, GOOD)
    with tools.database.writing() as session:
        retry(session, actor=reviewer, job_id=job_id, now=tools.now())
    perform(tools, job_id)
    assert state_of(tools, job_id) == (JobState.DONE, None)
    assert len(found(tools, article_id).rounds) == 1


def test_what_was_suggested_before_is_not_suggested_again(
    tools: Tools, reviewer: Actor, article_id: int, httpserver: HTTPServer
) -> None:
    for _ in range(2):
        answers(httpserver, GOOD)
        perform(tools, asked(tools, reviewer, article_id))
    newest, first = found(tools, article_id).rounds
    assert (len(first.suggestions), newest.suggestions, newest.rejected) == (1, [], {"there_already": 1})


def test_without_a_model_nothing_is_put_in_line(tools: Tools, reviewer: Actor, article_id: int) -> None:
    off = Tools(tools.database, tools.settings.model_copy(update={"suggest_url": ""}), now=tools.now)
    with pytest.raises(RuleRefused, match="VERIFY_SUGGEST_URL"):
        asked(off, reviewer, article_id)
