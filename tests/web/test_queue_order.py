"""The page that sets the queue's order, why a claim stands where it does, and both by the API."""

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.support.browsing import Browser, text_of
from tests.support.claims import add_article
from tests.support.people import add_person
from verify import clock
from verify.core.permissions import Action
from verify.core.vocabulary import Lane, Role
from verify.models import AuditEvent
from verify.services import accounts, queue_order

Browse = Callable[..., Browser]
WANTED = {"tier_1": "tip", "worth": "1", "figures": "0,25", "published": "−0.01"}


def put(app: FastAPI) -> tuple[int, int]:
    with app.state.database.writing() as session:
        high = add_article(session, ["The bridge opened."], check_worthiness=0.9, priority=0.9).claim_ids[0]
        tip = add_article(session, ["The harbour froze."], check_worthiness=0.2, priority=0.2, lane=Lane.TIP)
        return high, tip.claim_ids[0]


def place_all(app: FastAPI) -> None:
    with app.state.database.writing() as session:
        while queue_order.carry_on(session, job_id=1):
            pass


def test_an_admin_previews_another_order_and_puts_it_in_force(app: FastAPI, browse: Browse) -> None:
    put(app)
    admin = browse(Role.ADMIN)
    asked = "&".join(f"{name}={value}" for name, value in {**WANTED, "preview": "1"}.items())
    preview = admin.get(f"/queue/order?{asked}")
    assert "All 2 claims that wait were looked at." in text_of(preview)
    assert "tip: check-worthiness 0.2" in text_of(preview) and "then number 2" in text_of(preview)
    done = admin.post("/queue/order", {**WANTED, "seen": "0"})
    assert (done.status_code, done.headers["location"]) == (303, "/queue/order")
    page = text_of(admin.get("/queue/order"))
    assert "In force: version 1" in page and "First: tip." in page and "0 of 2 claims" in page
    place_all(app)
    queue = text_of(admin.get("/queue"))
    assert queue.index("The harbour froze.") < queue.index("The bridge opened.")
    assert "Tier tip." in queue
    with app.state.database.reading() as session:
        event = session.query(AuditEvent).filter_by(action="queue.ordered").one()
    assert event.before is not None and event.before["version"] == 0


def test_an_order_that_cannot_be_is_refused_with_what_was_typed(app: FastAPI, browse: Browse) -> None:
    admin = browse(Role.ADMIN)
    for change, status, said in (
        ({"worth": "2"}, 422, "lies between"),
        ({"worth": "much"}, 422, "Give a number"),
        ({"tier_2": "tip"}, 422, "each once"),
        ({"tier_1": "gossip"}, 422, "a tier"),
        ({"seen": "7"}, 409, "changed meanwhile"),
    ):
        answer = admin.post("/queue/order", {**WANTED, "seen": "0", **change})
        assert answer.status_code == status, change
        assert said in text_of(answer) and 'value="0,25"' in answer.text
    assert admin.get("/queue/order?preview=1&worth=x").status_code == 422


def test_others_read_the_order_and_see_no_form(browse: Browse) -> None:
    page = browse(Role.REVIEWER).get("/queue/order?preview=1").text
    assert "By the sum of check-worthiness × 1" in page
    assert "Choose another" not in page


def test_list_claim_page_and_take_next_give_the_same_reasons(app: FastAPI, browse: Browse) -> None:
    high, tip = put(app)
    with app.state.database.writing() as session:
        actors = [add_person(session, role, now=clock.now()) for role in (Role.ADMIN, Role.REVIEWER)]
        secrets = [
            accounts.add_token(
                session,
                actor=one,
                user_id=one.user_id or 0,
                name="t",
                scopes=frozenset({may, Action.READ}),
                now=clock.now(),
            )
            for one, may in zip(actors, (Action.SET_POLICY, Action.REVIEW), strict=True)
        ]
    admin, ana = (
        TestClient(app, base_url="http://desk.example/api/v1", headers={"authorization": f"Bearer {secret}"})
        for secret in secrets
    )
    order = {"tiers": ["tip"], "weights": {"check-worthiness": 1, "figures": 0.25, "days since publication": -0.01}}
    assert admin.post("queue/order", json={**order, "seen": 0}).status_code == 201
    assert admin.post("queue/order", json={**order, "seen": 0}).status_code == 409
    assert [version["id"] for version in admin.get("queue/order").json()] == [1, 0]
    place_all(app)
    listed = {claim["id"]: claim["why"] for claim in ana.get("claims").json()["claims"]}
    assert list(listed) == [tip, high]
    assert listed[tip]["tiers"] == ["tip"]
    for why in listed.values():
        assert round(sum(part["points"] for part in why["parts"]), 4) == why["total"]
    assert ana.get(f"claims/{high}").json()["why"] == listed[high]
    handed = ana.post("queue/next").json()["claim"]
    assert (handed["id"], handed["why"]) == (tip, listed[tip])
    shown = text_of(browse(Role.VIEWER).get(f"/claims/{high}"))
    assert f"= {listed[high]['total']:g}".replace("-", "−") in shown
