"""Outlets with their counts and records. A fixed number of queries, however many outlets."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, select
from sqlalchemy.orm import Session

from verify.core.errors import NotFound
from verify.core.records import Placed, Reading, places, read
from verify.core.reliability import REL_1, ROUNDING, Prior, Sums, sufficiency
from verify.core.reliability_rollup import Totals, forward_weight, sums_at
from verify.core.vocabulary import PENDING_STATES, ClaimKind, OutletKind, Voice
from verify.models import Article, Claim, Outlet, OutletDomain, RecordTotal
from verify.queries.handovers import MERGED
from verify.queries.paging import Page, fetch
from verify.queries.priors import current_prior

PAGE_SIZE = 50
LARGEST_ID = 2**31 - 1
"""What an integer column of PostgreSQL holds; an address with a larger number names no row."""

_NUMBERS = (
    "own_corroborated",
    "own_disputed",
    "own_unverified",
    "relayed_corroborated",
    "relayed_disputed",
    "relayed_unverified",
    "said_confirmed",
    "said_wrong",
    "decided_articles",
)
_SUMS = ("corroborated_sum", "disputed_sum", "unverified_sum", "square_sum")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many claims of an outlet stand where. The own-voice ones leave out what `said` adds to the record."""

    corroborated: int = 0
    disputed: int = 0
    unverified: int = 0
    relayed_corroborated: int = 0
    relayed_disputed: int = 0
    relayed_unverified: int = 0
    said_confirmed: int = 0
    said_wrong: int = 0
    pending: int = 0
    relayed_pending: int = 0
    articles: int = 0

    @property
    def decided(self) -> int:
        """Own-voice claims corroborated or disputed."""
        return self.corroborated + self.disputed

    @property
    def relayed_decided(self) -> int:
        """Relayed claims corroborated or disputed."""
        return self.relayed_corroborated + self.relayed_disputed


@dataclass(frozen=True, slots=True)
class OutletLine:
    """One outlet with its domains, counts and record; `placed` in a ranking only. `state` changes whenever its totals do."""

    id: int
    name: str
    kind: OutletKind
    country: str | None
    ownership_group: str | None
    domains: tuple[str, ...]
    counts: Counts
    reading: Reading
    state: tuple[float, ...] = ()
    placed: Placed | None = None


def the_outlet(session: Session, outlet_id: int) -> Outlet:
    """The outlet's row, or `NotFound`."""
    outlet = session.get(Outlet, outlet_id) if outlet_id <= LARGEST_ID else None
    if outlet is None:
        raise NotFound(f"There is no outlet {outlet_id}.")
    return outlet


def name_key(name: str) -> str:
    """What two spellings of one name share: case and spaces do not matter."""
    return " ".join(name.split()).casefold()


def by_name(session: Session, name: str) -> Outlet | None:
    """The outlet of that name."""
    return session.scalar(select(Outlet).where(Outlet.name_key == name_key(name)))


def names(session: Session, *, limit: int = 500) -> list[str]:
    """Names of outlets to choose from, in their alphabetical order; none that is part of another one by now."""
    kept = select(Outlet.name).where(Outlet.id.not_in(MERGED))
    return list(session.scalars(kept.order_by(Outlet.name_key).limit(limit)))


def choices(session: Session, *, limit: int = 500) -> list[tuple[int, str]]:
    """Ids and names of outlets to choose from, in their alphabetical order; none that is part of another one by now."""
    kept = select(Outlet.id, Outlet.name).where(Outlet.id.not_in(MERGED))
    rows = session.execute(kept.order_by(Outlet.name_key).limit(limit))
    return [(row.id, row.name) for row in rows]


def topics(session: Session, outlet_id: int, *, limit: int = 200) -> list[tuple[str, int]]:
    """The topics that an outlet's articles are filed under by now, with how many each has, in alphabetical order."""
    rows = session.execute(
        select(Article.topic, func.count().label("articles"))
        .where(Article.outlet_id == outlet_id, Article.topic.is_not(None))
        .group_by(Article.topic)
        .order_by(Article.topic)
        .limit(limit)
    )
    return [(str(row.topic), row.articles) for row in rows]


def by_domain(session: Session, domain: str) -> Outlet | None:
    """The outlet that publishes under a registrable domain."""
    return session.scalar(
        select(Outlet).join(OutletDomain, OutletDomain.outlet_id == Outlet.id).where(OutletDomain.domain == domain)
    )


def domains_of(session: Session, outlet_ids: Iterable[int]) -> defaultdict[int, tuple[str, ...]]:
    """Each outlet's domains in alphabetical order; an empty tuple for one without."""
    found: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
    rows = session.execute(
        select(OutletDomain.outlet_id, OutletDomain.domain)
        .where(OutletDomain.outlet_id.in_(list(outlet_ids)))
        .order_by(OutletDomain.domain)
    )
    for row in rows:
        found[row.outlet_id] += (row.domain,)
    return found


def ranked(session: Session, *, as_of: date) -> list[OutletLine]:
    """Outlets with a sufficient record on day `as_of`, best mean first, those not told apart on one place (REL-1 2.6)."""
    prior = current_prior(session)
    rows = session.execute(_lines().where(_sufficient(as_of, prior), Outlet.id.not_in(MERGED))).all()
    lines = sorted(
        _filled(session, rows, as_of, prior), key=lambda line: (-line.reading.record.mean, line.name, line.id)
    )
    placed = places([line.reading for line in lines])
    return [replace(line, placed=place) for line, place in zip(lines, placed, strict=True)]


