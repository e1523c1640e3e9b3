"""Claims, who said them, and who holds them right now."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import ClaimKind, ClaimState, Lane, ParkReason, ReasonCode, Said, Stratum, Verdict, Voice
from verify.db import Base, UtcDateTime
from verify.models.columns import word

PENDING = "kind = 'factual' AND state IN ('adjudication', 'in_review', 'ready', 'second_review')"
JUDGED = "verdict IS NOT NULL AND state IN ('decided', 'recheck')"
HANDED_OUT = "kind = 'factual' AND state = 'ready' AND id > 0"
"""Conditions of indexes of a part that counts, and take-next, name to the letter. The last says of the id what nobody else does:
what is handed out is a small index, and lists that are read in another order would be drawn to it.
"""

# Indexes of a part of the claims, by name; queries name the same condition to the letter (`queries/narrowing.py`).
_IN_PART = {
    "ix_claims_worth_high": "check_worthiness >= 0.7",
    "ix_claims_worth_middle": "check_worthiness >= 0.4 AND check_worthiness < 0.7",
    "ix_claims_worth_low": "check_worthiness < 0.4",
    "ix_claims_lane": "lane != 'targeted'",
    "ix_claims_waiting": PENDING,
    "ix_claims_judged": JUDGED,
    "ix_claims_handed_out": HANDED_OUT,
}
_QUEUE = ("state", "kind", "priority", "id")
_VOICES = ("voice", "record_voice")


def _in_part(name: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=text(_IN_PART[name]), postgresql_where=text(_IN_PART[name]))


def _as_the_text_says(context: DefaultExecutionContext) -> Any:
    return context.get_current_parameters()["voice"]  # type: ignore[no-untyped-call]


class Claim(Base):
    """One checkable proposition. `outlet_id` and `published_day` repeat the article's, so that queue and record read one table."""

    __tablename__ = "claims"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("article_versions.id"))
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"))
    published_day: Mapped[date]
    position: Mapped[int]
    """Order in the article, from 0."""
    spans: Mapped[list[list[int]]] = mapped_column(JSON)
    """`[[start, end), …]` in code points of the version's text."""
    quote: Mapped[str]
    """The text at the spans, fragments joined by ` … `."""
    statement: Mapped[str]
    kind: Mapped[ClaimKind] = mapped_column(word(ClaimKind, "kind"))
    voice: Mapped[Voice] = mapped_column(word(Voice, "voice"))
    record_voice: Mapped[Voice] = mapped_column(word(Voice, "record_voice"), default=_as_the_text_says)
    """In which record its verdict counts: relayed where `voice` is, and where its article is somebody else's text."""
    language: Mapped[str]
    check_worthiness: Mapped[float]
    reasons: Mapped[list[list[str | float]]] = mapped_column(JSON)
    """`[[name, weight], …]`: the parts of the check-worthiness."""
    unresolved: Mapped[list[str]] = mapped_column(JSON)
    priority: Mapped[float]
    """What the queue sorts by, highest first."""
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("claims.id"))
    lane: Mapped[Lane] = mapped_column(word(Lane, "lane"))
    stratum: Mapped[Stratum] = mapped_column(word(Stratum, "stratum"))
    state: Mapped[ClaimState] = mapped_column(word(ClaimState, "state"))
    park_reason: Mapped[ParkReason | None] = mapped_column(word(ParkReason, "park_reason"))
    verdict: Mapped[Verdict | None] = mapped_column(word(Verdict, "verdict"))
    reason_code: Mapped[ReasonCode | None] = mapped_column(word(ReasonCode, "reason_code"))
    said: Mapped[Said | None] = mapped_column(word(Said, "said"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    row_version: Mapped[int] = mapped_column(default=1)
    """Counts the changes; a save that names an older one is refused."""
    is_drawn: Mapped[bool] = mapped_column(default=False)
    """Drawn, when it was made, for a blind second review. Told to nobody while it is undecided."""
    assignee_id: Mapped[int | None]
    """Whom it is meant for, None for anybody. Repeats `assignments`, so that take-next passes over nothing meant for others."""

    __table_args__ = (
        # What follows the id is filtered by: the index alone tells which claims of the queue to leave out.
        Index("ix_claims_queue", *_QUEUE, "language", "published_day", "check_worthiness", *_VOICES, "article_id"),
        Index("ix_claims_outlet_queue", "outlet_id", *_QUEUE),
        Index("ix_claims_language", "language", *_QUEUE, "published_day", "check_worthiness"),
        *(
            _in_part(f"ix_claims_worth_{band}", *_QUEUE, "published_day", "language", "check_worthiness")
            for band in ("high", "middle", "low")
        ),
        _in_part("ix_claims_lane", "lane", *_QUEUE),
        _in_part("ix_claims_handed_out", "state", "kind", "assignee_id", "priority", "id"),
        Index("ix_claims_published", "published_day"),
        # Counts by the day on which claims were made: workload, and how well the splitter does.
        Index("ix_claims_made", "language", "created_at", "kind"),
        _in_part("ix_claims_waiting", "created_at"),
        _in_part("ix_claims_judged", "language", "created_at"),
        Index("ix_claims_outlet_verdict", "outlet_id", "verdict", *_VOICES, "article_id"),
        Index("ix_claims_article", "article_id", "position"),
        # On SQLite two triggers: it takes no check once a table is there.
        CheckConstraint("voice = 'own' OR record_voice = 'relayed'", name="record_voice_of_relayed"),
        {"sqlite_strict": True},
    )


class Attribution(Base):
    """Who says a claim, where the outlet does not say it itself. `speaker` is null behind a hedge that names nobody."""

    __tablename__ = "attributions"
    __table_args__ = {"sqlite_strict": True}

    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    speaker: Mapped[str | None]
    cue: Mapped[str]
    direct: Mapped[bool]
    hedged: Mapped[bool]
    via: Mapped[list[str]] = mapped_column(JSON)
    speaker_span: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    cue_span: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))


class Lease(Base):
    """A claim in somebody's hands until `expires_at`."""

    __tablename__ = "leases"
    __table_args__ = {"sqlite_strict": True}

    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
