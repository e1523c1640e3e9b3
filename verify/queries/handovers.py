"""Merged outlets and eras: where an outlet's articles belong by now, and where they belonged on an earlier day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session, aliased

from verify.core.errors import NotFound
from verify.core.vocabulary import HandoverKind
from verify.models import Handover, HandoverArticle, Outlet, User

MERGED = select(Handover.from_id).where(Handover.kind == HandoverKind.MERGE, Handover.undone_at.is_(None))
"""The outlets that are part of another one by now."""

_FROM, _TO, _BY = aliased(Outlet), aliased(Outlet), aliased(User)


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One merge or era with the names it has to do with; `known` is the first day it shows in the records."""

    id: int
    kind: HandoverKind
    from_id: int
    from_name: str
    to_id: int
    to_name: str
    day: date
    known: date
    articles: int
    by: str | None
    undone: date | None

    def holds(self, known: date | None) -> bool:
        """Whether it stands by what is known on a day; None is everything known by now."""
        if known is None:
            return self.undone is None
        return self.known <= known and (self.undone is None or self.undone > known)


def of_outlet(session: Session, outlet_id: int) -> list[HandoverLine]:
    """Every handover from or to an outlet, oldest first, those that were taken back among them."""
    rows = session.execute(
        _lines().where(or_(Handover.from_id == outlet_id, Handover.to_id == outlet_id)).order_by(Handover.id)
    )
    return [_line(row) for row in rows]


def one(session: Session, handover_id: int) -> HandoverLine:
    """One handover, or `NotFound`."""
    row = session.execute(_lines().where(Handover.id == handover_id)).first()
    if row is None:
        raise NotFound(f"There is no merge or era {handover_id}.")
    return _line(row)


def merged_into(session: Session, outlet_id: int) -> HandoverLine | None:
    """The merge that made an outlet part of another one, if it stands."""
    found = _lines().where(Handover.id.in_(MERGED.with_only_columns(Handover.id)), Handover.from_id == outlet_id)
    row = session.execute(found).first()
    return _line(row) if row else None


def later_era(session: Session, outlet_id: int) -> HandoverLine | None:
    """The era that follows an outlet's own, if one was started and not merged back."""
    found = _lines().where(
        Handover.kind == HandoverKind.ERA, Handover.from_id == outlet_id, Handover.to_id.not_in(MERGED)
    )
    row = session.execute(found).first()
    return _line(row) if row else None


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(Handover, _FROM.name.label("from_name"), _TO.name.label("to_name"), _BY.name.label("by"))
        .join(_FROM, _FROM.id == Handover.from_id)
        .join(_TO, _TO.id == Handover.to_id)
        .outerjoin(_BY, _BY.id == Handover.by_id)
    )


def _line(row: Any) -> HandoverLine:
    found: Handover = row.Handover
    return HandoverLine(
        id=found.id,
        kind=found.kind,
        from_id=found.from_id,
        from_name=row.from_name,
        to_id=found.to_id,
        to_name=row.to_name,
        day=found.day,
        known=found.known_day,
        articles=found.articles,
        by=row.by,
        undone=found.undone_known_day,
    )


def belongs_to(session: Session, outlet_id: int, published: date) -> int:
    """The outlet that an article of `outlet_id` published on that day belongs to now: merges and eras followed to their end."""
    standing = select(Handover.kind, Handover.from_id, Handover.to_id, Handover.day).where(Handover.undone_at.is_(None))
    found = session.execute(standing).all()
    merges = {row.from_id: row.to_id for row in found if row.kind is HandoverKind.MERGE}
    eras = [row for row in found if row.kind is HandoverKind.ERA]
    # An era that was merged into what it came from is none any more.
    onward = {row.from_id: row.to_id for row in eras if published >= row.day and row.to_id not in merges}
    back = {row.to_id: row.from_id for row in eras if published < row.day}
    ways = (onward, merges, back)
    seen: set[int] = set()
    here: int | None = outlet_id
    while here is not None and here not in seen:
        seen.add(here)
        outlet_id = here
        here = next((way[outlet_id] for way in ways if outlet_id in way), None)
    return outlet_id


def belonged(session: Session, outlet_id: int, known: date | None, *, outlet: Any, article: Any) -> ColumnElement[bool]:
    """The condition that an article was the outlet's by what was known on a day; None is now.

    `outlet` and `article` are the columns with the ids of a row's present outlet and its article.
    """
    if known is None:
        return _is(outlet, outlet_id)
    later = _steps_after(session, known)
    if not any(outlet_id in step for step in later):
        return _is(outlet, outlet_id)
    # Of all that happened to an article since, the first step tells where it had been.
    before: ColumnElement[bool] = false()
    untouched: list[ColumnElement[bool]] = []
    for handover_id, was, _ in later:
        went = article.in_(select(HandoverArticle.article_id).where(HandoverArticle.handover_id == handover_id))
        if was == outlet_id:
            before = or_(before, and_(went, *untouched))
        untouched.append(~went)
    return or_(before, and_(_is(outlet, outlet_id), *untouched))


def _is(outlet: Any, outlet_id: int) -> ColumnElement[bool]:
    found: ColumnElement[bool] = outlet == outlet_id
    return found


def _steps_after(session: Session, known: date) -> list[tuple[int, int, int]]:
    """What was done and taken back after a day, in order: handover, and the outlets before and after it."""
    rows: Iterable[Handover] = session.scalars(
        select(Handover).where(or_(Handover.known_day > known, Handover.undone_known_day > known))
    )
    steps: list[tuple[date, datetime, tuple[int, int, int]]] = []
    for row in rows:
        if row.known_day > known:
            steps.append((row.known_day, row.created_at, (row.id, row.from_id, row.to_id)))
        if row.undone_known_day is not None and row.undone_known_day > known:
            steps.append((row.undone_known_day, row.undone_at or row.created_at, (row.id, row.to_id, row.from_id)))
    return [step for _, _, step in sorted(steps)]
