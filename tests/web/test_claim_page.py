"""The claim page: evidence and verdict by plain forms, and that nothing typed is ever lost."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from tests.support.browsing import Browser, text_of
from tests.support.claims import Written, add_article, add_claim, add_evidence
from verify.core.vocabulary import ClaimKind, EvidenceRole, Role, Stance
from verify.models import Claim, Evidence, RecordTotal

Browsers = Callable[..., Browser]
BLOCKS = {
    "evidence": "/claims/{0}/evidence",
    "decision": "/claims/{0}/review",
}


def put(app: FastAPI, *sentences: str, **fields: Any) -> Written:
    with app.state.database.writing() as session:
        return add_article(session, sentences or ("The bridge at Tarn opened in March.",), **fields)


def passage(**other: str) -> dict[str, str]:
    return {
        "stance": "supports",
        "role": "original_reporting",
        "passage": "It opened in March.",
        "publisher": "Northline",
        **other,
    }


def verdict(**other: str) -> dict[str, str]:
    return {
        "verdict": "corroborated",
        "reason_code": "independent_origins",
        "rationale": "Two papers were there & saw it.",
        "row_version": "1",
        **other,
    }


def corrected(item: int, *, role: str, origin: str) -> dict[str, str]:
    return {f"stance_of_{item}": "supports", f"role_of_{item}": role, f"origin_of_{item}": origin}


def test_the_whole_way_without_javascript(app: FastAPI, browse: Browsers) -> None:
    written = put(app)
    ana = browse(Role.REVIEWER)
    page = ana.post("/queue/next").headers["location"]
    attached = ana.post(f"{page}/evidence", passage())
    assert (attached.status_code, attached.headers["location"]) == (303, f"{page}#evidence")
    assert "The evidence is attached." in text_of(ana.get(page))

    refused = ana.post(f"{page}/review", verdict())
    assert refused.status_code == 409
    assert "You have 1 origin: Northline. Add evidence from another origin" in text_of(refused)
    assert "Two papers were there &amp; saw it." in refused.text
    assert re.search(r'value="corroborated"[^>]* checked', refused.text)
    assert re.search(r'value="independent_origins" selected', refused.text)

    with app.state.database.reading() as session:
        item = session.query(Evidence).one()
    ana.post(f"{page}/evidence", passage(publisher="Harbour Office", passage="Opened on 3 March."))
    assert "2 sources support it, 2 independent origins" in text_of(ana.get(page))
    ana.post(f"/evidence/{item.id}/change", corrected(item.id, role="syndicated_copy", origin="Harbour office"))
    assert "1 independent origin (Harbour Office)" in text_of(ana.get(page))
    ana.post(f"/evidence/{item.id}/change", corrected(item.id, role="original_reporting", origin="Northline"))

    decided = ana.post(f"{page}/review", verdict())
    assert (decided.status_code, decided.headers["location"]) == (303, page)
    after = text_of(ana.get(page))
    assert "Your verdict stands: corroborated." in after
    assert "changed Northline: role from" in after
    with app.state.database.reading() as session:
        assert session.get_one(RecordTotal, written.outlet_id).own_corroborated == 1


@pytest.mark.parametrize("part", [False, True], ids=["page", "part"])
def test_a_claim_decided_meanwhile_shows_both_side_by_side_and_keeps_what_was_typed(
    app: FastAPI, browse: Browsers, part: bool
) -> None:
    claim_id = put(app).claim_ids[0]
    url = f"/claims/{claim_id}"
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    for origin in ("Northline", "Harbour Office"):
        ana.post(f"{url}/evidence", passage(publisher=origin, passage=origin))
    ana.post(f"{url}/evidence", passage(stance="refutes", publisher="Court"))
    judged = verdict(verdict="disputed", reason_code="contradicted", rationale="The court says no.")
    assert bo.post(f"{url}/review", judged).status_code == 303
    typed = verdict(draft_revision="0", searched="The register")
    late = ana.post(f"{url}/review", typed, part=part)
    assert late.status_code == 409
    told = text_of(late)
    assert "decided this claim while you worked on it: disputed (contradicted)" in told
    assert "reviewer-viewer Verdict disputed Reason contradicted Rationale The court says no." in told
    assert "What you typed Verdict corroborated Reason independent origins Rationale Two papers were there" in told
    assert "Take mine as a revision" in told and "Keep theirs" in told
    assert "Two papers were there & saw it." in html.unescape(ana.get("/drafts").text), "it is a draft by now"
    version = re.search(r'name="row_version" value="(\d+)"', late.text)
    assert version and version.group(1) == "2"
    again = ana.post(f"{url}/review", verdict(row_version="2"))
    assert again.status_code == 303
    assert "Your revision stands: corroborated." in text_of(ana.get(url))


def test_keeping_theirs_lets_the_typed_verdict_go_and_no_more(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app).claim_ids[0]
    url = f"/claims/{claim_id}"
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    judged = verdict(verdict="unverified", reason_code="nothing_found", rationale="No.", searched="The register")
    bo.post(f"{url}/review", judged)
    typed = judged | {"rationale": "Mine.", "passage": "Not attached yet", "draft_revision": "0"}
    assert ana.post(f"{url}/review", typed).status_code == 409
    assert ana.post(f"{url}/draft/let-go", typed).headers["location"] == url
    left = text_of(ana.get("/drafts"))
    assert "Not attached yet" in left and "Mine." not in left
    with app.state.database.reading() as session:
        assert session.get_one(Claim, claim_id).verdict == "unverified"


def test_a_claim_decided_from_ones_own_other_page_says_so(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app).claim_ids[0]
    ana = browse(Role.REVIEWER)
    judged = verdict(verdict="unverified", reason_code="nothing_found", rationale="First.", searched="The register")
    ana.post(f"/claims/{claim_id}/review", judged)
    told = text_of(ana.post(f"/claims/{claim_id}/review", judged | {"rationale": "Second."}))
    assert "You decided this claim from another page of yours" in told
    assert "Your other page Verdict unverified" in told and "Keep the first" in told


def test_words_that_changed_under_ones_hands_are_marked(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app, "The bridge cost 4 million.").claim_ids[0]
    url = f"/claims/{claim_id}"
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    new = {"statement": "The bridge cost 5 million.", "kind": "factual", "voice": "own", "row_version": "1"}
    assert bo.post(f"{url}/edit", new).status_code == 303
    judged = verdict(verdict="unverified", reason_code="nothing_found", rationale="None.", searched="The register")
    late = ana.post(f"{url}/review", judged | {"draft_revision": "0"}, part=True)
    assert late.status_code == 409
    told = text_of(late)
    assert "This claim was reworded while you worked on it" in told and "reviewer-viewer reworded the claim." in told
    assert re.search(r"<del>.*?4.*?</del>\s*<ins>.*?5.*?</ins>", late.text)
    assert '<hx-partial hx-target="#statement"' in late.text, "the words above the form are drawn anew too"
    assert "None." in text_of(ana.get("/drafts"))
    assert ana.post(f"{url}/review", judged | {"row_version": "2"}).status_code == 303


def test_a_claim_held_by_another_keeps_what_was_typed(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app).claim_ids[0]
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    bo.post(f"/claims/{claim_id}/take")
    page = ana.get(f"/claims/{claim_id}")
    assert "held by" in text_of(page) and 'name="rationale"' not in page.text
    refused = ana.post(f"/claims/{claim_id}/review", verdict())
    assert refused.status_code == 409
    assert "holds this claim for 30 more minutes" in text_of(refused)
    assert "Two papers were there &amp; saw it." in refused.text


@pytest.mark.parametrize(
    ("typed", "status", "message"),
    [
        ({"verdict": ""}, 422, "Choose a verdict"),
        ({"verdict": "true"}, 422, "Choose a verdict"),
        ({"reason_code": ""}, 422, "Choose a reason: primary source, independent origins."),
        ({"reason_code": "outdated"}, 422, "is no reason for corroborated"),
        ({"rationale": " "}, 422, "The rationale is missing"),
        ({"rationale": "x" * 10_001}, 422, "10,000 is the most"),
        ({"said": "confirmed"}, 422, "own voice"),
        ({"row_version": "x"}, 422, "This form is damaged"),
        ({}, 409, "You have no supporting evidence"),
    ],
)
def test_a_refused_verdict_is_explained_where_it_was_typed(
    app: FastAPI, browse: Browsers, typed: dict[str, str], status: int, message: str
) -> None:
    claim_id = put(app).claim_ids[0]
    ana = browse(Role.REVIEWER)
    for part in (False, True):
        answer = ana.post(
            f"/claims/{claim_id}/review", verdict(searched="The register", **{**verdict(), **typed}), part=part
        )
        assert answer.status_code == status
        assert message in html.unescape(text_of(answer))
        assert "The register" in answer.text
    with app.state.database.reading() as session:
        assert session.get_one(Claim, claim_id).verdict is None


@pytest.mark.parametrize(
    ("typed", "status", "message"),
    [
        ({"stance": ""}, 422, "Choose a stance"),
        ({"role": "gossip"}, 422, "Choose a role"),
        ({"passage": "", "url": ""}, 422, "Paste the passage"),
        ({"publisher": ""}, 422, "Say who published"),
        ({"url": "ftp://x.example/"}, 422, "no web address"),
        ({"url": "http://192.168.0.1/"}, 422, "not on the public internet"),
        ({"published": "soon"}, 422, "year-month-day"),
    ],
)
def test_refused_evidence_keeps_what_was_typed(
    app: FastAPI, browse: Browsers, typed: dict[str, str], status: int, message: str
) -> None:
    claim_id = put(app).claim_ids[0]
    ana = browse(Role.REVIEWER)
    for part in (False, True):
        answer = ana.post(f"/claims/{claim_id}/evidence", passage(**{"origin": "Tarn Agency", **typed}), part=part)
        assert answer.status_code == status
        assert message in html.unescape(text_of(answer))
        assert "Tarn Agency" in answer.text
        assert re.search(r"<details open>\s*<summary data-key=\"e\"", answer.text)


def test_the_claims_own_article_is_refused(app: FastAPI, browse: Browsers) -> None:
    written = put(app)
    ana = browse(Role.REVIEWER)
    answer = ana.post(f"/claims/{written.claim_ids[0]}/matches/{written.claim_ids[0]}/attach")
    assert answer.status_code == 409
    assert "the claim's own article" in html.unescape(text_of(answer))


def test_parts_are_blocks_of_the_page(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app, speaker="Mayor Oda").claim_ids[0]
    ana = browse(Role.REVIEWER)
    url = f"/claims/{claim_id}"
    evidence = ana.post(f"{url}/evidence", passage(), part=True)
    assert evidence.status_code == 200
    assert evidence.text.strip().startswith('<section id="evidence"')
    decision = ana.get(url, part=True).text.strip()
    assert decision.startswith('<section id="decision"')
    page = ana.get(url).text
    assert decision in page
    own, *others = re.split(r"<hx-partial[^>]*>", evidence.text.replace("</hx-partial>", ""))
    without_notice = re.sub(r'<p class="flash.*?</p>', "", own.strip(), flags=re.S)
    assert all(part.strip() in page for part in (without_notice, *others))
    assert re.findall(r'<hx-partial hx-target="#([\w-]+)"', evidence.text) == [
        "statement",
        "standing",
        "draft-line",
        "history",
    ]
    refused = ana.post(f"{url}/review", verdict(said="confirmed"), part=True)
    assert refused.text.strip() in ana.post(f"{url}/review", verdict(said="confirmed")).text
    assert "HX-Request" in refused.headers["vary"]


def test_a_change_of_evidence_shows_in_history_and_state_at_once(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app).claim_ids[0]
    with app.state.database.writing() as session:
        item = add_evidence(session, claim_id, stance=Stance.REFUTES)
    ana = browse(Role.REVIEWER)
    judged = verdict(verdict="disputed", reason_code="contradicted")
    assert ana.post(f"/claims/{claim_id}/review", judged).status_code == 303
    answer = text_of(ana.post(f"/evidence/{item}/remove", part=True))
    assert "reviewer took away Harbour Office" in answer
    assert "recheck" in answer


def test_every_block_has_its_one_root(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app).claim_ids[0]
    page = browse(Role.VIEWER).get(f"/claims/{claim_id}").text
    for block in ("article", "statement", "elsewhere", "evidence", "decision", "history"):
        assert page.count(f'id="{block}"') == 1
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_article_text_is_shown_escaped_and_whole(app: FastAPI, browse: Browsers) -> None:
    written = put(app, "The <script>alert(1)</script> bridge & tunnel opened.", "It is <b>ugly</b>.")
    with app.state.database.writing() as session:
        add_claim(session, written, "bridge", spans=[[31, 37]], kind=ClaimKind.OPINION, position=9)
    page = browse(Role.VIEWER).get(f"/claims/{written.claim_ids[0]}").text
    shown = re.search(r'<div class="article-text" dir="auto">(.*?)</div>', page, flags=re.S)
    assert shown
    plain = html.unescape(re.sub(r"<[^>]+>", "", shown.group(1)))
    assert plain == "The <script>alert(1)</script> bridge & tunnel opened. It is <b>ugly</b>."
    assert "<script>alert" not in page


def test_examined_removed_and_put_back(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app).claim_ids[0]
    with app.state.database.writing() as session:
        item = add_evidence(session, claim_id, role=EvidenceRole.PRIMARY_DOCUMENT, stance=Stance.SUPPORTS)
    ana = browse(Role.REVIEWER)
    page = f"/claims/{claim_id}"
    assert "not examined" in text_of(ana.get(page))
    ana.post(f"/evidence/{item}/examined", {"examined": "yes"})
    assert "examined by reviewer" in text_of(ana.get(page))
    assert "one examined primary source" in text_of(ana.get(page))
    ana.post(f"/evidence/{item}/remove")
    assert "1 taken away" in text_of(ana.get(page))
    assert "It can be put back" not in text_of(ana.get(page))
    ana.post(f"/evidence/{item}/restore", part=True)
    assert "taken away" not in text_of(ana.get(page)).replace("took away", "")


def test_parking_and_putting_back(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app).claim_ids[0]
    ana = browse(Role.REVIEWER)
    assert ana.post(f"/claims/{claim_id}/park", {"park_reason": ""}).status_code == 422
    assert ana.post(f"/claims/{claim_id}/park", {"park_reason": "mis_split", "row_version": "1"}).status_code == 303
    page = text_of(ana.get(f"/claims/{claim_id}"))
    assert "parked (mis split)" in page and "parked the claim: mis split" in page
    assert ana.post(f"/claims/{claim_id}/park", {"park_reason": "duplicate"}).status_code == 409
    assert ana.post(f"/claims/{claim_id}/unpark").status_code == 303
    assert "No verdict" not in text_of(ana.get(f"/claims/{claim_id}"))


def test_opinions_say_why_they_get_no_verdict(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app, kind=ClaimKind.OPINION).claim_ids[0]
    page = browse(Role.REVIEWER).get(f"/claims/{claim_id}")
    assert "only factual claims get a verdict" in text_of(page)
    assert 'name="rationale"' not in page.text


def test_a_reload_after_a_refusal_leads_back(app: FastAPI, browse: Browsers) -> None:
    claim_id = put(app).claim_ids[0]
    viewer = browse(Role.VIEWER)
    for place in ("review", "evidence", "park"):
        assert viewer.get(f"/claims/{claim_id}/{place}").headers["location"] == f"/claims/{claim_id}"


def test_unknown_claims_and_evidence_are_not_found(browse: Browsers) -> None:
    ana = browse(Role.REVIEWER)
    assert ana.get("/claims/424242").status_code == 404
    assert ana.post("/claims/424242/review", verdict()).status_code == 404
    assert ana.post("/evidence/424242/remove").status_code == 404
    assert ana.get("/evidence/424242/snapshot").status_code == 404
