"""What the splitter hands out. Offsets count Unicode code points of the stored article text; spans are `[start, end)`."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from verify.core.vocabulary import ClaimKind, NonClaimReason, Voice

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AttributionDraft:
    """Who says a claim, where the outlet does not say it itself. `speaker` is None behind a hedge that names nobody."""

    speaker: str | None
    cue: str
    direct: bool = False
    hedged: bool = False
    via: tuple[str, ...] = ()
    speaker_span: Span | None = None
    cue_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One named part of a check-worthiness; the parts of a claim, summed and clamped to 0–1, are its check-worthiness."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """One checkable proposition: `spans` carry it in the text, in reading order; `statement` stands alone.

    `attitudes` are those whose words, plans or feelings it tells of without being said by them: "Holm opposes the sale" is the
    outlet's claim about Holm.
    """

    spans: tuple[Span, ...]
    statement: str
    kind: ClaimKind
    voice: Voice
    check_worthiness: float
    attribution: AttributionDraft | None = None
    reasons: tuple[Reason, ...] = ()
    unresolved: tuple[str, ...] = ()
    duplicate_of: int | None = None
    attitudes: tuple[AttributionDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class NonClaim:
    """A sentence that holds no claim, and why.

    `said` is set where somebody is quoted with it, as with a question; `attitudes` are as in a claim.
    """

    span: Span
    reason: NonClaimReason
    said: AttributionDraft | None = None
    attitudes: tuple[AttributionDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """An article's claims and non-claims in reading order. `language` is a BCP 47 code, `und` where unknown."""

    text: str
    language: str
    claims: tuple[ClaimDraft, ...]
    non_claims: tuple[NonClaim, ...] = field(default=())

    def quotes(self) -> Iterator[str]:
        """The verbatim quote of each claim, fragments joined by ` … `."""
        for claim in self.claims:
            yield " … ".join(self.text[start:end] for start, end in claim.spans)
