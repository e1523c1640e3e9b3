"""What a reviewer is not shown of a claim that two people judge apart: conditions that every list, page and export shares.

While a claim has no verdict and is not before an adjudicator, its first review is known to its author only; so is the evidence that
a reviewer attached to it, and what the log says of either. `reader_id` is who reads; None is nobody in particular.
"""

from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, exists, literal_column, not_, or_, select, true
from sqlalchemy.orm import aliased

from verify.core.vocabulary import ClaimState, JobKind, ReviewPolicy
from verify.models import Appeal, AuditEvent, Claim, Comment, Desk, Evidence, Job, OriginEntry, Policy, Review, Search

CLAIMS = cast(Table, Claim.__table__).c
EVIDENCE = cast(Table, Evidence.__table__).c
REVIEWS = cast(Table, Review.__table__).c
EVENTS = cast(Table, AuditEvent.__table__).c
JOBS = cast(Table, Job.__table__).c
ORIGINS = cast(Table, OriginEntry.__table__).c
COMMENTS = cast(Table, Comment.__table__).c
APPEALS = cast(Table, Appeal.__table__).c
SEARCHES = cast(Table, Search.__table__).c
COMES_AND_GOES = (
    *("claim.taken", "claim.released", "claim.freed"),
    *("claim.skipped", "claim.unskipped", "claim.handed_over"),
)
"""Events of a claim in somebody's hands: a claim taken and never given back would tell that it was reviewed."""

TOLD_VERDICTS = (
    "claim.decided",
    "claim.revised",
    "claim.adjudicated",
    "claim.verdict_undone",
    "appeal.entered",
    "appeal.answered",
    "appeal.withdrawn",
    "appeal.restored",
)
"""Events that name a verdict of a claim. On a claim that is open again that is one which stood and was taken back or set aside."""

IS_OPEN: ColumnElement[bool] = and_(CLAIMS.verdict.is_(None), CLAIMS.state != ClaimState.ADJUDICATION)
"""A claim that somebody may still have to judge without knowing what others think of it."""

TWO_PEOPLE: ColumnElement[bool] = (
    select(Policy.reviews_needed != ReviewPolicy.SINGLE).join(Desk, Desk.policy_id == Policy.id).scalar_subquery()
)
"""Whether the rules in force have claims judged by two people."""


def evidence_shown(reader_id: int | None) -> ColumnElement[bool]:
    """Evidence that the reader may see: all but what other reviewers attached to open claims."""
    return or_(not_(EVIDENCE.is_apart), _mine(EVIDENCE.added_by_id, reader_id), not_(_of_open_claim(EVIDENCE.claim_id)))


def origin_entries_shown(reader_id: int | ColumnElement[int] | None) -> ColumnElement[bool]:
    """What people said about a claim's origins, as far as the reader may see it: as with evidence."""
    return or_(not_(ORIGINS.is_apart), _mine(ORIGINS.made_by_id, reader_id), not_(_of_open_claim(ORIGINS.claim_id)))


def comments_shown(reader_id: int | None) -> ColumnElement[bool]:
    """Comments that the reader may see: all but what other reviewers said of open claims that two people judge."""
    return or_(not_(COMMENTS.is_apart), _mine(COMMENTS.author_id, reader_id), not_(_of_open_claim(COMMENTS.claim_id)))


def searches_shown(reader_id: int | None) -> ColumnElement[bool]:
    """Searches that the reader may see: all but what other reviewers looked for on open claims."""
    return or_(not_(SEARCHES.is_apart), _mine(SEARCHES.made_by_id, reader_id), not_(_of_open_claim(SEARCHES.claim_id)))


def appeals_shown() -> ColumnElement[bool]:
    """Appeals that are shown: none about a claim that is open again, as they tell which verdict stood."""
    return not_(_of_open_claim(APPEALS.claim_id))


