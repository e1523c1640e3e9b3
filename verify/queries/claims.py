"""Lists of claims: the queue, every other filtered list, and how many there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from math import ceil
from typing import Any, cast

from orjson import dumps, loads
from sqlalchemy import ColumnElement, FromClause, Select, Table, func, select
from sqlalchemy.orm import Session

from verify.core.claims import ClaimFilters
from verify.core.queue_order import URGENT, Place, parsed, place
from verify.core.vocabulary import ClaimKind, ClaimState, Verdict, Voice
from verify.db import Prepared
from verify.models import Assignment, Attribution, Claim, ClaimTag, Lease, MatchCount, Outlet, Tag, User
from verify.queries import listing, narrowing, paging, queue_order, rechecks, search
from verify.queries.json_text import among, as_text
from verify.queries.listing import Asked, Way
from verify.queries.paging import Cursor, Page
from verify.queries.rechecks import RecheckLine

CLAIMS = cast(Table, Claim.__table__)
OUTLETS = cast(Table, Outlet.__table__)
ATTRIBUTIONS = cast(Table, Attribution.__table__)
LEASES = cast(Table, Lease.__table__)
USERS = cast(Table, User.__table__)
MATCH_COUNTS = cast(Table, MatchCount.__table__)

PAGE_SIZE = 50
COUNT_CAP = 1_000
COUNTED_IN_PART = 1_500
"""So many matches of a text are looked at for a count, where there are more."""
_ENOUGH = 2
"""How many times as far as a page should reach a list is walked for the claims of a text, before another way is taken."""
_Built = tuple[Select[Any], tuple[ColumnElement[Any], ...]]


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
class Count:
    """How many claims a filter finds; `capped` means at least so many."""

    number: int
    capped: bool

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.capped else ''}"


def page(
    session: Session, filters: ClaimFilters, *, cursor: str | None, now: datetime, limit: int = PAGE_SIZE
) -> Page[ClaimLine]:
    """One page of the claims that the filters find, most urgent first.

    One query for a list that an index has in order. Else two, as no more may be read of claims that are sorted than what they
    are sorted by, and always two on PostgreSQL, which sorts whole claims; beside one or two for each side that may be rare, and
    two for a text that many claims hold.
    """
    asked = listing.asked(session, filters, now)
    if asked.is_in_order and search.on_sqlite(session):
        found = _fetched(session, asked, _listed, cursor=cursor, limit=limit)
        return Page(_lines(session, found.rows, now), found.newer, found.older)
    places = _fetched(session, asked, _places, cursor=cursor, limit=limit)
    shown = lines(session, [row.id for row in places.rows], now=now)
    return Page([shown[row.id] for row in places.rows], places.newer, places.older)


def lines(session: Session, ids: Sequence[int], *, now: datetime) -> dict[int, ClaimLine]:
    """The claims of these ids, by id."""
    found = _of_ids().run(session.connection(), {"now": now, "ids": dumps(list(ids)).decode()}) if ids else ()
    return {line.id: line for line in _lines(session, found, now)}


def count(session: Session, filters: ClaimFilters, *, now: datetime, cap: int = COUNT_CAP) -> Count:
    """How many claims the filters find, counted up to `cap`; of a text that many claims hold, among the first of those."""
    asked = listing.asked(session, filters, now)
    matches = COUNTED_IN_PART if asked.way.is_in_part else None
    # In no order, so it begins with a tag's claims, however many: few of them are read before there are enough.
    way = replace(asked.way, first="tag") if asked.is_in_order and filters.tag else asked.way
    counted = _counted(asked.filters, way, cap, matches)
    number = int(counted.run(session.connection(), asked.values)[0].number)
    return Count(min(number, cap), number > cap or asked.way.is_in_part)


def ids(session: Session, filters: ClaimFilters, *, now: datetime, limit: int) -> list[int]:
    """The ids of the first `limit` claims that the filters find, most urgent first."""
    asked = listing.asked(session, filters, now)
    way = _parted(session, asked.way, ascends=False)
    return list(session.scalars(_numbered(asked.filters, way, limit), asked.values))


def neighbours(
    session: Session, filters: ClaimFilters, claim_id: int, *, now: datetime
) -> tuple[int | None, int | None]:
    """The claims before and after this one in the list under the filters, also where it is not in the list any more."""
    place = session.scalar(select(CLAIMS.c.priority).where(CLAIMS.c.id == claim_id))
    if place is None:
        return None, None
    asked = listing.asked(session, filters, now)
    ends = [Cursor((place, claim_id), backwards).encode() for backwards in (True, False)]
    pages = [_fetched(session, asked, _places, cursor=end, limit=1).rows for end in ends]
    before, after = (rows[0].id if rows else None for rows in pages)
    return before, after


def sample(session: Session, filters: ClaimFilters, *, now: datetime, limit: int) -> Sequence[Any]:
    """Up to `limit` of the claims that the filters find, in no order, each with what one can filter by."""
    asked = listing.asked(session, filters, now)
    return session.execute(_sampled(asked.filters, asked.way, limit), asked.values).all()


def conditions(session: Session, filters: ClaimFilters, *, now: datetime) -> list[ColumnElement[bool]]:
    """What a row of `claims` must hold, for other queries over the same filters."""
    found = [column == value for column, value in listing.sides(filters) if value is not None]
    if (states := listing.states_of(filters)) is not None:
        found.append(CLAIMS.c.state.in_(states))
    if (kind := listing.kind_of(filters)) is not None:
        found.append(CLAIMS.c.kind == kind)
    return [*found, *narrowing.conditions(filters, today=now.date()), *_rare(session, filters, now=now)]


def _rare(session: Session, filters: ClaimFilters, *, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.holder_id is not None:
        held = select(LEASES.c.claim_id).where(LEASES.c.user_id == filters.holder_id, LEASES.c.expires_at > now)
        found.append(CLAIMS.c.id.in_(held))
    if filters.text:
        found.append(search.matching(session, filters.text).membership)
    return found


def _fetched(
    session: Session, asked: Asked, build: Callable[[ClaimFilters, Way], _Built], *, cursor: str | None, limit: int
) -> Page[Any]:
    """A page of the list. Where it is walked for a text it is walked so far only; then the set of all matches is made."""
    filters, way, values = asked.filters, asked.way, asked.values
    place = Cursor.decode(cursor, size=2)
    way = _parted(session, way, ascends=place is not None and place.backwards)
    if asked.is_walked:
        places, keys = _places(filters, Way())
        rows = ceil(_ENOUGH * (limit + 1) * asked.apart)
        end = paging.end_of(session, places, keys=keys, cursor=cursor, rows=rows, values=values)
        query, keys = build(filters, way)
        if end is not None:
            query, values = paging.ending(query, keys, cursor), {**values, **end}
        page = paging.fetch(session, query, keys=keys, cursor=cursor, limit=limit, values=values)
        if page.is_full or end is None:
            return page
        way = replace(way, spread=search.Spread.MANY)
    query, keys = build(filters, way)
    return paging.fetch(session, query, keys=keys, cursor=cursor, limit=limit, values=values)


def _parted(session: Session, way: Way, *, ascends: bool) -> Way:
    return way if search.on_sqlite(session) else replace(way, ascends=ascends)


@lru_cache(maxsize=512)
def _listed(filters: ClaimFilters, way: Way) -> _Built:
    """The list's statement and keys, built once: building costs more than running it."""
    return _list_of(listing.wanted(filters, way, _COLUMNS))


