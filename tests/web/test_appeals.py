"""Appeals on the claim's page, the outlet's and in the list of those that wait."""

from collections.abc import Callable

from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.people import add_person
from tests.support.policies import add_backed_claim, give
from verify import clock
from verify.core.vocabulary import Role, Verdict


def test_an_appeal_is_entered_listed_counted_and_answered(app: FastAPI, browse: Callable[..., Browser]) -> None:
    with app.state.database.writing() as session:
        ana = add_person(session, Role.REVIEWER, now=clock.now(), name="Ana")
        claim_id = add_backed_claim(session)
        give(session, ana, claim_id, Verdict.DISPUTED, now=clock.now())
    edith, vera = browse(Role.EDITOR), browse(Role.VIEWER)
    path = f"/claims/{claim_id}/appeals"
    form = {"who": "Managing editor", "day": "2026-11-01", "text": "We have the permit."}
    wrong = edith.post(path, {**form, "day": "soon"}, part=True)
    assert wrong.status_code == 422 and "We have the permit." in wrong.text and 'id="claim-appeals"' in wrong.text
    assert edith.post(path, form).headers["location"] == path
    shown = text_of(vera.get(path))
    assert "Managing editor 1 November 2026" in shown and "Enter an appeal" not in shown
    assert f'href="{path}"' in vera.get("/appeals").text
    assert 'href="/appeals?outlet=1"' in vera.get("/outlets/1").text
    assert vera.get("/appeals?outlet=1").text.count(f'href="{path}"') == 1
    assert "Appeals (1)" in text_of(vera.get(f"/claims/{claim_id}"))
    refused = edith.post("/appeals/1/answer", {"answer": "", "accepted": "yes"}, part=True)
    assert refused.status_code == 422
    assert edith.post("/appeals/1/answer", {"answer": "We look again.", "accepted": "yes"}).headers["location"] == path
    assert "accepted" in (page := text_of(vera.get(path))) and "Answered by editor" in page
    assert "editor answered an appeal of the outlet: accepted. We look again." in text_of(
        vera.get(f"/claims/{claim_id}")
    )
    assert f'href="{path}"' not in vera.get("/appeals").text
    assert f'href="{path}"' in vera.get("/appeals?everything=1").text


def test_one_entered_in_error_is_withdrawn_on_the_page(app: FastAPI, browse: Callable[..., Browser]) -> None:
    with app.state.database.writing() as session:
        ana = add_person(session, Role.REVIEWER, now=clock.now(), name="Ana")
        claim_id = add_backed_claim(session)
        give(session, ana, claim_id, Verdict.DISPUTED, now=clock.now())
    edith, vera = browse(Role.EDITOR), browse(Role.VIEWER)
    path = f"/claims/{claim_id}/appeals"
    edith.post(path, {"who": "Managing editor", "day": "2026-11-01", "text": "We have the permit."})
    refused = edith.post("/appeals/1/withdraw", {"why": " "})
    assert refused.status_code == 422 and "<details open><summary>It was entered in error" in refused.text
    assert edith.post("/appeals/1/withdraw", {"why": "It is of another claim."}).headers["location"] == path
    page = text_of(vera.get(path))
    assert "withdrawn" in page and "It is of another claim." in page and "We have the permit." in page
    assert "entered in error: Managing editor: It is of another claim." in text_of(vera.get(f"/claims/{claim_id}"))
    assert "Appeals (1)" not in text_of(vera.get(f"/claims/{claim_id}"))
    assert f'href="{path}"' not in vera.get("/appeals").text and "withdrawn" in vera.get("/appeals?everything=1").text
    assert "Put it back" in edith.get(path).text and "Put it back" not in vera.get(path).text
    assert "We have the permit.</textarea>" in edith.get(f"{path}?again=1").text
    assert edith.post("/appeals/1/restore").headers["location"] == path
    assert "Appeals (1)" in text_of(vera.get(f"/claims/{claim_id}"))
