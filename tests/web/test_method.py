"""The method page: from the parameters that run, for those who may see it."""

from collections.abc import Callable
from html import unescape

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.records import C, D, add_outlet, add_record
from verify import clock
from verify.core.method_account import FORMULAS, LIMITS, parameters
from verify.core.permissions import SYSTEM
from verify.core.reliability import INSTALLATION_PRIOR, REL_1
from verify.core.vocabulary import Role
from verify.queries import method, priors
from verify.services.priors import adopt

Browsers = Callable[..., Browser]


@pytest.fixture
def viewer(browse: Browsers) -> Browser:
    return browse(Role.VIEWER)


def test_everything_that_runs_is_told(viewer: Browser) -> None:
    text = unescape(text_of(viewer.get("/method")))
    assert REL_1.identity in text
    for parameter in parameters():
        assert " ".join(parameter.value.split()) in text
        assert parameter.name in text
    for name, formula in FORMULAS:
        assert " ".join(f"{name} {formula}".split()) in text
    for limit in LIMITS:
        assert limit in text
    assert "The installation default: 80.0 of 100, as much as 3.0 verdicts." in text
    assert "show no number: 3.6 of 5 verdicts needed." in text
    assert "One reviewer decides a claim. The verdict counts at once." in text


def test_the_example_is_worked_out_with_the_prior_in_force(app: FastAPI, viewer: Browser) -> None:
    before = text_of(viewer.get("/method"))
    now = clock.now()
    with app.state.database.writing() as session:
        for number in range(5):
            add_record(session, add_outlet(session, f"Paper {number}", now), [D, D, C], now)
        adopt(session, actor=SYSTEM, now=now)
    text = text_of(viewer.get("/method"))
    with app.state.database.reading() as session:
        prior = priors.current_prior(session)
        example = method.account(session, on=clock.now().date()).example
    assert prior != INSTALLATION_PRIOR
    assert f"Version {prior.version}: {100 * prior.mean:.1f} of 100" in text
    assert "Fitted on 5 outlets" in text
    assert "Adopted versions" in text and "Adopted versions" not in before
    record = example.reading.record
    assert f"{100 * record.mean:.2f} , interval {100 * record.low:.2f}–{100 * record.high:.2f}" in text
    assert f"mu = {prior.mean:.6f}, M = {prior.strength:.6f}" in text


def test_it_is_for_those_who_are_signed_in(browse: Browsers) -> None:
    answer = browse().get("/method")
    assert answer.status_code in (303, 401)
    assert REL_1.identity not in answer.text


def test_it_is_for_everybody_where_pages_are_public(app: FastAPI, browse: Browsers) -> None:
    app.state.settings = app.state.settings.model_copy(update={"public_pages": True})
    stranger = browse()
    answer = stranger.get("/method")
    assert (answer.status_code, REL_1.identity in answer.text) == (200, True)
    assert stranger.get("/outlets").status_code in (303, 401)


def test_each_page_leads_to_it(viewer: Browser) -> None:
    assert '<a href="/method">' in viewer.get("/outlets").text
