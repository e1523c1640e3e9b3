"""Errors of verdicts, as blind second reviews show them."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from tests.support.people import add_person
from tests.support.records import C, D, add_outlet, add_record, decide
from verify.core.reliability_selection import VerdictErrors
from verify.core.vocabulary import ReasonCode, Role, Verdict
from verify.models import Review
from verify.queries.desks import current_policy
from verify.queries.verdict_errors import estimated


def second(
    session: Session, claim_id: int, by: int, verdict: Verdict, at: datetime, revises: int | None = None
) -> None:
    """A review by somebody else that decides nothing."""
    session.add(
        Review(
            claim_id=claim_id,
            reviewer_id=by,
            verdict=verdict,
            reason_code=ReasonCode.NOTHING_FOUND,
            said=None,
            rationale="",
            searched="",
            policy_id=current_policy(session).id,
            revises_id=revises,
            created_at=at,
        )
    )
    session.flush()


def test_only_the_first_two_reviews_by_two_people_tell(session: Session, now: datetime) -> None:
    first = add_person(session, Role.REVIEWER, now=now)
    other = add_person(session, Role.REVIEWER, now=now, name="other")
    third = add_person(session, Role.ADJUDICATOR, now=now)
    assert first.user_id and other.user_id and third.user_id
    outlet = add_outlet(session, "Harbour Post", now)
    claims = add_record(session, outlet, [C, C, D, C], now)  # the last one is reviewed once
    assert estimated(session, None) == VerdictErrors(1.0, 1.0, 0, 0)
    for claim, verdict in zip(claims, (C, D, D), strict=False):
        second(session, claim, other.user_id, verdict, now)
    assert estimated(session, None) == VerdictErrors(0.75, 1.0, 4, 2)
    second(session, claims[0], third.user_id, D, now)
    assert estimated(session, None) == VerdictErrors(0.75, 1.0, 4, 2)
    later = now + timedelta(days=2)
    decide(session, claims[1], D, later)
    assert estimated(session, None) == VerdictErrors(1.0, 0.75, 2, 4)
    assert estimated(session, now.date()) == VerdictErrors(0.75, 1.0, 4, 2)
    assert estimated(session, now.date() - timedelta(days=1)) == VerdictErrors(1.0, 1.0, 0, 0)
