"""The page of the rules of reviewing, and deciding between two reviews, through the pages and the API."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.browsing import Browser, text_of
from tests.support.people import add_person
from tests.support.policies import add_backed_claim, give, put_in_force
from verify import clock
from verify.core.permissions import Action
from verify.core.vocabulary import ClaimState, ReviewPolicy, Role, Verdict
from verify.models import AuditEvent, Claim
from verify.queries.desks import current_policy
from verify.services import accounts

Browse = Callable[..., Browser]
WANTED = {"reviews_needed": "disputed_double", "origins_needed": "1", "second_share": "20 %"}


def in_force(app: FastAPI) -> tuple[int, str, int, float]:
    with app.state.database.reading() as session:
        policy = current_policy(session)
        return policy.id, policy.reviews_needed, policy.origins_needed, policy.second_share


def disputed_claim(app: FastAPI, *, first: str = "Ana", second: str = "Bo") -> int:
    """A claim on which two people disagree."""
    now = clock.now()
    with app.state.database.writing() as session:
        reviewers = [add_person(session, Role.REVIEWER, now=now, name=name) for name in (first, second)]
        put_in_force(session, ReviewPolicy.DOUBLE, now=now)
        claim_id = add_backed_claim(session)
        for reviewer, verdict in zip(reviewers, (Verdict.CORROBORATED, Verdict.DISPUTED), strict=True):
            give(session, reviewer, claim_id, verdict, now=now)
        return claim_id


def test_an_admin_puts_other_rules_in_force(app: FastAPI, browse: Browse) -> None:
    admin = browse(Role.ADMIN)
    seen = in_force(app)[0]
    done = admin.post("/policy", {**WANTED, "seen": str(seen)})
    assert (done.status_code, done.headers["location"]) == (303, "/policy")
    assert in_force(app) == (seen + 1, "disputed_double", 1, 0.2)
    shown = text_of(admin.get("/policy"))
    assert "20 % of all claims" in shown
    assert "Nobody on the desk is an adjudicator" in shown
    assert "In force: disputed double" in shown
    assert "disputed double" in text_of(admin.get("/method")).lower()
    with app.state.database.reading() as session:
        event = session.query(AuditEvent).filter_by(action="policy.adopted").one()
    assert event.before is not None and event.before["reviews_needed"] == "single"


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"second_share": "120"}, 422, "between 0 and 100"),
        ({"second_share": "some"}, 422, "Give a number"),
        ({"origins_needed": "3"}, 422, "one or 2"),
        ({"reviews_needed": ""}, 422, "Choose"),
        ({"seen": "99"}, 409, "changed meanwhile"),
    ],
    ids=str,
)
def test_rules_that_cannot_be_are_refused_with_what_was_typed(
    app: FastAPI, browse: Browse, change: dict[str, str], status: int, said: str
) -> None:
    admin = browse(Role.ADMIN)
    before = in_force(app)
    answer = admin.post("/policy", {**WANTED, "seen": str(before[0]), **change}, part=True)
    assert answer.status_code == status
    assert said in text_of(answer)
    assert in_force(app) == before


def test_others_read_the_rules_and_see_no_form(browse: Browse) -> None:
    page = browse(Role.REVIEWER).get("/policy").text
    assert "One reviewer decides a claim" in page
    assert 'action="/policy"' not in page


def test_a_desk_that_chose_nothing_follows_its_team(app: FastAPI) -> None:
    now = clock.now()
    with app.state.database.writing() as session:
        one = add_person(session, Role.REVIEWER, now=now, name="One")
        current_policy(session).is_default = True
        session.flush()
        two = add_person_by_service(session, "Two")
        assert current_policy(session).reviews_needed is ReviewPolicy.DISPUTED_DOUBLE
        admin = add_person(session, Role.ADMIN, now=now)
        current_policy(session).is_default = True
        session.flush()
        accounts.change_user(session, actor=admin, user_id=two, roles=frozenset({Role.VIEWER}), is_active=True, now=now)
        assert current_policy(session).reviews_needed is ReviewPolicy.SINGLE
        assert one.user_id is not None


def add_person_by_service(session: object, name: str) -> int:
    from sqlalchemy.orm import Session

    from verify.core.permissions import SYSTEM

    assert isinstance(session, Session)
    user = accounts.add_user(
        session,
        actor=SYSTEM,
        email=f"{name}@desk.example",
        name=name,
        roles=frozenset({Role.REVIEWER}),
        password=None,
        now=clock.now(),
    )
    return user.id


def test_an_adjudicator_sees_both_sides_and_decides(app: FastAPI, browse: Browse) -> None:
    claim_id = disputed_claim(app)
    judge = browse(Role.ADJUDICATOR)
    assert f"/adjudications/{claim_id}" in judge.get("/adjudications").text
    shown = text_of(judge.get(f"/adjudications/{claim_id}"))
    assert "Two offices say so." in shown and "The register says otherwise." in shown
    assert "Ana" in shown and "Bo" in shown
    form = {"verdict": "disputed", "reason_code": "contradicted", "row_version": "2"}
    missing = judge.post(f"/adjudications/{claim_id}", {**form, "rationale": ""}, part=True)
    assert missing.status_code == 422 and "The rationale" in text_of(missing)
    stale = judge.post(f"/adjudications/{claim_id}", {**form, "rationale": "The deed.", "row_version": "1"})
    assert stale.status_code == 409
    done = judge.post(f"/adjudications/{claim_id}", {**form, "rationale": "The deed decides."})
    assert done.status_code == 303
    assert "Nothing to adjudicate" in text_of(judge.get("/adjudications"))
    page = text_of(browse(Role.VIEWER).get(f"/claims/{claim_id}"))
    assert "decided between the reviews" in page and "The deed decides." in page
    assert page.count("reviewed on their own") == 2


def test_the_api_lists_shows_and_decides_disagreements(app: FastAPI) -> None:
    claim_id = disputed_claim(app)
    with app.state.database.writing() as session:
        judge = add_person(session, Role.ADJUDICATOR, now=clock.now())
        secret = accounts.add_token(
            session,
            actor=judge,
            user_id=judge.user_id or 0,
            name="t",
            scopes=frozenset({Action.ADJUDICATE}),
            now=clock.now(),
        )
    api = TestClient(app, base_url="http://desk.example/api/v1", headers={"authorization": f"Bearer {secret}"})
    (waiting,) = api.get("adjudications").json()["waiting"]
    assert (waiting["claim_id"], waiting["first"], waiting["second"]) == (claim_id, "corroborated", "disputed")
    sides = api.get(f"adjudications/{claim_id}").json()["sides"]
    assert [(side["who"], len(side["evidence"])) for side in sides] == [("Ana", 3), ("Bo", 3)]
    body = {"verdict": "corroborated", "reason_code": "independent_origins", "rationale": "Both offices were there."}
    made = api.post(f"adjudications/{claim_id}", json=body)
    assert (made.status_code, made.json()["state"]) == (201, "decided")
    assert api.get(f"adjudications/{claim_id}").status_code == 404
    with app.state.database.reading() as session:
        assert session.get_one(Claim, claim_id).state is ClaimState.DECIDED


def test_who_reviewed_first_reads_that_it_waits_and_can_change_it(app: FastAPI, browse: Browse) -> None:
    ana, other = browse(Role.REVIEWER), browse(Role.VIEWER)
    assert ana.actor is not None
    with app.state.database.writing() as session:
        put_in_force(session, ReviewPolicy.DOUBLE, now=clock.now())
        claim_id = add_backed_claim(session)
    form = {"verdict": "disputed", "reason_code": "contradicted", "rationale": "The deed.", "row_version": "1"}
    done = ana.post(f"/claims/{claim_id}/review", form)
    assert done.status_code == 303
    page = text_of(ana.get(f"/claims/{claim_id}"))
    assert "It waits for a second reviewer" in page and "Change your review" in page and "The deed." in page
    assert "The deed." not in text_of(other.get(f"/claims/{claim_id}"))
    assert ana.post(f"/claims/{claim_id}/review", {**form, "rationale": "The deed of May."}).status_code == 303
    assert "The deed of May." in text_of(ana.get(f"/claims/{claim_id}"))
