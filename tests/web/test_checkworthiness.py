"""The page that explains check-worthiness: from the coefficients that run, for those who may see it, with a door to each reason."""

import re
from collections.abc import Callable
from html import unescape

from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from verify import clock
from verify.core.articles import ArticleDraft
from verify.core.checkworthiness_account import account
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import Role
from verify.services.articles import add_article

Browsers = Callable[..., Browser]
PAGE = "/method/check-worthiness"


def test_everything_that_runs_is_told(browse: Browsers) -> None:
    text = unescape(text_of(browse(Role.VIEWER).get(PAGE)))
    told = account()
    for part in (*told.wording, *told.fixed):
        weight = f"{part.weight:+.3f}".replace("-", "−")
        assert " ".join(f"{part.name} {weight} {part.meaning} {part.example}".split()) in text
    for found in told.measured:
        assert f"{found.set} {found.how} {found.f1:.3f} {found.all_yes:.3f}" in text
    for caveat in told.caveats:
        assert caveat in text
    assert told.fitted_on in text


def test_each_reason_of_a_claim_leads_to_its_line(app: FastAPI, browse: Browsers) -> None:
    viewer = browse(Role.VIEWER)
    with app.state.database.writing() as session:
        draft = ArticleDraft(
            "The council of Lund spent $4 million on a ferry in 2016, and may sell it.", outlet="Courier"
        )
        add_article(session, actor=SYSTEM, draft=draft, now=clock.now())
    doors = re.findall(rf'href="{PAGE}#(reason-[^"]+)"', viewer.get("/claims/1").text)
    assert len(doors) > 4
    page = viewer.get(PAGE).text
    assert [door for door in doors if f'id="{door}"' not in page] == []
    assert f'href="{PAGE}"' in viewer.get("/articles/1").text


def test_it_is_for_everybody_only_where_pages_are_public(app: FastAPI, browse: Browsers) -> None:
    stranger = browse()
    assert stranger.get(PAGE).status_code in (303, 401)
    assert stranger.get(f"/api/v1{PAGE}").status_code == 401
    app.state.settings = app.state.settings.model_copy(update={"public_pages": True})
    assert stranger.get(PAGE).status_code == 200
    body = stranger.get(f"/api/v1{PAGE}").json()
    assert [part["name"] for part in body["wording"]] == [part.name for part in account().wording]
    assert body["example"]["worth"] == account().example.worth
