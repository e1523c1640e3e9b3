"""Undo on the page that comes after: of a verdict, a skip, a release; by a plain form, with JavaScript or without."""

import html
import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.claims import add_article
from tests.support.policies import put_in_force
from verify import clock
from verify.core.vocabulary import ReviewPolicy, Role

Browsers = Callable[..., Browser]
JUDGED = {
    "verdict": "unverified",
    "reason_code": "nothing_found",
    "rationale": "Nobody knows.",
    "searched": "The register",
    "row_version": "1",
}


def put(app: FastAPI) -> list[int]:
    with app.state.database.writing() as session:
        return add_article(session, ("One stands.", "Two stand.")).claim_ids


def undo_offered(page: str) -> str:
    """Where the message at the top of a page sends its Undo; empty where it offers none."""
    found = re.search(r'<div class="flash.*?action="([^"]+)">.*?data-key="u">Undo', page, flags=re.S)
    return html.unescape(found.group(1)) if found else ""


def test_decide_and_take_next_and_undo_on_the_next_page(app: FastAPI, browse: Browsers) -> None:
    first, second = put(app)
    ana = browse(Role.REVIEWER)
    done = ana.post(f"/claims/{second}/review", JUDGED | {"then": "next"})
    assert done.headers["location"] == f"/claims/{first}"
    page = ana.get(f"/claims/{first}")
    assert f"Decided #{second} unverified. Undo" in text_of(page)
    assert undo_offered(page.text) == f"/claims/{second}/undo"
    assert undo_offered(ana.get(f"/claims/{first}").text) == "", "it is said once"
    assert ana.post(f"/claims/{second}/undo").headers["location"] == f"/claims/{second}"
    assert "Nobody knows." in text_of(ana.get(f"/claims/{second}"))
    ana.post(f"/claims/{second}/review", JUDGED | {"row_version": "3"})
    last = ana.post(f"/claims/{first}/review", JUDGED | {"then": "next"})
    assert last.headers["location"] == "/queue"
    queue = ana.get("/queue")
    assert f"Decided #{first} unverified. Nothing waits for a verdict." in text_of(queue)
    assert undo_offered(queue.text) == f"/claims/{first}/undo"


def test_what_another_review_is_bound_up_with_offers_no_undo(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app)[0]
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    with app.state.database.writing() as session:
        put_in_force(session, ReviewPolicy.DOUBLE, now=clock.now())
    judged = JUDGED | {"then": "next"}
    ana.post(f"/claims/{claim_id}/review", judged)
    first = ana.get("/queue")
    assert f"#{claim_id}: Your review is in: unverified. It waits for a second reviewer" in text_of(first)
    assert undo_offered(first.text) == f"/claims/{claim_id}/undo"
    bo.post(f"/claims/{claim_id}/review", judged)
    second = bo.get("/queue")
    assert f"Decided #{claim_id} unverified." in text_of(second) and not undo_offered(second.text)


@pytest.mark.parametrize("way", ["skip", "release"])
def test_skipped_and_released_claims_come_back_by_undo(app: FastAPI, browse: Browsers, way: str) -> None:
    second = put(app)[1]
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    ana.post("/queue/next")
    gone = ana.post(f"/claims/{second}/{way}", {"reason": "language", "rationale": "Half", "draft_revision": "0"})
    page = ana.get(gone.headers["location"])
    undo = undo_offered(page.text)
    assert f"#{second}" in text_of(page) and undo
    bo.post(f"/claims/{second}/take")
    refused = ana.post(undo)
    assert refused.status_code == 409 and "holds this claim" in text_of(refused)
    bo.post(f"/claims/{second}/release")
    assert ana.post(undo).headers["location"] == f"/claims/{second}"
    back = ana.get(f"/claims/{second}")
    assert "yours for 30 more min" in text_of(back) and "Half" in back.text
