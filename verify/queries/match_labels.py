"""Matches that people confirmed or rejected, as labels: what was suggested, what they made of it, and how often it was right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, case, func, select
from sqlalchemy.orm import Session, aliased

from verify.core.matching.differences import compare
from verify.core.matching.features import NAMES, features
from verify.core.matching.readings import EVEN
from verify.core.vocabulary import MatchRelation, MatchState
from verify.models import Claim, Match
from verify.queries.matches import reading_of

MATCHES = cast(Table, Match.__table__).c
DECIDED = MATCHES.state != MatchState.SUGGESTED
BANDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Where the bands of scores begin; the last one ends at 1."""


@dataclass(frozen=True, slots=True)
class Band:
    """Suggestions of one relation whose score lies from `low` up to `high`: how many people decided, and confirmed as found."""

    relation: MatchRelation
    low: float
    high: float
    decided: int
    right: int

    @property
    def precision(self) -> float:
        """The share that was right."""
        return self.right / self.decided


def labelled(session: Session) -> Iterator[dict[str, Any]]:
    """Every match that was decided, by id: both statements, what was found and by which model, the decision, and the features."""
    here, there = aliased(Claim), aliased(Claim)
    rows = session.execute(
        select(Match, here, there)
        .join(here, here.id == Match.claim_id)
        .join(there, there.id == Match.other_id)
        .where(DECIDED)
        .order_by(Match.id)
        .execution_options(yield_per=500)
    )
    for match, a, b in rows:
        yield _label(match, a, b)


def quality(session: Session) -> Sequence[Band]:
    """How often suggestions were right, by relation and score; only what was found counts, not what was put together by hand."""
    low = case(*((MATCHES.score >= start, start) for start in reversed(BANDS)), else_=0.0)
    right = (MATCHES.state == MatchState.CONFIRMED) & (MATCHES.relation == MATCHES.found_relation)
    rows = session.execute(
        select(MATCHES.found_relation, low.label("low"), func.count(), func.sum(case((right, 1), else_=0)))
        .where(DECIDED, MATCHES.found_relation.is_not(None))
        .group_by(MATCHES.found_relation, "low")
    )
    ends = dict(zip(BANDS, (*BANDS[1:], 1.0), strict=True))
    found = [Band(relation, start, ends[start], number, good) for relation, start, number, good in rows]
    order = tuple(MatchRelation)
    return sorted(found, key=lambda band: (order.index(band.relation), -band.low))


def _label(match: Match, a: Claim, b: Claim) -> dict[str, Any]:
    here, there = (reading_of(claim.statement, claim.published_day) for claim in (a, b))
    shown = features(here, there, compare(here, there), EVEN)
    return {
        "match": match.id,
        "a": _side(a),
        "b": _side(b),
        "found": match.found_relation,
        "score": match.score,
        "model": match.model,
        "state": match.state,
        "relation": match.relation,
        "note": match.note,
        "decided_at": _iso(match.decided_at),
        "features": {name: round(value, 6) for name, value in zip(NAMES, shown, strict=True)},
    }


def _side(claim: Claim) -> dict[str, Any]:
    return {
        "claim": claim.id,
        "article": claim.article_id,
        "outlet": claim.outlet_id,
        "published": claim.published_day.isoformat(),
        "statement": claim.statement,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
