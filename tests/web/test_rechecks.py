"""Why a verdict is looked at again, on every page that says so; lots with their progress, and taking one back."""

import re
from collections.abc import Callable
from datetime import timedelta

from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.people import add_person
from tests.support.policies import add_backed_claim, give
from verify import clock
from verify.core.permissions import Actor
from verify.core.rechecks import Cause, RecheckReason
from verify.core.vocabulary import Role, Verdict
from verify.services import rechecks


def decided(app: FastAPI, number: int) -> list[int]:
    with app.state.database.writing() as session:
        ana = add_person(session, Role.REVIEWER, now=clock.now(), name="Ana")
        found = [add_backed_claim(session, sentence=f"Bridge {at} opened in March.") for at in range(number)]
        for claim_id in found:
            give(session, ana, claim_id, Verdict.CORROBORATED, now=clock.now())
    return found


def acting(browser: Browser) -> Actor:
    assert browser.actor is not None
    return browser.actor


def test_the_list_says_why_and_counts_each_reason(app: FastAPI, browse: Callable[..., Browser]) -> None:
    one, two, three = decided(app, 3)
    bo = browse(Role.REVIEWER)
    for claim_id in (one, two):
        note = {"note": f"A reader of claim {claim_id} wrote."}
        assert bo.post(f"/claims/{claim_id}/rechecks", note).headers["location"] == f"/claims/{claim_id}"
    with app.state.database.writing() as session:
        cause = Cause(RecheckReason.APPEAL, "The Ledger")
        rechecks.send_batch(session, actor=acting(bo), cause=cause, claim_ids=[two, three], now=clock.now())
    shown = bo.get("/claims?state=recheck")
    assert f"sent by a person: A reader of claim {one} wrote. · reviewer," in text_of(shown)
    counted = dict(re.findall(r'<a class="chip" href="([^"]+)"[^>]*>[^<]+<b class="number">(\d+)', shown.text))
    assert sorted(counted.values()) == ["2", "2"]
    for url, number in counted.items():
        there = bo.get(url.replace("&amp;", "&"))
        assert there.text.count("data-claim=") == int(number), "a number leads to exactly those"
    page = text_of(bo.get(f"/claims/{two}"))
    assert "To be looked at again" in page and "appeal accepted: The Ledger reviewer" in page
    assert "reviewer sent it to recheck: appeal accepted: The Ledger" in page


def test_a_lot_shows_how_far_it_is_and_is_taken_back(app: FastAPI, browse: Callable[..., Browser]) -> None:
    one, two = decided(app, 2)
    bo, vera = browse(Role.REVIEWER), browse(Role.VIEWER)
    with app.state.database.writing() as session:
        cause = Cause(RecheckReason.APPEAL, "The Ledger")
        lot = rechecks.send_batch(session, actor=acting(bo), cause=cause, claim_ids=[one, two], now=clock.now())
        give(session, acting(bo), one, Verdict.CORROBORATED, now=clock.now(), row_version=2)
    assert "0 of 2" not in (listed := text_of(vera.get("/rechecks"))) and "1 of 2 looked at again" in listed
    shown = vera.get(f"/rechecks/{lot}")
    assert "same verdict, reviewer" in text_of(shown) and "/undo" not in shown.text
    assert bo.post(f"/rechecks/{lot}/undo").headers["location"] == f"/rechecks/{lot}"
    assert "taken back by reviewer" in text_of(bo.get(f"/rechecks/{lot}"))
    assert text_of(bo.get(f"/claims/{two}")).count("To be looked at again") == 0
    assert bo.post(f"/rechecks/{lot}/undo").status_code == 409


def test_a_refused_note_keeps_what_was_typed(app: FastAPI, browse: Callable[..., Browser]) -> None:
    (one,) = decided(app, 1)
    bo = browse(Role.EDITOR)
    again = bo.post(f"/claims/{one}/rechecks", {"note": "x" * 1_001}, part=True)
    assert again.status_code == 422
    assert 'id="recheck-form"' in again.text and "x" * 1_001 in again.text
    assert bo.post(f"/claims/{one}/rechecks", {"note": " "}).status_code == 422


def test_a_day_is_named_with_the_verdict_and_moved_later(app: FastAPI, browse: Callable[..., Browser]) -> None:
    with app.state.database.writing() as session:
        claim_id = add_backed_claim(session)
    bo = browse(Role.REVIEWER)
    day = clock.now().date() + timedelta(days=20)
    form = {"verdict": "unverified", "reason_code": "too_early", "rationale": "Not yet.", "searched": "The gauge"}
    wrong = bo.post(f"/claims/{claim_id}/review", {**form, "again_on": "2020-01-01"}, part=True)
    assert wrong.status_code == 422 and 'value="2020-01-01"' in wrong.text and "still to come" in wrong.text
    assert bo.post(f"/claims/{claim_id}/review", {**form, "again_on": day.isoformat()}).status_code == 303
    assert f'datetime="{day.isoformat()}"' in bo.get(f"/claims/{claim_id}").text
    assert f'href="/claims/{claim_id}"' in bo.get("/rechecks/due").text
    assert bo.post(f"/claims/{claim_id}/review-by", {"day": "soon"}, part=True).status_code == 422
    assert bo.post(f"/claims/{claim_id}/review-by", {"day": ""}).status_code == 303
    assert f'href="/claims/{claim_id}"' not in bo.get("/rechecks/due").text
