"""What a reviewer has before them: the claim in its article, and everything that happened to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, or_, select
from sqlalchemy.orm import Session

from verify.core.coverage import pieces, without_replaced
from verify.core.errors import NotFound
from verify.core.queue_order import Place
from verify.core.vocabulary import (
    PENDING_STATES,
    ClaimKind,
    ClaimState,
    ParkReason,
    ReasonCode,
    Said,
    Verdict,
    Voice,
)
from verify.db import UtcDateTime
from verify.models import (
    Adjudication,
    Article,
    ArticleVersion,
    Attribution,
    AuditEvent,
    Claim,
    Desk,
    Evidence,
    FirstReview,
    Lease,
    Outlet,
    Policy,
    Review,
    ReviewPair,
    UndoneVerdict,
    User,
    VerdictEntry,
)
from verify.queries import queue_order
from verify.queries.accounts import name_shown
from verify.queries.blindness import COMES_AND_GOES, events_shown, evidence_shown, reviews_shown
from verify.queries.claims import minutes_left, shown_state

MOST_HISTORY = 200
_IN_REVIEWS = ("claim.decided", "claim.revised", "claim.adjudicated", *COMES_AND_GOES)
"""Events that history leaves out: the reviews tell the first three in full, the others come and go."""
_TAKEN_BACK = (
    exists().where(VerdictEntry.review_id == Review.id, VerdictEntry.id == UndoneVerdict.entry_id).correlate(Review)
)
_HOW = case(
    (_TAKEN_BACK, "review.undone"),
    (exists().where(Adjudication.review_id == Review.id), "claim.adjudicated"),
    (exists().where(ReviewPair.second_id == Review.id, ~ReviewPair.is_blind), "claim.challenged"),
    (
        exists().where(
            or_(ReviewPair.first_id == Review.id, ReviewPair.second_id == Review.id),
            ReviewPair.is_blind,
            ReviewPair.claim_id == Review.claim_id,
        ),
        "claim.reviewed",
    ),
    (
        exists().where(FirstReview.claim_id == Review.claim_id, FirstReview.reviewer_id == Review.reviewer_id),
        "claim.reviewed",
    ),
    (Review.revises_id.is_not(None), "claim.revised"),
    (exists().where(VerdictEntry.review_id == Review.id), "claim.decided"),
    else_="claim.reviewed",
).label("how")
"""What a review was: by itself, one of two, a wish to change what stands, or an adjudicator's."""


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """A claim with its article, who says it, who holds it (`holder_id` None: nobody) and the policy that is in force.

    `text_of`: whose text the article is, where that is not its outlet's own.
    """

    id: int
    statement: str
    quote: str
    kind: ClaimKind
    voice: Voice
    record_voice: Voice
    text_of: str | None
    state: ClaimState
    park_reason: ParkReason | None
    verdict: Verdict | None
    reason_code: ReasonCode | None
    said: Said | None
    decided_at: datetime | None
    row_version: int
    worthiness: float
    reasons: Sequence[tuple[str, float]]
    why: Place
    outlet_id: int
    outlet_name: str
    ownership_group: str | None
    article_id: int
    version_id: int
    title: str
    url: str | None
    byline: str | None
    published: date
    published_known: bool
    speaker: str | None
    cue: str | None
    direct: bool
    hedged: bool
    via: Sequence[str]
    holder_id: int | None
    holder: str | None
    held_minutes: int
    origins_needed: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of an article's text; `look` is how the claim it belongs to is drawn, empty outside claims."""

    text: str
    claim_id: int | None
    look: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that was done to a claim: a review (`review_id`, verdict, texts) or a logged change (`before`, `after`)."""

    at: datetime
    who: str
    action: str
    review_id: int | None = None
    verdict: Verdict | None = None
    reason_code: ReasonCode | None = None
    said: Said | None = None
    rationale: str = ""
    searched: str = ""
    revises_id: int | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    who_id: int | None = None
    """Whose review it is."""


_WHOLE_CLAIM = (
    select(Claim, Outlet, Article, ArticleVersion.byline, Attribution, Lease.user_id, Lease.expires_at)
    .add_columns(User.name, Policy.origins_needed, FirstReview.reviewer_id.label("first_by"))
    .add_columns(*queue_order.beside())
    .join(Outlet, Outlet.id == Claim.outlet_id)
    .join(Article, Article.id == Claim.article_id)
    .join(ArticleVersion, ArticleVersion.id == Claim.version_id)
    .join(Desk, Desk.id == 1)
    .join(Policy, Policy.id == Desk.policy_id)
    .outerjoin(Attribution, Attribution.claim_id == Claim.id)
    .outerjoin(FirstReview, FirstReview.claim_id == Claim.id)
    .outerjoin(Lease, and_(Lease.claim_id == Claim.id, Lease.expires_at > bindparam("now", type_=UtcDateTime)))
    .outerjoin(User, User.id == Lease.user_id)
    .where(Claim.id == bindparam("claim"))
    .execution_options(populate_existing=True)
)


def the_claim(session: Session, claim_id: int, *, now: datetime, reader_id: int | None = None) -> ClaimDetail:
    """A claim with all that its page says about it. `NotFound` for an unknown one.

    Who gave its first review reads that it waits for the second; to everybody else it stands as if nobody had.
    """
    row = session.execute(_WHOLE_CLAIM, {"claim": claim_id, "now": now}).first()
    if row is None:
        raise NotFound(f"There is no claim {claim_id}. It may have been on another desk.")
    found = _detail(row, now)
    waits = row.first_by is not None and row.first_by == reader_id and found.state in PENDING_STATES
    return replace(found, state=ClaimState.SECOND_REVIEW) if waits else found


def _detail(row: Any, now: datetime) -> ClaimDetail:
    claim, outlet, article, said_by = row.Claim, row.Outlet, row.Article, row.Attribution
    return ClaimDetail(
        **{
            name: getattr(claim, name)
            for name in ("id", "statement", "quote", "kind", "voice", "record_voice", "park_reason")
        },
        **{name: getattr(claim, name) for name in ("verdict", "reason_code", "said", "decided_at", "row_version")},
        state=shown_state(claim.state, row.expires_at),
        worthiness=claim.check_worthiness,
        reasons=[(str(name).replace("_", " "), float(weight)) for name, weight in claim.reasons],
        why=queue_order.place_of(claim, row, now=now),
        outlet_id=outlet.id,
        outlet_name=outlet.name,
        ownership_group=outlet.ownership_group,
        article_id=article.id,
        text_of=article.text_of,
        version_id=claim.version_id,
        title=article.title,
        url=article.canonical_url,
        byline=row.byline,
        published=claim.published_day,
        published_known=article.published_known,
        speaker=said_by.speaker if said_by else None,
        cue=said_by.cue if said_by else None,
        direct=bool(said_by and said_by.direct),
        hedged=bool(said_by and said_by.hedged),
        via=said_by.via if said_by else (),
        holder_id=row.user_id,
        holder=row.name,
        held_minutes=minutes_left(row.expires_at, now) if row.expires_at else 0,
        origins_needed=row.origins_needed,
    )


def segments(session: Session, claim: ClaimDetail) -> Sequence[Segment]:
    """The claim's article cut into stretches that join to the stored text; where claims overlap this claim shows."""
    text = session.scalar(select(ArticleVersion.text).where(ArticleVersion.id == claim.version_id)) or ""
    rows = session.execute(
        select(Claim.id, Claim.spans, Claim.kind, Claim.state, Claim.verdict)
        .where(Claim.article_id == claim.article_id, Claim.version_id == claim.version_id)
        .order_by(Claim.position, Claim.id)
    ).all()
    looks = {row.id: look_of(row.kind, row.state, row.verdict) for row in rows}
    withdrawn = {row.id for row in rows if row.state is ClaimState.WITHDRAWN and row.id != claim.id}
    cut = pieces(text, without_replaced([(row.id, row.spans) for row in rows], withdrawn), on_top=claim.id)
    return [
        Segment(piece.text, piece.claim_id, looks.get(piece.claim_id or 0, ""), piece.claim_id == claim.id)
        for piece in cut
    ]


