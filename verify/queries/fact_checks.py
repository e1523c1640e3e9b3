"""Fact-checks of others that are about what a claim is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from verify.core.matching.differences import Difference
from verify.core.matching.readings import read
from verify.core.matching.relations import Relation, relate
from verify.core.matching.widening import asked_words
from verify.core.matching.wording import root
from verify.models import FactCheck, FactCheckWord
from verify.queries.matches import is_worth_keeping, reading_of

WORDS = cast(Table, FactCheckWord.__table__).c
COMMON = 500
"""A word that more fact-checks hold finds none by itself."""
COMPARED = 20
SHOWN = 5


@dataclass(frozen=True, slots=True)
class CheckedElsewhere:
    """A fact-check beside a claim of the desk: how the claim that it is about stands to it, and all that differs."""

    claim: str
    rating: str
    by: str
    url: str
    checked_on: date | None
    said_by: str | None
    relation: Relation
    score: float
    differences: tuple[Difference, ...]


def words_of(text: str) -> list[str]:
    """The roots of the words that a text is found by, each once."""
    return list(dict.fromkeys(root(word) for word in asked_words(text)))[:100]


def near(session: Session, statement: str, published: date) -> Sequence[CheckedElsewhere]:
    """At most five fact-checks of the same claim, of one that conflicts with it, or of one that touches it, in this order."""
    if session.scalar(select(FactCheck.id).limit(1)) is None:
        return ()
    here = reading_of(statement, published)
    found = []
    for row in _sharing(session, words_of(statement)):
        related = relate(here, read(row.claim, row.checked_on or published))
        if is_worth_keeping(related):
            told = (row.claim, row.rating, row.checked_by, row.url, row.checked_on, row.said_by)
            found.append(CheckedElsewhere(*told, related.relation, related.score, related.differences))
    order = tuple(Relation)
    return sorted(found, key=lambda one: (order.index(one.relation), -one.score))[:SHOWN]


def _sharing(session: Session, words: Sequence[str]) -> Sequence[Any]:
    """Those that share most of the words, of words that are not common."""
    counted = select(WORDS.word).where(WORDS.word.in_(words)).group_by(WORDS.word).having(func.count() <= COMMON)
    rare = list(session.scalars(counted))
    if not rare:
        return ()
    shared = select(WORDS.fact_check_id).where(WORDS.word.in_(rare)).group_by(WORDS.fact_check_id)
    shared = shared.order_by(func.count().desc(), WORDS.fact_check_id.desc()).limit(COMPARED)
    return session.scalars(select(FactCheck).where(FactCheck.id.in_(shared.scalar_subquery()))).all()
