"""Claims that may be about what a text is about, out of a desk's index of words (or a claim set's), within a budget.

`core/matching/widening.py` says how: one word after the other, the rarest first. How many claims hold a word, SQLite's index
tells at once (`claims_fts_words`). PostgreSQL tells it of common words, out of the statistics that its ANALYZE keeps; whatever
it does not name is rare, or the desk is new and small.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, bindparam, func, not_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from verify.core.matching.readings import read
from verify.core.matching.relations import Related, relate
from verify.core.matching.widening import ALWAYS, Tally, asked_words, in_order, most_held
from verify.core.matching.wording import folded
from verify.core.vocabulary import ClaimState
from verify.queries import search

CLAIMS = search.CLAIMS
POOL = 200
"""How many of the claims that collected most are put in order by their text, at the least."""
_LARGEST_POOL = 1_000
_ORDERED = 3_000
"""So many claims a second of the budget: among a million, what collected most is closer together than among few."""
MOST_POOLS = 5
_AT_ONCE = 500
_PACE = 300_000
"""Places a second that a busy machine reads and counts."""
_LEAST = 2_000
MOST_PLACES = 5_000_000
"""Of the index, for one text, where time is what ends it."""
_READING = 0.6
"""The part of the time that goes into reading the index; the rest is for putting in order what was found."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be read to find candidates: places in the index, and seconds where somebody waits."""

    places: int = 20_000
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim that may be about the same thing; `score` is the share of what the text's words tell that it holds."""

    id: int
    score: float


@dataclass(frozen=True, slots=True)
class Near:
    """What was found, best first; `asked` are the words that the budget allowed for, of all `words` that some claim holds."""

    candidates: tuple[Candidate, ...] = ()
    asked: tuple[str, ...] = ()
    words: int = 0


@dataclass(frozen=True, slots=True)
class RelatedClaim:
    """A claim of the desk beside a text: how the two stand to each other, the text first."""

    id: int
    score: float
    statement: str
    published: date
    outlet_id: int
    related: Related


def near(
    session: Session,
    text: str,
    *,
    budget: Budget | None = None,
    but: ColumnElement[bool] | None = None,
    limit: int = 50,
) -> Near:
    """Candidates for a text; `but` says which claims are left out. About 10 ms among 100 thousand claims, 40 among a million."""
    budget = budget or Budget()
    began = time.perf_counter()
    words = asked_words(text)
    total = session.scalar(_LAST) or 0
    held = _held(session, words)
    most = min(most_held(total), _affordable(budget))
    rarest = sorted((word for word in words if held.get(word, 0) <= most and held.get(word) != 0), key=_by(held))
    tally, left = Tally(total), rarest
    while left:
        together = _together(left, held, ALWAYS - len(tally.held))
        ahead = sum(held.get(word, 0) for word in together)
        if len(tally.held) >= ALWAYS and _is_spent(budget, tally.read, ahead, time.perf_counter() - began):
            break
        for word, places in _places(session, together, most).items():
            if len(places) <= most:
                tally.add(word, places)
        left = left[len(together) :]
    texts = _texts(session, tally, but, max(_pool(budget), limit))
    ranked = in_order(words, held | tally.held, total, texts)[:limit]
    return Near(tuple(Candidate(*one) for one in ranked), tuple(tally.held), len(rarest))


def related(session: Session, text: str, *, on: date | None, budget: Budget, limit: int) -> list[RelatedClaim]:
    """The desk's claims that are nearest to a text, each with its relation; `on` completes what the text says of days."""
    found = near(session, text, budget=budget, but=CLAIMS.c.state == ClaimState.WITHDRAWN, limit=limit)
    ids = [one.id for one in found.candidates]
    told = select(CLAIMS.c.id, CLAIMS.c.statement, CLAIMS.c.published_day, CLAIMS.c.outlet_id).where(
        CLAIMS.c.id.in_(ids)
    )
    rows = {row.id: row for row in session.execute(told)} if ids else {}
    here = read(text, on)
    return [
        RelatedClaim(
            one.id,
            one.score,
            row.statement,
            row.published_day,
            row.outlet_id,
            relate(here, read(row.statement, row.published_day)),
        )
        for one in found.candidates
        if (row := rows.get(one.id)) is not None
    ]


def _pool(budget: Budget) -> int:
    return POOL if budget.seconds is None else min(_LARGEST_POOL, max(POOL, int(budget.seconds * _ORDERED)))


