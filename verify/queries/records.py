"""What an outlet's record is made of: where an article's claims stand, what was rolled up, what history says it should be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    Table,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from verify.core.errors import NotFound
from verify.core.reliability import article_weight
from verify.core.reliability_rollup import Entry, Outcome, Printing, Standing, entries_of, repeats
from verify.core.vocabulary import ClaimState, Lane, Said, Stratum, Verdict, Voice
from verify.db import Prepared
from verify.models import (
    Article,
    Claim,
    ClusterMember,
    HandoverArticle,
    RecordDelta,
    RecordTotal,
    UndoneVerdict,
    VerdictEntry,
)

AT_ONCE = 500
NEVER_COUNTED = (ClaimState.PARKED, ClaimState.WITHDRAWN)
"""States in which a claim is in no record, whatever was once decided about it."""


@dataclass(frozen=True, slots=True)
class ArticleStanding:
    """One article as its outlet's record sees it: the decided claims, and always the one asked about.

    A claim that only repeats another one of its cluster stands there without an outcome; `clustered` is whether the one asked
    about is in a cluster at all.
    """

    outlet_id: int
    published: date
    last_known: date
    claims: tuple[Standing, ...]
    clustered: bool = False


CLAIMS = cast(Table, Claim.__table__)
TOTALS = cast(Table, RecordTotal.__table__)
DELTAS = cast(Table, RecordDelta.__table__)
VERDICTS_TABLE = cast(Table, VerdictEntry.__table__)
MEMBERS = cast(Table, ClusterMember.__table__)
_STANDING = tuple(CLAIMS.c[name] for name in ("id", "voice", "record_voice", "stratum", "lane"))

# Every verdict runs these two, so they are built once.
_THE_ARTICLE = select(CLAIMS.c.article_id).where(CLAIMS.c.id == bindparam("claim")).correlate(None).scalar_subquery()
_MINE, _ALIKE, _THERE = MEMBERS.alias(), MEMBERS.alias(), CLAIMS.alias()
_ARTICLES_ALIKE = (
    select(_THERE.c.article_id)
    .join(_ALIKE, _ALIKE.c.claim_id == _THERE.c.id)
    .join(_MINE, _MINE.c.cluster_id == _ALIKE.c.cluster_id)
    .where(_MINE.c.claim_id == bindparam("claim"))
)
_ITS_ARTICLE = select(_THERE.c.article_id).where(_THERE.c.id == bindparam("claim"))
# With the articles of its cluster, whose claims may begin or cease to count: all at once, in order.
_LOCK_ARTICLES = Prepared(
    select(Article.id)
    .where(Article.id.in_(union_all(_ITS_ARTICLE, _ARTICLES_ALIKE)))
    .order_by(Article.id)
    .with_for_update(key_share=True, of=Article)
)
_ARTICLE_STANDING = Prepared(
    select(
        *_STANDING,
        *(CLAIMS.c[name] for name in ("outlet_id", "published_day", "verdict", "said")),
        TOTALS.c.last_known_day,
        type_coerce(MEMBERS.c.is_repeat, Integer).label("is_repeat"),
    )
    .outerjoin(MEMBERS, MEMBERS.c.claim_id == CLAIMS.c.id)
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

VOICES, VERDICTS = {str(word): word for word in Voice}, {str(word): word for word in Verdict}
STRATA, LANES = {str(word): word for word in Stratum}, {str(word): word for word in Lane}
SAID: dict[str | None, Said | None] = {None: None, **{str(word): word for word in Said}}
"""Words as they are stored: a check reads millions, and the column types' own way to look them up takes ten times as long."""


def _words(table: Any, *names: str) -> list[ColumnElement[str]]:
    return [type_coerce(table.c[name], String).label(name) for name in names]


_OBSERVATION = (DELTAS.c.claim_id, *_words(DELTAS, "voice", "verdict", "stratum", "lane"), DELTAS.c.pub_day)
_ROLLED_UP = (
    select(*_OBSERVATION, func.sum(DELTAS.c.dn).label("dn"), func.sum(DELTAS.c.dc).label("dc"))
    .where(DELTAS.c.outlet_id == bindparam("outlet"))
    .group_by(*_OBSERVATION)
)
_LATER = VERDICTS_TABLE.alias()
_UNDONE = cast(Table, UndoneVerdict.__table__)
_NEWEST = (
    select(func.max(_LATER.c.id))
    .where(_LATER.c.claim_id == CLAIMS.c.id, ~exists().where(_UNDONE.c.entry_id == _LATER.c.id))
    .correlate(CLAIMS)
    .scalar_subquery()
)
_LATEST_VERDICTS = (
    select(
        *(CLAIMS.c[name] for name in ("article_id", "published_day", "id")),
        *_words(CLAIMS, "voice", "record_voice", "stratum", "lane"),
        *_words(VERDICTS_TABLE, "verdict", "said"),
        MEMBERS.c.cluster_id,
    )
    .select_from(CLAIMS.join(VERDICTS_TABLE, VERDICTS_TABLE.c.id == _NEWEST))
    .outerjoin(MEMBERS, MEMBERS.c.claim_id == CLAIMS.c.id)
    .where(CLAIMS.c.outlet_id == bindparam("outlet"), CLAIMS.c.state.not_in(NEVER_COUNTED))
    .order_by(CLAIMS.c.article_id, CLAIMS.c.id)
)

