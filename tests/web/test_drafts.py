"""Drafts: what is typed comes back, to its writer alone, and two pages of one person never overwrite each other."""

import html
import json
import re
from collections.abc import Callable, Mapping

import pytest
from fastapi import FastAPI
from httpx2 import Response

from tests.support.browsing import Browser, text_of
from tests.support.claims import add_article, add_evidence
from verify.core.vocabulary import EvidenceRole, Role
from verify.models import Evidence, User
from verify.services import passwords

Browsers = Callable[..., Browser]
HALF = "Both papers were at the opening, and the harb"
PASSWORD = "a long enough one"
FIELDS = {"verdict": "corroborated", "reason_code": "independent_origins", "rationale": HALF, "draft_revision": "0"}


@pytest.fixture
def claim_id(app: FastAPI) -> int:
    with app.state.database.writing() as session:
        return add_article(session).claim_ids[0]


def shown(browser: Browser, url: str) -> str:
    return html.unescape(browser.get(url).text)


def revision_in(text: str) -> str:
    found = re.search(r'name="draft_revision" value="(\d+)"', text)
    assert found
    return found.group(1)


def test_a_draft_comes_back_on_another_machine_and_to_nobody_else(browse: Browsers, claim_id: int) -> None:
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    url = f"/claims/{claim_id}"
    saved = ana.post(f"{url}/draft", FIELDS | {"passage": "It was full of", "publisher": "Northline"})
    assert (saved.status_code, saved.headers["location"]) == (303, f"{url}#decision")
    page = shown(ana, url)
    assert HALF in page and "It was full of" in page and 'value="Northline"' in page
    assert re.search(r'value="corroborated"[^>]* checked', page)
    assert re.search(r"Saved at <time[^>]*>\d\d:\d\d UTC</time>", page)
    assert HALF in shown(ana, "/drafts")
    assert HALF not in shown(bo, url) and HALF not in shown(bo, "/drafts")
    assert "Saved at" not in shown(bo, url)


def test_a_save_by_a_script_answers_with_its_line_alone(browse: Browsers, claim_id: int) -> None:
    ana = browse(Role.REVIEWER)
    answer = ana.post(f"/claims/{claim_id}/draft", FIELDS, part=True)
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<div id="draft-line"') and revision_in(answer.text) == "1"
    assert answer.text.strip() in ana.get(f"/claims/{claim_id}").text


def test_two_pages_of_one_person_lose_neither_text(browse: Browsers, claim_id: int) -> None:
    ana = browse(Role.REVIEWER)
    url = f"/claims/{claim_id}/draft"
    ana.post(url, FIELDS)
    for part in (False, True):
        stale = ana.post(url, FIELDS | {"rationale": "The harbour office disagrees."}, part=part)
        assert stale.status_code == 409
        told = html.unescape(stale.text)
        assert HALF in told and "The harbour office disagrees." in told
        assert revision_in(told) == "1"
    assert HALF in shown(ana, f"/claims/{claim_id}")
    kept = {"rationale": "The harbour office disagrees.", "draft_revision": revision_in(told)}
    assert ana.post(url, FIELDS | kept).status_code == 303
    assert "The harbour office disagrees." in shown(ana, f"/claims/{claim_id}")


def test_the_same_text_from_a_stale_page_is_no_conflict(browse: Browsers, claim_id: int) -> None:
    ana = browse(Role.REVIEWER)
    assert [ana.post(f"/claims/{claim_id}/draft", FIELDS).status_code for _ in range(2)] == [303, 303]


def test_attaching_evidence_keeps_the_half_typed_verdict(app: FastAPI, browse: Browsers, claim_id: int) -> None:
    ana = browse(Role.REVIEWER)
    url = f"/claims/{claim_id}"
    source = {"stance": "supports", "role": "original_reporting", "passage": "It opened.", "publisher": "Northline"}
    refused = ana.post(f"{url}/evidence", FIELDS | source | {"role": ""})
    assert refused.status_code == 422 and HALF in refused.text
    assert ana.post(f"{url}/evidence", FIELDS | source).status_code == 303
    page = shown(ana, url)
    assert HALF in page and ">It opened.</textarea>" not in page and "<b>Northline</b>" in page
    with app.state.database.writing() as session:
        item = add_evidence(session, claim_id)
    again = FIELDS | {"rationale": f"{HALF}our", "passage": "Not sent yet", "draft_revision": "1"}
    for act in ("remove", "restore", "examined"):
        ana.post(f"/evidence/{item}/{act}", again)
    page = shown(ana, url)
    assert f"{HALF}our" in page and "Not sent yet" in page
    ana.post(f"{url}/take")
    ana.post(f"{url}/keep")
    assert f"{HALF}our" in shown(ana, url), "a form that does not carry the draft must not empty it"