def examination_shown(reader_id: int | None) -> ColumnElement[bool]:
    """Whether the reader may see who examined an item: on a claim that two people judge apart each examines it anew."""
    return or_(_mine(EVIDENCE.examined_by_id, reader_id), not_(TWO_PEOPLE), not_(_of_open_claim(EVIDENCE.claim_id)))


def reviews_shown(reader_id: int | None) -> ColumnElement[bool]:
    """Reviews that the reader may see: all but those of others on open claims, waiting or set aside when the words changed."""
    return or_(_mine(REVIEWS.reviewer_id, reader_id), not_(_of_open_claim(REVIEWS.claim_id)))


def events_shown(reader_id: int | None) -> ColumnElement[bool]:
    """Log entries that the reader may see: none that tells of a review, evidence or a lease of others on an open claim."""
    item, review = aliased(Evidence), aliased(Review)
    hidden_review = _asked_of_each(review.id == EVENTS.subject_id, _of_open_claim(review.claim_id))
    hidden_item = _asked_of_each(
        item.id == EVENTS.subject_id,
        _of_open_claim(item.claim_id),
        or_(item.is_apart, and_(EVENTS.action.in_(("evidence.examined", "evidence.unexamined")), TWO_PEOPLE)),
    )
    entry = aliased(OriginEntry)
    hidden_entry = _asked_of_each(entry.id == EVENTS.subject_id, entry.is_apart, _of_open_claim(entry.claim_id))
    said = aliased(Comment)
    hidden_comment = _asked_of_each(said.id == EVENTS.subject_id, said.is_apart, _of_open_claim(said.claim_id))
    search = aliased(Search)
    hidden_search = _asked_of_each(search.id == EVENTS.subject_id, search.is_apart, _of_open_claim(search.claim_id))
    hidden_job = _asked_of_each(JOBS.id == EVENTS.subject_id, not_(captures_shown(None)))
    hidden_claim = _asked_of_each(*_open(aliased(Claim), EVENTS.subject_id))
    return or_(
        _mine(EVENTS.actor_id, reader_id),
        not_(
            or_(
                and_(EVENTS.subject_type == "review", hidden_review),
                and_(EVENTS.subject_type == "evidence", hidden_item),
                and_(EVENTS.subject_type == "origin", hidden_entry),
                and_(EVENTS.subject_type == "comment", hidden_comment),
                and_(EVENTS.subject_type == "search", hidden_search),
                and_(EVENTS.subject_type == "job", hidden_job),
                and_(
                    EVENTS.subject_type == "claim",
                    or_(EVENTS.action.in_(TOLD_VERDICTS), and_(EVENTS.action.in_(COMES_AND_GOES), TWO_PEOPLE)),
                    hidden_claim,
                ),
            )
        ),
    )


def captures_shown(reader_id: int | None) -> ColumnElement[bool]:
    """Jobs that the reader may see: all but those that capture a page for evidence which they may not see."""
    item = aliased(Evidence)
    hidden = exists().where(item.id == JOBS.subject_id, item.is_apart, _of_open_claim(item.claim_id))
    return or_(_mine(JOBS.created_by_id, reader_id), JOBS.kind != JobKind.CAPTURE, not_(hidden))


def _asked_of_each(*conditions: Any) -> ColumnElement[bool]:
    # Without the offset PostgreSQL would read all open claims into memory first, to show the fifty newest events.
    return select(literal_column("1")).where(*conditions).offset(0).exists()


def _of_open_claim(claim_id: Any) -> ColumnElement[bool]:
    return exists().where(*_open(aliased(Claim), claim_id))


def _open(claim: Any, claim_id: Any) -> tuple[ColumnElement[bool], ...]:
    return claim.id == claim_id, claim.verdict.is_(None), claim.state != ClaimState.ADJUDICATION


def _mine(column: Any, reader_id: int | ColumnElement[int] | None) -> ColumnElement[bool]:
    return column == reader_id if reader_id is not None else ~true()
