"""The record roll-up: append-only deltas (REL-1 2.10) and running totals for "now"."""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import Lane, Stratum, Verdict, Voice
from verify.db import Base
from verify.models.columns import word


class RecordDelta(Base):
    """What one event added to an outlet's record. A revision is a negative row for the old value and a positive for the new."""

    __tablename__ = "record_deltas"
    __table_args__ = (
        # All of a row, so that an outlet's history is read in one piece wherever its rows lie.
        Index(
            "ix_record_deltas_outlet",
            *("outlet_id", "claim_id", "voice", "verdict", "stratum", "lane"),
            *("pub_day", "known_day", "dn", "dc", "handover_id"),
        ),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"))
    claim_id: Mapped[int] = mapped_column(ForeignKey("claims.id"))
    """The claim whose weight or verdict changed, so that a sum can be explained by its events."""
    pub_day: Mapped[date]
    known_day: Mapped[date]
    voice: Mapped[Voice] = mapped_column(word(Voice, "voice"))
    verdict: Mapped[Verdict] = mapped_column(word(Verdict, "verdict"))
    stratum: Mapped[Stratum] = mapped_column(word(Stratum, "stratum"))
    lane: Mapped[Lane] = mapped_column(word(Lane, "lane"))
    dn: Mapped[int]
    dc: Mapped[float]
    handover_id: Mapped[int | None]
    """The merge or era that moved the claim to this record, or away from it; null for what a verdict did."""


class RecordTotal(Base):
    """An outlet's counts, and its sums as forward-decay accumulators anchored at 2020-01-01 with half-life 365 days."""

    __tablename__ = "record_totals"
    __table_args__ = {"sqlite_strict": True}

    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"), primary_key=True)
    own_corroborated: Mapped[int]
    own_disputed: Mapped[int]
    own_unverified: Mapped[int]
    relayed_corroborated: Mapped[int]
    relayed_disputed: Mapped[int]
    relayed_unverified: Mapped[int]
    said_confirmed: Mapped[int]
    """How many of `own_corroborated` are relayed claims whose speaker did say it; `said_wrong` likewise of `own_disputed`."""
    said_wrong: Mapped[int]
    decided_articles: Mapped[int]
    """Distinct articles with a corroborated or disputed own-voice claim."""
    corroborated_sum: Mapped[float]
    disputed_sum: Mapped[float]
    unverified_sum: Mapped[float]
    square_sum: Mapped[float]
    last_known_day: Mapped[date]
    """The newest `known_day` of the outlet's deltas: no later event is dated before it, whatever the clock says."""
