"""The agreement page: numbers as counted, names only for adjudicators and admins."""

from collections.abc import Callable

from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.policies import add_backed_claim, give, put_in_force
from verify import clock
from verify.core.vocabulary import ReviewPolicy, Role, Verdict
from verify.models import User


def test_names_are_for_adjudicators_and_admins(app: FastAPI, browse: Callable[..., Browser]) -> None:
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    assert "Nothing to compare yet" in text_of(ana.get("/agreement"))
    assert ana.actor and bo.actor
    with app.state.database.writing() as session:
        put_in_force(session, ReviewPolicy.DOUBLE, now=clock.now())
        for second in (Verdict.CORROBORATED, Verdict.DISPUTED):
            claim_id = add_backed_claim(session)
            give(session, ana.actor, claim_id, Verdict.CORROBORATED, now=clock.now())
            give(session, bo.actor, claim_id, second, now=clock.now())
        session.get_one(User, bo.actor.user_id).name = "Bo Quill"
        pseudonym = session.get_one(User, bo.actor.user_id).pseudonym
    seen = text_of(ana.get("/agreement"))
    assert "over 2 claims with two blind reviews" in seen
    assert pseudonym in seen and "Bo Quill" not in seen
    for role in (Role.ADJUDICATOR, Role.ADMIN):
        shown = text_of(browse(role).get("/agreement"))
        assert "Bo Quill" in shown and pseudonym not in shown
