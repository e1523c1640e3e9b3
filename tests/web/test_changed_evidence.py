"""Evidence whose page or article is no longer as it was captured: one list over all claims."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.support.browsing import Browser, text_of
from tests.support.captures import add_capture
from tests.support.claims import add_article, add_evidence
from tests.support.people import add_person
from tests.support.policies import put_in_force
from verify.core.articles import ArticleDraft
from verify.core.errors import FetchFailed
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import ClaimState, EvidenceRole, ReviewPolicy, Role, Stance, Verdict
from verify.models import Claim, Evidence
from verify.queries import changed_evidence
from verify.queries.changed_evidence import ChangeKind
from verify.services import articles, captures, evidence, snapshots
from verify.services.articles import prepared
from verify.services.captures import Chosen
from verify.services.desks import ensure_desk
from verify.services.evidence import EvidenceDraft

Browsers = Callable[..., Browser]
PASSAGE = "The harbour reopened on 3 March after eleven long weeks."
PAGE = f"Port report\n\n{PASSAGE}\n\nTwo cranes were replaced."
LIST = "/evidence/changed"
DAY = timedelta(days=1)


def cite(session: Session, name: str) -> tuple[int, int]:
    """A decided claim with a captured page as evidence: the ids of both."""
    made = add_article(session, [f"{name} opened."], verdict=Verdict.DISPUTED, state=ClaimState.DECIDED)
    claim_id = made.claim_ids[0]
    session.get_one(Claim, claim_id).decided_at = NOW
    item = add_evidence(session, claim_id, origin=name, passage=PASSAGE, url=f"https://{name.lower()}.example/")
    add_capture(session, item, PAGE, now=NOW)
    return claim_id, item


def fail(session: Session, item: int, now: datetime) -> None:
    waiting = snapshots.wait_for(session, actor=SYSTEM, item=session.get_one(Evidence, item), now=now)
    error = FetchFailed("The page answered with 404.")
    snapshots.fail(session, job_id=waiting.job_id or 0, error=error, now=now)


def listed(session: Session) -> list[tuple[int, ChangeKind]]:
    return [(line.id, line.kind) for line in changed_evidence.changed(session, reader_id=None).rows]


def test_what_changed_is_listed_the_last_first(session: Session) -> None:
    """Until it is as it was, or the item rests on what it is now, or a verdict is given, or the item is taken away."""
    kinds = {
        "Gone": (PAGE.replace(PASSAGE, "Nothing of it."), ChangeKind.PASSAGE_GONE),
        "Close": (PAGE.replace("long", "very long"), ChangeKind.PASSAGE_REWORDED),
        "Other": (PAGE.replace("Two", "Three"), ChangeKind.PAGE_CHANGED),
        "Same": (PAGE.upper(), None),
    }
    items, claims, wanted = {}, {}, []
    for at, (name, (text, kind)) in enumerate(kinds.items(), start=1):
        claims[name], items[name] = cite(session, name)
        add_capture(session, items[name], text, now=NOW + at * DAY)
        wanted += [(items[name], kind)] if kind else []
    claims["Dead"], items["Dead"] = cite(session, "Dead")
    fail(session, items["Dead"], NOW + 9 * DAY)
    never = add_evidence(session, claims["Dead"], url="https://never.example/")
    fail(session, never, NOW + 9 * DAY)
    assert listed(session) == [(items["Dead"], ChangeKind.PAGE_GONE), *reversed(wanted)]
    fail(session, items["Gone"], NOW + 10 * DAY)
    assert listed(session)[0] == (items["Gone"], ChangeKind.PAGE_GONE)
    add_capture(session, items["Gone"], PAGE, now=NOW + 11 * DAY)
    session.get_one(Claim, claims["Dead"]).decided_at = NOW + 10 * DAY
    newest = add_capture(session, items["Close"], kinds["Close"][0], now=NOW + 12 * DAY)
    assert listed(session) == [(items["Other"], ChangeKind.PAGE_CHANGED), (items["Close"], ChangeKind.PASSAGE_REWORDED)]
    chosen = Chosen(newest, PASSAGE.replace("long", "very long"))
    captures.choose_passage(session, actor=SYSTEM, evidence_id=items["Close"], chosen=chosen, now=NOW + 13 * DAY)
    evidence.remove(session, actor=SYSTEM, evidence_id=items["Other"], now=NOW + 13 * DAY)
    assert listed(session) == []


def test_an_article_that_no_longer_has_the_passage_is_listed(session: Session) -> None:
    def store(text: str) -> int:
        draft = ArticleDraft(text, outlet="Gazette", url="https://gazette.example/1", published=NOW.date())
        return articles.add_prepared(session, actor=SYSTEM, prepared=prepared(draft), now=NOW).article_id

    claim_id = add_article(session).claim_ids[0]
    item = add_evidence(session, claim_id, article_id=store(PAGE), origin="", passage=PASSAGE)
    store(PAGE + " So it was.")
    assert listed(session) == []
    store(PAGE.replace(PASSAGE, "Nothing of it."))
    assert listed(session) == [(item, ChangeKind.PASSAGE_GONE)]
    store(PAGE + " Again.")
    assert listed(session) == []


def test_an_editor_sends_to_recheck_from_the_list(app: FastAPI, browse: Browsers) -> None:
    edith = browse(Role.EDITOR)
    assert "No evidence changed" in text_of(edith.get(LIST))
    with app.state.database.writing() as session:
        claim_id, item = cite(session, "Port")
        capture = add_capture(session, item, PAGE.replace(PASSAGE, "Nothing of it."), now=NOW + DAY)
    page = edith.get(LIST).text
    assert f'href="/evidence/{item}/changes?capture={capture}"' in page and "the passage is gone" in page
    assert f'href="{LIST}"' in edith.get("/rechecks").text
    sent = edith.post(f"/evidence/{item}/recheck", {"back": "list"})
    assert (sent.status_code, sent.headers["location"].partition("?")[0]) == (303, LIST)
    with app.state.database.reading() as session:
        assert session.scalar(select(Claim.state).where(Claim.id == claim_id)) is ClaimState.RECHECK
    assert "Send to recheck" not in edith.get(LIST).text
    vera = browse(Role.VIEWER).get(LIST).text
    assert "the passage is gone" in vera and "Send to recheck" not in vera


def test_pages_of_the_list_follow_one_another(app: FastAPI, browse: Browsers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changed_evidence, "PAGE_SIZE", 2)
    with app.state.database.writing() as session:
        for at in range(3):
            _, item = cite(session, f"Port{at}")
            fail(session, item, NOW + DAY)
    first = browse(Role.EDITOR).get(LIST).text
    assert "Port2" in first and "Port1" in first and "Port0" not in first
    older = first.partition(f'href="{LIST}?cursor=')[2].partition('"')[0]
    second = browse(Role.VIEWER).get(f"{LIST}?cursor={older}").text
    assert "Port0" in second and "Port1" not in second


def test_what_others_bring_to_an_open_claim_is_not_listed(session: Session) -> None:
    ensure_desk(session, name="Desk", is_demo=False, now=NOW)
    put_in_force(session, ReviewPolicy.DOUBLE, now=NOW)
    ana = add_person(session, Role.REVIEWER, now=NOW)
    claim_id = add_article(session).claim_ids[0]
    draft = EvidenceDraft(Stance.SUPPORTS, EvidenceRole.SOCIAL, PASSAGE, url="https://port.example/", publisher="Port")
    item = evidence.add(session, actor=ana, claim_id=claim_id, draft=draft, now=NOW)
    add_capture(session, item, PAGE, now=NOW)
    fail(session, item, NOW + DAY)
    assert listed(session) == []
    assert [line.id for line in changed_evidence.changed(session, reader_id=ana.user_id).rows] == [item]