def test_every_button_of_the_claim_page_takes_the_half_typed_verdict_along(
    app: FastAPI, browse: Browsers, claim_id: int
) -> None:
    ana = browse(Role.REVIEWER)
    bo = browse(Role.REVIEWER, Role.VIEWER)
    url = f"/claims/{claim_id}"
    with app.state.database.writing() as session:
        near = add_article(session, ["The harbour opened in May."], outlet="Northline").claim_ids[0]
        item = add_evidence(session, claim_id, role=EvidenceRole.PRIMARY_DOCUMENT)
    corrected = {f"stance_of_{item}": "context", f"role_of_{item}": "social", f"origin_of_{item}": "X"}
    assert bo.actor is not None
    for number, (address, fields) in enumerate(
        (
            (f"{url}/matches/{near}/attach", {"attach_as": "supports"}),
            (f"{url}/matches/99/attach", {"attach_as": "supports"}),
            (f"{url}/matches", {}),
            (f"{url}/matches/{near}/confirm", {}),
            (f"{url}/matches/{near}/undo", {}),
            (f"{url}/matches/{near}/reject", {}),
            (f"/evidence/{item}/change", corrected),
            (f"{url}/draft", {"then": "comments"}),
            (f"{url}/keep", {}),
            (f"{url}/skip", {"reason": ""}),
            (f"{url}/skip", {"reason": "language"}),
            (f"{url}/release", {}),
            (f"{url}/hand-over", {"to": ""}),
            (f"{url}/hand-over", {"to": str(bo.actor.user_id)}),
            (f"{url}/park", {"park_reason": ""}),
        )
    ):
        ana.post(f"{url}/take")
        typed = f"{HALF} {number}"
        answer = ana.post(address, FIELDS | {"rationale": typed, "draft_revision": str(number), **fields})
        assert answer.status_code in (303, 404, 409, 422), address
        assert typed in shown(ana, "/drafts"), address
        if answer.status_code == 422:
            assert typed in html.unescape(answer.text), address
    with app.state.database.reading() as session:
        found = session.query(Evidence).filter_by(claim_id=claim_id).order_by(Evidence.id).all()
        assert [(e.stance, e.role, e.origin) for e in found] == [
            ("context", "social", "X"),
            ("supports", "original_reporting", "Northline"),
        ]
        assert found[1].passage == "The harbour opened in May."


def test_no_form_of_the_claim_page_that_could_lose_a_verdict_stands_apart(
    app: FastAPI, browse: Browsers, claim_id: int
) -> None:
    ana = browse(Role.REVIEWER)
    with app.state.database.writing() as session:
        add_evidence(session, claim_id)
    ana.post(f"/claims/{claim_id}/take")
    page = ana.get(f"/claims/{claim_id}").text
    apart = set(re.findall(r'<form[^>]* action="/(?:claims|evidence)/\d+/([^"?]+)"', page))
    assert apart == {"draft"}, "a new form belongs to `work`, so that it takes along what is typed"


def test_a_given_review_takes_its_draft_with_it_and_leaves_the_evidence(browse: Browsers, claim_id: int) -> None:
    ana = browse(Role.REVIEWER)
    url = f"/claims/{claim_id}"
    judged = {"verdict": "unverified", "reason_code": "nothing_found", "rationale": "No.", "searched": "The register"}
    ana.post(f"{url}/draft", judged | {"passage": "Half a pass", "draft_revision": "0"})
    assert ana.post(f"{url}/review", judged | {"row_version": "1"}).status_code == 303
    mine = shown(ana, "/drafts")
    assert "Half a pass" in mine and "The register" not in mine
    late = ana.post(f"{url}/draft", judged | {"draft_revision": "0", "passage": "Half a pass"})
    assert late.status_code == 409, "a save that was under way when the review was given does not bring its draft back"
    ana.post(f"{url}/draft", judged | {"draft_revision": revision_in(late.text)})
    assert "No drafts" in shown(ana, "/drafts")


