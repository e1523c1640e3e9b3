"""Reviews that judge a claim as another one was judged."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.db import Base


class Pointer(Base):
    """A review that gave the verdict of the claim `claim_id`, which says the same under the same conditions. Never changed."""

    __tablename__ = "pointers"
    __table_args__ = (Index("ix_pointers_claim_id", "claim_id"), {"sqlite_strict": True})

    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
