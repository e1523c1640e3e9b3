"""Where people looked and found nothing: noted, listed, filled into the verdict's form, taken back, and blind like evidence."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI

from tests.conftest import NOW
from tests.support.browsing import Browser, text_of
from tests.support.claims import add_article
from tests.support.people import add_person
from tests.support.policies import put_in_force
from verify import clock
from verify.core.errors import NotFound, RuleRefused
from verify.core.vocabulary import ReviewPolicy, Role
from verify.queries import searches as queries
from verify.services import searches
from verify.services.searches import SearchDraft

Browsers = Callable[..., Browser]
LOOKED = {"search_query": "quay wall", "search_place": "Port register", "search_day": "2026-11-20"}


def put(app: FastAPI, policy: ReviewPolicy = ReviewPolicy.SINGLE) -> int:
    with app.state.database.writing() as session:
        claim_id = add_article(session).claim_ids[0]
        put_in_force(session, policy, now=NOW)
        return claim_id


def test_a_search_is_noted_and_stands_in_the_verdicts_form(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app)
    ana = browse(Role.REVIEWER)
    typed = {**LOOKED, "rationale": "Half a thought", "draft_revision": "0"}
    assert ana.post(f"/claims/{claim_id}/searches", typed).status_code == 303
    ana.post("/queue/next")
    page = ana.get(f"/claims/{claim_id}")
    assert "Port register: “quay wall” (2026-11-20)</textarea>" in page.text
    assert "Half a thought" in page.text  # what was typed meanwhile is kept
    assert "Where we looked, and found nothing" in text_of(browse(Role.VIEWER).get(f"/claims/{claim_id}"))
    assert ana.post("/searches/1/withdraw").status_code == 303
    assert "quay wall" not in ana.get(f"/claims/{claim_id}").text
    assert ana.post("/searches/1/withdraw").status_code == 303  # twice changes nothing


@pytest.mark.parametrize(
    "bad",
    [{"search_query": " "}, {"search_place": ""}, {"search_day": "yesterday"}, {"search_day": "2999-01-01"}],
    ids=["no-words", "no-place", "no-day", "to-come"],
)
def test_a_search_without_words_place_or_day_is_refused(app: FastAPI, browse: Browsers, bad: dict[str, str]) -> None:
    claim_id = put(app)
    refused = browse(Role.REVIEWER).post(f"/claims/{claim_id}/searches", {**LOOKED, **bad})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    with app.state.database.reading() as session:
        assert list(queries.of_claim(session, claim_id, reader_id=None)) == []


def test_reviewers_who_judge_apart_do_not_see_each_others_searches(app: FastAPI) -> None:
    claim_id = put(app, ReviewPolicy.DOUBLE)
    draft = SearchDraft("quay wall", "Port register")
    with app.state.database.writing() as session:
        ana, bo = (add_person(session, Role.REVIEWER, now=NOW, name=name) for name in ("Ana", "Bo"))
        cy = add_person(session, Role.EDITOR, now=NOW, name="Cy")
        hers = searches.add(session, actor=ana, claim_id=claim_id, draft=draft, now=clock.now())
        shared = searches.add(session, actor=cy, claim_id=claim_id, draft=draft, now=clock.now())
        shown = [queries.of_claim(session, claim_id, reader_id=who.user_id) for who in (ana, bo)]
        assert [[search.id for search in seen] for seen in shown] == [[hers, shared], [shared]]
        with pytest.raises(NotFound):
            searches.withdraw(session, actor=bo, search_id=hers, now=clock.now())
        with pytest.raises(RuleRefused):
            searches.withdraw(session, actor=bo, search_id=shared, now=clock.now())