def _affordable(budget: Budget) -> int:
    """How many places of one word fit into the budget: the first words are asked for before any pace is known."""
    return max(_LEAST, budget.places if budget.seconds is None else int(budget.seconds * _PACE))


def _is_spent(budget: Budget, read_: int, ahead: int, seconds: float) -> bool:
    """Whether the next word would lead beyond the budget, at the pace so far."""
    if read_ + ahead > budget.places:
        return True
    return budget.seconds is not None and seconds * (1 + ahead / max(read_, POOL)) > budget.seconds * _READING


def _together(words: Sequence[str], held: Mapping[str, int], first: int) -> Sequence[str]:
    """The next words to ask for at once: as many as must be asked for, then as many as cost about as much as asking."""
    if first > 0:
        return words[:first]
    places = 0
    for number, word in enumerate(words):
        places += max(1, held.get(word, 0))
        if places > _AT_ONCE:
            return words[: max(1, number)]
    return words


def _by(held: Mapping[str, int]) -> Any:
    return lambda word: held.get(word, 0)


def _held(session: Session, words: Sequence[str]) -> dict[str, int]:
    """How many claims hold each word, as far as that is known; 0 only where it is known that none does."""
    if not words:
        return {}
    if not search.on_sqlite(session):
        rows = session.execute(_COMMON, {"words": list(words)})
        return {row.word: max(1, int(row.share * row.claims)) for row in rows if row.share is not None}
    plain = {folded(word): word for word in words}
    counted = {plain[row.term]: row.doc for row in session.execute(_COUNTED, {"words": list(plain)})}
    # Letters outside ASCII are folded by SQLite in a way of its own: such a word is asked for even if it was not counted.
    return dict.fromkeys((word for word in words if word.isascii()), 0) | counted


def _places(session: Session, words: Sequence[str], most: int) -> dict[str, list[int]]:
    """Where each word stands that stands somewhere, at the most one place more than `most`."""
    found: dict[str, list[int]] = {}
    if search.on_sqlite(session):
        for word in words:
            places = session.scalars(_ON_SQLITE, {"word": f'"{word}"', "most": most + 1}).all()
            found |= {word: list(places)} if places else {}
        return found
    for row in session.execute(_ON_POSTGRESQL, {"words": list(words), "most": most + 1}):
        found.setdefault(row.word, []).append(row.id)
    return found


def _texts(session: Session, tally: Tally, but: ColumnElement[bool] | None, number: int) -> dict[int, str]:
    """The texts of the claims that collected most, without those that are left out; a few pools are looked through for them."""
    found: dict[int, str] = {}
    for ids in _pools(tally.best(number * (MOST_POOLS if but is not None else 1)), number):
        told = select(CLAIMS.c.id, CLAIMS.c.statement, CLAIMS.c.quote).where(CLAIMS.c.id.in_(ids))
        rows = session.execute(told if but is None else told.where(not_(but)))
        found |= {row.id: f"{row.statement} {row.quote}" for row in rows}
        if len(found) >= number:
            break
    return found


def _pools(ids: Sequence[int], number: int) -> Iterator[Sequence[int]]:
    return (ids[at : at + number] for at in range(0, len(ids), number))


_LAST = select(func.max(CLAIMS.c.id))
"""About how many claims there are: counting them would take longer than all the rest."""
_COUNTED = sql("SELECT term, doc FROM claims_fts_words WHERE term IN :words").bindparams(
    bindparam("words", expanding=True)
)
_COMMON = sql(
    "SELECT said.word, said.share, kept.reltuples AS claims FROM pg_stats AS found"
    " JOIN pg_class AS kept ON kept.oid = 'claims'::regclass,"
    " unnest(found.most_common_elems::text::text[], found.most_common_elem_freqs) AS said (word, share)"
    " WHERE found.schemaname = current_schema() AND found.tablename = 'ix_claims_words' AND said.word = ANY(:words)"
)
_MOST = bindparam("most", type_=Integer)
_WORD = bindparam("word", type_=String)
_ON_SQLITE = select(search.FTS.c.rowid).where(search.fts_match(_WORD)).limit(_MOST)
_ON_POSTGRESQL = sql(
    "SELECT said.word, found.id FROM unnest(CAST(:words AS text[])) AS said (word) CROSS JOIN LATERAL"
    " (SELECT id FROM claims WHERE to_tsvector('simple', statement || ' ' || quote)"
    " @@ plainto_tsquery('simple', said.word) LIMIT :most) AS found"
)
