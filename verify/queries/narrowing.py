"""Filters of claims beyond state, kind and words: as conditions on `claims`, and what they are called on the page."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Date, Table, bindparam, exists, literal, select
from sqlalchemy.orm import Session

from verify.core.claims import ClaimFilters
from verify.models import Article, Assignment, Claim, ClaimTag, Outlet, Recheck, Tag, User
from verify.queries import handovers

CLAIMS = cast(Table, Claim.__table__).c
ARTICLES = cast(Table, Article.__table__).c
CLAIM_TAGS = cast(Table, ClaimTag.__table__).c
ASSIGNMENTS = cast(Table, Assignment.__table__).c
RECHECKS = cast(Table, Recheck.__table__).c


def conditions(filters: ClaimFilters, *, today: date | None = None) -> list[ColumnElement[bool]]:
    """What a row of `claims` must hold. Without `today` the days of the age are left open, for `values` to fill in."""
    found: list[ColumnElement[bool]] = []
    if filters.language:
        found.append(CLAIMS.language == filters.language)
    if filters.lane is not None:
        found.append(CLAIMS.lane == filters.lane)
    if filters.worth is not None:
        low, high = filters.worth.bounds
        found.append((CLAIMS.check_worthiness >= low) & (CLAIMS.check_worthiness < high))
    if filters.age is not None:
        first, last = _days(filters, today)
        found.append(CLAIMS.published_day.between(first, last))
    if filters.topic:
        # Asked about each claim in the list's order: a topic may hold most of the desk's articles.
        found.append(exists().where(ARTICLES.id == CLAIMS.article_id, ARTICLES.topic == filters.topic))
    if filters.tag:
        tagged = select(CLAIM_TAGS.claim_id).join(Tag, Tag.id == CLAIM_TAGS.tag_id).where(Tag.name == filters.tag)
        found.append(CLAIMS.id.in_(tagged))
    if filters.assignee_id is not None:
        found.append(CLAIMS.id.in_(select(ASSIGNMENTS.claim_id).where(ASSIGNMENTS.user_id == filters.assignee_id)))
    if filters.recheck is not None:
        why = (RECHECKS.reason == filters.recheck, RECHECKS.ended_at.is_(None))
        found.append(CLAIMS.id.in_(select(RECHECKS.claim_id).where(*why)))
    return found


def values(filters: ClaimFilters, *, today: date) -> dict[str, Any]:
    """What `conditions` left open."""
    if filters.age is None:
        return {}
    first, last = filters.age.days(today)
    return {"first_day": first, "last_day": last}


def picks_few(filters: ClaimFilters) -> bool:
    """Whether the filters pick out claims one by one, so that a list had better begin with those."""
    return bool(filters.tag) or filters.assignee_id is not None or filters.recheck is not None


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
        return bindparam("first_day", type_=Date), bindparam("last_day", type_=Date)
    first, last = filters.age.days(today)
    return literal(first, Date), literal(last, Date)


def _outlet(session: Session, outlet_id: int) -> str | None:
    return session.scalar(select(Outlet.name).where(Outlet.id == outlet_id))


def _person(session: Session, user_id: int) -> str | None:
    return session.scalar(select(User.name).where(User.id == user_id))
