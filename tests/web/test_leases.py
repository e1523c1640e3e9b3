"""Who has a claim in hand, on its page: kept, left, skipped, handed over, and the filters that go along."""

from collections.abc import Callable

from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.claims import Written, add_article
from verify.core.vocabulary import Role
from verify.models import Claim

Browsers = Callable[..., Browser]


def put(app: FastAPI, *sentences: str, **fields: object) -> Written:
    with app.state.database.writing() as session:
        return add_article(session, sentences or ("The bridge opened.",), **fields)  # type: ignore[arg-type]


def test_a_page_in_use_keeps_its_claim(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app).claim_ids[0]
    ana = browse(Role.REVIEWER)
    ana.post("/queue/next")
    part = ana.post(f"/claims/{claim_id}/keep", part=True)
    assert part.status_code == 200 and part.text.strip().startswith('<div id="lease" data-lease=')
    assert part.text.strip() in ana.get(f"/claims/{claim_id}").text
    assert ana.post(f"/claims/{claim_id}/keep").headers["location"] == f"/claims/{claim_id}"
    assert ana.post(f"/claims/{claim_id}/leave").status_code == 204
    assert "yours for 3 more min" in text_of(ana.get(f"/claims/{claim_id}"))
    ana.post(f"/claims/{claim_id}/release")
    lost = ana.post(f"/claims/{claim_id}/keep", part=True)
    assert lost.status_code == 409 and "You do not hold this claim any more" in lost.text


def test_filters_go_along_from_claim_to_claim(app: FastAPI, browse: Browsers) -> None:
    put(app, "The harbour froze.", priority=0.9)
    first, second = put(app, "One stands.", "Two stand.", outlet="Northline").claim_ids
    ana = browse(Role.REVIEWER)
    with app.state.database.reading() as session:
        outlet = session.get_one(Claim, first).outlet_id
    under = f"?outlet={outlet}"
    assert ana.post("/queue/next", {"outlet": str(outlet)}).headers["location"] == f"/claims/{second}{under}"
    page = ana.get(f"/claims/{second}{under}").text
    for path in ("skip", "review", "keep"):
        assert f'/claims/{second}/{path}{under}"' in page
    skipped = ana.post(f"/claims/{second}/skip{under}", {"reason": "language"})
    assert skipped.headers["location"] == f"/claims/{first}{under}"
    judged = {"verdict": "unverified", "reason_code": "nothing_found", "rationale": "Nobody knows.", "searched": "All"}
    decided = ana.post(f"/claims/{first}/review{under}", {**judged, "row_version": "1", "then": "next"})
    assert decided.headers["location"] == f"/queue{under}"
    assert "You skipped 1 lately. Outside these filters 1 waits." in text_of(ana.get("/queue"))


def test_a_claim_is_handed_over_by_name(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app).claim_ids[0]
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    assert bo.actor is not None
    ana.post("/queue/next")
    assert f'<option value="{bo.actor.user_id}">' in ana.get(f"/claims/{claim_id}").text
    nobody = ana.post(f"/claims/{claim_id}/hand-over", {"to": ""})
    assert nobody.status_code == 422 and "Choose a colleague." in text_of(nobody)
    given = ana.post(f"/claims/{claim_id}/hand-over", {"to": str(bo.actor.user_id)})
    assert given.headers["location"] == "/queue"
    assert "has the claim now, for 30 minutes" in text_of(ana.get("/queue"))
    assert "Mine 1" in text_of(bo.get("/queue")) and "yours for 30" in text_of(bo.get(f"/claims/{claim_id}"))


def test_editors_see_how_often_claims_are_skipped_and_why(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app).claim_ids[0]
    ana, editor = browse(Role.REVIEWER), browse(Role.EDITOR)
    assert 'href="/queue/skips"' in editor.get("/queue").text and "/queue/skips" not in ana.get("/queue").text
    assert "Nothing was skipped" in text_of(editor.get("/queue/skips"))
    ana.post("/queue/next")
    ana.post(f"/claims/{claim_id}/skip", {"reason": "too_close", "note": "My cousin built it."})
    page = text_of(editor.get("/queue/skips"))
    assert "too close 1" in page and "cousin" not in page