Place = tuple[int, str, str, str, str, date]
"""An observation (claim, voice, verdict, stratum, lane) in words as they are stored, and the day it is rolled up under."""


def article_standing(session: Session, claim_id: int) -> ArticleStanding:
    """The article of a claim with all its counted claims; on PostgreSQL nobody else can decide one of them until the commit.

    Raises `NotFound` for an unknown claim.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        _LOCK_ARTICLES.run(connection, {"claim": claim_id})
    rows = _ARTICLE_STANDING.run(connection, {"claim": claim_id})
    if not rows:
        raise NotFound(f"There is no claim {claim_id}.")
    first = rows[0]
    return ArticleStanding(
        outlet_id=first.outlet_id,
        published=first.published_day,
        last_known=first.last_known_day or date.min,
        claims=tuple(_standing(row) for row in rows),
        clustered=any(row.is_repeat is not None for row in rows if row.id == claim_id),
    )


def _standing(row: Any) -> Standing:
    outcome = Outcome(row.verdict, row.said) if row.verdict and not row.is_repeat else None
    return Standing(row.id, row.voice, row.stratum, row.lane, outcome, row.record_voice)


def entry_at(place: Place) -> Entry:
    """The observation of a place."""
    claim, voice, verdict, stratum, lane, _ = place
    return Entry(claim, VOICES[voice], VERDICTS[verdict], STRATA[stratum], LANES[lane])


def rolled_up(session: Session, outlet_id: int) -> dict[Place, tuple[int, float]]:
    """What the outlet's deltas add up to at each place, number and weight; places that cancelled out are left out."""
    rows: Sequence[Any] = session.execute(_ROLLED_UP, {"outlet": outlet_id}).all()
    return {row[:6]: row[6:] for row in rows if row[6] or abs(row[7]) > 1e-12}


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


def from_history(session: Session, outlet_id: int) -> tuple[dict[Place, float], int]:
    """The weight of each observation that the outlet's verdicts give, and how many articles have decided own-voice claims."""
    found: dict[Place, float] = {}
    decided_articles = 0
    rows: Sequence[Any] = session.execute(_LATEST_VERDICTS, {"outlet": outlet_id}).all()
    again = _repeats(session, rows)
    for (_, published), article in groupby(rows, key=itemgetter(0, 1)):
        places = [
            (claim, observed, verdict, stratum, lane, published)
            for _, _, claim, voice, counts_as, stratum, lane, given, said, _ in article
            if claim not in again
            for observed, verdict in _observed(voice, counts_as, given, said)
        ]
        decided = [place[1] for place in places if place[2] != Verdict.UNVERIFIED]
        weights = {voice: article_weight(decided.count(voice)) for voice in VOICES}
        decided_articles += Voice.OWN in decided
        for place in places:
            found[place] = weights[place[1]]
    return found, decided_articles


def _repeats(session: Session, rows: Sequence[Any]) -> frozenset[int]:
    """Of an outlet's counted claims those that only repeat another one of their cluster."""
    alike: dict[tuple[int, str], list[Printing]] = {}
    since = disputed_since(session, [row.id for row in rows if row.cluster_id is not None])
    for row in rows:
        if row.cluster_id is not None:
            printing = Printing(row.id, row.published_day, since.get(row.id))
            alike.setdefault((row.cluster_id, row.record_voice), []).append(printing)
    return frozenset().union(*(repeats(some) for some in alike.values()))


def disputed_since(session: Session, claim_ids: Collection[int]) -> dict[int, date]:
    """Since when each of the claims that we ever disputed was disputed; what was taken back never was."""
    found: dict[int, date] = {}
    columns = (VERDICTS_TABLE.c.claim_id, func.min(VERDICTS_TABLE.c.decided_at).label("first"))
    ids = sorted(claim_ids)
    for start in range(0, len(ids), AT_ONCE):
        disputes = select(*columns).where(
            VERDICTS_TABLE.c.claim_id.in_(ids[start : start + AT_ONCE]),
            VERDICTS_TABLE.c.verdict == Verdict.DISPUTED,
            ~exists().where(_UNDONE.c.entry_id == VERDICTS_TABLE.c.id),
        )
        found |= {row.claim_id: row.first.date() for row in session.execute(disputes.group_by(columns[0]))}
    return found


@lru_cache
def _observed(voice: str, counts_as: str, verdict: str, said: str | None) -> tuple[tuple[str, str], ...]:
    """Voice and verdict of each observation that an outcome gives; so few that they are kept."""
    outcome = Outcome(VERDICTS[verdict], SAID[said])
    standing = Standing(0, VOICES[voice], Stratum.LOW, Lane.TARGETED, outcome, VOICES[counts_as])
    return tuple((entry.voice.value, entry.verdict.value) for entry in entries_of(standing))
