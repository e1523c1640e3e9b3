"""A cluster as people look at it: who says the same since when, what counts once, whose account it is, what holds it together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from verify.core.clusters import only_ties
from verify.core.errors import NotFound
from verify.core.vocabulary import MatchRelation, MatchState, Verdict
from verify.models import Claim, Match, User
from verify.queries import clusters, pointers
from verify.queries.blindness import IS_OPEN, TWO_PEOPLE
from verify.queries.claims import ClaimLine, lines
from verify.queries.clusters import Member
from verify.queries.shared_origins import shared

MOST_SHOWN = 200
"""So many claims of a cluster are shown, the first printed ones; all of them are counted."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A claim of a cluster. `counts_with` is the claim that it repeats, so that both are one observation; `origin` what its
    article shares with that of the first, empty where they are independent; `points_to` the claim whose verdict its own points to.
    """

    claim: ClaimLine
    is_counted: bool
    counts_with: int | None
    is_first: bool
    is_of_the_first_outlet: bool
    origin: str
    points_to: int | None


@dataclass(frozen=True, slots=True)
class Tie:
    """A confirmed match inside a cluster; `is_only`: without it the claims on its two sides would come apart."""

    claim_id: int
    other_id: int
    score: float
    decided_by: str | None
    decided_at: datetime | None
    note: str
    is_only: bool
    may_decide: bool


@dataclass(frozen=True, slots=True)
class ClusterPage:
    """A cluster: `number` claims, the first printed of them here, and the matches that hold it together."""

    id: int
    number: int
    outlets: int
    observations: int
    sayings: Sequence[Saying]
    ties: Sequence[Tie]
    apart: frozenset[int]
    """Claims whose matches the reader may not decide now, because two people judge them apart."""

    @property
    def first(self) -> Sequence[Saying]:
        """Who said it first: all that were printed on the first day."""
        day = self.sayings[0].claim.published
        return [one for one in self.sayings if one.claim.published == day]

    @property
    def first_outlets(self) -> Sequence[str]:
        """The outlets that said it first, each once."""
        return tuple(dict.fromkeys(one.claim.outlet_name for one in self.first))

    @property
    def first_day(self) -> date:
        """When it was said first."""
        return self.sayings[0].claim.published

    @property
    def independent(self) -> int:
        """How many of the shown claims, but for those of the first outlet, share no origin with the first."""
        return sum(1 for one in self.sayings if not (one.is_first or one.is_of_the_first_outlet or one.origin))

    @property
    def verdicts_differ(self) -> bool:
        """Whether some of the shown claims are corroborated and others disputed, which cannot be of one and the same claim."""
        counted = {one.claim.verdict for one in self.sayings if one.is_counted}
        return {Verdict.CORROBORATED, Verdict.DISPUTED} <= counted


def of_claim(session: Session, claim_id: int) -> int:
    """The cluster that a claim is in. `NotFound` where it is in none."""
    found = clusters.clusters_of(session, [claim_id])
    if not found:
        raise NotFound(f"Claim {claim_id} is in no cluster: nobody has confirmed that another claim says the same.")
    return found.pop()


def ensure_inside(session: Session, claim_id: int, cluster_id: int) -> None:
    """`NotFound` unless the claim is in this cluster."""
    if cluster_id not in clusters.clusters_of(session, [claim_id]):
        raise NotFound(f"Claim {claim_id} is not in cluster {cluster_id}.")


def still_together(session: Session, claim_ids: Sequence[int]) -> int | None:
    """The cluster of the first of these claims that is in one."""
    return next((number for one in claim_ids for number in clusters.clusters_of(session, [one])), None)


def the_page(session: Session, cluster_id: int, *, reader_id: int | None, judges: bool, now: datetime) -> ClusterPage:
    """A cluster by its number, the smallest of its claims'; `judges` whether the reader reviews. `NotFound`."""
    members = clusters.members(session, clusters=[cluster_id])
    if not members:
        raise NotFound(f"There is no cluster {cluster_id}.")
    members.sort(key=lambda one: (one.published, one.claim))
    ids = [one.claim for one in members]
    apart = _apart(session, ids) if judges else frozenset[int]()
    return ClusterPage(
        id=cluster_id,
        number=len(members),
        outlets=len({one.outlet for one in members}),
        observations=sum(1 for one in members if one.outcome is not None and not one.is_repeat),
        sayings=_sayings(session, members, reader_id, now),
        ties=_ties(session, ids, apart),
        apart=apart,
    )


def _sayings(session: Session, members: Sequence[Member], reader_id: int | None, now: datetime) -> Sequence[Saying]:
    shown = members[:MOST_SHOWN]
    first = shown[0]
    named = lines(session, [one.claim for one in shown], now=now)
    others = {one.article for one in shown} - {first.article}
    origin = shared(session, first.claim, first.article, others, reader_id=reader_id) if others else {}
    pointing = pointers.among(session, [one.claim for one in shown])
    counts_with = _counting(members)
    return [
        Saying(
            claim=named[one.claim],
            is_counted=one.outcome is not None,
            counts_with=counts_with.get(one.claim),
            is_first=one is first,
            is_of_the_first_outlet=one is not first and one.outlet == first.outlet,
            origin=origin.get(one.article, ""),
            points_to=pointing.get(one.claim),
        )
        for one in shown
    ]


def _counting(members: Sequence[Member]) -> Mapping[int, int]:
    """For each claim that is no observation of its own the one that it counts with; the members come first printed first."""
    newest: dict[tuple[int, str], int] = {}
    found: dict[int, int] = {}
    for one in members:
        key = (one.outlet, one.record_voice)
        if one.outcome is None:
            continue
        if one.is_repeat and key in newest:
            found[one.claim] = newest[key]
        elif not one.is_repeat:
            newest[key] = one.claim
    return found


def _apart(session: Session, ids: Collection[int]) -> frozenset[int]:
    return frozenset(session.scalars(select(Claim.id).where(Claim.id.in_(ids), and_(IS_OPEN, TWO_PEOPLE))))


def _ties(session: Session, ids: Sequence[int], apart: Collection[int]) -> Sequence[Tie]:
    rows = session.execute(
        select(Match, User.name.label("by"))
        .outerjoin(User, User.id == Match.decided_by_id)
        .where(Match.claim_id.in_(ids), Match.other_id.in_(ids))
        .where(Match.state == MatchState.CONFIRMED, Match.relation == MatchRelation.SAME)
        .order_by(Match.decided_at.desc(), Match.id.desc())
    ).all()
    only = only_ties([(row.Match.claim_id, row.Match.other_id) for row in rows])
    return [
        Tie(
            claim_id=row.Match.claim_id,
            other_id=row.Match.other_id,
            score=row.Match.score,
            decided_by=row.by,
            decided_at=row.Match.decided_at,
            note=row.Match.note,
            is_only=(row.Match.claim_id, row.Match.other_id) in only,
            may_decide=not {row.Match.claim_id, row.Match.other_id} & set(apart),
        )
        for row in rows[:MOST_SHOWN]
    ]
