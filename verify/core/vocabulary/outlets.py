"""Outlets, their records, and what they did about what they published."""

from enum import StrEnum


class OutletKind(StrEnum):
    """What sort of publisher an outlet is."""

    NEWS = "news"
    AGENCY = "agency"
    OPINION = "opinion"
    GOVERNMENT = "government"
    SATIRE = "satire"
    PLATFORM = "platform"


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
