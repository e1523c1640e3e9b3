"""Who has what in hand: why nothing is left to hand out, whom a claim can be handed over to, and what is skipped and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, case, exists, func, select, union_all
from sqlalchemy.orm import Session

from verify.core.claims import QUEUE, ClaimFilters
from verify.core.permissions import Action, Actor
from verify.core.vocabulary import ClaimState, Role, SkipReason
from verify.models import Assignment, AuditEvent, Claim, Lease, Review, User
from verify.queries import claims
from verify.queries.claims import COUNT_CAP, Count, minutes_left

CLAIMS = cast(Table, Claim.__table__)
LEASES = cast(Table, Lease.__table__)
EVENTS = cast(Table, AuditEvent.__table__)
ASSIGNMENTS = cast(Table, Assignment.__table__)
REVIEWS = cast(Table, Review.__table__)
LATER = EVENTS.alias()
SKIPPED = EVENTS.c.action == "claim.skipped"
SKIP_HOURS = 12
"""A claim that somebody skipped is not handed to them again for so long; others get it at once."""
SKIPS_SHOWN = 20
LOOKED_AT = 3_000
"""Of so many claims that nobody holds at most is told why they are not handed out. Each is left out for some reason, so one is
told.
"""


@dataclass(frozen=True, slots=True)
class Held:
    """How many claims somebody holds, and in how many minutes the first of them is free at the latest."""

    name: str
    number: Count
    minutes: int

    def __str__(self) -> str:
        minutes = f"{self.minutes} {'minute' if self.minutes == 1 else 'minutes'}"
        return (
            f"{self.name} holds {self.number}, {'' if self.number.number == 1 else 'the first '}for {minutes} at most."
        )


@dataclass(frozen=True, slots=True)
class NothingLeft:
    """Why take-next found nothing, in numbers of pending claims: held by whom, one's own, others', an adjudicator's, hidden.

    `free` are those that could be handed out by now.
    """

    held: Sequence[Held]
    mine: Count
    assigned: Count
    skipped: Count
    reviewed: Count
    to_adjudicate: Count
    hidden: Count
    free: Count

    def __str__(self) -> str:
        parts = ["Nothing left to hand out here.", *map(str, self.held)]
        for count, words in (
            (self.free, "Free by now: {}. Take next once more."),
            (self.mine, "You hold {} yourself: see Mine."),
            (self.assigned, "Assigned to others: {}."),
            (self.skipped, "You skipped {} lately."),
            (self.reviewed, "You have reviewed {}, which somebody else has to look at."),
            (self.to_adjudicate, "Two reviewers disagree about {}, which an adjudicator decides."),
            (self.hidden, "Outside these filters {}."),
        ):
            if count.number:
                waits = f"{count} {'waits' if count.number == 1 else 'wait'}" if count is self.hidden else str(count)
                parts.append(words.format(waits))
        return " ".join(parts if len(parts) > 1 else ["Nothing waits for a verdict."])


def nothing_left(session: Session, filters: ClaimFilters, *, user_id: int | None, now: datetime) -> NothingLeft:
    """Look at what take-next left out under `filters`."""
    here = replace(filters, state=QUEUE.state, kind=QUEUE.kind, verdict=None, said=None, holder_id=None)
    pending = claims.conditions(session, here, now=now)
    mine = LEASES.join(CLAIMS, CLAIMS.c.id == LEASES.c.claim_id)
    is_mine = (LEASES.c.user_id == user_id, LEASES.c.expires_at > now)
    under, everywhere = claims.count(session, here, now=now), claims.count(session, QUEUE, now=now)
    assigned, reviewed, skipped, free = _left_out(session, pending, user_id, now)
    return NothingLeft(
        held=_holders(session, pending, user_id, now),
        mine=_count(session, select(LEASES.c.claim_id).select_from(mine).where(*is_mine, *pending)),
        assigned=assigned,
        skipped=skipped,
        reviewed=reviewed,
        to_adjudicate=_count(session, select(CLAIMS.c.id).where(*pending, CLAIMS.c.state == ClaimState.ADJUDICATION)),
        hidden=Count(max(0, everywhere.number - under.number), everywhere.capped),
        free=free,
    )


def _left_out(
    session: Session, pending: Sequence[ColumnElement[bool]], user_id: int | None, now: datetime
) -> list[Count]:
    """How many claims in nobody's hands are others', were reviewed by the person, skipped, or none of it; each counts once.

    Those whose lease ran out and was not cleared away yet are in nobody's hands either.
    """
    lately = now - timedelta(hours=SKIP_HOURS)
    others = exists().where(ASSIGNMENTS.c.claim_id == CLAIMS.c.id, ASSIGNMENTS.c.user_id != user_id)
    reviewed = exists().where(REVIEWS.c.claim_id == CLAIMS.c.id, REVIEWS.c.reviewer_id == user_id)
    skips = select(EVENTS.c.subject_id).where(
        SKIPPED, EVENTS.c.subject_type == "claim", EVENTS.c.actor_id == user_id, EVENTS.c.at > lately
    )
    why = case((others, "others"), (reviewed, "reviewed"), (CLAIMS.c.id.in_(skips), "skipped"), else_="free").label(
        "why"
    )
    of_lease = select(why).where(CLAIMS.c.id == LEASES.c.claim_id, *pending).scalar_subquery()  # as with the holders
    ready = select(why).where(*pending, CLAIMS.c.state == ClaimState.READY).limit(LOOKED_AT).subquery()
    over = select(of_lease.label("why")).where(LEASES.c.expires_at <= now).limit(LOOKED_AT).subquery()
    some = union_all(select(ready.c.why), select(over.c.why)).subquery()
    numbers: dict[str, int] = dict(session.execute(select(some.c.why, func.count()).group_by(some.c.why)).all())
    is_cut = sum(numbers.values()) >= LOOKED_AT
    found = [numbers.get(why, 0) for why in ("others", "reviewed", "skipped", "free")]
    return [Count(min(number, COUNT_CAP), is_cut or number > COUNT_CAP) for number in found]


def _holders(
    session: Session, pending: Sequence[ColumnElement[bool]], user_id: int | None, now: datetime
) -> list[Held]:
    """Who holds the claims that are free the soonest."""
    waits = exists().where(CLAIMS.c.id == LEASES.c.claim_id, *pending)  # a join would begin with all pending claims
    soonest = (
        select(LEASES.c.user_id, LEASES.c.expires_at)
        .where(LEASES.c.expires_at > now, LEASES.c.user_id != user_id, waits)
        .order_by(LEASES.c.expires_at)
        .limit(COUNT_CAP + 1)
        .subquery()
    )
    found = session.execute(
        select(User.name, func.count().label("held"), func.min(soonest.c.expires_at).label("until"))
        .join(soonest, soonest.c.user_id == User.id)
        .group_by(User.name)
        .order_by(func.count().desc(), User.name)
    ).all()
    is_cut = sum(row.held for row in found) > COUNT_CAP
    return [Held(row.name, Count(min(row.held, COUNT_CAP), is_cut), minutes_left(row.until, now)) for row in found[:5]]


def _count(session: Session, wanted: Select[Any]) -> Count:
    few = wanted.limit(COUNT_CAP + 1).subquery()
    number = session.scalar(select(func.count()).select_from(few)) or 0
    return Count(min(number, COUNT_CAP), number > COUNT_CAP)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody whom a claim can be handed over to."""

    id: int
    name: str


