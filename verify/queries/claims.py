"""Lists of claims: the queue, every other filtered list, and how many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import product
from math import ceil
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from verify.core.claims import ClaimFilters, Standing
from verify.core.queue_order import URGENT, Place, parsed, place
from verify.core.vocabulary import PENDING_STATES, ClaimKind, ClaimState, Verdict, Voice
from verify.db import UtcDateTime
from verify.models import Assignment, Attribution, Claim, ClaimTag, Lease, MatchCount, Outlet, Tag, User
from verify.queries import narrowing, queue_order, rechecks, search
from verify.queries.paging import Cursor, Page, fetch
from verify.queries.planning import unindexed
from verify.queries.rechecks import RecheckLine

CLAIMS = cast(Table, Claim.__table__)
OUTLETS = cast(Table, Outlet.__table__)
ATTRIBUTIONS = cast(Table, Attribution.__table__)
LEASES = cast(Table, Lease.__table__)
USERS = cast(Table, User.__table__)
MATCH_COUNTS = cast(Table, MatchCount.__table__)

_NOW = bindparam("now", type_=UtcDateTime)
_WORDS = bindparam("words", type_=String)

PAGE_SIZE = 50
COUNT_CAP = 1_000
_LOOKED_AT_IN_PART = (search.Spread.MANY, search.Spread.COMMON)
_STATES_OF_FEW = (ClaimState.IN_REVIEW, ClaimState.SECOND_REVIEW, ClaimState.ADJUDICATION)
"""What people have in hand, or will have at once."""
_STATES_WITH_VERDICT = (ClaimState.DECIDED, ClaimState.RECHECK)
_STATES_OF_OTHER_KINDS = (ClaimState.READY, ClaimState.PARKED, ClaimState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One claim in a list. `worthiness` lies in 0–1, `reasons` names what it has most of; `holder` is None where nobody has it.

    `why` says where it stands: its parts add up to the total. It is of the order in force, by which a job may be placing claims.
    """

    id: int
    statement: str
    quote: str
    kind: ClaimKind
    state: ClaimState
    verdict: Verdict | None
    voice: Voice
    speaker: str | None
    outlet_id: int
    outlet_name: str
    article_id: int
    published: date
    worthiness: float
    reasons: str
    why: Place
    holder: str | None
    held_minutes: int
    tags: str
    assignee: str | None
    matches: int = 0
    conflicts: int = 0
    recheck: RecheckLine | None = None
    """Why its verdict is to be looked at again: the newest of its reasons."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a list is read: the side that picks out few claims, which it begins with, and where the claims of a text are."""

    first: str = ""
    spread: search.Spread | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many claims a filter finds; `capped` means at least so many."""

    number: int
    capped: bool

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.capped else ''}"


def page(
    session: Session, filters: ClaimFilters, *, cursor: str | None, now: datetime, limit: int = PAGE_SIZE
) -> Page[ClaimLine]:
    """One page of the claims that the filters find, most urgent first. One query, and one or two for each side that may be rare."""
    asked, way, values = _asked(session, filters, now)
    query, keys = _listed(asked, way)
    found = fetch(session, query, keys=keys, cursor=cursor, limit=limit, values=values)
    return Page(_lines(session, found.rows, now), found.newer, found.older)


def lines(session: Session, ids: Sequence[int], *, now: datetime) -> dict[int, ClaimLine]:
    """The claims of these ids, by id."""
    query, _ = _list_of(select(*_COLUMNS).where(CLAIMS.c.id.in_(ids)))
    found = session.execute(query, {"now": now}).all() if ids else ()
    return {line.id: line for line in _lines(session, found, now)}


def count(session: Session, filters: ClaimFilters, *, now: datetime, cap: int = COUNT_CAP) -> Count:
    """How many claims the filters find, counted up to `cap`; of a text that many claims hold, among the first of those."""
    asked, way, values = _asked(session, filters, now)
    number = session.scalar(_counted(asked, way, cap), values) or 0
    return Count(min(number, cap), number > cap or way.spread in _LOOKED_AT_IN_PART)


def ids(session: Session, filters: ClaimFilters, *, now: datetime, limit: int) -> list[int]:
    """The ids of the first `limit` claims that the filters find, most urgent first."""
    asked, way, values = _asked(session, filters, now)
    return list(session.scalars(_numbered(asked, way, limit), values))


def neighbours(
    session: Session, filters: ClaimFilters, claim_id: int, *, now: datetime
) -> tuple[int | None, int | None]:
    """The claims before and after this one in the list under the filters, also where it is not in the list any more."""
    place = session.scalar(select(CLAIMS.c.priority).where(CLAIMS.c.id == claim_id))
    if place is None:
        return None, None
    asked, way, values = _asked(session, filters, now)
    query, keys = _places(asked, way)
    ends = [Cursor((place, claim_id), backwards).encode() for backwards in (True, False)]
    pages = [fetch(session, query, keys=keys, cursor=end, limit=1, values=values).rows for end in ends]
    before, after = (rows[0].id if rows else None for rows in pages)
    return before, after


def sample(session: Session, filters: ClaimFilters, *, now: datetime, limit: int) -> Sequence[Any]:
    """Up to `limit` of the claims that the filters find, in no order, each with what one can filter by."""
    asked, way, values = _asked(session, filters, now)
    return session.execute(_sampled(asked, way, limit), values).all()


def conditions(session: Session, filters: ClaimFilters, *, now: datetime) -> list[ColumnElement[bool]]:
    """What a row of `claims` must hold, for other queries over the same filters."""
    found = [column == value for column, value in _sides(filters) if value is not None]
    states = _states(filters)
    if filters.state is not None or _asks_for_verdict(filters):
        found.append(CLAIMS.c.state.in_(states))
    if (kind := _kind(filters)) is not None:
        found.append(CLAIMS.c.kind == kind)
    return [*found, *narrowing.conditions(filters, today=now.date()), *_rare(session, filters, now=now)]


def _sides(filters: ClaimFilters) -> list[tuple[ColumnElement[Any], Any]]:
    return [
        (CLAIMS.c.outlet_id, filters.outlet_id),
        (CLAIMS.c.article_id, filters.article_id),
        (CLAIMS.c.voice, filters.voice),
        (CLAIMS.c.verdict, filters.verdict),
        (CLAIMS.c.said, filters.said),
    ]


def _rare(session: Session, filters: ClaimFilters, *, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.holder_id is not None:
        held = select(LEASES.c.claim_id).where(LEASES.c.user_id == filters.holder_id, LEASES.c.expires_at > now)
        found.append(CLAIMS.c.id.in_(held))
    if filters.text:
        found.append(search.matching(session, filters.text).membership)
    return found


def _kind(filters: ClaimFilters) -> ClaimKind | None:
    """The kind that is asked for; only factual claims are ever pending."""
    return filters.kind or (ClaimKind.FACTUAL if filters.state is Standing.PENDING else None)


def _states(filters: ClaimFilters) -> tuple[ClaimState, ...]:
    if filters.state is Standing.PENDING:
        return tuple(sorted(PENDING_STATES))
    if filters.state is not None:
        return (ClaimState(filters.state),)
    return _STATES_WITH_VERDICT if _asks_for_verdict(filters) else tuple(ClaimState)


def _asks_for_verdict(filters: ClaimFilters) -> bool:
    return filters.verdict is not None or filters.said is not None


def _asked(session: Session, filters: ClaimFilters, now: datetime) -> tuple[ClaimFilters, Way, Mapping[str, Any]]:
    """The filters without their text, how they are looked for, and the values that the statement leaves open."""
    values = {"now": now, **narrowing.values(filters, today=now.date())}
    first = narrowing.picks_few(session, filters, today=now.date())
    if not filters.text:
        return filters, Way(first), values
    found = search.matching(session, filters.text)
    way = Way("" if found.spread is search.Spread.FEW else first, found.spread)
    return filters.without("text"), way, {**values, "words": found.words}


@lru_cache(maxsize=512)
def _listed(filters: ClaimFilters, way: Way) -> tuple[Select[Any], tuple[ColumnElement[Any], ...]]:
    """The list's statement and keys, built once: building costs more than running it."""
    return _list_of(_wanted(filters, way))


