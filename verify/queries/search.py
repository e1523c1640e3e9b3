"""Finding claims by words: SQLite's FTS5 index `claims_fts`, PostgreSQL's index `ix_claims_words`.

What people type reaches the index as plain words only, so that no character of it is ever read as query syntax.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    and_,
    bindparam,
    column,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from verify.models import Claim

CLAIMS = cast(Table, Claim.__table__)
FTS = table("claims_fts", column("rowid"))
FEW, MANY = 2_500, 30_000
"""Where the ways of `Spread` meet: the numbers of matches at which the next one is quicker on a desk of a million claims."""

_WORDS = re.compile(r"[^\W_]+")


class Spread(Enum):
    """How many claims hold the words, which decides how a list of them is read."""

    NOWHERE = auto()
    FEW = auto()
    """The matches first: each is looked up, then they are sorted."""
    MANY = auto()
    """The list first, in its own order, until a page is full: each claim is looked for in the set of all matches."""
    COMMON = auto()
    """The list first, and each claim looked at for itself: making the set would take longer."""
    INDEXED = auto()
    """PostgreSQL plans that by itself."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where the claims are that hold all of some words; `words` as the index is asked for them.

    `part` is a pattern that every claim in plain letters has which holds them. Of about `apart` claims one does.
    """

    words: str
    spread: Spread
    part: str = "%"
    apart: float = 1.0

    @property
    def condition(self) -> ColumnElement[bool]:
        """What a claim must hold, for lists that are read in their own order."""
        return holds(self.spread, literal(self.words), literal(self.part))

    @property
    def membership(self) -> ColumnElement[bool]:
        """What a claim must hold, for queries that want all of them, in any order."""
        on_sqlite = self.spread in (Spread.FEW, Spread.MANY, Spread.COMMON)
        return holds(Spread.FEW if on_sqlite else self.spread, literal(self.words), literal(self.part))


def words_of(text: str) -> list[str]:
    """The words of a text in order, folded and each once."""
    return list(dict.fromkeys(word.casefold() for word in _WORDS.findall(text)))


def matching(session: Session, text: str) -> Found:
    """Where the claims are whose statement or quote holds every word of `text`."""
    words = words_of(text)
    if not words:
        return Found("", Spread.NOWHERE)
    if not on_sqlite(session):
        return Found(" ".join(words), Spread.INDEXED)
    # A page asks several times. What is kept for the session chooses a way to read only, and each finds the same claims.
    key = ("matching", *words, FEW, MANY)
    if key not in session.info:
        session.info[key] = _found(session, words)
    found: Found = session.info[key]
    return found


def _found(session: Session, words: Sequence[str]) -> Found:
    asked = " ".join(f'"{word}"' for word in words)
    beyond, last = session.execute(_BEYOND, {"words": asked, "number": FEW}).one()
    if beyond is None:
        return Found(asked, Spread.FEW)
    # Which claim the last of the few is says how close they lie. Where it is wrong, the list is read another way in the end.
    apart = beyond / (FEW + 1)
    plain = sorted((word for word in words if word.isascii()), key=len)
    spread = Spread.COMMON if last / apart > MANY else Spread.MANY
    return Found(asked, spread, f"%{plain[-1]}%" if plain else "%", apart)


def holds(spread: Spread, words: ColumnElement[Any], part: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that a claim holds the words of a `Found` of this spread."""
    if spread is Spread.NOWHERE:
        return literal(False)
    if spread is Spread.INDEXED:
        return _tsvector().op("@@", is_comparison=True)(func.plainto_tsquery(literal_column("'simple'"), words))
    if spread is Spread.COMMON:
        # To ask the index takes ten times as long as to look into the text, which only cannot tell how other letters are folded.
        texts = CLAIMS.c.statement, CLAIMS.c.quote
        seen = or_(*(text.like(part) for text in texts), *(_is_beyond_ascii(text) for text in texts))
        return and_(seen, exists(_fts(words).where(FTS.c.rowid == CLAIMS.c.id).correlate(CLAIMS)))
    # Adding 0 keeps SQLite from starting with the matches.
    number = CLAIMS.c.id + literal_column("0") if spread is Spread.MANY else CLAIMS.c.id
    return number.in_(_fts(words))


def _is_beyond_ascii(text: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a text has more bytes than letters: counting both takes SQLite a tenth of what looking at each letter takes."""
    return func.length(sql_cast(text, LargeBinary)) > func.length(text)


def matches_first(
    words: ColumnElement[Any], *, limit: int | None = None
) -> tuple[FromClause, Sequence[ColumnElement[bool]]]:
    """The matches, up to `limit`, joined with their claims, to be read one after the other, and what goes with them."""
    # Adding 0 keeps SQLite from starting with the claims.
    if limit is not None:
        some = _fts(words).limit(limit).subquery("some")
        return some.join(CLAIMS, CLAIMS.c.id == some.c.rowid + literal_column("0")), ()
    return FTS.join(CLAIMS, CLAIMS.c.id == FTS.c.rowid + literal_column("0")), (fts_match(words),)


def fts_match(words: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that SQLite's index finds these words in a claim."""
    return literal_column("claims_fts").op("MATCH", is_comparison=True)(words)


def _fts(words: ColumnElement[Any]) -> Select[Any]:
    return select(FTS.c.rowid).where(fts_match(words))


_BEYOND = select(
    _fts(bindparam("words", type_=String)).limit(1).offset(bindparam("number", type_=Integer)).scalar_subquery(),
    select(func.max(CLAIMS.c.id)).scalar_subquery(),
)
"""The match after so many others, if there is one, and the last claim."""


def _tsvector() -> ColumnElement[Any]:
    # The expression of the index `ix_claims_words`, to the letter.
    return func.to_tsvector(
        literal_column("'simple'"), CLAIMS.c.statement.op("||")(literal_column("' '")).op("||")(CLAIMS.c.quote)
    )


def on_sqlite(session: Session) -> bool:
    """Whether this session's database is SQLite."""
    return session.get_bind().dialect.name == "sqlite"
