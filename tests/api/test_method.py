"""The method by API: the values of its page."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.records import C, D, add_outlet, add_record
from verify import clock
from verify.core.permissions import SYSTEM
from verify.core.reliability import REL_1
from verify.core.vocabulary import Role
from verify.queries import method
from verify.services.priors import adopt

Callers = Callable[..., TestClient]


def test_it_gives_the_values_of_the_page(app: FastAPI, call: Callers) -> None:
    now = clock.now()
    with app.state.database.writing() as session:
        for number in range(5):
            add_record(session, add_outlet(session, f"Paper {number}", now), [D, D, C], now)
        adopt(session, actor=SYSTEM, now=now)
    body = call(Role.VIEWER).get("method").json()
    with app.state.database.reading() as session:
        account = method.account(session, on=clock.now().date())
    assert (body["name"], body["identity"]) == ("rel-1", REL_1.identity)
    assert body["parameters"] == {
        "half_life_days": 365.0,
        "drift": 0.5,
        "article_correlation": 0.2,
        "information_floor": 0.05,
        "level": 0.95,
        "odds_band": [1.0, 4.0],
        "enough_weight": 5.0,
        "enough_articles": 5,
        "strong_from": 0.8,
        "weak_to": 0.6,
    }
    assert body["prior"] == body["priors"][0]
    assert (body["prior"]["mean"], body["prior"]["version"]) == (account.prior.mean, account.prior.version)
    assert (body["prior"]["known"], body["prior"]["outlets"]) == (now.date().isoformat(), 5)
    assert body["policy"] == {
        "version": account.policy_version,
        "reviews_needed": "single",
        "origins_needed": 2,
        "second_share": 0.15,
    }
    example, record = body["example"], account.example.reading.record
    assert (example["mean"], example["low"], example["high"]) == (record.mean, record.low, record.high)
    assert example["mean"] - body["prior"]["mean"] == pytest.approx(sum(c["part"] or 0 for c in example["claims"]))
    assert body["formulas"]["Score"] == "E = (mu · M + S) / (M + W)"
    assert len(body["limits"]) > 3


def test_a_new_desk_tells_of_the_installation_default(call: Callers) -> None:
    body = call(Role.VIEWER).get("method").json()
    assert (body["priors"], body["prior"]["version"], body["prior"]["data_date"]) == ([], 0, None)


def test_without_a_token_only_where_pages_are_public(app: FastAPI, call: Callers) -> None:
    stranger = TestClient(app, base_url="http://desk.example/api/v1")
    assert stranger.get("method").status_code == 401
    app.state.settings = app.state.settings.model_copy(update={"public_pages": True})
    assert stranger.get("method").status_code == 200
    assert stranger.get("outlets").status_code == 401
    assert stranger.get("method", headers={"authorization": "Bearer vfy_nonsense"}).status_code == 401