@lru_cache(maxsize=512)
def _counted(filters: ClaimFilters, way: Way, cap: int) -> Select[Any]:
    # A count is in no order, so it may begin with the matches, and with so many of them only.
    in_part = way.spread in _LOOKED_AT_IN_PART
    found = _wanted(filters, Way(spread=search.Spread.FEW) if in_part else way, _ID, in_part=in_part)
    return select(func.count()).select_from(found.limit(cap + 1).subquery("few"))


@lru_cache(maxsize=64)
def _numbered(filters: ClaimFilters, way: Way, limit: int) -> Select[Any]:
    rows = _wanted(filters, way, (CLAIMS.c.id, CLAIMS.c.priority)).subquery("wanted")
    return select(rows.c.id).order_by(rows.c.priority.desc(), rows.c.id.desc()).limit(limit)


@lru_cache(maxsize=512)
def _places(filters: ClaimFilters, way: Way) -> tuple[Select[Any], tuple[ColumnElement[Any], ...]]:
    rows = _wanted(filters, way, (CLAIMS.c.id, CLAIMS.c.priority)).subquery("wanted")
    return select(rows.c.id, rows.c.priority), (rows.c.priority, rows.c.id)


@lru_cache(maxsize=512)
def _sampled(filters: ClaimFilters, way: Way, limit: int) -> Select[Any]:
    columns = [CLAIMS.c[name] for name in _SIDES]
    return select(*_wanted(filters, way, columns).limit(limit).subquery("few").c)


