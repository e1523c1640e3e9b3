"""How a list of claims is read: as statements that an index answers in the list's own order, begun where fewest claims are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, String, Table, and_, bindparam, or_, select, union_all
from sqlalchemy.orm import Session

from verify.core.claims import ClaimFilters, Standing
from verify.core.vocabulary import PENDING_STATES, ClaimKind, ClaimState
from verify.db import UtcDateTime
from verify.models import Claim, Lease
from verify.queries import narrowing, search
from verify.queries.planning import unindexed

CLAIMS = cast(Table, Claim.__table__)
LEASES = cast(Table, Lease.__table__)
NOW = bindparam("now", type_=UtcDateTime)
_WORDS, _PART = bindparam("words", type_=String), bindparam("part", type_=String)
_STATES_OF_FEW = (ClaimState.IN_REVIEW, ClaimState.SECOND_REVIEW, ClaimState.ADJUDICATION)
"""What people have in hand, or will have at once."""
_STATES_WITH_VERDICT = (ClaimState.DECIDED, ClaimState.RECHECK)
_STATES_OF_OTHER_KINDS = (ClaimState.READY, ClaimState.PARKED, ClaimState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Way:
    """How a list is read: the side that picks out few claims, which it begins with, and where the claims of a text are."""

    first: str = ""
    spread: search.Spread | None = None
    ascends: bool | None = None
    """Which way each part of the list is put in order before they are merged, on PostgreSQL, which would else sort them all."""

    @property
    def is_in_part(self) -> bool:
        """Whether so many claims hold the text that the first of them are counted only."""
        return self.spread in (search.Spread.MANY, search.Spread.COMMON)


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters without their text, how they are looked for, and the values that the statement leaves open.

    Of about `apart` claims one holds the text.
    """

    filters: ClaimFilters
    way: Way
    values: Mapping[str, Any]
    apart: float = 1.0

    @property
    def is_in_order(self) -> bool:
        """Whether an index has the list in its own order, without a look at any claim that is not in it."""
        return self.way.spread is None and not first_of(self.filters, self.way)

    @property
    def is_walked(self) -> bool:
        """Whether the list is read in its own order and each of its claims asked for the text."""
        return self.way.spread is search.Spread.COMMON and not first_of(self.filters, self.way)


def asked(session: Session, filters: ClaimFilters, now: datetime) -> Asked:
    """How the claims under these filters are best looked for, just now."""
    values = {"now": now, **narrowing.values(filters, today=now.date())}
    first = narrowing.picks_few(session, filters, today=now.date())
    if not filters.text:
        return Asked(filters, Way(first), values)
    found = search.matching(session, filters.text)
    way = Way("" if found.spread is search.Spread.FEW else first, found.spread)
    return Asked(filters.without("text"), way, {**values, "words": found.words, "part": found.part}, found.apart)


def first_of(filters: ClaimFilters, way: Way) -> str:
    """What a list begins with in place of an order of its own; empty where it has one."""
    if way.spread is search.Spread.FEW:
        return "text"
    return way.first or ("few" if filters.article_id or filters.holder_id else "")


def wanted(
    filters: ClaimFilters, way: Way, columns: Sequence[ColumnElement[Any]], *, matches: int | None = None
) -> Select[Any]:
    """The rows of `claims` that the filters find, written so that an index gives them in the list's order.

    The indexes of the queue begin with state and kind; a query for several of them would have to sort all it finds. So each
    pair is a query of its own, which the database merges. Where something picks out few claims at once (an article, a
    person's leases, rare words), that comes first, and all else is hidden from the planner, which would guess wrong. Of a
    text that begins the list, the first `matches` are taken.
    """
    few = way.spread is search.Spread.FEW
    first = first_of(filters, way)
    query = select(*columns).where(
        *(_outside(column, first) == value for column, value in sides(filters) if value is not None)
    )
    if filters.holder_id is not None:
        held = select(LEASES.c.claim_id).where(LEASES.c.user_id == filters.holder_id, LEASES.c.expires_at > NOW)
        query = query.where(CLAIMS.c.id.in_(held))
    query = query.where(*narrowing.conditions(filters, first=first))
    if few:
        matched, match = search.matches_first(_WORDS, limit=matches)
        query = query.select_from(matched).where(*match)
    pairs = _pairs(filters)
    if first:
        here = or_(*(and_(unindexed(CLAIMS.c.state) == s, unindexed(CLAIMS.c.kind) == k) for s, k in pairs))
        return query.where(here, *([] if few else _holding(way)))
    arms = [query.where(CLAIMS.c.state == s, CLAIMS.c.kind == k, *_holding(way, s)) for s, k in pairs]
    if way.ascends is not None:
        order = [(column.asc() if way.ascends else column.desc()) for column in (CLAIMS.c.priority, CLAIMS.c.id)]
        arms = [arm.order_by(*order) for arm in arms]
    return arms[0] if len(arms) == 1 else select(union_all(*arms).subquery("any"))


def _holding(way: Way, state: ClaimState | None = None) -> list[ColumnElement[bool]]:
    """That a claim holds the text. Where a state has few claims, making the set of all matches would take longest."""
    if way.spread is None:
        return []
    asked_each = way.spread is search.Spread.MANY and state in _STATES_OF_FEW
    return [search.holds(search.Spread.COMMON if asked_each else way.spread, _WORDS, _PART)]


def sides(filters: ClaimFilters) -> list[tuple[ColumnElement[Any], Any]]:
    """The columns that a filter holds against one value each, with that value, None where it is open."""
    return [
        (CLAIMS.c.outlet_id, filters.outlet_id),
        (CLAIMS.c.article_id, filters.article_id),
        (CLAIMS.c.voice, filters.voice),
        (CLAIMS.c.record_voice, filters.record),
        (CLAIMS.c.verdict, filters.verdict),
        (CLAIMS.c.said, filters.said),
    ]


def kind_of(filters: ClaimFilters) -> ClaimKind | None:
    """The kind that is asked for; only factual claims are ever pending."""
    return filters.kind or (ClaimKind.FACTUAL if filters.state is Standing.PENDING else None)


def states_of(filters: ClaimFilters) -> tuple[ClaimState, ...] | None:
    """The states that are asked for, by themselves or by a verdict; None where none are."""
    if filters.state is Standing.PENDING:
        return tuple(sorted(PENDING_STATES))
    if filters.state is not None:
        return (ClaimState(filters.state),)
    return _STATES_WITH_VERDICT if filters.verdict is not None or filters.said is not None else None


def _outside(column: ColumnElement[Any], first: str) -> ColumnElement[Any]:
    """A column of a side that the list does not begin with."""
    return unindexed(column) if first and column is not CLAIMS.c.article_id else column


def _pairs(filters: ClaimFilters) -> list[tuple[ClaimState, ClaimKind]]:
    kind, states = kind_of(filters), states_of(filters)
    kinds = (kind,) if kind else tuple(ClaimKind)
    return [
        (state, kind)
        for state, kind in product(states or tuple(ClaimState), kinds)
        if states or kind is ClaimKind.FACTUAL or state in _STATES_OF_OTHER_KINDS
    ]
