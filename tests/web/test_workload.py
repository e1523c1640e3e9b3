"""The workload page, and each reviewer's page of their own decisions."""

from collections.abc import Callable

from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.people import add_person
from tests.support.policies import add_backed_claim, give, put_in_force
from verify import clock
from verify.core.permissions import Actor
from verify.core.vocabulary import ReviewPolicy, Role, Verdict
from verify.models import User

Browsers = Callable[..., Browser]
D, C = Verdict.DISPUTED, Verdict.CORROBORATED


def judged(app: FastAPI) -> tuple[Actor, Actor, str]:
    """Ana and Bo judged two claims apart and agree on one; Ana's third waits. Both, and Ana's pseudonym."""
    now = clock.now()
    with app.state.database.writing() as session:
        ana, bo = (add_person(session, Role.REVIEWER, now=now, name=name) for name in ("Ana", "Bo"))
        put_in_force(session, ReviewPolicy.DOUBLE, now=now)
        claims = [add_backed_claim(session) for _ in range(3)]
        for claim_id in claims:
            give(session, ana, claim_id, D, now=now)
        give(session, bo, claims[0], D, now=now)
        give(session, bo, claims[1], C, now=now)
        return ana, bo, session.get_one(User, ana.user_id).pseudonym


def test_it_counts_what_may_be_known_by_pseudonym(app: FastAPI, browse: Browsers) -> None:
    ana, bo, pseudonym = judged(app)
    seen = text_of(Browser(app, bo).get("/workload"))
    assert "2 claims wait" in seen and "at this pace the backlog does not clear" in seen
    assert "3 claims came in and 1 was decided for the first time" in seen
    assert f"{pseudonym} 2" in seen and "Bo (you) 2" in seen, "Ana's waiting review is hers to know of"
    assert "Ana" not in seen
    assert "Ana (you) 3" in text_of(Browser(app, ana).get("/workload"))
    assert "Ana 2" in text_of(browse(Role.ADMIN).get("/workload"))


def test_an_empty_desk_says_so(browse: Browsers) -> None:
    seen = text_of(browse(Role.VIEWER).get("/workload"))
    assert "Nothing waits." in seen and "Nobody reviewed" in seen


def test_my_decisions_say_how_they_ended(app: FastAPI) -> None:
    ana, bo, _ = judged(app)
    seen = text_of(Browser(app, ana).get("/decisions"))
    for ended in ("it stands", "another review disagrees; an adjudicator decides", "waits for a second review"):
        assert seen.count(ended) == 1, ended
    assert "Of 1 claim that others judged too, 1 ended as you said." in seen
    assert "waits for a second review" not in text_of(Browser(app, bo).get("/decisions"))


def test_who_decided_nothing_is_told_where_to_begin(browse: Browsers) -> None:
    assert "No decisions yet" in text_of(browse(Role.REVIEWER).get("/decisions"))