def _list_of(wanted: Select[Any]) -> tuple[Select[Any], tuple[ColumnElement[Any], ...]]:
    rows = wanted.subquery("wanted")
    return _with_names(rows), (rows.c.priority, rows.c.id)


def _wanted(
    filters: ClaimFilters,
    way: Way,
    columns: Sequence[ColumnElement[Any]] | None = None,
    *,
    in_part: bool = False,
) -> Select[Any]:
    """The rows of `claims` that the filters find, written so that an index gives them in the list's order.

    The indexes of the queue begin with state and kind; a query for several of them would have to sort all it finds. So each
    pair is a query of its own, which the database merges. Where something picks out few claims at once (an article, a
    person's leases, rare words), that comes first, and all else is hidden from the planner, which would guess wrong.
    """
    few = way.spread is search.Spread.FEW
    first = "text" if few else way.first or ("few" if filters.article_id or filters.holder_id else "")
    query = select(*(columns or _COLUMNS)).where(
        *(_outside(column, first) == value for column, value in _sides(filters) if value is not None)
    )
    if filters.holder_id is not None:
        held = select(LEASES.c.claim_id).where(LEASES.c.user_id == filters.holder_id, LEASES.c.expires_at > _NOW)
        query = query.where(CLAIMS.c.id.in_(held))
    query = query.where(*narrowing.conditions(filters, first=first))
    if few:
        matches, match = search.matches_first(_WORDS, limit=search.FEW if in_part else None)
        query = query.select_from(matches).where(*match)
    pairs = _pairs(filters)
    if first:
        here = or_(*(and_(unindexed(CLAIMS.c.state) == s, unindexed(CLAIMS.c.kind) == k) for s, k in pairs))
        return query.where(here, *([] if few else _holding(way)))
    arms = [query.where(CLAIMS.c.state == s, CLAIMS.c.kind == k, *_holding(way, s)) for s, k in pairs]
    return arms[0] if len(arms) == 1 else select(union_all(*arms).subquery("any"))


def _holding(way: Way, state: ClaimState | None = None) -> list[ColumnElement[bool]]:
    """That a claim holds the text. Where a state has few claims, making the set of all matches would take longest."""
    if way.spread is None:
        return []
    asked_each = way.spread is search.Spread.MANY and state in _STATES_OF_FEW
    return [search.holds(search.Spread.COMMON if asked_each else way.spread, _WORDS)]


def _outside(column: ColumnElement[Any], first: str) -> ColumnElement[Any]:
    """A column of a side that the list does not begin with."""
    return unindexed(column) if first and column is not CLAIMS.c.article_id else column


def _pairs(filters: ClaimFilters) -> list[tuple[ClaimState, ClaimKind]]:
    kind = _kind(filters)
    kinds = (kind,) if kind else tuple(ClaimKind)
    states = _states(filters)
    asked = filters.state is not None or _asks_for_verdict(filters)
    return [
        (state, kind)
        for state, kind in product(states, kinds)
        if asked or kind is ClaimKind.FACTUAL or state in _STATES_OF_OTHER_KINDS
    ]


