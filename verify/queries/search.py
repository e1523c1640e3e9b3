"""Finding claims by words: SQLite's FTS5 index `claims_fts`, PostgreSQL's index `ix_claims_words`.

What people type reaches the index as plain words only, so that no character of it is ever read as query syntax.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    column,
    exists,
    func,
    literal,
    literal_column,
    select,
    table,
    union_all,
)
from sqlalchemy.orm import Session

from verify.models import Claim

CLAIMS = cast(Table, Claim.__table__)
FTS = table("claims_fts", column("rowid"))
FEW = 2_000
"""Up to so many matches are read as a list of ids; beyond that each claim of the list is asked whether it matches."""
COMMON = 500
"""A word that more claims of other outlets hold says nothing about what they have in common."""

_WORDS = re.compile(r"[^\W_]+")
_SHORTEST_WORD, _SHORTEST_NUMBER = 4, 2


@dataclass(frozen=True, slots=True)
class Found:
    """Claims that hold all the words: as `ids` where they are few, else as a `condition` to test each claim with."""

    condition: ColumnElement[bool]
    ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """Claims that share some of `words`, the rarest of a text, those that share most first."""

    words: tuple[str, ...] = ()
    ids: tuple[int, ...] = ()


def words_of(text: str) -> list[str]:
    """The words of a text in order, folded and each once."""
    return list(dict.fromkeys(word.casefold() for word in _WORDS.findall(text)))


def matching(session: Session, text: str) -> Found:
    """The claims whose statement or quote holds every word of `text`."""
    words = words_of(text)
    if not words:
        return Found(literal(False), ())
    if not _on_sqlite(session):
        return Found(_tsvector().op("@@", is_comparison=True)(func.plainto_tsquery("simple", " ".join(words))))
    query = _fts(" ".join(f'"{word}"' for word in words))
    ids = tuple(session.scalars(query.limit(FEW + 1)))
    if len(ids) <= FEW:
        return Found(CLAIMS.c.id.in_(ids), ids)
    return Found(exists(query.where(FTS.c.rowid == CLAIMS.c.id).correlate(CLAIMS)))


def sharing_words(session: Session, text: str, *, outlet_id: int, rarest: int = 6, limit: int = 40) -> Shared:
    """Claims of other outlets that share at least one of the text's rarest words."""
    words = _rarest(session, words_of(text), outlet_id, rarest)
    if not words:
        return Shared()
    if _on_sqlite(session):
        ranked = _fts(" OR ".join(f'"{word}"' for word in words)).order_by(literal_column("bm25(claims_fts)"))
        near = list(session.scalars(ranked.limit(limit * 4)))
        others = select(CLAIMS.c.id).where(CLAIMS.c.id.in_(near), CLAIMS.c.outlet_id != outlet_id)
        kept = set(session.scalars(others))
        return Shared(tuple(words), tuple(claim_id for claim_id in near if claim_id in kept)[:limit])
    # `plainto_tsquery` of one word each, joined by OR: the words are never parsed as syntax.
    wanted: ColumnElement[Any] = func.plainto_tsquery("simple", words[0])
    for word in words[1:]:
        wanted = wanted.op("||")(func.plainto_tsquery("simple", word))
    query = select(CLAIMS.c.id).where(_tsvector().op("@@", is_comparison=True)(wanted), CLAIMS.c.outlet_id != outlet_id)
    ranked_ids = session.scalars(query.order_by(func.ts_rank(_tsvector(), wanted).desc(), CLAIMS.c.id).limit(limit))
    return Shared(tuple(words), tuple(ranked_ids))


def _rarest(session: Session, words: Sequence[str], outlet_id: int, number: int) -> list[str]:
    """The words that the fewest claims of other outlets hold, but at least one, rarest first; common ones are left out."""
    known = [word for word in words if len(word) >= (_SHORTEST_NUMBER if word.isdigit() else _SHORTEST_WORD)]
    if not known:
        return []
    counts = [
        select(literal(place), select(func.count()).select_from(_held(session, word, outlet_id)).scalar_subquery())
        for place, word in enumerate(known)
    ]
    rows = session.execute(union_all(*counts)).all()
    by_count = sorted((count, place) for place, count in rows if 0 < count <= COMMON)
    return [known[place] for _, place in by_count[:number]]


def _held(session: Session, word: str, outlet_id: int) -> Any:
    others = select(CLAIMS.c.id).where(CLAIMS.c.outlet_id != outlet_id).limit(COMMON + 1)
    if _on_sqlite(session):
        matches = _fts(f'"{word}"').limit(COMMON * 4).subquery()
        return others.join(matches, matches.c.rowid == CLAIMS.c.id).subquery()
    return others.where(_tsvector().op("@@", is_comparison=True)(func.plainto_tsquery("simple", word))).subquery()


def _fts(expression: str) -> Select[Any]:
    match = literal_column("claims_fts").op("MATCH", is_comparison=True)(literal(expression))
    return select(FTS.c.rowid).where(match)


def _tsvector() -> ColumnElement[Any]:
    # The expression of the index `ix_claims_words`, to the letter.
    return func.to_tsvector(
        literal_column("'simple'"), CLAIMS.c.statement.op("||")(literal_column("' '")).op("||")(CLAIMS.c.quote)
    )


def _on_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
