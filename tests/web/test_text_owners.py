"""Whose text an article is, on its page, its claims' pages and behind the numbers; and a person's say about it."""

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.people import add_person
from tests.support.records import OWN, RELAYED, C, D, add_article, add_outlet, decide
from verify import clock
from verify.core.vocabulary import Role, Said
from verify.services.desks import ensure_desk

Browsers = Callable[..., Browser]
FORM = {"whose": "theirs", "text_of": "thomson reuters", "why": "It is signed so below."}


@pytest.fixture
def claims(app: FastAPI) -> list[int]:
    """Two claims in the outlet's own voice, one pending, and one that it relays; all in article 1 of outlet 1."""
    now = clock.now()
    with app.state.database.writing() as session:
        ensure_desk(session, name="Test desk", is_demo=False, now=now)
        add_person(session, Role.REVIEWER, now=now, name="Olga")  # whose verdicts they are
        outlet = add_outlet(session, "Harbour Post", now)
        own, waiting, quoted = add_article(session, outlet, now.date(), (OWN, OWN, RELAYED))
        decide(session, own, D, now)
        decide(session, quoted, C, now, said=Said.CONFIRMED)
        return [own, waiting, quoted]


def numbers(page: str) -> dict[str, str]:
    return {
        url.replace("&amp;", "&"): n for url, n in re.findall(r'class="count" href="([^"]+)">(?:<b>)?([\d,]+)', page)
    }


def test_a_say_is_shown_wherever_its_claims_count(browse: Browsers, claims: list[int]) -> None:
    ana = browse(Role.REVIEWER)
    assert "Text of" not in text_of(ana.get("/articles/1"))
    done = ana.post("/articles/1/text-of", FORM)
    assert (done.status_code, done.headers["location"]) == (303, "/articles/1")
    article = text_of(ana.get("/articles/1"))
    name = ana.actor.name if ana.actor else ""
    assert f"Text of Reuters (“It is signed so below.”, says {name}): its claims count in the relayed record" in article
    page = ana.get(f"/claims/{claims[0]}")
    assert "own voice in a text of Reuters, so it counts as relayed" in text_of(page)
    assert 'href="/articles/1#article-text-owner"' in page.text
    assert "so it counts" not in text_of(ana.get(f"/claims/{claims[2]}"))
    record = ana.get("/outlets/1").text
    found = numbers(record)
    assert found["/outlets/1/claims?voice=relayed&verdict=disputed"] == "1"
    assert found["/claims?outlet=1&record=relayed&state=pending&kind=factual"] == "1"
    assert not [url for url in found if "voice=own" in url or "record=own&state" in url]
    behind = text_of(ana.get("/outlets/1/claims?voice=relayed"))
    assert "2 claims" in behind and behind.count("text of Reuters") == 1
    listed = text_of(ana.get("/claims?outlet=1&record=relayed&state=pending&kind=factual&more=1"))
    assert "1 claim" in listed
    assert "1 claim" not in text_of(ana.get("/claims?outlet=1&record=own&state=pending&kind=factual"))


def test_a_say_is_taken_back_with_a_reason(browse: Browsers, claims: list[int]) -> None:
    edith = browse(Role.EDITOR)
    edith.post("/articles/1/text-of", {"whose": "own", "why": "I called them."})
    assert "Its own reporting (“I called them.”, says" in text_of(edith.get("/articles/1"))
    edith.post("/articles/1/text-of", FORM)
    edith.post("/articles/1/text-of", {"whose": "found", "why": "I was wrong."})
    page = text_of(edith.get("/articles/1"))
    assert "Text of" not in page and "Its own reporting (" not in page
    assert numbers(edith.get("/outlets/1").text)["/outlets/1/claims?voice=own&verdict=disputed"] == "1"


@pytest.mark.parametrize(
    ("given", "status", "problem"),
    [
        pytest.param({}, 422, "Choose whose text it is", id="nothing"),
        pytest.param({"text_of": ""}, 422, "Name whose text it is", id="nobody"),
        pytest.param({"why": " "}, 422, "The reason", id="no-reason"),
        pytest.param({"text_of": "Harbour Post"}, 422, "Harbour Post printed it", id="its-own-outlet"),
        pytest.param({"whose": "found"}, 409, "Nobody said whose text this is", id="nothing-to-take-back"),
    ],
)
def test_what_cannot_be_said_is_shown_again(
    browse: Browsers, claims: list[int], given: dict[str, str], status: int, problem: str
) -> None:
    form = FORM | given if given else {}
    refused = browse(Role.REVIEWER).post("/articles/1/text-of", form, part=True)
    assert (refused.status_code, refused.text.count('id="article-text-owner"')) == (status, 1)
    assert problem in text_of(refused)
    assert f'value="{form.get("why", "")}"' in refused.text and "<details open>" in refused.text


def test_who_only_reads_sees_it_and_says_nothing(browse: Browsers, claims: list[int]) -> None:
    browse(Role.REVIEWER).post("/articles/1/text-of", FORM)
    viewer = browse(Role.VIEWER)
    page = viewer.get("/articles/1")
    assert "Text of Reuters" in text_of(page) and "/text-of" not in page.text
    assert viewer.post("/articles/1/text-of", FORM).status_code == 403
