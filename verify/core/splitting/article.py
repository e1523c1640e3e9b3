"""What the reader of an article carries from sentence to sentence."""

from dataclasses import dataclass, field

from verify.core.splitting.drafts import AttributionDraft, ClaimDraft, NonClaim, Span
from verify.core.splitting.mentions import Mentions
from verify.core.splitting.parsing import Tree
from verify.core.splitting.pieces import Piece
from verify.core.splitting.reading import Parsed
from verify.core.splitting.speakers import Speakers


@dataclass(slots=True)
class Said:
    """One piece of a sentence before its statement is written."""

    sentence: Span
    tree: Tree | None
    piece: Piece | None
    spans: tuple[Span, ...]
    quotation: int | None
    said: AttributionDraft | None
    teller: AttributionDraft | None = None
    statement: str = ""
    unresolved: tuple[str, ...] = ()
    attitudes: tuple[AttributionDraft, ...] = ()
    told_of: tuple[str, Span] | None = None
    """Whom the sentence before was about, where it told of one person."""


@dataclass(slots=True)
class Reading:
    """What the reader of an article carries from sentence to sentence."""

    text: str
    parsed: Parsed
    mentions: Mentions
    speakers: Speakers
    claims: list[ClaimDraft] = field(default_factory=list)
    non_claims: list[NonClaim] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    speaking: AttributionDraft | None = None
    introduced: AttributionDraft | None = None
    asked: AttributionDraft | None = None
    told: list[Said] = field(default_factory=list)
