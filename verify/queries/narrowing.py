"""Filters of claims beyond state, kind and words: as conditions on `claims`, and what they are called on the page."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Date,
    Float,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    literal,
    literal_column,
    select,
)
from sqlalchemy.orm import Session

from verify.core.claims import ClaimFilters, Worth
from verify.core.vocabulary import Lane
from verify.db import Prepared
from verify.models import Article, Assignment, Claim, ClaimTag, Outlet, Recheck, Tag, User
from verify.queries import handovers
from verify.queries.planning import unindexed

CLAIMS = cast(Table, Claim.__table__).c
FEW, FEW_ARTICLES = 10_000, 1_000
"""So many claims, and articles, a list may begin with: looking all up and sorting them takes some milliseconds."""
ARTICLES = cast(Table, Article.__table__).c
CLAIM_TAGS = cast(Table, ClaimTag.__table__).c
ASSIGNMENTS = cast(Table, Assignment.__table__).c
RECHECKS = cast(Table, Recheck.__table__).c


def conditions(
    filters: ClaimFilters, *, today: date | None = None, first: str | None = None
) -> list[ColumnElement[bool]]:
    """What a row of `claims` must hold. Without `today` the days of the age are left open, for `values` to fill in.

    `first` is the side that a list begins with (`picks_few`), empty for a list that begins with an order of its own; then no
    other side's index is used. None leaves all to the database.
    """
    found: list[ColumnElement[bool]] = []
    if filters.language:
        found.append(_plain(CLAIMS.language, first) == filters.language)
    if filters.lane is not None:
        found.append(CLAIMS.lane == filters.lane)
        if filters.lane is not Lane.TARGETED:
            found.append(CLAIMS.lane != literal_column(f"'{Lane.TARGETED}'"))  # to the letter what its index holds
    if filters.worth is not None:
        found += _in_band(filters.worth)
    if filters.age is not None:
        days = _days(filters, today)
        found.append(
            (CLAIMS.published_day if first in (None, "age") else unindexed(CLAIMS.published_day)).between(*days)
        )
    if filters.topic:
        there = select(ARTICLES.id).where(ARTICLES.topic == filters.topic)
        # Asked about each claim in the list's order where the topic holds many of the desk's articles.
        found.append(
            CLAIMS.article_id.in_(there) if first == "topic" else there.where(ARTICLES.id == CLAIMS.article_id).exists()
        )
    if filters.tag:
        tag_id = select(Tag.id).where(Tag.name == filters.tag).scalar_subquery()
        found.append(_among(select(CLAIM_TAGS.claim_id).where(CLAIM_TAGS.tag_id == tag_id), CLAIM_TAGS, "tag", first))
    if filters.assignee_id is not None:
        meant = select(ASSIGNMENTS.claim_id).where(ASSIGNMENTS.user_id == filters.assignee_id)
        found.append(_among(meant, ASSIGNMENTS, "assignee", first))
    if filters.recheck is not None:
        found.append(_among(_rechecked(filters), RECHECKS, "recheck", first))
    return found


def _rechecked(filters: ClaimFilters) -> Select[Any]:
    return select(RECHECKS.claim_id).where(RECHECKS.reason == filters.recheck, RECHECKS.ended_at.is_(None))


def _in_band(band: Worth) -> list[ColumnElement[bool]]:
    """The band's ends as its index has them, to the letter."""
    worth = CLAIMS.check_worthiness
    low, high = (literal_column(str(end), Float) for end in band.bounds)
    return [*([worth >= low] if band is not Worth.LOW else []), *([worth < high] if band is not Worth.HIGH else [])]


def _among(wanted: Select[Any], columns: Any, side: str, first: str | None) -> ColumnElement[bool]:
    """That a claim is among those wanted: looked up one by one, unless the list begins with them."""
    if first in (None, side):
        return CLAIMS.id.in_(wanted)
    return wanted.where(columns.claim_id == CLAIMS.id).exists()


def _plain(column: ColumnElement[Any], first: str | None) -> ColumnElement[Any]:
    return unindexed(column) if first else column


def values(filters: ClaimFilters, *, today: date) -> dict[str, Any]:
    """What `conditions` left open."""
    if filters.age is None:
        return {}
    first, last = filters.age.days(today)
    return {"first_day": first, "last_day": last}