@lru_cache(maxsize=1)
def _of_ids() -> Prepared:
    wanted, _ = _list_of(select(*_COLUMNS).where(among(CLAIMS.c.id)))
    return Prepared(wanted)


@lru_cache(maxsize=512)
def _counted(filters: ClaimFilters, way: Way, cap: int, matches: int | None) -> Prepared:
    # A count is in no order, so it may begin with the matches, and with so many of them only.
    found = listing.wanted(filters, Way(spread=search.Spread.FEW) if matches else way, _ID, matches=matches)
    return Prepared(select(func.count().label("number")).select_from(found.limit(cap + 1).subquery("few")))


@lru_cache(maxsize=64)
def _numbered(filters: ClaimFilters, way: Way, limit: int) -> Select[Any]:
    rows = listing.wanted(filters, way, (CLAIMS.c.id, CLAIMS.c.priority)).subquery("wanted")
    return select(rows.c.id).order_by(rows.c.priority.desc(), rows.c.id.desc()).limit(limit)


@lru_cache(maxsize=512)
def _places(filters: ClaimFilters, way: Way) -> _Built:
    rows = listing.wanted(filters, way, (CLAIMS.c.id, CLAIMS.c.priority)).subquery("wanted")
    return select(rows.c.id, rows.c.priority), (rows.c.priority, rows.c.id)


@lru_cache(maxsize=512)
def _sampled(filters: ClaimFilters, way: Way, limit: int) -> Select[Any]:
    columns = [CLAIMS.c[name] for name in _SIDES]
    return select(*listing.wanted(filters, way, columns).limit(limit).subquery("few").c)


def _list_of(wanted: Select[Any]) -> _Built:
    rows = wanted.subquery("wanted")
    return _with_names(rows), (rows.c.priority, rows.c.id)


_SIDES = ("kind", "voice", "record_voice", "verdict", "lane", "language", "check_worthiness", "published_day")
_BETWEEN = "\n"
"""What stands between tags, as no tag holds it."""
_ID = (CLAIMS.c.id,)
"""What a count reads: an index alone gives it."""
_COLUMNS = [
    *(
        CLAIMS.c[name]
        for name in (
            "id", "priority", "statement", "quote", "kind", "state", "verdict", "voice", "outlet_id", "article_id",
            "published_day", "check_worthiness", "lane", "created_at", "duplicate_of_id",
        )
    ),
    as_text(CLAIMS.c.reasons).label("reasons"),
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
        .outerjoin(LEASES, (LEASES.c.claim_id == wanted.c.id) & (LEASES.c.expires_at > listing.NOW))
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
    held = [minutes_left(row.expires_at, now) if row.expires_at else 0 for row in rows]
    today = now.date()
    return [
        _line(row, today, left, next(iter(why.get(row.id, ())), None)) for row, left in zip(rows, held, strict=True)
    ]


@lru_cache(maxsize=8192)
def _line(row: Any, today: date, held_minutes: int, recheck: RecheckLine | None) -> ClaimLine:
    """Made once for as long as all that was read of the claim stays the same."""
    tags = row.tags.split(_BETWEEN) if row.tags else []
    reasons = [str(name) for name, _ in loads(row.reasons)]
    facts = queue_order.facts(
        row,
        reasons=reasons,
        is_urgent=URGENT in tags,
        is_assigned=row.assignee is not None,
        is_contradicted=bool(row.conflicts),
    )
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
        reasons=" · ".join(name.replace("_", " ") for name in reasons[:3]),
        why=place(parsed(row.order), facts, today=today),
        holder=row.holder,
        held_minutes=held_minutes,
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
