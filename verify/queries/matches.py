"""Finding where else an article's claims are said, and reading what was found and what people made of it.

Candidates come from `verify.queries.candidates`; the articles that they are in are then compared as wholes, since how much better
two claims go together than either with its neighbours tells much. Nothing here grows with the desk but the search.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Table, func, not_, or_, select, union_all
from sqlalchemy.orm import Session

from verify.core.matching.readings import Reading, read
from verify.core.matching.relations import Related, Relation, relate, relate_articles
from verify.core.vocabulary import ClaimKind, ClaimState, MatchRelation, MatchState
from verify.models import Claim, Match, MatchLook
from verify.queries import candidates

CLAIMS = cast(Table, Claim.__table__)
MATCHES = cast(Table, Match.__table__).c
LOOKS = cast(Table, MatchLook.__table__).c
CANDIDATES = 20
"""How many candidates of each claim are looked at by themselves."""
ARTICLES = 4
"""How many articles are compared as wholes, beside those that hold a match already."""
KNOWN_ARTICLES = 8
WORTH_COMPARING = 0.3
"""The score from which a pair by itself has its two articles compared."""
LEAST_OVERLAP = 0.25
KEPT = 12
"""How many matches of one claim are kept, the surest first."""
MOST_CLAIMS = 200
"""Of one article: a book would take minutes."""
PAIRS = 15_000
"""How many pairs of claims are compared for one article at most, about three seconds."""


@dataclass(frozen=True, slots=True)
class Found:
    """A match that was found, the smaller number first."""

    claim_id: int
    other_id: int
    relation: MatchRelation
    score: float

    @property
    def pair(self) -> tuple[int, int]:
        """The two claims."""
        return self.claim_id, self.other_id


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking found: the matches, and the articles whose claims were compared one by one."""

    article_id: int
    found: tuple[Found, ...] = ()
    compared: frozenset[int] = frozenset()


_TOLD = (CLAIMS.c.id, CLAIMS.c.article_id, CLAIMS.c.statement, CLAIMS.c.published_day)
LEFT_OUT = or_(CLAIMS.c.state == ClaimState.WITHDRAWN, CLAIMS.c.kind == ClaimKind.OPINION)
"""The claims that are not looked for."""


def look(session: Session, article_id: int) -> Looked:
    """Where else the claims of an article are said. A quarter of a second for fifteen claims; bounded however large the desk is."""
    claims = _claims_of(session, [article_id]).get(article_id, [])
    near = _near(session, article_id, claims)
    others = list(dict.fromkeys([*_known(session, article_id), *near]))
    articles = _claims_of(session, others)
    found: list[Found] = []
    compared, left = set[int](), PAIRS
    for other_id in others:
        there = articles.get(other_id, [])
        left -= len(claims) * len(there)
        if left < 0:
            break
        compared.add(other_id)
        found += _between(claims, there)
    return Looked(article_id, tuple(_surest(found, {row.id for row in claims})), frozenset(compared))


def next_asked(session: Session) -> tuple[int, Any] | None:
    """The article that has waited longest to be looked at, and since when."""
    waiting = select(LOOKS.article_id, LOOKS.asked_at).where(LOOKS.asked_at.is_not(None))
    row = session.execute(waiting.order_by(LOOKS.asked_at, LOOKS.article_id).limit(1)).first()
    return (row.article_id, row.asked_at) if row else None


def of_claims(claim_ids: Collection[int]) -> Any:
    """The condition that a match has one of these claims on either side."""
    return or_(MATCHES.claim_id.in_(claim_ids), MATCHES.other_id.in_(claim_ids))


