"""Where a claim's support comes from, as the desk keeps it: copies at intake, what people say, what a verdict makes of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.support.claims import add_article, add_evidence
from verify.core.errors import Forbidden, Malformed, NotFound
from verify.core.origins import Account, EdgeState, account
from verify.core.permissions import Actor
from verify.core.vocabulary import EvidenceRole, OriginMark, OriginRule, Role, Stance
from verify.models import Article, ArticleVersion, Derivation, OriginEntry, TextPrint
from verify.queries import origins
from verify.services import copies
from verify.services.origins import Said, add, mark

ANA = Actor(None, "Ana", frozenset({Role.REVIEWER}), "test")
VERA = Actor(None, "Vera", frozenset({Role.VIEWER}), "test")
WIRE = " ".join(f"Word{at} of the river rose to {at} metres." for at in range(40))


def graph(session: Session, claim_id: int) -> Account:
    return account(origins.shown(session, claim_id, reader_id=None))


def counted(session: Session, claim_id: int) -> list[str]:
    found = graph(session, claim_id)
    return [found.called(root) for root in found.origins(Stance.SUPPORTS).counted]


def stored(session: Session, text: str, now: datetime, *, outlet: str, seen: timedelta = timedelta()) -> int:
    made = add_article(session, [text], outlet=outlet)
    session.get_one(Article, made.article_id).first_seen_at = now + seen
    session.flush()
    copies.trace(session, article_id=made.article_id, now=now)
    return made.article_id


def test_a_copy_is_found_whichever_of_the_two_comes_in_first(session: Session, now: datetime) -> None:
    first = stored(session, WIRE, now, outlet="Gazette")
    again = stored(session, f"{WIRE} And more of it.", now, outlet="Echo", seen=timedelta(hours=1))
    earlier = stored(session, WIRE.upper(), now, outlet="Dawn", seen=timedelta(hours=-1))
    stored(session, "Nothing of that kind was in this paper. " * 3, now, outlet="Quiet")
    found = session.execute(select(Derivation.article_id, Derivation.from_article_id, Derivation.is_sure)).all()
    assert {tuple(row) for row in found} == {(again, first, True), (first, earlier, True), (again, earlier, True)}


def test_a_new_version_is_traced_anew(session: Session, now: datetime) -> None:
    stored(session, WIRE, now, outlet="Gazette")
    copy = stored(session, WIRE, now, outlet="Echo", seen=timedelta(hours=1))
    version = session.scalars(select(ArticleVersion).where(ArticleVersion.article_id == copy)).one()
    version.text = (
        "Something else altogether was printed there on the next day, and nobody copied anything from anybody."
    )
    session.flush()
    copies.trace(session, article_id=copy, now=now)
    assert session.scalars(select(Derivation)).all() == []
    assert copies.trace_some(session, after=0, now=now)[-1] == copy
    assert copies.trace_some(session, after=copy, now=now) == []
    assert session.scalars(select(TextPrint.number).where(TextPrint.article_id == copy)).all()


def test_an_edge_is_lifted_confirmed_and_drawn_with_who_and_why(session: Session, now: datetime) -> None:
    claim_id = add_article(session).claim_ids[0]
    one = add_evidence(session, claim_id, origin="Northline", publisher="Blaze")
    add_evidence(session, claim_id, origin="Harbour Office")
    node = f"item-{one}"
    assert counted(session, claim_id) == ["Harbour Office", "Northline"]
    lifted = Said(node, "name-northline", OriginMark.LIFTED, "They were there themselves.")
    mark(session, actor=ANA, claim_id=claim_id, said=lifted, now=now)
    assert counted(session, claim_id) == ["Blaze", "Harbour Office"]
    add(session, actor=ANA, claim_id=claim_id, derived=node, source="harbour  OFFICE", why="Same list.", now=now)
    assert counted(session, claim_id) == ["Harbour Office"]
    entries = session.execute(select(OriginEntry.mark, OriginEntry.why).order_by(OriginEntry.id)).all()
    assert [tuple(row) for row in entries] == [
        (OriginMark.LIFTED, "They were there themselves."),
        (OriginMark.ADDED, "Same list."),
    ]
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.query(OriginEntry).update({"why": "Something else."})


def test_what_nobody_could_mean_is_refused(session: Session, now: datetime) -> None:
    claim_id = add_article(session).claim_ids[0]
    node = f"item-{add_evidence(session, claim_id, origin='Northline', publisher='Blaze')}"
    with pytest.raises(NotFound):
        mark(session, actor=ANA, claim_id=claim_id, said=Said(node, "name-dpa", OriginMark.LIFTED, "So."), now=now)
    with pytest.raises(Malformed, match="The reason"):
        mark(session, actor=ANA, claim_id=claim_id, said=Said(node, "name-northline", OriginMark.LIFTED), now=now)
    with pytest.raises(Malformed, match="from itself"):
        add(session, actor=ANA, claim_id=claim_id, derived=node, source=node, why="So.", now=now)
    with pytest.raises(Forbidden):
        add(session, actor=VERA, claim_id=claim_id, derived=node, source="The mayor", why="So.", now=now)


def test_a_claim_that_is_not_there_is_said_so(session: Session, now: datetime) -> None:
    with pytest.raises(NotFound, match="no claim 999"):
        origins.shown(session, 999, reader_id=None)
    with pytest.raises(NotFound, match="no claim 999"):
        mark(session, actor=ANA, claim_id=999, said=Said("a", "b", OriginMark.CONFIRMED, ""), now=now)


def test_sentences_suggest_who_they_have_it_from(session: Session, now: datetime) -> None:
    """R1 and R4: suggested, so that nothing changes before somebody confirms."""
    other = add_article(session, ["The river rose to 5.8 metres."], outlet="Courier", speaker="Wilmot Dace")
    claim_id = add_article(session, ["The river rose to 5.8 metres."], outlet="Echo", speaker="Wilmot Dace").claim_ids[
        0
    ]
    passage = "The river rose to 5.8 metres."
    add_evidence(session, claim_id, article_id=other.article_id, origin="", passage=passage)
    add_evidence(session, claim_id, origin="", publisher="Blaze", passage="It rose, according to the Courier.")
    found = graph(session, claim_id)
    hinted = {(edge.rule, found.names[edge.source]) for edge in found.edges if edge.state is EdgeState.SUGGESTED}
    assert hinted == {(OriginRule.SAID, "Wilmot Dace"), (OriginRule.CITED, "Courier")}
    assert counted(session, claim_id) == ["Blaze", "Courier"]


def test_queries_do_not_grow_with_the_items(session: Session) -> None:
    few, many = (add_article(session).claim_ids[0] for _ in range(2))
    for claim_id, number in ((few, 3), (many, 12)):
        for at in range(number):
            source = add_article(session, [f"Paper {at} has it too."], outlet=f"Paper {claim_id}-{at}")
            add_evidence(session, claim_id, article_id=source.article_id, origin="", role=EvidenceRole.SOCIAL)
    counts = []
    for claim_id in (few, many):
        sent: list[str] = []

        def note(*args: Any, into: list[str] = sent) -> None:
            into.append(args[2])

        event.listen(session.connection(), "before_cursor_execute", note)
        found = origins.shown(session, claim_id, reader_id=None)
        event.remove(session.connection(), "before_cursor_execute", note)
        counts.append((len(found.sources), len(sent)))
    assert [items for items, _ in counts] == [3, 12]
    assert counts[0][1] == counts[1][1] > 0