_SIDES = ("kind", "voice", "verdict", "lane", "language", "check_worthiness", "published_day")
_BETWEEN = "\n"
"""What stands between tags, as no tag holds it."""
_ID = (CLAIMS.c.id,)
"""What a count reads: an index alone gives it."""
_COLUMNS = [
    CLAIMS.c[name]
    for name in (
        "id", "priority", "statement", "quote", "kind", "state", "verdict", "voice", "outlet_id", "article_id",
        "published_day", "check_worthiness", "reasons", "lane", "created_at", "duplicate_of_id",
    )
]  # fmt: skip


def _with_names(wanted: FromClause) -> Select[Any]:
    return (
        select(
            wanted,
            OUTLETS.c.name.label("outlet_name"),
            ATTRIBUTIONS.c.speaker,
            LEASES.c.expires_at,
            USERS.c.name.label("holder"),
            _tags_of(wanted),
            _assignee_of(wanted),
            MATCH_COUNTS.c.matches,
            MATCH_COUNTS.c.conflicts,
            queue_order.in_force().label("order"),
        )
        .join(OUTLETS, OUTLETS.c.id == wanted.c.outlet_id)
        .outerjoin(ATTRIBUTIONS, ATTRIBUTIONS.c.claim_id == wanted.c.id)
        .outerjoin(LEASES, (LEASES.c.claim_id == wanted.c.id) & (LEASES.c.expires_at > _NOW))
        .outerjoin(USERS, USERS.c.id == LEASES.c.user_id)
        .outerjoin(MATCH_COUNTS, MATCH_COUNTS.c.claim_id == wanted.c.id)
    )


def _tags_of(wanted: FromClause) -> ColumnElement[Any]:
    named = select(Tag.name).join(ClaimTag, ClaimTag.tag_id == Tag.id).where(ClaimTag.claim_id == wanted.c.id)
    names = named.order_by(Tag.name).correlate(wanted).subquery()
    return select(func.aggregate_strings(names.c.name, _BETWEEN)).scalar_subquery().label("tags")


def _assignee_of(wanted: FromClause) -> ColumnElement[Any]:
    meant = select(User.name).join(Assignment, Assignment.user_id == User.id)
    return meant.where(Assignment.claim_id == wanted.c.id).correlate(wanted).scalar_subquery().label("assignee")


def _lines(session: Session, rows: Sequence[Any], now: datetime) -> list[ClaimLine]:
    why = rechecks.open_of(session, [row.id for row in rows if row.state is ClaimState.RECHECK])
    return [_line(row, now, next(iter(why.get(row.id, ())), None)) for row in rows]


def _line(row: Any, now: datetime, recheck: RecheckLine | None) -> ClaimLine:
    tags = row.tags.split(_BETWEEN) if row.tags else []
    facts = queue_order.facts(row, is_urgent=URGENT in tags, is_assigned=row.assignee is not None)
    return ClaimLine(
        id=row.id,
        statement=row.statement,
        quote=row.quote,
        kind=row.kind,
        state=shown_state(row.state, row.expires_at),
        verdict=row.verdict,
        voice=row.voice,
        speaker=row.speaker,
        outlet_id=row.outlet_id,
        outlet_name=row.outlet_name,
        article_id=row.article_id,
        published=row.published_day,
        worthiness=row.check_worthiness,
        reasons=" · ".join(str(name).replace("_", " ") for name, _ in row.reasons[:3]),
        why=place(parsed(row.order), facts, today=now.date()),
        holder=row.holder,
        held_minutes=minutes_left(row.expires_at, now) if row.expires_at else 0,
        tags=" · ".join(tags),
        assignee=row.assignee,
        matches=row.matches or 0,
        conflicts=row.conflicts or 0,
        recheck=recheck,
    )


def shown_state(state: ClaimState, held_until: datetime | None) -> ClaimState:
    """A claim whose lease ran out is ready again, also before anybody has tidied up."""
    return ClaimState.READY if state is ClaimState.IN_REVIEW and held_until is None else state


def minutes_left(until: datetime, now: datetime) -> int:
    """Whole minutes until a lease ends, rounded up."""
    return max(0, ceil((until - now).total_seconds() / 60))