def unranked(session: Session, *, as_of: date, cursor: str | None = None, limit: int = PAGE_SIZE) -> Page[OutletLine]:
    """Outlets whose record is insufficient on day `as_of`, those with most decided claims first."""
    decided = func.coalesce(RecordTotal.own_corroborated + RecordTotal.own_disputed, 0).label("decided")
    prior = current_prior(session)
    enough = _sufficient(as_of, prior)
    query = _lines().add_columns(decided).where(not_(func.coalesce(enough, False)), Outlet.id.not_in(MERGED))
    page = fetch(session, query, keys=(decided, Outlet.id), cursor=cursor, limit=limit)
    return Page(_filled(session, page.rows, as_of, prior), page.newer, page.older)


def newest(session: Session, *, as_of: date, cursor: str | None = None, limit: int = PAGE_SIZE) -> Page[OutletLine]:
    """All outlets, the last added first."""
    page = fetch(session, _lines(), keys=(Outlet.id,), cursor=cursor, limit=limit)
    return Page(_filled(session, page.rows, as_of, current_prior(session)), page.newer, page.older)


def one(session: Session, outlet_id: int, *, as_of: date) -> OutletLine:
    """One outlet on day `as_of`. Raises `NotFound`."""
    rows = session.execute(_lines().where(Outlet.id == outlet_id)).all() if outlet_id <= LARGEST_ID else []
    if not rows:
        raise NotFound(f"There is no outlet {outlet_id}.")
    return _filled(session, rows, as_of, current_prior(session))[0]


def _lines() -> Select[*tuple[Any, ...]]:
    numbers = [func.coalesce(getattr(RecordTotal, name), 0).label(name) for name in (*_NUMBERS, *_SUMS)]
    return select(Outlet.id, Outlet.name, Outlet.kind, Outlet.country, Outlet.ownership_group, *numbers).outerjoin(
        RecordTotal, RecordTotal.outlet_id == Outlet.id
    )


def _sufficient(as_of: date, prior: Prior) -> ColumnElement[bool]:
    # The rule of `Sufficiency.sufficient`, in SQL: W is the two sums over the forward weight of the day.
    needed = sufficiency(Sums(), prior, REL_1)
    weight = (needed.weight_needed - ROUNDING) * forward_weight(as_of)
    return and_(
        RecordTotal.decided_articles >= needed.articles_needed,
        RecordTotal.corroborated_sum + RecordTotal.disputed_sum >= weight,
    )


def _filled(session: Session, rows: Sequence[Any], as_of: date, prior: Prior) -> list[OutletLine]:
    ids = [row.id for row in rows]
    domains = domains_of(session, ids)
    pending = _pending(session, ids)
    articles = _articles(session, ids)
    return [
        OutletLine(
            id=row.id,
            name=row.name,
            kind=row.kind,
            country=row.country,
            ownership_group=row.ownership_group,
            domains=domains[row.id],
            counts=_counts(row, pending, articles),
            reading=read(sums_at(_totals(row), as_of), as_of, prior),
            state=tuple(getattr(row, name) for name in (*_NUMBERS, *_SUMS)),
        )
        for row in rows
    ]


def _counts(row: Any, pending: dict[tuple[int, Voice], int], articles: dict[int, int]) -> Counts:
    return Counts(
        corroborated=row.own_corroborated - row.said_confirmed,
        disputed=row.own_disputed - row.said_wrong,
        unverified=row.own_unverified,
        relayed_corroborated=row.relayed_corroborated,
        relayed_disputed=row.relayed_disputed,
        relayed_unverified=row.relayed_unverified,
        said_confirmed=row.said_confirmed,
        said_wrong=row.said_wrong,
        pending=pending.get((row.id, Voice.OWN), 0),
        relayed_pending=pending.get((row.id, Voice.RELAYED), 0),
        articles=articles.get(row.id, 0),
    )


def _totals(row: Any) -> Totals:
    return Totals(
        corroborated=row.corroborated_sum,
        disputed=row.disputed_sum,
        unverified=row.unverified_sum,
        squares=row.square_sum,
        counts=(row.own_corroborated, row.own_disputed, row.own_unverified),
        articles=row.decided_articles,
    )


def _pending(session: Session, outlet_ids: list[int]) -> dict[tuple[int, Voice], int]:
    rows = session.execute(
        select(Claim.outlet_id, Claim.record_voice, func.count())
        .where(
            Claim.outlet_id.in_(outlet_ids), Claim.kind == ClaimKind.FACTUAL, Claim.state.in_(sorted(PENDING_STATES))
        )
        .group_by(Claim.outlet_id, Claim.record_voice)
    )
    return {(outlet_id, voice): count for outlet_id, voice, count in rows}


def _articles(session: Session, outlet_ids: list[int]) -> dict[int, int]:
    rows = session.execute(
        select(Article.outlet_id, func.count().label("articles"))
        .where(Article.outlet_id.in_(outlet_ids))
        .group_by(Article.outlet_id)
    )
    return {row.outlet_id: row.articles for row in rows}
