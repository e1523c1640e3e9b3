"""Claims that two people judged without seeing each other: counted by month and verdicts, and by what each said and it became."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from verify.core.agreement import PairCount, VerdictErrors, verdict_errors
from verify.core.vocabulary import ReviewPolicy, Verdict
from verify.models import Claim, Policy, Review, ReviewPair, User
from verify.queries.json_text import time

PAIRS = cast(Table, ReviewPair.__table__)


@dataclass(frozen=True, slots=True)
class SaidBecame:
    """How often a reviewer said one verdict of a claim that two judged, and it became another (None: not decided yet)."""

    reviewer_id: int
    name: str
    pseudonym: str
    said: Verdict
    became: Verdict | None
    claims: int


def pair_counts(session: Session) -> Sequence[PairCount]:
    """Every blind pair of reviews, counted."""
    first, second = aliased(Review), aliased(Review)
    month = func.substr(time(PAIRS.c.made_at), 1, 7).label("month")
    unselected = or_(Claim.is_drawn, Policy.reviews_needed == ReviewPolicy.DOUBLE).label("unselected")
    sides = (
        month,
        first.verdict.label("first"),
        second.verdict.label("second"),
        Claim.verdict.label("became"),
        Policy.reviews_needed,
        unselected,
    )
    rows = session.execute(
        select(*sides, func.count().label("claims"))
        .select_from(PAIRS)
        .join(first, first.id == PAIRS.c.first_id)
        .join(second, second.id == PAIRS.c.second_id)
        .join(Policy, Policy.id == first.policy_id)
        .join(Claim, Claim.id == PAIRS.c.claim_id)
        .where(PAIRS.c.is_blind)
        .group_by(*sides)
        .order_by(month)
    )
    return [
        PairCount(row.month, row.first, row.second, row.became, row.reviews_needed, bool(row.unselected), row.claims)
        for row in rows
    ]


def errors_of_verdicts(session: Session) -> VerdictErrors | None:
    """How the desk's verdicts err, for Rogan and Gladen's correction (`corrected_for_errors`); None while too little is known."""
    return verdict_errors(pair_counts(session))


def said_became(session: Session) -> Sequence[SaidBecame]:
    """What each reviewer said in blind pairs and what became of the claims, by pseudonym."""
    judged = union_all(
        select(PAIRS.c.claim_id, PAIRS.c.first_id.label("review_id")).where(PAIRS.c.is_blind),
        select(PAIRS.c.claim_id, PAIRS.c.second_id).where(PAIRS.c.is_blind),
    ).subquery("judged")
    sides = (User.id, User.name, User.pseudonym, Review.verdict.label("said"), Claim.verdict.label("became"))
    rows = session.execute(
        select(*sides, func.count().label("claims"))
        .select_from(judged)
        .join(Review, Review.id == judged.c.review_id)
        .join(User, User.id == Review.reviewer_id)
        .join(Claim, Claim.id == judged.c.claim_id)
        .group_by(*sides)
        .order_by(User.pseudonym, Review.verdict, Claim.verdict)
    )
    return [SaidBecame(*row) for row in rows]
