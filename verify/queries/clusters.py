"""Clusters: the claims that say the same by matches that people confirmed, and which of them are observations in a record."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, func, or_, select
from sqlalchemy.orm import Session

from verify.core.reliability_rollup import Outcome, Printing, Standing, repeats
from verify.core.vocabulary import MatchRelation, MatchState, Verdict, Voice
from verify.models import Article, Claim, ClusterMember, HandoverArticle, Match, RecordTotal
from verify.queries.records import NEVER_COUNTED, disputed_since

CLAIMS = cast(Table, Claim.__table__)
MATCHES = cast(Table, Match.__table__).c
MEMBERS = cast(Table, ClusterMember.__table__)
TOTALS = cast(Table, RecordTotal.__table__)
_LINKED = (MATCHES.state == MatchState.CONFIRMED, MATCHES.relation == MatchRelation.SAME)


@dataclass(frozen=True, slots=True)
class Member:
    """A claim as its cluster and its outlet's record see it; `outcome` None where it does not count whatever else there is."""

    claim: int
    article: int
    cluster: int | None
    is_repeat: bool
    outlet: int
    record_voice: Voice
    published: date
    outcome: Outcome | None
    disputed: date | None


@dataclass(frozen=True, slots=True)
class Standings:
    """The counted claims of one article, each with whether it only repeats another one."""

    article: int
    outlet: int
    published: date
    last_known: date
    claims: tuple[tuple[Standing, bool], ...]


def linked(session: Session, claim_ids: Collection[int]) -> dict[int, int]:
    """The cluster of each claim that confirmed matches link with these, themselves among them, by the smallest number in it."""
    found: dict[int, int] = {}
    for start in sorted(claim_ids):
        if start in found:
            continue
        together, edge = {start}, {start}
        while edge:
            rows = session.execute(
                select(MATCHES.claim_id, MATCHES.other_id)
                .where(*_LINKED)
                .where(or_(MATCHES.claim_id.in_(edge), MATCHES.other_id.in_(edge)))
            )
            edge = {claim for row in rows for claim in row} - together
            together |= edge
        found |= dict.fromkeys(together, min(together))
    return found


def clusters_of(session: Session, claim_ids: Collection[int]) -> set[int]:
    """The clusters that hold these claims, as they are stored."""
    return set(session.scalars(select(MEMBERS.c.cluster_id).where(MEMBERS.c.claim_id.in_(claim_ids))))


def members(session: Session, *, clusters: Collection[int] = (), claims: Collection[int] = ()) -> list[Member]:
    """The claims of these clusters, and these claims, by id."""
    wanted = or_(MEMBERS.c.cluster_id.in_(clusters), CLAIMS.c.id.in_(claims))
    columns = [CLAIMS.c[name] for name in ("id", "article_id", "outlet_id", "record_voice", "published_day", "state")]
    rows = session.execute(
        select(*columns, CLAIMS.c.verdict, CLAIMS.c.said, MEMBERS.c.cluster_id, MEMBERS.c.is_repeat)
        .outerjoin(MEMBERS, MEMBERS.c.claim_id == CLAIMS.c.id)
        .where(wanted)
        .order_by(CLAIMS.c.id)
    ).all()
    since = disputed_since(session, [row.id for row in rows])
    return [_member(row, since) for row in rows]


def repeated(members: Iterable[Member], clusters: Mapping[int, int]) -> frozenset[int]:
    """Of these claims, in these clusters, those that are no observation of their own."""
    alike: dict[tuple[int, int, Voice], list[Printing]] = {}
    for one in members:
        if one.claim in clusters and one.outcome is not None:
            key = (clusters[one.claim], one.outlet, one.record_voice)
            alike.setdefault(key, []).append(Printing(one.claim, one.published, one.disputed))
    return frozenset().union(*(repeats(some) for some in alike.values()))