def picks_few(session: Session, filters: ClaimFilters, *, today: date) -> str:
    """The side that picks out few claims, so that a list had better begin with those; empty where none does."""
    sought = {
        "tag": filters.tag,
        "assignee": filters.assignee_id,
        "recheck": filters.recheck,
        "topic": filters.topic,
        "age": filters.age,
    }
    given = values(filters, today=today)
    for side, wanted in sought.items():
        if wanted not in (None, ""):
            few = FEW_ARTICLES if side == "topic" else FEW
            if not _BEYOND[side].run(session.connection(), {**given, "wanted": wanted, "few": few}):
                return side
    return ""


_WANTED = {kind: bindparam("wanted", type_=kind) for kind in (String, Integer)}
_TAG = select(Tag.id).where(Tag.name == _WANTED[String]).scalar_subquery()
_DAYS = (bindparam("first_day", type_=Date), bindparam("last_day", type_=Date))
_OPEN_RECHECKS = select(RECHECKS.claim_id).where(RECHECKS.ended_at.is_(None))
_BEYOND = {
    side: Prepared(those.limit(1).offset(bindparam("few", type_=Integer)))
    for side, those in {
        "tag": select(CLAIM_TAGS.claim_id).where(CLAIM_TAGS.tag_id == _TAG),
        "assignee": select(ASSIGNMENTS.claim_id).where(ASSIGNMENTS.user_id == _WANTED[Integer]),
        "recheck": _OPEN_RECHECKS.where(RECHECKS.reason == bindparam("wanted", type_=RECHECKS.reason.type)),
        "topic": select(ARTICLES.id).where(ARTICLES.topic == _WANTED[String]),
        "age": select(CLAIMS.published_day).where(CLAIMS.published_day.between(*_DAYS)),
    }.items()
}
"""Something beyond the few that a list may begin with, by the side that it is picked out by."""


def names(session: Session, filters: ClaimFilters) -> dict[str, str]:
    """What the things are called that the filters name by number, by parameter; what is gone is said to be."""
    asked: dict[str, tuple[Callable[[Session, int], str | None], int | None]] = {
        "outlet": (_outlet, filters.outlet_id),
        "article": (lambda s, n: s.scalar(select(Article.title).where(Article.id == n)), filters.article_id),
        "holder": (_person, filters.holder_id),
        "assignee": (_person, filters.assignee_id),
    }
    return {
        param: look_up(session, number) or f"no such {'person' if look_up is _person else param}"
        for param, (look_up, number) in asked.items()
        if number is not None
    }


def topics(session: Session, *, limit: int = 200) -> Sequence[str]:
    """Topics that some article is filed under, in their alphabetical order."""
    found = select(Article.topic).where(Article.topic.is_not(None)).distinct().order_by(Article.topic).limit(limit)
    return [topic for topic in session.scalars(found) if topic]


def gone(session: Session, filters: ClaimFilters) -> list[str]:
    """What the filters name and the desk does not have, one sentence each: such a list is empty for that reason alone."""
    words: Mapping[str, str] = {
        "outlet": "There is no such outlet. The address may come from another desk, or the name may be written differently.",
        "article": "There is no article of this number.",
        "holder": "There is no person of this number.",
        "assignee": "There is no person of this number to assign claims to.",
    }
    missing = [words[param] for param, name in names(session, filters).items() if name.startswith("no such ")]
    if filters.tag and session.scalar(select(Tag.id).where(Tag.name == filters.tag)) is None:
        missing.append(f"No claim was ever tagged “{filters.tag}”.")
    if filters.topic and session.scalar(select(Article.id).where(Article.topic == filters.topic).limit(1)) is None:
        missing.append(f"No article is filed under “{filters.topic}”.")
    merged = handovers.merged_into(session, filters.outlet_id) if filters.outlet_id else None
    if merged is not None:
        missing.append(f"This outlet was merged into {merged.to_name}. Its articles and their claims stand there.")
    return missing


def _days(filters: ClaimFilters, today: date | None) -> tuple[Any, Any]:
    assert filters.age is not None
    if today is None:
        return _DAYS
    first, last = filters.age.days(today)
    return literal(first, Date), literal(last, Date)


def _outlet(session: Session, outlet_id: int) -> str | None:
    return session.scalar(select(Outlet.name).where(Outlet.id == outlet_id))


def _person(session: Session, user_id: int) -> str | None:
    return session.scalar(select(User.name).where(User.id == user_id))
