"""Why a verdict is looked at again, and how that ended: the words, and what they are called in a sentence."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_NOTE = 1_000


class RecheckReason(StrEnum):
    """Why a verdict that stands is to be looked at again."""

    EVIDENCE_CHANGED = "evidence_changed"
    """Evidence that it leaned on was taken away, or says or is something else now."""
    ORIGINS_CHANGED = "origins_changed"
    """It is a corroboration, and its support goes back to other origins now."""
    WORDS_CHANGED = "words_changed"
    """The claim says something else now, or somebody else says it."""
    REVISION = "revision"
    """A reviewer asks for another verdict, and an adjudicator decides."""
    EVIDENCE_RETRACTED = "evidence_retracted"
    ARTICLE_RETRACTED = "article_retracted"
    WIRE_RETRACTED = "wire_retracted"
    """An article that others copied was retracted."""
    APPEAL = "appeal"
    """The outlet appealed, and the desk accepted that."""
    REVIEW_BY = "review_by"
    """The day came that whoever gave the verdict had set."""
    POINTED_TO = "pointed_to"
    """It points to another claim's verdict, and that one changed."""
    SENT = "sent"
    """Somebody sent it."""


class RecheckEnd(StrEnum):
    """How a recheck ended."""

    SAME_VERDICT = "same_verdict"
    OTHER_VERDICT = "other_verdict"
    VERDICT_UNDONE = "verdict_undone"
    """The verdict was taken back, and none stands."""
    TAKEN_BACK = "taken_back"
    """There was no cause after all."""


LOOKED_AT = frozenset({RecheckEnd.SAME_VERDICT, RecheckEnd.OTHER_VERDICT, RecheckEnd.VERDICT_UNDONE})
"""Ends for which somebody looked again."""

REASON_WORDS: dict[RecheckReason, str] = {
    RecheckReason.EVIDENCE_CHANGED: "evidence changed",
    RecheckReason.ORIGINS_CHANGED: "origins changed",
    RecheckReason.WORDS_CHANGED: "words changed",
    RecheckReason.REVISION: "a revision was asked for",
    RecheckReason.EVIDENCE_RETRACTED: "evidence retracted",
    RecheckReason.ARTICLE_RETRACTED: "article retracted",
    RecheckReason.WIRE_RETRACTED: "wire story retracted",
    RecheckReason.APPEAL: "appeal accepted",
    RecheckReason.REVIEW_BY: "review-by date came",
    RecheckReason.POINTED_TO: "the verdict it points to changed",
    RecheckReason.SENT: "sent by a person",
}


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a verdict goes to recheck: the reason, what happened in a few words, and the batch that it is part of."""

    reason: RecheckReason
    detail: str = ""
    batch_id: int | None = None
