"""What a language model suggested: each answer with what it was asked, and what people made of its proposals."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import SuggestionState
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class SuggestionRound(Base):
    """One answer of a model on one version of an article. Nothing in it is a claim."""

    __tablename__ = "suggestion_rounds"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("article_versions.id"), index=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"), unique=True)
    """The job that asked; null where the command did."""
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    model: Mapped[str]
    prompt_sha256: Mapped[str]
    input_sha256: Mapped[str]
    """Of the message that held the article."""
    characters: Mapped[int]
    """How much of the article was sent."""
    proposed: Mapped[int]
    rejected: Mapped[dict[str, int]] = mapped_column(JSON)
    """How many proposals did not pass, by reason."""


class Suggestion(Base):
    """A proposal that passed the checks, until a person accepts or dismisses it. An accepted one names its claim."""

    __tablename__ = "suggestions"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("suggestion_rounds.id"), index=True)
    spans: Mapped[list[list[int]]] = mapped_column(JSON)
    quote: Mapped[str]
    statement: Mapped[str]
    speaker: Mapped[str | None]
    cue: Mapped[str | None]
    state: Mapped[SuggestionState] = mapped_column(word(SuggestionState, "state"))
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claims.id"), unique=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
