"""The words of the product, each list in one place. Column values, API values and export values are these strings."""

from enum import StrEnum


class OutletKind(StrEnum):
    """What sort of publisher an outlet is."""

    NEWS = "news"
    AGENCY = "agency"
    OPINION = "opinion"
    GOVERNMENT = "government"
    SATIRE = "satire"
    PLATFORM = "platform"


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


class Lane(StrEnum):
    """How a claim came to be checked."""

    RANDOM = "random"
    TARGETED = "targeted"
    TIP = "tip"


class Stratum(StrEnum):
    """Triage before any decision."""

    LOW = "low"
    HIGH = "high"


class ReviewPolicy(StrEnum):
    """How many reviews a verdict needs."""

    SINGLE = "single"
    DOUBLE = "double"
    DISPUTED_DOUBLE = "disputed_double"


class Role(StrEnum):
    """What a person may do is in `verify.core.permissions`, not in an order of these."""

    VIEWER = "viewer"
    SUBMITTER = "submitter"
    REVIEWER = "reviewer"
    ADJUDICATOR = "adjudicator"
    EDITOR = "editor"
    ADMIN = "admin"


class JobKind(StrEnum):
    """Background work that a person can watch."""

    INGEST = "ingest"
    CAPTURE = "capture"
    EXPORT = "export"
    SUGGEST = "suggest"
    BULK = "bulk"
    SORT = "sort"
    LOG_CHECK = "log_check"


class JobState(StrEnum):
    """The life of a job."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class NoticeKind(StrEnum):
    """What a person is told of that others did."""

    MENTIONED = "mentioned"
    HANDED_OVER = "handed_over"
    ASSIGNED = "assigned"
    COMMENTED = "commented"
    """On a claim that they decided."""
    ADJUDICATED = "adjudicated"
    """A claim on which they and somebody else disagreed."""
    RECHECKED = "rechecked"
    """A verdict of theirs is to be looked at again."""
    JOB_ENDED = "job_ended"


class MailState(StrEnum):
    """The life of a mail. `dropped`: it could not be delivered, or there was nothing left to tell."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"


class BulkAct(StrEnum):
    """What is done to many claims at once."""

    PARK = "park"
    ASSIGN = "assign"
    TAG = "tag"
    UNTAG = "untag"
    RECHECK = "recheck"
    UNDO = "undo"


class BulkState(StrEnum):
    """What became of one claim of a bulk action."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class ExportFormat(StrEnum):
    """The file formats of a verified claim set."""

    JSONL = "jsonl"
    CSV = "csv"
    CLAIMREVIEW = "claimreview"


PENDING_STATES = frozenset({ClaimState.READY, ClaimState.IN_REVIEW, ClaimState.SECOND_REVIEW, ClaimState.ADJUDICATION})
"""States of a factual claim that has no verdict yet and is neither parked nor withdrawn."""


class RecordLabel(StrEnum):
    """What an outlet's record is called; see `verify.core.reliability.label`."""

    STRONG = "strong"
    MIXED = "mixed"
    WEAK = "weak"
    NOT_SETTLED = "not_settled"
    INSUFFICIENT = "insufficient_record"


class CorrectionKind(StrEnum):
    """What an outlet did about a claim after it was published."""

    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    UPDATE = "update"
    RETRACTION = "retraction"
    SILENT_EDIT = "silent_edit"


OWNED_UP = frozenset({CorrectionKind.CORRECTION, CorrectionKind.CLARIFICATION, CorrectionKind.RETRACTION})
"""Kinds by which an outlet says that it was wrong; an update or a silent edit does not."""


class Prominence(StrEnum):
    """How visible a correction is: as visible as the claim was, noted somewhere on the page, or not marked at all."""

    PROMINENT = "prominent"
    NOTED = "noted"
    UNMARKED = "unmarked"


class Contact(StrEnum):
    """Whether the outlet corrected before the desk wrote to it (or without a word from it), or after."""

    BEFORE = "before"
    AFTER = "after"


class HandoverKind(StrEnum):
    """Why articles went from one outlet's record to another's."""

    MERGE = "merge"
    """Two outlets are one: all articles of the one go to the other."""
    ERA = "era"
    """An outlet changed hands: what it published from a day on makes a record of its own."""


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