def test_an_undone_verdict_is_the_draft_it_was(browse: Browsers, claim_id: int) -> None:
    ana = browse(Role.REVIEWER)
    url = f"/claims/{claim_id}"
    judged = {"verdict": "unverified", "reason_code": "nothing_found", "rationale": "No.", "searched": "The register"}
    ana.post(f"{url}/review", judged | {"row_version": "1"})
    assert re.search(rf'action="{url}/undo".*data-key="u"', shown(ana, url))
    assert "undo" not in shown(browse(Role.REVIEWER, Role.VIEWER), url).lower()
    assert ana.post(f"{url}/undo").headers["location"] == url
    page = shown(ana, url)
    assert (
        "Your verdict is undone" in page and "took their verdict back" in page and ">\nThe register</textarea>" in page
    )
    assert "/undo" not in page
    again = ana.post(f"{url}/undo")
    assert again.status_code == 409 and "nothing to undo" in again.text


def test_a_claim_decided_by_somebody_else_leaves_the_draft_to_be_used(browse: Browsers, claim_id: int) -> None:
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    url = f"/claims/{claim_id}"
    ana.post(f"{url}/draft", FIELDS)
    judged = {"verdict": "unverified", "reason_code": "nothing_found", "rationale": "No.", "searched": "The register"}
    assert bo.post(f"{url}/review", judged | {"row_version": "1"}).status_code == 303
    page = shown(ana, url)
    assert HALF in page and re.search(r"<details open><summary>Revise the verdict", page)
    assert "decided meanwhile" in shown(ana, "/drafts")
    bo.post(f"{url}/park", {"park_reason": "duplicate"})
    parked = shown(ana, url)
    assert re.search(rf"<textarea id=\"kept-rationale\"[^>]* readonly>\n{HALF}", parked)
    assert ana.post(f"{url}/draft/drop").headers["location"] == "/drafts"
    assert HALF not in shown(ana, url)


@pytest.mark.parametrize(
    ("typed", "status"),
    [({"rationale": "x" * 25_001}, 422), ({"draft_revision": "x"}, 422), ({"rationale": "x\0y"}, 303)],
)
def test_what_a_draft_takes(browse: Browsers, claim_id: int, typed: dict[str, str], status: int) -> None:
    ana = browse(Role.REVIEWER)
    assert ana.post(f"/claims/{claim_id}/draft", FIELDS | typed).status_code == status
    assert ana.post("/claims/424242/draft", FIELDS).status_code == 404


def test_one_who_is_signed_out_lands_on_the_claim_after_signing_in(app: FastAPI, claim_id: int) -> None:
    nobody = Browser(app, None)
    page = {"Referer": f"http://desk.example/claims/{claim_id}"}
    answer = nobody.client.post(f"/claims/{claim_id}/draft", headers=page)
    assert answer.headers["location"] == f"/sign-in?next=/claims/{claim_id}"
    elsewhere = nobody.client.post(f"/claims/{claim_id}/draft", headers={"Referer": "http://x.example/y"})
    assert elsewhere.headers["location"] == "/sign-in?next=/"


def test_a_page_that_asks_for_a_part_stays_when_the_sign_in_has_ended(
    app: FastAPI, browse: Browsers, claim_id: int
) -> None:
    ana, ended, url = browse(Role.REVIEWER), Browser(app, None), f"/claims/{claim_id}/draft"
    for refused in (ended.post(url, FIELDS, part=True), ended.get("/queue", part=True)):
        assert (refused.status_code, refused.headers["HX-Retarget"]) == (401, "#flashes")
        assert "what you typed is still here" in refused.text and 'href="/sign-in?next=/signed-in"' in refused.text
        assert "HX-Redirect" not in refused.headers, "the page is not left, or what was typed would be"
    assert "go back to the one where you were typing" in text_of(ana.get("/signed-in"))

    again = ana.client.post(url, data=FIELDS | {"csrf_token": "of an earlier sign-in"}, headers={"HX-Request": "true"})
    assert (again.status_code, again.headers["HX-Retarget"]) == (403, "#flashes")
    assert "You are signed in as reviewer now" in text_of(again) and HALF not in shown(ana, f"/claims/{claim_id}")
    token = json.loads(again.headers["HX-Trigger"])["verify:token"]["token"]
    assert ana.client.post(url, data=FIELDS | {"csrf_token": token}).status_code == 303
    assert HALF in shown(ana, f"/claims/{claim_id}")

    bo = browse(Role.REVIEWER, Role.VIEWER)
    ours = FIELDS | {"csrf_token": "Ana's", "draft_of": f"{ana.actor.user_id}-{claim_id}"}  # type: ignore[union-attr]
    anothers = bo.client.post(url, data=ours, headers={"HX-Request": "true"})
    assert "is another account’s draft" in anothers.text and "HX-Trigger" not in anothers.headers


