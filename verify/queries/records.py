"""What an outlet's record is made of: where an article's claims stand, what was rolled up, what history says it should be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, cast

from sqlalchemy import Select, Table, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from verify.core.errors import NotFound
from verify.core.reliability_rollup import Entry, Outcome, Standing, is_decided, weights_of
from verify.core.vocabulary import ClaimState
from verify.db import Prepared
from verify.models import Article, Claim, HandoverArticle, RecordDelta, RecordTotal, VerdictEntry

NEVER_COUNTED = (ClaimState.PARKED, ClaimState.WITHDRAWN)
"""States in which a claim is in no record, whatever was once decided about it."""


@dataclass(frozen=True, slots=True)
class ArticleStanding:
    """One article as its outlet's record sees it: the decided claims, and always the one asked about."""

    outlet_id: int
    published: date
    last_known: date
    claims: tuple[Standing, ...]


CLAIMS = cast(Table, Claim.__table__)
TOTALS = cast(Table, RecordTotal.__table__)
_STANDING = tuple(CLAIMS.c[name] for name in ("id", "voice", "stratum", "lane"))

# Every verdict runs these two, so they are built once.
_THE_ARTICLE = select(CLAIMS.c.article_id).where(CLAIMS.c.id == bindparam("claim")).correlate(None).scalar_subquery()
_LOCK_ARTICLE = Prepared(select(Article.id).where(Article.id == _THE_ARTICLE).with_for_update(key_share=True))
_ARTICLE_STANDING = Prepared(
    select(
        *_STANDING,
        *(CLAIMS.c[name] for name in ("outlet_id", "published_day", "verdict", "said")),
        TOTALS.c.last_known_day,
    )
    .outerjoin(TOTALS, TOTALS.c.outlet_id == CLAIMS.c.outlet_id)
    .where(
        CLAIMS.c.article_id == _THE_ARTICLE,
        or_(
            and_(CLAIMS.c.verdict.is_not(None), *(CLAIMS.c.state != state for state in NEVER_COUNTED)),
            CLAIMS.c.id == bindparam("claim"),
        ),
    )
    .order_by(CLAIMS.c.id)
)

Place = tuple[Entry, date]
"""An observation and the publication day it is rolled up under."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What a place adds up to: how many observations (0 or 1) and their article weight c."""

    count: int = 0
    weight: float = 0.0


def article_standing(session: Session, claim_id: int) -> ArticleStanding:
    """The article of a claim with all its counted claims; on PostgreSQL nobody else can decide one of them until the commit.

    Raises `NotFound` for an unknown claim.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        _LOCK_ARTICLE.run(connection, {"claim": claim_id})
    rows = _ARTICLE_STANDING.run(connection, {"claim": claim_id})
    if not rows:
        raise NotFound(f"There is no claim {claim_id}.")
    first = rows[0]
    return ArticleStanding(
        outlet_id=first.outlet_id,
        published=first.published_day,
        last_known=first.last_known_day or date.min,
        claims=tuple(_standing(row) for row in rows),
    )


def _standing(row: Any) -> Standing:
    outcome = Outcome(row.verdict, row.said) if row.verdict else None
    return Standing(row.id, row.voice, row.stratum, row.lane, outcome)


def rolled_up(session: Session, outlet_id: int) -> dict[Place, Amount]:
    """What the outlet's deltas add up to at each place; places that cancelled out are left out."""
    keys = (RecordDelta.claim_id, RecordDelta.voice, RecordDelta.verdict, RecordDelta.stratum, RecordDelta.lane)
    rows = session.execute(
        select(*keys, RecordDelta.pub_day, func.sum(RecordDelta.dn).label("dn"), func.sum(RecordDelta.dc).label("dc"))
        .where(RecordDelta.outlet_id == outlet_id)
        .group_by(*keys, RecordDelta.pub_day)
    )
    return {
        (Entry(row.claim_id, row.voice, row.verdict, row.stratum, row.lane), row.pub_day): Amount(row.dn, row.dc)
        for row in rows
        if row.dn or abs(row.dc) > 1e-12
    }


@dataclass(frozen=True, slots=True)
class Placed:
    """An observation that stands in an outlet's roll-up, with the article and the publication day it is rolled up under."""

    entry: Entry
    article: int
    published: date
    count: int
    weight: float


def standing_of(session: Session, *, outlet_id: int, handover_id: int) -> list[Placed]:
    """What an outlet's deltas leave standing of the articles of a handover, article by article."""
    keys = (RecordDelta.claim_id, RecordDelta.voice, RecordDelta.verdict, RecordDelta.stratum, RecordDelta.lane)
    where = (Claim.article_id, RecordDelta.pub_day)
    rows = session.execute(
        select(*keys, *where, func.sum(RecordDelta.dn).label("dn"), func.sum(RecordDelta.dc).label("dc"))
        .join(Claim, Claim.id == RecordDelta.claim_id)
        .join(HandoverArticle, HandoverArticle.article_id == Claim.article_id)
        .where(RecordDelta.outlet_id == outlet_id, HandoverArticle.handover_id == handover_id)
        .group_by(*keys, *where)
        .having(func.sum(RecordDelta.dn) != 0)
        .order_by(Claim.article_id, RecordDelta.claim_id, RecordDelta.voice)
    )
    return [
        Placed(
            Entry(row.claim_id, row.voice, row.verdict, row.stratum, row.lane),
            row.article_id,
            row.pub_day,
            row.dn,
            row.dc,
        )
        for row in rows
    ]


def from_history(session: Session, outlet_id: int) -> tuple[dict[Place, Amount], int]:
    """What the outlet's verdict history says its observations are, and in how many articles own-voice claims are decided."""
    found: dict[Place, Amount] = {}
    decided_articles = 0
    for _, published, weights in _articles(session, outlet_id):
        decided_articles += is_decided(weights)
        found |= {(entry, published): Amount(1, weight) for entry, weight in weights.items()}
    return found, decided_articles


def _articles(session: Session, outlet_id: int) -> Iterator[tuple[int, date, dict[Entry, float]]]:
    """Each article with a decided claim: its id, publication day, and the article weight of every observation."""
    for article_id, group in groupby(session.execute(_latest_verdicts(outlet_id)), key=lambda row: row.article_id):
        rows = list(group)
        yield article_id, rows[0].published_day, weights_of(_standing(row) for row in rows)


def _latest_verdicts(outlet_id: int) -> Select[*tuple[Any, ...]]:
    later = aliased(VerdictEntry)
    newest = select(func.max(later.id)).where(later.claim_id == Claim.id).correlate(Claim).scalar_subquery()
    return (
        select(*_STANDING, Claim.article_id, Claim.published_day, VerdictEntry.verdict, VerdictEntry.said)
        .join(VerdictEntry, VerdictEntry.id == newest)
        .where(Claim.outlet_id == outlet_id, Claim.state.not_in(NEVER_COUNTED))
        .order_by(Claim.article_id, Claim.id)
    )
