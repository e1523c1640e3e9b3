"""Copies among what evidence holds that is no article of the desk: captured pages and pasted passages."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, true
from sqlalchemy.orm import Session

from tests.support.captures import add_capture
from tests.support.claims import ADDED, DAY, Written, add_article, add_evidence, add_outlet
from tests.support.people import add_person
from tests.support.policies import give
from verify.core.origins import Account, EdgeState, account
from verify.core.permissions import Actor
from verify.core.vocabulary import OriginMark, OriginRule, OutletKind, Role, Stance, Verdict
from verify.models import Article, ArticleVersion, EvidenceDerivation, EvidencePrint
from verify.queries import origins, retractions
from verify.services import captured_copies, captures, copies
from verify.services.captures import Chosen
from verify.services.origins import Said, mark

ANA = Actor(None, "Ana", frozenset({Role.REVIEWER}), "test")
WIRE = " ".join(f"Word{at} of the river rose to {at} metres." for at in range(40))
OTHER = " ".join(f"Nothing{at} of the kind was in this paper on day {at}." for at in range(40))
HALF = OTHER[: len(OTHER) // 2] + " " + " ".join(WIRE.split()[:45])
"""A fifth of it is the beginning of the wire story."""


def graph(session: Session, claim_id: int) -> Account:
    return account(origins.shown(session, claim_id, reader_id=None))


def edges(session: Session, claim_id: int) -> set[tuple[str, str, EdgeState]]:
    found = graph(session, claim_id).edges
    return {(e.derived, e.source, e.state) for e in found if e.rule in (OriginRule.COPY, OriginRule.CREDIT)}


def counted(session: Session, claim_id: int) -> list[str]:
    found = graph(session, claim_id)
    return [found.called(root) for root in found.origins(Stance.SUPPORTS).counted]


def printed(session: Session, text: str, outlet: str, *, day: date = DAY) -> Written:
    made = add_article(session, [text], outlet=outlet)
    session.get_one(Article, made.article_id).published_day = day
    session.flush()
    copies.trace(session, article_id=made.article_id, now=ADDED)
    return made


def captured(session: Session, claim_id: int, name: str, text: str, now: datetime, day: date | None = DAY) -> int:
    item = add_evidence(session, claim_id, origin=name, url=f"https://{name.lower()}.example/1", published_day=day)
    add_capture(session, item, text, now=now)
    return item


@pytest.mark.parametrize("first", ["article", "page"])
def test_a_page_and_an_article_with_one_text_find_one_another(session: Session, now: datetime, first: str) -> None:
    """Whichever comes in first: the earlier one is the source, and a page of no known day is as old as its capture."""
    claim = add_article(session, outlet="Echo")
    later = date(2026, 11, 9)
    if first == "article":
        printed(session, WIRE, "Gazette")
    item = captured(session, claim.claim_ids[0], "Blaze", WIRE.upper(), now, later)
    if first == "page":
        printed(session, WIRE, "Gazette")
    gazette = session.scalars(select(Article.id).order_by(Article.id.desc())).first()
    assert edges(session, claim.claim_ids[0]) == {(f"item-{item}", f"article-{gazette}", EdgeState.AUTOMATIC)}
    assert counted(session, claim.claim_ids[0]) == ["Gazette"]
    old = captured(session, claim.claim_ids[0], "Dawn", WIRE, now, date(2026, 10, 1))
    assert counted(session, claim.claim_ids[0]) == ["Dawn"]
    assert (f"article-{gazette}", f"item-{old}", EdgeState.AUTOMATIC) in edges(session, claim.claim_ids[0])


def test_who_copied_the_claims_own_article_is_no_origin(session: Session, now: datetime) -> None:
    claim = printed(session, WIRE, "Echo")
    item = captured(session, claim.claim_ids[0], "Blaze", f"{WIRE} And more.", now, None)
    found = graph(session, claim.claim_ids[0])
    assert found.dropped_words(Stance.SUPPORTS) == (("Echo", "the claim's own outlet"),)
    node = f"item-{item}"
    gone = Said(node, f"article-{claim.article_id}", OriginMark.LIFTED, "They had it first.")
    mark(session, actor=ANA, claim_id=claim.claim_ids[0], said=gone, now=now)
    assert counted(session, claim.claim_ids[0]) == ["Blaze"]
    again = Said(node, f"article-{claim.article_id}", OriginMark.CONFIRMED)
    mark(session, actor=ANA, claim_id=claim.claim_ids[0], said=again, now=now)
    assert counted(session, claim.claim_ids[0]) == []


def test_a_fifth_in_common_is_suggested(session: Session, now: datetime) -> None:
    claim_id = add_article(session, outlet="Echo").claim_ids[0]
    gazette = printed(session, WIRE, "Gazette")
    item = captured(session, claim_id, "Blaze", HALF, now, None)
    assert edges(session, claim_id) == {(f"item-{item}", f"article-{gazette.article_id}", EdgeState.SUGGESTED)}
    assert counted(session, claim_id) == ["Blaze"]


def test_two_pages_with_one_text_are_one_origin(session: Session, now: datetime) -> None:
    """The earlier one's; where neither is the first, both stand for one text. Two passages of one publisher are no copies."""
    claim_id = add_article(session, outlet="Echo").claim_ids[0]
    blaze = captured(session, claim_id, "Blaze", WIRE, now, date(2026, 3, 5))
    courier = captured(session, claim_id, "Courier", WIRE.upper(), now, date(2026, 3, 4))
    assert edges(session, claim_id) == {(f"item-{blaze}", f"item-{courier}", EdgeState.AUTOMATIC)}
    assert counted(session, claim_id) == ["Courier"]
    captured(session, claim_id, "Delta", WIRE, now, date(2026, 3, 4))
    found = graph(session, claim_id)
    assert {(f"item-{blaze}", f"text-item-{courier}"), (f"item-{courier}", f"text-item-{courier}")} < set(
        found.graph.edges
    )
    again = add_evidence(session, claim_id, origin="The mayor", publisher="Courier", url="https://courier.example/2")
    add_capture(session, again, WIRE, now=now)
    assert not {(a, b) for a, b, _ in edges(session, claim_id)} & {(f"item-{again}", f"item-{courier}")}