def test_what_a_form_from_an_earlier_sign_in_says_is_shown_again(browse: Browsers, claim_id: int) -> None:
    ana, url = browse(Role.REVIEWER), f"/claims/{claim_id}/review"
    stale = FIELDS | {"csrf_token": "of an earlier sign-in", "search_query": "the deed"}
    rows = {"origin_of_7": "Harbour Office", "archived_of_7": "", "origin_of_8": "Court"}
    of_one = ana.client.post("/evidence/7/change", data=stale | rows)
    assert "Harbour Office" in of_one.text and "Court" not in of_one.text, "the rows beside it are as they were"
    shown_again = ana.client.post(url, data=stale, headers={"Referer": f"http://desk.example/claims/{claim_id}"})
    assert shown_again.status_code == 403 and f'href="/claims/{claim_id}"' in shown_again.text
    assert {HALF, "the deed"} <= set(re.findall(r"<textarea[^>]*>\n([^<]*)", html.unescape(shown_again.text)))
    bare = ana.client.post(f"/claims/{claim_id}/undo", data={"csrf_token": "of an earlier sign-in"})
    assert bare.status_code == 403 and "Reload the page" in text_of(bare)


def signing_in_again(app: FastAPI, who: Browser) -> dict[str, str]:
    """Gives the person a password; what they sign in with."""
    assert who.actor is not None
    with app.state.database.writing() as session:
        user = session.get_one(User, who.actor.user_id)
        user.password_hash = passwords.hashed(PASSWORD).hash
        return {"email": user.email, "password": PASSWORD}


def sent_when_signed_out(
    app: FastAPI, who: Browser, claim_id: int, typed: Mapping[str, str] = FIELDS
) -> tuple[Browser, Response]:
    """The verdict's form as the claim's page holds it, sent by a browser whose sign-in has ended."""
    page = who.get(f"/claims/{claim_id}?outlet=1").text
    form = page[page.index('<form id="work"') :]
    held = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))
    ended = Browser(app, None)
    referer = {"Referer": f"http://desk.example/claims/{claim_id}?outlet=1"}
    return ended, ended.client.post(
        f"/claims/{claim_id}/review", data=held | typed | {"again_on": "2031-02-01"}, headers=referer
    )


def carried_by(answer: Response) -> dict[str, str]:
    """The hidden fields of the sign-in form."""
    form = answer.text[answer.text.index('action="/sign-in"') :]
    return {n: html.unescape(v) for n, v in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)}


def test_a_verdict_sent_after_the_sign_in_ended_is_its_writers_draft(
    app: FastAPI, browse: Browsers, claim_id: int
) -> None:
    ana = browse(Role.REVIEWER)
    ended, asked = sent_when_signed_out(app, ana, claim_id)
    assert asked.status_code == 401 and "is not sent" in text_of(asked)
    wrong = ended.client.post("/sign-in", data=carried_by(asked) | {"email": "x@desk.example", "password": "wrong"})
    assert carried_by(wrong) == carried_by(asked), "one slip of the finger loses nothing"
    assert HALF not in shown(ana, f"/claims/{claim_id}"), "nothing is kept before it is known whose it is"

    back = ended.client.post("/sign-in", data=carried_by(wrong) | signing_in_again(app, ana))
    assert (back.status_code, back.headers["location"]) == (303, f"/claims/{claim_id}?outlet=1")
    page = shown(ended, f"/claims/{claim_id}")
    assert HALF in page and 'value="2031-02-01"' in page and "It is your draft." in page
    assert re.search(r'value="corroborated"[^>]* checked', page) and "Your verdict stands" not in page


def test_what_one_person_typed_is_never_anothers_draft(app: FastAPI, browse: Browsers, claim_id: int) -> None:
    ana, bo = browse(Role.REVIEWER), browse(Role.REVIEWER, Role.VIEWER)
    ended, asked = sent_when_signed_out(app, ana, claim_id)
    ended.client.post("/sign-in", data=carried_by(asked) | signing_in_again(app, bo))
    page = shown(ended, f"/claims/{claim_id}")
    assert HALF not in page and "belongs to another account" in page
    assert HALF not in shown(bo, f"/claims/{claim_id}")
    forged = Browser(app, None).client.post(
        f"/claims/{claim_id}/review", data=carried_by(asked), headers={"sec-fetch-site": "cross-site"}
    )
    assert forged.status_code == 303 and HALF not in forged.text, "another site's words are nobody's draft"


