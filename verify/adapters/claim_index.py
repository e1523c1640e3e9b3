"""A claim set as an index of words in SQLite's memory, shaped as a desk's, so that one code path searches both."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from verify.core.matching.ranking import Entry

_TABLES = (
    "CREATE TABLE claims (id INTEGER PRIMARY KEY, name TEXT NOT NULL, statement TEXT NOT NULL, quote TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE claims_fts USING fts5(statement, quote, content='', columnsize=0,"
    " tokenize='unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE claims_fts_words USING fts5vocab('claims_fts', 'row')",
)
_BATCH = 10_000
_CLAIM = text("INSERT INTO claims (id, name, statement, quote) VALUES (:id, :name, :statement, :quote)")
_WORDS = text("INSERT INTO claims_fts (rowid, statement, quote) VALUES (:id, :statement, :quote)")
_NAME = text("SELECT name FROM claims WHERE id = :id")


@contextmanager
def indexed(entries: Iterable[Entry]) -> Iterator[Session]:
    """A session over the claims, which are gone when it ends. About 10 s for a million."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    try:
        _fill(engine, entries)
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def name_of(session: Session, claim_id: int) -> str:
    """The id that the claim has in its set."""
    return str(session.scalar(_NAME, {"id": claim_id}))


def _fill(engine: Engine, entries: Iterable[Entry]) -> None:
    numbered = enumerate(entries, 1)
    with engine.begin() as connection:
        for statement in _TABLES:
            connection.execute(text(statement))
        while batch := list(islice(numbered, _BATCH)):
            rows = [{"id": number, "name": one.id, "statement": one.text, "quote": one.title} for number, one in batch]
            connection.execute(_CLAIM, rows)
            connection.execute(_WORDS, rows)
        connection.execute(text("INSERT INTO claims_fts (claims_fts) VALUES ('optimize')"))
