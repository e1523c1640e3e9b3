"""What a reviewer is not shown of a claim that two people judge apart: conditions that every list, page and export shares.

While a claim has no verdict and is not before an adjudicator, its first review is known to its author only; so is the evidence that
a reviewer attached to it, and what the log says of either. `reader_id` is who reads; None is nobody in particular.
"""

from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, exists, literal_column, not_, or_, select, true

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

# What is looked up beside the rows that are shown. Made once: to build these conditions anew takes longer than to ask them.
_CLAIM = cast(Table, Claim.__table__).alias().c
_ITEM = cast(Table, Evidence.__table__).alias().c
_REVIEW = cast(Table, Review.__table__).alias().c
_ENTRY = cast(Table, OriginEntry.__table__).alias().c
_COMMENT = cast(Table, Comment.__table__).alias().c
_SEARCH = cast(Table, Search.__table__).alias().c
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
    return or_(_mine(EVENTS.actor_id, reader_id), not_(_HIDDEN_EVENT))


def captures_shown(reader_id: int | None) -> ColumnElement[bool]:
    """Jobs that the reader may see: all but those that capture a page for evidence which they may not see."""
    return or_(_mine(JOBS.created_by_id, reader_id), not_(_HIDDEN_CAPTURE))


def _asked_of_each(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    # Without the offset PostgreSQL would read all open claims into memory first, to show the fifty newest events.
    return select(literal_column("1")).where(*conditions).offset(0).exists()


def _of_open_claim(claim_id: ColumnElement[int]) -> ColumnElement[bool]:
    return exists().where(*_open(claim_id))


def _open(claim_id: ColumnElement[int]) -> tuple[ColumnElement[bool], ...]:
    return _CLAIM.id == claim_id, _CLAIM.verdict.is_(None), _CLAIM.state != ClaimState.ADJUDICATION


def _on_open_claim(row: Any, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """That what the event is about is on an open claim, and more."""
    return _asked_of_each(row.id == EVENTS.subject_id, _of_open_claim(row.claim_id), *more)


def _mine(column: Any, reader_id: int | ColumnElement[int] | None) -> ColumnElement[bool]:
    return column == reader_id if reader_id is not None else ~true()


_HIDDEN_CAPTURE = and_(
    JOBS.kind == JobKind.CAPTURE,
    exists().where(_ITEM.id == JOBS.subject_id, _ITEM.is_apart, _of_open_claim(_ITEM.claim_id)),
)
_EXAMINED = EVENTS.action.in_(("evidence.examined", "evidence.unexamined"))
_TELLING = or_(EVENTS.action.in_(TOLD_VERDICTS), and_(EVENTS.action.in_(COMES_AND_GOES), TWO_PEOPLE))
_HIDDEN_EVENT = or_(
    and_(EVENTS.subject_type == "review", _on_open_claim(_REVIEW)),
    and_(EVENTS.subject_type == "evidence", _on_open_claim(_ITEM, or_(_ITEM.is_apart, and_(_EXAMINED, TWO_PEOPLE)))),
    and_(EVENTS.subject_type == "origin", _on_open_claim(_ENTRY, _ENTRY.is_apart)),
    and_(EVENTS.subject_type == "comment", _on_open_claim(_COMMENT, _COMMENT.is_apart)),
    and_(EVENTS.subject_type == "search", _on_open_claim(_SEARCH, _SEARCH.is_apart)),
    and_(EVENTS.subject_type == "job", _asked_of_each(JOBS.id == EVENTS.subject_id, _HIDDEN_CAPTURE)),
    and_(EVENTS.subject_type == "claim", _TELLING, _asked_of_each(*_open(EVENTS.subject_id))),
)