def test_a_draft_that_cannot_be_kept_is_shown_after_the_sign_in(app: FastAPI, browse: Browsers, claim_id: int) -> None:
    ana = browse(Role.REVIEWER)
    ended, asked = sent_when_signed_out(app, ana, claim_id)
    newer = FIELDS | {"rationale": "Typed on another machine meanwhile."}
    ana.post(f"/claims/{claim_id}/draft", newer)
    both = ended.client.post("/sign-in", data=carried_by(asked) | signing_in_again(app, ana))
    assert both.status_code == 409
    assert HALF in both.text and "Typed on another machine meanwhile." in both.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', both.text)
    assert token
    kept = FIELDS | {"csrf_token": token.group(1), "draft_revision": revision_in(both.text)}
    assert ended.client.post(f"/claims/{claim_id}/draft", data=kept).status_code == 303, "they are signed in by now"
    assert HALF in shown(ana, f"/claims/{claim_id}")


def test_what_else_was_written_beside_a_draft_is_shown_after_the_sign_in(
    app: FastAPI, browse: Browsers, claim_id: int
) -> None:
    ana, long = browse(Role.REVIEWER), "So it went on. " * 30_000
    ended, asked = sent_when_signed_out(app, ana, claim_id, FIELDS | {"search_query": long, "second_share": "15"})
    again = ended.client.post("/sign-in", data=carried_by(asked) | signing_in_again(app, ana))
    assert re.findall(r"<textarea[^>]*>\n([^<]*)", html.unescape(again.text)) == [long]
    assert HALF in shown(ana, f"/claims/{claim_id}")
    ended, asked = sent_when_signed_out(app, ana, claim_id, FIELDS | {"rationale": "Older.", "note": "Ask the mill."})
    again = ended.client.post("/sign-in", data=carried_by(asked) | signing_in_again(app, ana))
    kept = re.findall(r"<textarea[^>]*>\n([^<]*)", html.unescape(again.text))
    assert {"Older.", "Ask the mill."} <= set(kept), "there is a newer draft, so this one is shown, too"


def test_a_comment_sent_after_the_sign_in_ended_is_shown_again(app: FastAPI, browse: Browsers, claim_id: int) -> None:
    ana, ended, url = browse(Role.REVIEWER), Browser(app, None), f"/claims/{claim_id}/comments"
    said, referer = "The register has it.\nSee <page> 4 & 5.", {"Referer": f"http://desk.example{url}"}
    form = {"csrf_token": "stale", "text": said}
    forged = ended.client.post(url, data=form, headers=referer | {"sec-fetch-site": "cross-site"})
    assert forged.status_code == 303 and "register" not in forged.text
    asked = ended.client.post(url, data=form, headers=referer)
    assert asked.status_code == 401 and carried_by(asked) == {"next": url, "unsent": said}
    wrong = ended.client.post("/sign-in", data=carried_by(asked) | {"email": "x@desk.example", "password": "wrong"})
    assert carried_by(wrong) == carried_by(asked)
    again = ended.client.post("/sign-in", data=carried_by(wrong) | signing_in_again(app, ana))
    assert f">\n{said}</textarea>" in html.unescape(again.text) and f'href="{url}"' in again.text
    assert ended.get(url).status_code == 200 and said not in shown(ended, url), "signed in, and nothing was sent"


def test_tagging_and_assigning_keep_the_half_typed_verdict(browse: Browsers, claim_id: int) -> None:
    ana = browse(Role.REVIEWER)
    url = f"/claims/{claim_id}"
    for act, field in (
        ("tag", {"tag": "front page"}),
        ("assign", {"assignee": ""}),
        ("untag", {"untag": "front page"}),
    ):
        ana.post(f"{url}/draft", {"draft_revision": "1"})
        assert ana.post(f"{url}/{act}", FIELDS | field).headers["location"] == url
        assert HALF in shown(ana, url), act
    for act, field in (("tag", {"tag": "x" * 61}), ("assign", {"assignee": "7x"})):
        refused = ana.post(f"{url}/{act}", FIELDS | field | {"rationale": f"{HALF}our is full"})
        assert refused.status_code == 422 and f"{HALF}our is full" in html.unescape(refused.text)
        assert "<details open><summary>Tag or assign" in refused.text