def standings(session: Session, article_ids: Collection[int], *, but: int | None = None) -> list[Standings]:
    """The counted claims of these articles, `but` whether it counts or not. On PostgreSQL nobody decides one until the commit."""
    ids = sorted(article_ids)
    if session.get_bind().dialect.name != "sqlite":
        held = select(Article.id).where(Article.id.in_(ids)).order_by(Article.id)
        session.execute(held.with_for_update(key_share=True))
    columns = [
        CLAIMS.c[name]
        for name in ("id", "voice", "record_voice", "stratum", "lane", "article_id", "outlet_id", "published_day")
    ]
    counted = CLAIMS.c.verdict.is_not(None) & CLAIMS.c.state.not_in(NEVER_COUNTED)
    rows = session.execute(
        select(*columns, CLAIMS.c.verdict, CLAIMS.c.said, MEMBERS.c.is_repeat, TOTALS.c.last_known_day)
        .outerjoin(MEMBERS, MEMBERS.c.claim_id == CLAIMS.c.id)
        .outerjoin(TOTALS, TOTALS.c.outlet_id == CLAIMS.c.outlet_id)
        .where(CLAIMS.c.article_id.in_(ids), or_(counted, CLAIMS.c.id == (but or 0)))
        .order_by(CLAIMS.c.article_id, CLAIMS.c.id)
    )
    articles: dict[int, list[Any]] = {}
    for row in rows:
        articles.setdefault(row.article_id, []).append(row)
    return [_article(article_id, some) for article_id, some in articles.items()]


def _article(article_id: int, rows: list[Any]) -> Standings:
    first = rows[0]
    claims = tuple((_standing(row), bool(row.is_repeat)) for row in rows)
    return Standings(article_id, first.outlet_id, first.published_day, first.last_known_day or date.min, claims)


def _standing(row: Any) -> Standing:
    outcome = Outcome(row.verdict, row.said) if row.verdict else None
    return Standing(row.id, row.voice, row.stratum, row.lane, outcome, row.record_voice)


def _member(row: Any, since: Mapping[int, date]) -> Member:
    counts = row.verdict is not None and row.state not in NEVER_COUNTED
    return Member(
        row.id,
        row.article_id,
        row.cluster_id,
        bool(row.is_repeat),
        row.outlet_id,
        row.record_voice,
        row.published_day,
        Outcome(Verdict(row.verdict), row.said) if counts else None,
        since.get(row.id),
    )


def sizes(session: Session, claim_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """For each of these claims that is in a cluster the cluster, and how many claims it has."""
    mine, all_of_it = MEMBERS.alias(), MEMBERS.alias()
    rows = session.execute(
        select(mine.c.claim_id, mine.c.cluster_id, func.count().label("number"))
        .join(all_of_it, all_of_it.c.cluster_id == mine.c.cluster_id)
        .where(mine.c.claim_id.in_(claim_ids))
        .group_by(mine.c.claim_id, mine.c.cluster_id)
    )
    return {row.claim_id: (row.cluster_id, row.number) for row in rows}


def beside(session: Session, claim_id: int) -> list[int]:
    """The other claims of a claim's cluster, by id."""
    mine = select(MEMBERS.c.cluster_id).where(MEMBERS.c.claim_id == claim_id).scalar_subquery()
    others = select(MEMBERS.c.claim_id).where(MEMBERS.c.cluster_id == mine, MEMBERS.c.claim_id != claim_id)
    return list(session.scalars(others.order_by(MEMBERS.c.claim_id)))


def of_handover(session: Session, handover_id: int) -> set[int]:
    """The clusters of the claims that went with a merge or an era."""
    went = select(HandoverArticle.article_id).where(HandoverArticle.handover_id == handover_id)
    held = select(MEMBERS.c.cluster_id).join(CLAIMS, CLAIMS.c.id == MEMBERS.c.claim_id)
    return set(session.scalars(held.where(CLAIMS.c.article_id.in_(went))))


def misplaced(session: Session) -> list[Member]:
    """The claims of all clusters that are stored as repeats and are none, or the other way round."""
    everyone = members(session, clusters=set(session.scalars(select(MEMBERS.c.cluster_id).distinct())))
    again = repeated(everyone, {one.claim: one.cluster for one in everyone if one.cluster is not None})
    return [one for one in everyone if (one.claim in again) != one.is_repeat]
