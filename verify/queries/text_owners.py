"""Whose texts articles are: what the desk found, what holds now, what held on an earlier day."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from verify.core.errors import NotFound
from verify.core.text_owners import Derived, Newsroom, Owner, owner
from verify.core.vocabulary import HandoverKind, OutletKind, Voice
from verify.models import (
    Article,
    Claim,
    ClusterMember,
    Derivation,
    Handover,
    Outlet,
    TextOwner,
    TextOwnerWait,
    User,
)

CLAIMS = cast(Table, Claim.__table__)
OWNERS = cast(Table, TextOwner.__table__)
_SOME = 500
_THEIRS, _THEIR_OUTLET = aliased(Article), aliased(Outlet)
_FOUND = (
    select(Article.outlet_id, Outlet.name, Outlet.ownership_group, Outlet.kind)
    .add_columns(Derivation.rule, Derivation.is_sure, Derivation.is_tie, Derivation.why, Derivation.own_share)
    .add_columns(Derivation.root, Derivation.from_article_id)
    .add_columns(_THEIRS.outlet_id.label("their_id"), _THEIR_OUTLET.name.label("their_name"))
    .add_columns(_THEIR_OUTLET.ownership_group.label("their_group"), _THEIR_OUTLET.kind.label("their_kind"))
    .join(Outlet, Outlet.id == Article.outlet_id)
    .outerjoin(Derivation, Derivation.article_id == Article.id)
    .outerjoin(_THEIRS, _THEIRS.id == Derivation.from_article_id)
    .outerjoin(_THEIR_OUTLET, _THEIR_OUTLET.id == _THEIRS.outlet_id)
    .order_by(Derivation.id)
)


@dataclass(frozen=True, slots=True)
class TextLine:
    """Whose text an article is taken for, and why: by the desk, or by what a person says (`is_said`). `name` None: its own."""

    article_id: int
    name: str | None
    why: str
    from_article_id: int | None
    is_said: bool
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """An article that waits to be looked at, since when, and how far that is: `looked_to` None where nothing of it is done."""

    article_id: int
    asked_at: datetime
    looked_to: int | None
    batch_id: int | None


def found(session: Session, article_id: int) -> Owner | None:
    """Whose text the desk finds an article to be, by what it derives from; None for its outlet's own. `NotFound`."""
    rows = session.execute(_FOUND.where(Article.id == article_id)).all()
    if not rows:
        raise NotFound(f"There is no article {article_id}.")
    lines = _lines(session)
    by = _newsroom((rows[0].outlet_id, rows[0].name, rows[0].ownership_group, rows[0].kind), lines)
    kept = select(Outlet.id, Outlet.name, Outlet.ownership_group, Outlet.kind).where(Outlet.kind == OutletKind.AGENCY)
    agencies = [_newsroom(row, lines) for row in session.execute(kept)]
    return owner(by, [_derived(row, lines) for row in rows if row.rule is not None], agencies)


def _derived(row: Any, lines: Mapping[int, int]) -> Derived:
    theirs = (row.their_id, row.their_name, row.their_group, row.their_kind)
    maker = _newsroom(theirs, lines) if row.their_id is not None else None
    return Derived(row.rule, row.is_sure, row.is_tie, row.why, maker, row.root, row.from_article_id, row.own_share)


def _newsroom(outlet: Any, lines: Mapping[int, int]) -> Newsroom:
    outlet_id, name, group, kind = outlet
    return Newsroom(name, lines.get(outlet_id, outlet_id), group, kind is OutletKind.AGENCY)


def _lines(session: Session) -> dict[int, int]:
    """The outlet that each era goes back to."""
    eras = select(Handover.to_id, Handover.from_id).where(Handover.kind == HandoverKind.ERA).order_by(Handover.id)
    first: dict[int, int] = {}
    for row in session.execute(eras):
        first[row.to_id] = first.get(row.from_id, row.from_id)
    return first