def colleagues(session: Session, *, user_id: int | None) -> list[Colleague]:
    """Everybody else on the desk who may review, by name."""
    query = select(User.id, User.name, User.roles).where(User.is_active, User.id != user_id)
    rows = session.execute(query.order_by(func.lower(User.name), User.id))
    return [Colleague(row.id, row.name) for row in rows if _reviews(row)]


def _reviews(row: Any) -> bool:
    return Actor(row.id, row.name, frozenset(Role(role) for role in row.roles)).can(Action.REVIEW)


@dataclass(frozen=True, slots=True)
class OftenSkipped:
    """A claim that waits for a verdict and was skipped, with how often for each reason."""

    id: int
    statement: str
    times: int
    reasons: Sequence[tuple[SkipReason, int]]


@dataclass(frozen=True, slots=True)
class Skips:
    """How often claims were skipped since a day, for each reason, and the pending ones that were skipped most."""

    reasons: Sequence[tuple[SkipReason, int]]
    claims: Sequence[OftenSkipped]

    @property
    def number(self) -> int:
        """All of them."""
        return sum(times for _, times in self.reasons)


def skips(session: Session, *, now: datetime, days: int = 90) -> Skips:
    """What reviewers skipped in the last `days` and did not take back, and why; nobody's name, and no words of theirs."""
    reason = EVENTS.c.after["reason"].as_string()
    taken_back = select(LATER.c.after["skip"].as_integer()).where(
        LATER.c.action == "claim.unskipped", LATER.c.at > now - timedelta(days=days)
    )
    since = [SKIPPED, EVENTS.c.at > now - timedelta(days=days), EVENTS.c.id.not_in(taken_back)]
    times = func.count().label("times")
    by_reason = session.execute(select(reason, times).where(*since).group_by(reason).order_by(times.desc(), reason))
    most = session.execute(
        select(CLAIMS.c.id, CLAIMS.c.statement, times)
        .join(EVENTS, (EVENTS.c.subject_type == "claim") & (EVENTS.c.subject_id == CLAIMS.c.id))
        .where(*since, *claims.conditions(session, QUEUE, now=now))
        .group_by(CLAIMS.c.id, CLAIMS.c.statement)
        .order_by(times.desc(), CLAIMS.c.id)
        .limit(SKIPS_SHOWN)
    ).all()
    of_each = (EVENTS.c.subject_type == "claim") & EVENTS.c.subject_id.in_([row.id for row in most])
    why = session.execute(
        select(EVENTS.c.subject_id, reason.label("reason"), times)
        .where(*since, of_each)
        .group_by(EVENTS.c.subject_id, reason)
        .order_by(times.desc(), reason)
    ).all()
    return Skips(
        [(SkipReason(name), number) for name, number in by_reason],
        [
            OftenSkipped(
                row.id,
                row.statement,
                row.times,
                [(SkipReason(w.reason), w.times) for w in why if w.subject_id == row.id],
            )
            for row in most
        ],
    )
