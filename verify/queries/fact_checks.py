"""Fact-checks of others: those about what a claim is about, all that were brought in, and the imports they came with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Select, Table, func, select
from sqlalchemy.orm import Session, aliased

from verify.core.errors import NotFound
from verify.core.matching.differences import Difference
from verify.core.matching.readings import read
from verify.core.matching.relations import Relation, relate
from verify.core.matching.widening import asked_words
from verify.core.matching.wording import root
from verify.core.vocabulary import JobState
from verify.models import FactCheck, FactCheckImport, FactCheckWord, Job, User
from verify.queries.matches import is_worth_keeping, reading_of
from verify.queries.paging import Page, fetch

WORDS = cast(Table, FactCheckWord.__table__).c
COMMON = 500
"""A word that more fact-checks hold finds none by itself."""
COMPARED = 20
SHOWN = 5
PAGE_SIZE = 50
LONGEST_SEARCH = 200
_STANDS = FactCheck.withdrawn_at.is_(None) & FactCheckImport.withdrawn_at.is_(None)
"""That neither a fact-check nor its import is withdrawn."""


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


@dataclass(frozen=True, slots=True)
class FactCheckFilters:
    """Which fact-checks to list: whose claim holds all these words, of one publisher, of one import, those that stand or not."""

    text: str = ""
    publisher: str = ""
    import_id: int | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class FactCheckLine:
    """A fact-check in a list; `withdrawn_at` is its own, `import_withdrawn_at` that of the import it came with."""

    id: int
    claim: str
    rating: str
    checked_by: str
    url: str
    checked_on: date | None
    said_by: str | None
    import_id: int
    withdrawn_at: datetime | None
    import_withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import and what came of it; `state` and `message` are its job's, done where a command read the file.

    `new` is how many it brought, of `found` that can be used; `left_out` has a reason, a number and the first one, each.
    """

    id: int
    title: str
    url: str | None
    job_id: int | None
    found: int
    new: int
    left_out: Sequence[dict[str, Any]]
    made_at: datetime
    read_at: datetime | None
    withdrawn_at: datetime | None
    made_by: str | None
    withdrawn_by: str | None
    state: JobState
    message: str | None
    total: int
    done: int

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in (JobState.DONE, JobState.FAILED)

    @property
    def known(self) -> int:
        """How many of them the desk had before."""
        return self.found - self.new

    @property
    def unusable(self) -> int:
        """How many were left out."""
        return sum(one["number"] for one in self.left_out)


@dataclass(frozen=True, slots=True)
class ToRead:
    """What an import's job has to do: fetch an address, or, where `body` is there, read the file, which is deflated."""

    id: int
    url: str | None
    body: bytes | None


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
    standing = shared.join(FactCheck, FactCheck.id == WORDS.fact_check_id).join(FactCheckImport).where(_STANDS)
    standing = standing.order_by(func.count().desc(), WORDS.fact_check_id.desc()).limit(COMPARED)
    return session.scalars(select(FactCheck).where(FactCheck.id.in_(standing.scalar_subquery()))).all()


def newest(
    session: Session, filters: FactCheckFilters, *, cursor: str | None = None, limit: int = PAGE_SIZE
) -> Page[FactCheckLine]:
    """Fact-checks, those last brought in first. Words of the claim are looked for in any form."""
    query = _lines().where(_STANDS if not filters.withdrawn else ~_STANDS)
    words = words_of(filters.text[:LONGEST_SEARCH])
    if filters.text.strip() and not words:
        return Page([])
    for word in words:
        query = query.where(FactCheck.id.in_(select(WORDS.fact_check_id).where(WORDS.word == word)))
    if filters.publisher:
        query = query.where(FactCheck.checked_by == filters.publisher)
    if filters.import_id is not None:
        query = query.where(FactCheck.import_id == filters.import_id)
    page = fetch(session, query, keys=[FactCheck.id], cursor=cursor, limit=limit)
    return Page([FactCheckLine(**row._mapping) for row in page.rows], page.newer, page.older)


def the_fact_check(session: Session, fact_check_id: int) -> FactCheckLine:
    """One fact-check. `NotFound`."""
    row = session.execute(_lines().where(FactCheck.id == fact_check_id)).first()
    if row is None:
        raise NotFound("There is no such fact-check.")
    return FactCheckLine(**row._mapping)


def imports(session: Session, *, cursor: str | None = None, limit: int = PAGE_SIZE) -> Page[ImportLine]:
    """Imports, the last made first."""
    page = fetch(session, _imports(), keys=[FactCheckImport.id], cursor=cursor, limit=limit)
    return Page([_import(row) for row in page.rows], page.newer, page.older)


def the_import(session: Session, import_id: int) -> ImportLine:
    """One import. `NotFound`."""
    row = session.execute(_imports().where(FactCheckImport.id == import_id)).first()
    if row is None:
        raise NotFound("There is no such import.")
    return _import(row)


def to_read(session: Session, job_id: int) -> ToRead | None:
    """What the job of an import has still to do; None where it is done."""
    row = session.execute(
        select(FactCheckImport.id, FactCheckImport.url, FactCheckImport.body).where(
            FactCheckImport.job_id == job_id, FactCheckImport.read_at.is_(None)
        )
    ).first()
    return None if row is None else ToRead(row.id, row.url, row.body)


def _lines() -> Select[Any]:
    names = ("id", "claim", "rating", "checked_by", "url", "checked_on", "said_by", "import_id", "withdrawn_at")
    of_import = FactCheckImport.withdrawn_at.label("import_withdrawn_at")
    columns: list[Any] = [*(getattr(FactCheck, name) for name in names), of_import]
    return select(*columns).join(FactCheckImport)


def _imports() -> Select[Any]:
    names = ("id", "title", "url", "job_id", "found", "new", "left_out", "made_at", "read_at", "withdrawn_at")
    taker = aliased(User)
    columns: list[Any] = [getattr(FactCheckImport, name) for name in names]
    columns += [User.name.label("made_by"), taker.name.label("withdrawn_by")]
    columns += [Job.state, Job.message, Job.total, Job.done]
    return (
        select(*columns)
        .outerjoin(User, User.id == FactCheckImport.made_by_id)
        .outerjoin(taker, taker.id == FactCheckImport.withdrawn_by_id)
        .outerjoin(Job, Job.id == FactCheckImport.job_id)
    )


def _import(row: Any) -> ImportLine:
    told = dict(row._mapping)
    if told["job_id"] is None:
        told |= {"state": JobState.DONE, "total": told["found"], "done": told["found"]}
    return ImportLine(**told)