def look_of(kind: ClaimKind, state: ClaimState, verdict: Verdict | None) -> str:
    """The one word for how a claim is drawn: parked, its verdict, its kind, or pending."""
    if state in (ClaimState.PARKED, ClaimState.WITHDRAWN):
        return "parked"
    if verdict:
        return verdict
    return "pending" if kind is ClaimKind.FACTUAL else kind


def reviews_of(session: Session, claim_id: int, *, reader_id: int | None = None) -> Sequence[Happening]:
    """The reviews of a claim that the reader may see, newest first."""
    rows = session.execute(
        select(Review, User.name, _HOW)
        .join(User, User.id == Review.reviewer_id)
        .where(Review.claim_id == claim_id, reviews_shown(reader_id))
        .order_by(Review.id.desc())
    )
    return [_of_review(row.Review, row.name, row.how) for row in rows]


def history(session: Session, claim_id: int, *, reader_id: int | None = None) -> Sequence[Happening]:
    """What happened to a claim and its evidence, as far as the reader may see it, newest first.

    At most `MOST_HISTORY` changes beside the reviews.
    """
    items = select(Evidence.id).where(Evidence.claim_id == claim_id, evidence_shown(reader_id))
    events = session.execute(
        select(AuditEvent, name_shown(AuditEvent.actor_id, AuditEvent.actor_name))
        .where(
            or_(
                and_(AuditEvent.subject_type == "claim", AuditEvent.subject_id == claim_id),
                and_(AuditEvent.subject_type == "evidence", AuditEvent.subject_id.in_(items)),
            ),
            AuditEvent.action.not_in(_IN_REVIEWS),
            events_shown(reader_id),
        )
        .order_by(AuditEvent.id.desc())
        .limit(MOST_HISTORY)
    )
    changes = [Happening(e.at, who, e.action, before=e.before, after=e.after) for e, who in events]
    judged = reviews_of(session, claim_id, reader_id=reader_id)
    return sorted([*judged, *changes], key=lambda done: done.at, reverse=True)


def _of_review(review: Review, who: str, how: str) -> Happening:
    return Happening(
        at=review.created_at,
        who=who,
        action=how,
        review_id=review.id,
        verdict=review.verdict,
        reason_code=review.reason_code,
        said=review.said,
        rationale=review.rationale,
        searched=review.searched,
        revises_id=review.revises_id,
        who_id=review.reviewer_id,
    )
