"""Claims: what they are, how far they are, where they stand in a story or a cluster."""

from enum import StrEnum


class ClaimKind(StrEnum):
    """`factual` can be checked now; only factual claims are queued by default."""

    FACTUAL = "factual"
    PREDICTION = "prediction"
    OPINION = "opinion"


class Voice(StrEnum):
    """`own`: the outlet says it itself, also behind a hedge that names nobody; `relayed`: it reports somebody's words."""

    OWN = "own"
    RELAYED = "relayed"


class NonClaimReason(StrEnum):
    """Why a sentence of an article holds no claim."""

    QUESTION = "question"
    INSTRUCTION = "instruction"
    FRAGMENT = "fragment"
    BOILERPLATE = "boilerplate"
    DUPLICATE = "duplicate"


class ClaimState(StrEnum):
    """Where a claim stands in the work; the verdict is a field of its own."""

    READY = "ready"
    IN_REVIEW = "in_review"
    SECOND_REVIEW = "second_review"
    ADJUDICATION = "adjudication"
    DECIDED = "decided"
    PARKED = "parked"
    WITHDRAWN = "withdrawn"
    RECHECK = "recheck"


class ParkReason(StrEnum):
    """Why a claim was taken out of the queue without a verdict."""

    NOT_CHECKABLE = "not_checkable"
    MIS_SPLIT = "mis_split"
    DUPLICATE = "duplicate"
    AMBIGUOUS = "ambiguous"
    OUT_OF_SCOPE = "out_of_scope"


class SkipReason(StrEnum):
    """Why a reviewer gave a claim back that was handed to them."""

    NOT_MY_FIELD = "not_my_field"
    LANGUAGE = "language"
    TOO_CLOSE = "too_close"
    """They know the people, or have a stake in it."""
    NO_ACCESS = "no_access"
    """What it takes to check it is out of their reach."""
    NO_TIME = "no_time"
    OTHER = "other"


class Lane(StrEnum):
    """How a claim came to be checked."""

    RANDOM = "random"
    TARGETED = "targeted"
    TIP = "tip"


class Stratum(StrEnum):
    """Triage before any decision."""

    LOW = "low"
    HIGH = "high"


PENDING_STATES = frozenset({ClaimState.READY, ClaimState.IN_REVIEW, ClaimState.SECOND_REVIEW, ClaimState.ADJUDICATION})
"""States of a factual claim that has no verdict yet and is neither parked nor withdrawn."""


class EditKind(StrEnum):
    """What a person did to claims themselves, apart from judging them."""

    REWORDED = "reworded"
    ATTRIBUTION_CORRECTED = "attribution_corrected"
    KIND_CORRECTED = "kind_corrected"
    SPLIT = "split"
    MERGED = "merged"
    ADDED = "added"
    WITHDRAWN = "withdrawn"
    PARKED = "parked"
    UNPARKED = "unparked"
    UNDONE = "undone"


class EditSide(StrEnum):
    """A claim's side in an edit: what it was done to, what it was made from, or what came of it."""

    CHANGED = "changed"
    PARENT = "parent"
    CHILD = "child"


class SuggestionState(StrEnum):
    """What became of a claim that a language model suggested."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


class MatchRelation(StrEnum):
    """How two claims stand to each other, where they do."""

    SAME = "same"
    """They say the same."""
    CONFLICT = "conflict"
    """They cannot both be true."""
    OVERLAP = "overlap"
    """They touch."""


class MatchState(StrEnum):
    """What people made of a match."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class StoryAct(StrEnum):
    """What a person did to stories."""

    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    """Articles left it for a story of their own."""
    MOVED = "moved"
    """Articles left it for another story."""
