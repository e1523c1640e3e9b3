"""How often one review alone is wrong: blind reviews of the same claim against the verdict that stood in the end (REL-1 2.9)."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from verify.core.reliability_selection import VerdictErrors, verdict_errors
from verify.models import Review, VerdictEntry

RECENT = 5_000
"""Reviews that are looked at, the latest ones: an estimate of how the desk works now, and a page that does not wait for it."""


def estimated(session: Session, known: date | None) -> VerdictErrors:
    """The errors that were known on a day; None is now.

    Blind are the first two reviews of a claim, by two people and neither a revision; a third is an adjudication, who saw both.
    """
    blind = select(
        Review.claim_id,
        Review.verdict,
        func.row_number().over(partition_by=Review.claim_id, order_by=Review.id).label("place"),
        func.min(Review.reviewer_id).over(partition_by=Review.claim_id).label("one"),
        func.max(Review.reviewer_id).over(partition_by=Review.claim_id).label("another"),
    ).where(Review.revises_id.is_(None))
    newest = select(Review.id).order_by(Review.id.desc()).limit(1)
    if known is not None:
        end = datetime.combine(known, time(), UTC) + timedelta(days=1)
        blind, newest = blind.where(Review.created_at < end), newest.where(Review.created_at < end)
    first = blind.where(Review.id > newest.scalar_subquery() - RECENT).subquery("first")
    last = select(func.max(VerdictEntry.id)).where(VerdictEntry.claim_id == first.c.claim_id).correlate(first)
    if known is not None:
        last = last.where(VerdictEntry.decided_at < end)
    rows = session.execute(
        select(first.c.verdict, VerdictEntry.verdict.label("stood"))
        .join(VerdictEntry, VerdictEntry.id == last.scalar_subquery())
        .where(first.c.place <= 2, first.c.one != first.c.another)
    )
    return verdict_errors((row.verdict, row.stood) for row in rows)
