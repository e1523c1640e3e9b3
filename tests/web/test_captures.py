"""Pages about captures: the passage in its place, what changed, files and articles attached, captured bytes kept harmless."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from tests.conftest import NOW
from tests.support.browsing import Browser, text_of
from tests.support.captures import add_capture
from tests.support.claims import add_article, add_evidence
from tests.support.policies import give, put_in_force
from verify.core.vocabulary import (
    Anchoring,
    ClaimState,
    EvidenceRole,
    FetchState,
    Reading,
    ReviewPolicy,
    Role,
    Stance,
    Verdict,
)
from verify.models import Capture, Claim, Evidence, Job, Snapshot

Browsers = Callable[..., Browser]
REPORT = "Port report\n\nThe harbour reopened on 3 March after eleven weeks.\n\nTwo cranes were <b>replaced</b>."
PASSAGE = "The harbour reopened on 3 March after eleven weeks."
URL = "https://port.example/report"


def put(app: FastAPI, *texts: str, passage: str = PASSAGE, **fields: object) -> tuple[int, int, list[int]]:
    """A claim with one item of evidence whose page held these texts, a day apart: the ids of claim, item and captures."""
    with app.state.database.writing() as session:
        claim_id = add_article(session).claim_ids[0]
        item = add_evidence(session, claim_id, passage=passage, url=URL, role=EvidenceRole.SOCIAL)
        captures = [
            add_capture(session, item, text, now=NOW + timedelta(days=day), **fields) for day, text in enumerate(texts)
        ]
        return claim_id, item, captures


def item_of(app: FastAPI, item: int) -> Evidence:
    with app.state.database.reading() as session:
        found = session.get_one(Evidence, item)
        session.expunge(found)
        return found


def test_the_passage_is_marked_where_it_stands(app: FastAPI, browse: Browsers) -> None:
    claim_id, item, _ = put(app, REPORT)
    ana = browse(Role.REVIEWER)
    page = ana.get(f"/evidence/{item}/snapshot").text
    assert f'<p data-start="13"><mark id="passage">{PASSAGE}</mark></p>' in page
    assert "&lt;b&gt;replaced&lt;/b&gt;" in page  # captured text is shown, never run
    assert f'href="/evidence/{item}/snapshot#passage"' in ana.get(f"/claims/{claim_id}").text


def test_a_passage_is_chosen_in_the_capture(app: FastAPI, browse: Browsers) -> None:
    claim_id, item, (capture,) = put(app, REPORT, passage="")
    ana = browse(Role.REVIEWER)
    assert "No passage is chosen yet." in ana.get(f"/claims/{claim_id}").text
    sent = {"capture": str(capture), "quote": "replaced</b>.", "at": ""}
    assert ana.post(f"/evidence/{item}/passage", sent).status_code == 303
    found = item_of(app, item)
    assert (found.passage, found.anchoring) == ("replaced</b>.", Anchoring.EXACT)
    selected = {**sent, "quote": "Port reportThe harbour", "at": "0-22"}  # as a browser reads two paragraphs
    assert ana.post(f"/evidence/{item}/passage", selected).status_code == 303
    found = item_of(app, item)
    assert (found.passage, found.passage_start, found.passage_end) == ("Port report\n\nThe harbour", 0, 24)
    refused = ana.post(f"/evidence/{item}/passage", {**sent, "quote": "Three cranes sank."})
    assert refused.status_code == 422
    assert "does not hold these words" in text_of(refused) and "Three cranes sank." in refused.text
    assert item_of(app, item).passage == found.passage
    assert ana.post(f"/evidence/{item}/passage", {**sent, "capture": "424242"}).status_code == 404


def test_a_page_that_lost_the_passage_says_so_and_what_became_of_it(app: FastAPI, browse: Browsers) -> None:
    new = "Port report\n\nThe harbour stays shut.\n\nTwo cranes were <b>replaced</b>."
    claim_id, item, captures = put(app, REPORT, REPORT.replace(" 3 ", "\n3 "), new)
    ana = browse(Role.REVIEWER)
    claim = ana.get(f"/claims/{claim_id}")
    assert "The passage is no longer on the page." in text_of(claim)
    changes = ana.get(f"/evidence/{item}/changes?capture={captures[2]}")
    assert "The passage is no longer on the page." in text_of(changes)
    assert "<del>" in changes.text and "stays shut." in changes.text and "cranes" not in changes.text
    told = text_of(ana.get(f"/evidence/{item}/snapshot"))
    for news in ("what the evidence rests on", "the same text", "changed: the passage is no longer on the page"):
        assert news in told
    assert ana.get(f"/evidence/{item}/changes?capture=424242").status_code == 404
    assert ana.get(f"/evidence/{item}/changes").status_code == 404


@pytest.mark.parametrize(
    ("new", "news"),
    [
        (REPORT + "\n\nA line more.", "the passage still stands."),
        (REPORT.replace("eleven", "twelve"), "the passage reads differently now."),
    ],
    ids=["elsewhere", "in-other-words"],
)
def test_a_page_that_changed_says_how_the_passage_stands(app: FastAPI, browse: Browsers, new: str, news: str) -> None:
    claim_id, _, _ = put(app, REPORT, new)
    told = text_of(browse(Role.REVIEWER).get(f"/claims/{claim_id}"))
    assert "changed since capture" in told and news in told


def test_only_a_person_sends_a_verdict_to_recheck_for_a_changed_page(app: FastAPI, browse: Browsers) -> None:
    claim_id, item, _ = put(app, REPORT)
    with app.state.database.writing() as session:
        put_in_force(session, ReviewPolicy.SINGLE, now=NOW)
    ana = browse(Role.REVIEWER)
    assert ana.post(f"/evidence/{item}/recheck").status_code == 409  # there is no verdict yet
    with app.state.database.writing() as session:
        session.get_one(Evidence, item).stance = Stance.REFUTES
        session.flush()
        give(session, ana.actor, claim_id, Verdict.DISPUTED, now=NOW)
        capture = add_capture(session, item, "Port report\n\nNothing is left of it here.", now=NOW)
        assert session.get_one(Claim, claim_id).state is ClaimState.DECIDED
    assert ana.post(f"/evidence/{item}/recheck").status_code == 303
    assert "Have the verdict looked at again" in ana.get(f"/evidence/{item}/changes?capture={capture}").text
    with app.state.database.reading() as session:
        assert session.get_one(Claim, claim_id).state is ClaimState.RECHECK
    assert "the page of Harbour Office changed" in text_of(ana.get(f"/claims/{claim_id}"))


def test_a_page_is_put_in_line_once(app: FastAPI, browse: Browsers) -> None:
    claim_id, item, _ = put(app, REPORT)
    ana = browse(Role.REVIEWER)
    assert ana.post(f"/evidence/{item}/fetch").status_code == 303
    assert "In line to be fetched again." in text_of(ana.get(f"/claims/{claim_id}"))
    assert ana.post(f"/evidence/{item}/fetch").status_code == 409
    with app.state.database.reading() as session:
        last = session.scalars(select(Capture).order_by(Capture.id.desc()).limit(1)).one()
        assert (last.state, session.get_one(Job, last.job_id).subject_id) == (FetchState.WAITING, item)
    assert item_of(app, item).fetch_state is FetchState.STORED  # what it rests on stays


def test_pages_of_a_document_are_numbered(app: FastAPI, browse: Browsers) -> None:
    pages = {"page_starts": (0, REPORT.index("The harbour")), "media_type": "application/pdf", "body": b"%PDF-1.4"}
    claim_id, item, (capture,) = put(app, REPORT, **pages)
    ana = browse(Role.REVIEWER)
    page = ana.get(f"/evidence/{item}/snapshot")
    assert "on page 2." in text_of(page) and '<h2 class="page-number">Page 2</h2>' in page.text
    assert "page 2" in text_of(ana.get(f"/claims/{claim_id}"))
    saved = ana.get(f"/evidence/{item}/original?capture={capture}")
    assert (saved.content, saved.headers["content-type"]) == (b"%PDF-1.4", "application/octet-stream")
    assert saved.headers["content-disposition"].startswith("attachment")


def test_a_long_text_is_shown_at_its_passage(app: FastAPI, browse: Browsers) -> None:
    before = "\n\n".join(f"Paragraph {number}. " + "word " * 100 for number in range(100))
    _, item, _ = put(app, f"{before}\n\n{PASSAGE}")
    ana = browse(Role.REVIEWER)
    page = ana.get(f"/evidence/{item}/snapshot")
    assert 'id="passage"' in page.text and "Paragraph 0." not in page.text and "Part 2 of 2" in text_of(page)
    assert "Paragraph 0." in ana.get(f"/evidence/{item}/snapshot?part=1").text


@pytest.mark.parametrize(
    ("body", "media_type", "is_shown"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png", True),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml", False),
        (b"<script>alert(1)</script>", "text/html", False),
    ],
    ids=["png", "svg", "html"],
)
def test_captured_bytes_never_run(app: FastAPI, browse: Browsers, body: bytes, media_type: str, is_shown: bool) -> None:
    reading = Reading.PICTURE if media_type.startswith("image/") else Reading.UNREADABLE
    _, item, _ = put(app, "", reading=reading, media_type=media_type, body=body)
    ana = browse(Role.REVIEWER)
    original = ana.get(f"/evidence/{item}/original")
    assert original.content == body
    assert "sandbox" in original.headers["content-security-policy"]
    assert original.headers["x-content-type-options"] == "nosniff"
    assert (original.headers["content-type"] == media_type) is is_shown
    assert ("<img" in ana.get(f"/evidence/{item}/snapshot").text) is is_shown


def test_a_file_is_attached_and_waits_to_be_read(app: FastAPI, browse: Browsers) -> None:
    claim_id, _, _ = put(app)
    ana = browse(Role.REVIEWER)
    typed = {"stance": "refutes", "role": "primary_document", "publisher": "Port authority", "passage": "Two cranes"}

    def send(name: str, data: bytes) -> int:
        files = {"file": (name, data)}
        form = {**typed, "csrf_token": ana.csrf_token}
        return ana.client.post(f"/claims/{claim_id}/evidence/file", data=form, files=files).status_code

    assert send("report.txt", b"Two cranes were replaced.") == 303
    assert send("report.txt", b"Two cranes were replaced.") == 409
    assert [send(*bad) for bad in (("a.exe", b"MZ\x90"), ("a.txt", b""), ("a.svg", b"<svg/>"))] == [422] * 3
    most = app.state.settings.max_evidence_bytes
    assert send("large.pdf", b"%PDF-1.4" + bytes(most)) == 422
    with app.state.database.reading() as session:
        item = session.scalars(select(Evidence).where(Evidence.passage == "Two cranes")).one()
        assert (item.fetch_state, item.url, item.snapshot_id is None) == (FetchState.WAITING, None, False)
        assert session.get_one(Snapshot, item.snapshot_id).reading is None
    assert "file is being read" in text_of(ana.get(f"/claims/{claim_id}"))


def test_an_article_of_the_desk_is_found_by_words_and_attached_with_one_button(app: FastAPI, browse: Browsers) -> None:
    claim_id, _, _ = put(app)
    with app.state.database.writing() as session:
        other = add_article(session, outlet="Northline").article_id
    ana = browse(Role.REVIEWER)
    page = f"/claims/{claim_id}/evidence/attach"
    assert f'name="article" value="{other}"' in ana.get(f"{page}?text=northline+article").text
    assert "No other article of the desk has these words" in ana.get(f"{page}?text=northline+100%25").text
    own = ana.get(f"{page}?text=ledger").text
    assert 'name="article"' not in own  # the claim's own article is no evidence
    attached = ana.post(f"/claims/{claim_id}/evidence/from-article", {"article": str(other), "stance": "supports"})
    assert attached.status_code == 303
    again = ana.post(f"/claims/{claim_id}/evidence/from-article", {"article": str(other), "stance": "supports"})
    assert again.status_code == 409 and "attached to the claim already" in text_of(again)


def test_going_to_the_attach_page_keeps_what_is_typed(app: FastAPI, browse: Browsers) -> None:
    claim_id, _, _ = put(app)
    ana = browse(Role.REVIEWER)
    sent = {"rationale": "Half a thought", "draft_revision": "0"}
    assert ana.post(f"/claims/{claim_id}/evidence/attach", sent).headers["location"].endswith("/evidence/attach")
    assert "Half a thought" in ana.get(f"/claims/{claim_id}").text


def test_pages_with_one_text_are_called_one_text(app: FastAPI, browse: Browsers) -> None:
    long = REPORT + "\n\n" + "The quay wall was made higher by half a metre, the port authority writes. " * 2
    claim_id, item, _ = put(app, long)
    with app.state.database.writing() as session:
        other = add_evidence(session, claim_id, url="https://copy.example/", publisher="Copyist")
        add_capture(session, other, long.upper(), now=NOW)
        third = add_evidence(session, claim_id, url="https://other.example/", publisher="Third")
        add_capture(session, third, long + "More.", now=NOW)
    told = text_of(browse(Role.REVIEWER).get(f"/claims/{claim_id}"))
    assert f"the same text as evidence {other}" in told and f"the same text as evidence {item}" in told
    assert f"the same text as evidence {third}" not in told


def test_where_an_archive_keeps_the_page_is_shown(app: FastAPI, browse: Browsers) -> None:
    claim_id, item, _ = put(app, REPORT)
    ana = browse(Role.REVIEWER)
    kept = "https://archive.example/2026/report"
    sent = {f"stance_of_{item}": "supports", f"role_of_{item}": "social", f"origin_of_{item}": "Harbour Office"}
    assert ana.post(f"/evidence/{item}/change", {**sent, f"archived_of_{item}": kept}).status_code == 303
    assert f'href="{kept}"' in ana.get(f"/claims/{claim_id}").text
    assert f'href="{kept}"' in ana.get(f"/evidence/{item}/snapshot").text
    assert ana.post(f"/evidence/{item}/change", {**sent, f"archived_of_{item}": "http://10.0.0.1/"}).status_code == 422
    assert item_of(app, item).archived_url == kept
