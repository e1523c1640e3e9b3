"""Verdicts, and the evidence that they lean on."""

from enum import StrEnum


class Verdict(StrEnum):
    """The outcome of a claim."""

    CORROBORATED = "corroborated"
    DISPUTED = "disputed"
    UNVERIFIED = "unverified"


class ReasonCode(StrEnum):
    """Why a verdict is what it is; see `REASONS_OF`."""

    PRIMARY_SOURCE = "primary_source"
    INDEPENDENT_ORIGINS = "independent_origins"
    CONTRADICTED = "contradicted"
    MISLEADING_CONTEXT = "misleading_context"
    OUTDATED = "outdated"
    WRONG_ATTRIBUTION = "wrong_attribution"
    FABRICATED = "fabricated"
    NOTHING_FOUND = "nothing_found"
    CONFLICTING_EVIDENCE = "conflicting_evidence"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    NOT_PUBLIC = "not_public"
    TOO_EARLY = "too_early"


REASONS_OF: dict[Verdict, tuple[ReasonCode, ...]] = {
    Verdict.CORROBORATED: (ReasonCode.PRIMARY_SOURCE, ReasonCode.INDEPENDENT_ORIGINS),
    Verdict.DISPUTED: (
        ReasonCode.CONTRADICTED,
        ReasonCode.MISLEADING_CONTEXT,
        ReasonCode.OUTDATED,
        ReasonCode.WRONG_ATTRIBUTION,
        ReasonCode.FABRICATED,
    ),
    Verdict.UNVERIFIED: (
        ReasonCode.NOTHING_FOUND,
        ReasonCode.CONFLICTING_EVIDENCE,
        ReasonCode.INSUFFICIENT_EVIDENCE,
        ReasonCode.NOT_PUBLIC,
        ReasonCode.TOO_EARLY,
    ),
}


class Said(StrEnum):
    """On a relayed claim: did the speaker say it? Stands beside the verdict on the content."""

    CONFIRMED = "confirmed"
    WRONG = "wrong"
    NOT_CHECKED = "not_checked"


class Stance(StrEnum):
    """How a piece of evidence bears on its claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    CONTEXT = "context"


class EvidenceRole(StrEnum):
    """What a piece of evidence is."""

    PRIMARY_DOCUMENT = "primary_document"
    ORIGINAL_REPORTING = "original_reporting"
    INDEPENDENT_CONFIRMATION = "independent_confirmation"
    SYNDICATED_COPY = "syndicated_copy"
    CITES_OTHER = "cites_other"
    OFFICIAL_STATEMENT = "official_statement"
    EXPERT_STATEMENT = "expert_statement"
    SUBJECT_STATEMENT = "subject_statement"
    SOCIAL = "social"
    ANONYMOUS = "anonymous"


PRIMARY_ROLES = frozenset({EvidenceRole.PRIMARY_DOCUMENT, EvidenceRole.OFFICIAL_STATEMENT})
"""Roles that count as a primary source once a reviewer has marked the item examined."""


class FetchState(StrEnum):
    """How far the capture of an evidence page, or of an intake line, has come."""

    WAITING = "waiting"
    STORED = "stored"
    FAILED = "failed"


class Anchoring(StrEnum):
    """How far a captured text has an evidence's passage: word for word, but for spaces and marks, in other words, or not."""

    EXACT = "exact"
    SPACING = "spacing"
    CLOSE = "close"
    MISSING = "missing"


class Reading(StrEnum):
    """What came of reading captured bytes: their text, the beginning of it, or why there is none."""

    TEXT = "text"
    CUT = "cut"
    PICTURE = "picture"
    SCANNED = "scanned"
    ENCRYPTED = "encrypted"
    UNREADABLE = "unreadable"


class ReviewPolicy(StrEnum):
    """How many reviews a verdict needs."""

    SINGLE = "single"
    DOUBLE = "double"
    DISPUTED_DOUBLE = "disputed_double"


class OriginRule(StrEnum):
    """Why one account is taken to derive from another; R1-R5 of REL-1 2.11, and what people say themselves."""

    CITED = "cited"
    """R1: a link, or “according to …”."""
    CREDIT = "credit"
    """R2: an agency's credit or byline."""
    COPY = "copy"
    """R3: the same words."""
    SAID = "said"
    """R4: the same person or document said it to both."""
    NEWSROOM = "newsroom"
    """R5: one newsroom, or one owner."""
    NAMED = "named"
    """Whoever attached the item named its origin."""
    ADDED = "added"
    """A reviewer drew the edge."""


class OriginMark(StrEnum):
    """What a person did about an edge between two accounts."""

    CONFIRMED = "confirmed"
    LIFTED = "lifted"
    ADDED = "added"
