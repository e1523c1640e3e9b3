"""What people did to claims themselves: the lineage. Append-only, by trigger."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import EditKind, EditSide
from verify.db import Base, UtcDateTime
from verify.models.columns import word


class ClaimEdit(Base):
    """One act of one person on claims of one article. An undo is an edit of its own that names the one it takes back."""

    __tablename__ = "claim_edits"
    __table_args__ = {"sqlite_strict": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    kind: Mapped[EditKind] = mapped_column(word(EditKind, "kind"))
    reason: Mapped[str]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("claim_edits.id"), unique=True)
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClaimEditPart(Base):
    """One claim's part in an edit: what of it stood before and what after, null where it was not there."""

    __tablename__ = "claim_edit_parts"
    __table_args__ = (Index("ix_claim_edit_parts_claim", "claim_id", "edit_id"), {"sqlite_strict": True})

    edit_id: Mapped[int] = mapped_column(ForeignKey("claim_edits.id"), primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"), primary_key=True)
    side: Mapped[EditSide] = mapped_column(word(EditSide, "side"))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    last_review_id: Mapped[int | None] = mapped_column(ForeignKey("reviews.id"))
    """The claim's newest review at that time: it, and those before it, judged the claim as it stood before."""
