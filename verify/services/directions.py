"""Which of two copies has it from the other: told as they are found, and again once an outlet's kind or its owner says otherwise.

That two texts are copies stays as it was found; which is the first may turn round where an outlet becomes an agency, ceases to be
one, or becomes part of another. The worker looks at what one article, and the evidence on its claims, derives from at a time.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast

from sqlalchemy import Table, and_, select, update
from sqlalchemy import text as text_clause
from sqlalchemy.orm import Session

from verify.core.copies import COPY, Appeared, is_derived, shares, shingles
from verify.core.vocabulary import OriginRule
from verify.models import Claim, Derivation, Evidence, EvidenceDerivation
from verify.queries import captured_copies, copies
from verify.queries.copies import Text

DERIVATIONS = cast(Table, Derivation.__table__)
OF_ITEMS = cast(Table, EvidenceDerivation.__table__)
COPIES_LOCK = int.from_bytes(b"copies")
"""PostgreSQL advisory lock: one text is compared at a time, so that two copies find one another."""

_TAKE_TURNS = text_clause("SELECT pg_advisory_xact_lock(:key)")


class Printed(Protocol):
    """A text as far as it tells which of two is the first."""

    @property
    def appeared(self) -> Appeared: ...
    @property
    def is_agency(self) -> bool: ...


def take_turns(session: Session) -> None:
    """Wait for texts that are just being stored: of two that come in at once, neither would see the other's prints.

    On PostgreSQL, until their commit; SQLite has one writer anyway. Who is in turn waits for no other text's transaction.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(_TAKE_TURNS, {"key": COPIES_LOCK})


def derives(one: Printed, other: Printed) -> bool | None:
    """Whether of two copies `one` has it from `other`; None where neither can be called the first."""
    return is_derived(one.appeared, other.appeared, one.is_agency, other.is_agency)


def between(text: Text, other: Text, both: tuple[float, float]) -> dict[str, Any]:
    """What is noted of two articles that have so much of each of them in common: the later is the copy."""
    later = derives(text, other)
    is_copy = later or (later is None and text.article_id > other.article_id)
    derived, source, own = (text, other, both[0]) if is_copy else (other, text, both[1])
    share = max(both)
    word = "a copy" if share >= COPY else "perhaps a copy"
    return {
        "article_id": derived.article_id,
        "from_article_id": source.article_id,
        "rule": OriginRule.COPY,
        "root": None,
        "is_sure": share >= COPY,
        "is_tie": later is None,
        "containment": round(share, 4),
        "own_share": round(own, 4),
        "why": f"{word}: {share:.0%} of the shorter text",
    }


def turn(session: Session, *, article_id: int, now: datetime) -> set[int]:
    """Turn round what an article, or evidence on its claims, is noted to derive from where it is the first by now.

    Returns the articles of which that says something else. Nothing is locked where nothing is to be turned.
    """
    if not _to_turn(session, article_id):
        return set()
    take_turns(session)
    found = _to_turn(session, article_id)  # as they are now that nobody else compares texts
    connection, changed = session.connection(), set[int]()
    for other_id, row_id in found.articles:
        text, other = copies.texts(session, sorted((article_id, other_id)))
        row = {**between(text, other, shares(shingles(text.text), shingles(other.text))), "found_at": now}
        connection.execute(update(DERIVATIONS).where(DERIVATIONS.c.id == row_id).values(row))
        changed |= {article_id, other_id}
    for row_id, ends in found.items:
        connection.execute(update(OF_ITEMS).where(OF_ITEMS.c.id == row_id).values(found_at=now, **ends))
        changed.add(article_id)
    return changed


@dataclass(frozen=True, slots=True)
class _ToTurn:
    """What is noted the wrong way round: of articles (the other one, the row), of items (the row, and what it is to say)."""

    articles: list[tuple[int, int]]
    items: list[tuple[int, dict[str, Any]]]

    def __bool__(self) -> bool:
        return bool(self.articles or self.items)


def _to_turn(session: Session, article_id: int) -> _ToTurn:
    return _ToTurn(_articles(session, article_id), _items(session, article_id))


def _articles(session: Session, article_id: int) -> list[tuple[int, int]]:
    of = DERIVATIONS.c
    noted = select(of.id, of.from_article_id, of.is_tie).where(of.article_id == article_id, of.rule == OriginRule.COPY)
    rows = session.execute(noted.order_by(of.id)).all()
    ends = copies.imprints(session, {article_id, *(row.from_article_id for row in rows)}) if rows else {}
    found = []
    for row in rows:
        later = derives(ends[article_id], ends[row.from_article_id])
        is_copy = later or (later is None and article_id > row.from_article_id)
        if not is_copy or row.is_tie != (later is None):
            found.append((row.from_article_id, row.id))
    return found


def _items(session: Session, article_id: int) -> list[tuple[int, dict[str, Any]]]:
    of = OF_ITEMS.c
    on_claims = and_(Claim.id == Evidence.claim_id, Claim.article_id == article_id)
    noted = select(of.id, of.evidence_id, of.other_id, of.article_id, of.is_source, of.is_tie)
    noted = noted.join(Evidence, of.evidence_id == Evidence.id).join(Claim, on_claims)
    rows = session.execute(noted.where(of.rule == OriginRule.COPY).order_by(of.id)).all()
    if not rows:
        return []
    held = {one.evidence_id: one for one in captured_copies.on_claims_of(session, article_id)}
    papers = copies.imprints(session, {row.article_id for row in rows if row.article_id is not None})
    found = []
    for row in rows:
        item = held.get(row.evidence_id)
        other: Printed | None = papers.get(row.article_id) if row.other_id is None else held.get(row.other_id)
        if item is None or other is None:
            continue  # it is an article of the desk by now, whose own notes tell
        stands = {
            "evidence_id": row.evidence_id,
            "other_id": row.other_id,
            "is_source": row.is_source,
            "is_tie": row.is_tie,
        }
        ends = _ends(row, derives(item, other))
        if ends != stands:
            found.append((row.id, ends))
    return found


def _ends(row: Any, later: bool | None) -> dict[str, Any]:
    """Which end of an item's row is the copy, as rows say it: of two items the one named first, of an article by `is_source`."""
    if row.other_id is None:
        return {"evidence_id": row.evidence_id, "other_id": None, "is_source": later is False, "is_tie": later is None}
    is_copy = later or (later is None and row.evidence_id > row.other_id)
    derived, source = (row.evidence_id, row.other_id) if is_copy else (row.other_id, row.evidence_id)
    return {"evidence_id": derived, "other_id": source, "is_source": False, "is_tie": later is None}
