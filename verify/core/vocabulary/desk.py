"""The desk itself: its people, what they are told, its jobs and exports."""

from enum import StrEnum


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
    FACT_CHECKS = "fact_checks"


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