def test_an_agency_that_a_page_credits_is_its_origin(session: Session, now: datetime) -> None:
    """Behind its text, or in its byline; nobody credits themselves, and what an agency printed in the same minute was first."""
    claim_id = add_article(session, outlet="Echo").claim_ids[0]
    one = captured(session, claim_id, "Blaze", f"{OTHER} (AP)", now)
    two = add_evidence(session, claim_id, origin="Courier", url="https://courier.example/1")
    add_capture(session, two, f"{WIRE} So it was.", now=now, byline="Reuters staff")
    assert {edge for edge in edges(session, claim_id) if edge[1].startswith("name")} == {
        (f"item-{one}", "name-ap", EdgeState.AUTOMATIC),
        (f"item-{two}", "name-reuters", EdgeState.AUTOMATIC),
    }
    add_outlet(session, "Northline").kind = OutletKind.AGENCY
    other = add_article(session, outlet="Echo").claim_ids[0]
    tide = captured(session, other, "Tide", WIRE, now)
    wire = captured(session, other, "Northline", f"{WIRE} (Northline)", now)
    assert edges(session, other) == {(f"item-{tide}", f"item-{wire}", EdgeState.AUTOMATIC)}


def test_a_pasted_passage_counts_as_a_copy_only_where_it_is_long(session: Session, now: datetime) -> None:
    gazette = printed(session, WIRE, "Gazette")
    claim_id = add_article(session, outlet="Echo").claim_ids[0]
    words = WIRE.split()
    add_evidence(session, claim_id, origin="Brief", passage=" ".join(words[:20]))
    some = add_evidence(session, claim_id, origin="Blaze", passage=" ".join(words[:60]))
    long = add_evidence(session, claim_id, origin="Courier", passage=" ".join(words[:200]))
    of_article = {edge for edge in edges(session, claim_id) if edge[1].startswith("article")}
    assert of_article == {
        (f"item-{some}", f"article-{gazette.article_id}", EdgeState.SUGGESTED),
        (f"item-{long}", f"article-{gazette.article_id}", EdgeState.AUTOMATIC),
    }