def of_article(session: Session, article_id: int) -> TextLine | None:
    """Whose text an article is taken for; None where nothing was ever found or said of it."""
    row = session.execute(
        select(TextOwner, User.name.label("by"))
        .outerjoin(User, User.id == TextOwner.by_id)
        .where(TextOwner.article_id == article_id)
        .order_by(TextOwner.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    kept: TextOwner = row.TextOwner
    return TextLine(article_id, kept.name, kept.why, kept.from_article_id, kept.is_said, row.by, kept.at)


def of_claims(session: Session, claim_ids: Iterable[int]) -> dict[int, str]:
    """Of these claims those that their outlets say in their own voice in somebody else's text, with whose."""
    ids, found = sorted(set(claim_ids)), dict[int, str]()
    for start in range(0, len(ids), _SOME):
        theirs = select(Claim.id, Article.text_of).join(Article, Article.id == Claim.article_id)
        theirs = theirs.where(Claim.id.in_(ids[start : start + _SOME]), Claim.voice == Voice.OWN)
        found |= {row.id: row.text_of for row in session.execute(theirs.where(Article.text_of.is_not(None)))}
    return found


def was_own(known: date) -> ColumnElement[bool]:
    """The condition that a claim counted in the own-voice record by what was known on a day."""
    end = datetime.combine(known, time(), UTC) + timedelta(days=1)
    later = OWNERS.alias()
    theirs = exists().where(
        OWNERS.c.article_id == CLAIMS.c.article_id,
        OWNERS.c.name.is_not(None),
        OWNERS.c.at < end,
        ~exists().where(later.c.article_id == OWNERS.c.article_id, later.c.id > OWNERS.c.id, later.c.at < end),
    )
    return and_(CLAIMS.c.voice == Voice.OWN, ~theirs)


def next_asked(session: Session) -> Asked | None:
    """The article that has waited longest to be looked at."""
    of = TextOwnerWait
    waiting = select(of.article_id, of.asked_at, of.looked_to, of.batch_id)
    row = session.execute(waiting.order_by(of.asked_at, of.article_id).limit(1)).first()
    return Asked(**row._mapping) if row else None


def hold(session: Session, article_id: int) -> None:
    """Lock an article's claims, then the article with those of its claims' clusters: nobody decides one until the commit.

    That is the order in which a verdict locks them. SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    session.execute(select(Claim.id).where(Claim.article_id == article_id).order_by(Claim.id).with_for_update())
    mine, alike, there = aliased(ClusterMember), aliased(ClusterMember), aliased(Claim)
    beside = (
        select(there.article_id)
        .join(alike, alike.claim_id == there.id)
        .join(mine, mine.cluster_id == alike.cluster_id)
        .join(Claim, Claim.id == mine.claim_id)
        .where(Claim.article_id == article_id)
    )
    held = select(Article.id).where(or_(Article.id == article_id, Article.id.in_(beside))).order_by(Article.id)
    session.execute(held.with_for_update(key_share=True))


def counted_wrong(session: Session, article_ids: Collection[int] | None = None) -> dict[int, tuple[int, Voice]]:
    """The claims that are not stored as counting where they should, with their outlets and where they should; of all articles."""
    wanted = or_(CLAIMS.c.voice == Voice.RELAYED, Article.text_of.is_not(None))
    counts_as = CLAIMS.c.record_voice == Voice.RELAYED
    query = (
        select(CLAIMS.c.id, CLAIMS.c.outlet_id, CLAIMS.c.record_voice)
        .join(Article, Article.id == CLAIMS.c.article_id)
        .where(or_(and_(wanted, ~counts_as), and_(~wanted, counts_as)))
        .order_by(CLAIMS.c.id)
    )
    if article_ids is not None:
        query = query.where(CLAIMS.c.article_id.in_(article_ids))
    other = {Voice.OWN: Voice.RELAYED, Voice.RELAYED: Voice.OWN}
    return {row.id: (row.outlet_id, other[row.record_voice]) for row in session.execute(query)}