def counts(session: Session, claim_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many matches of each claim are not rejected, and how many of these conflict; none with a claim that was withdrawn."""
    sides = [
        select(here.label("claim"), MATCHES.relation)
        .join(CLAIMS, CLAIMS.c.id == there)
        .where(here.in_(claim_ids), MATCHES.state != MatchState.REJECTED, CLAIMS.c.state != ClaimState.WITHDRAWN)
        for here, there in ((MATCHES.claim_id, MATCHES.other_id), (MATCHES.other_id, MATCHES.claim_id))
    ]
    both = union_all(*sides).subquery()
    rows = session.execute(select(both.c.claim, both.c.relation, func.count()).group_by(both.c.claim, both.c.relation))
    found = dict.fromkeys(claim_ids, (0, 0))
    for claim_id, relation, number in rows:
        total, conflicts = found[claim_id]
        found[claim_id] = (total + number, conflicts + number * (relation is MatchRelation.CONFLICT))
    return found


def is_worth_keeping(related: Related) -> bool:
    """Whether people are shown that two claims stand so: what touches only slightly is left out."""
    least = LEAST_OVERLAP if related.relation is Relation.OVERLAP else 0.0
    return related.relation is not Relation.NONE and related.score >= least


@lru_cache(maxsize=8192)
def reading_of(statement: str, published: date) -> Reading:
    """A statement's words, figures, dates and names; kept, since claims are compared again and again."""
    return read(statement, published)


def _claims_of(session: Session, article_ids: Collection[int]) -> dict[int, list[Any]]:
    if not article_ids:
        return {}
    rows = session.execute(
        select(*_TOLD).where(CLAIMS.c.article_id.in_(article_ids), not_(LEFT_OUT)).order_by(CLAIMS.c.id)
    )
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.article_id, []).append(row)
    return {article_id: some[:MOST_CLAIMS] for article_id, some in found.items()}


def _known(session: Session, article_id: int) -> list[int]:
    """Articles that hold matches of this one already: what no longer holds can be told only by comparing them again."""
    mine = select(CLAIMS.c.id).where(CLAIMS.c.article_id == article_id).subquery()
    sides = [
        select(there.label("claim")).join(mine, mine.c.id == here)
        for here, there in ((MATCHES.claim_id, MATCHES.other_id), (MATCHES.other_id, MATCHES.claim_id))
    ]
    both = union_all(*sides).subquery()
    held = select(CLAIMS.c.article_id, func.count().label("held")).join(both, both.c.claim == CLAIMS.c.id)
    found = held.where(CLAIMS.c.article_id != article_id).group_by(CLAIMS.c.article_id)
    rows = session.execute(found.order_by(func.count().desc(), CLAIMS.c.article_id).limit(KNOWN_ARTICLES))
    return [row.article_id for row in rows]


def _near(session: Session, article_id: int, claims: Sequence[Any]) -> list[int]:
    """The articles with the best pairs of claims, out of each claim's nearest candidates."""
    best: dict[int, float] = {}
    for claim in claims:
        near = candidates.near(session, claim.statement, but=CLAIMS.c.article_id == article_id, limit=CANDIDATES)
        ids = [one.id for one in near.candidates]
        here = reading_of(claim.statement, claim.published_day)
        for row in session.execute(select(*_TOLD).where(CLAIMS.c.id.in_(ids), not_(LEFT_OUT))) if ids else ():
            score = relate(here, reading_of(row.statement, row.published_day)).score
            if score >= WORTH_COMPARING:
                best[row.article_id] = best.get(row.article_id, 0.0) + score
    return sorted(best, key=lambda other: (-best[other], other))[:ARTICLES]


def _between(here: Sequence[Any], there: Sequence[Any]) -> Iterable[Found]:
    mine_read, theirs = ([reading_of(row.statement, row.published_day) for row in side] for side in (here, there))
    for mine, row in zip(here, relate_articles(mine_read, theirs), strict=True):
        for other, related in zip(there, row, strict=True):
            if is_worth_keeping(related):
                first, second = sorted((mine.id, other.id))
                yield Found(first, second, MatchRelation(related.relation.value), round(related.score, 4))


def _surest(found: Sequence[Found], mine: Collection[int]) -> Iterable[Found]:
    """At most `KEPT` matches for each of the article's own claims: those that touch only give way first."""
    number: dict[int, int] = {}
    for one in sorted(found, key=lambda one: (one.relation is MatchRelation.OVERLAP, -one.score, one.pair)):
        here = one.claim_id if one.claim_id in mine else one.other_id
        number[here] = number.get(here, 0) + 1
        if number[here] <= KEPT:
            yield one