def test_what_an_item_rests_on_is_compared_anew(session: Session, now: datetime) -> None:
    """A capture in place of the passage, another capture in place of that one; and everything again for an earlier release."""
    gazette = printed(session, WIRE, "Gazette")
    claim_id = add_article(session, outlet="Echo").claim_ids[0]
    passage = " ".join(OTHER.split()[:30])
    item = captured(session, claim_id, "Blaze", OTHER, now, None)
    assert edges(session, claim_id) == set()
    capture = add_capture(session, item, f"{WIRE} {passage}", now=now + timedelta(days=1))
    assert edges(session, claim_id) == set()
    chosen = Chosen(capture, passage)
    captures.choose_passage(session, actor=ANA, evidence_id=item, chosen=chosen, now=now)
    there = {(f"item-{item}", f"article-{gazette.article_id}", EdgeState.AUTOMATIC)}
    assert edges(session, claim_id) == there
    session.query(EvidenceDerivation).delete()
    session.query(EvidencePrint).delete()
    assert captured_copies.trace_some(session, after=0, now=now) == [item]
    assert captured_copies.trace_some(session, after=item, now=now) == []
    assert edges(session, claim_id) == there
    assert session.scalars(select(EvidencePrint.number).where(EvidencePrint.evidence_id == item)).all()
    version = session.scalars(select(ArticleVersion).where(ArticleVersion.article_id == gazette.article_id)).one()
    version.text = "Something else altogether stands there now, and nobody has it from anybody."
    session.flush()
    copies.trace(session, article_id=gazette.article_id, now=now)
    assert edges(session, claim_id) == set()


def test_an_item_that_is_not_told_of_shows_through_no_edge(session: Session, now: datetime) -> None:
    """Nor do the articles that only it leads to."""
    claim = printed(session, OTHER, "Echo")
    gazette = printed(session, WIRE, "Gazette")
    printed(session, WIRE.upper(), "Dawn", day=date(2026, 9, 1))
    claim_id = claim.claim_ids[0]
    shown = captured(session, claim_id, "Blaze", OTHER, now, None)
    hidden = captured(session, claim_id, "Tide", f"{OTHER} {WIRE}", now, None)
    attached = add_evidence(session, claim_id, article_id=gazette.article_id, origin="")
    known = origins.known(session, claim_id, examined={shown: False}, reader_id=None)
    found = account(known)
    told = {(edge.derived, edge.source) for edge in found.edges}
    assert {end for edge in told for end in edge} == {
        *(f"item-{shown}", f"article-{claim.article_id}", "name-echo"),
    }
    assert set(known.papers) == {claim.article_id}
    everything = {end for edge in graph(session, claim_id).edges for end in (edge.derived, edge.source)}
    assert {f"item-{hidden}", f"article-{gazette.article_id}", "name-dawn"} < everything and attached


def test_a_verdict_reads_no_more_the_more_copies_there_are(session: Session, now: datetime) -> None:
    few, many = (add_article(session, outlet="Echo").claim_ids[0] for _ in range(2))
    printed(session, WIRE, "Gazette")
    counts = []
    for claim_id, number in ((few, 2), (many, 7)):
        items = [captured(session, claim_id, f"Paper{at}", WIRE, now) for at in range(number)]
        sent: list[str] = []

        def note(*args: Any, into: list[str] = sent) -> None:
            into.append(args[2])

        event.listen(session.connection(), "before_cursor_execute", note)
        found = origins.known(session, claim_id, examined=dict.fromkeys(items, False), reader_id=None)
        event.remove(session.connection(), "before_cursor_execute", note)
        counts.append((len(found.traces), len(sent)))
    assert counts[0][0] < counts[1][0]
    assert counts[0][1] == counts[1][1] <= 6


@pytest.mark.parametrize("gone", ["article", "page"])
def test_a_retraction_reaches_whoever_captured_a_copy(session: Session, now: datetime, gone: str) -> None:
    """Of an article of the desk, and of a captured page that stands on the claim without being leaned on."""
    ana = add_person(session, Role.REVIEWER, now=now)
    gazette = printed(session, WIRE, "Gazette")
    claim_id = add_article(session, outlet="Echo").claim_ids[0]
    captured(session, claim_id, "Blaze", WIRE, now, None)
    for origin in ("Harbour Office", "The mill"):
        add_evidence(session, claim_id, origin=origin)
    give(session, ana, claim_id, Verdict.CORROBORATED, now=now)
    if gone == "article":
        target = retractions.target_of_article(session, gazette.article_id)
    else:
        first = captured(session, claim_id, "Dawn", WIRE, now, date(2026, 10, 1))
        target = retractions.target_of_evidence(session, first, shown=true())
    assert [(line.claim_id, line.through) for line in retractions.leaned(session, target)] == [(claim_id, ("Blaze",))]
