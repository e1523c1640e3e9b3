"""An article's text cut where claims and left-out sentences begin and end, so that a page can shade every sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from verify.core.vocabulary import NonClaimReason

Spans = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that lies in one claim, in a sentence left out for a reason, or in neither."""

    text: str
    claim_id: int | None = None
    reason: NonClaimReason | None = None


def pieces(
    text: str,
    claims: Iterable[tuple[int, Spans]],
    left_out: Iterable[tuple[int, int, NonClaimReason]] = (),
    on_top: int | None = None,
) -> list[Piece]:
    """The text in pieces that join to the text again. Where claims overlap, `on_top` shows, else the shortest stretch."""
    marks: list[tuple[int, int, int | None, NonClaimReason | None]] = [
        (start, end, claim_id, None) for claim_id, spans in claims for start, end in spans
    ]
    marks += [(start, end, None, reason) for start, end, reason in left_out]
    marks.sort(key=lambda mark: (mark[0], mark[1]))
    cuts = sorted({0, len(text), *(mark[0] for mark in marks), *(mark[1] for mark in marks)})
    found: list[Piece] = []
    open_marks: list[tuple[int, int, int | None, NonClaimReason | None]] = []
    upcoming = 0
    for start, end in pairwise(cuts):
        while upcoming < len(marks) and marks[upcoming][0] <= start:
            open_marks.append(marks[upcoming])
            upcoming += 1
        open_marks = [mark for mark in open_marks if mark[1] > start]
        # A claim shows above a left-out sentence: the latter only says that no claim was found.
        top = min(open_marks, key=lambda mark: (mark[2] is None, mark[2] != on_top, mark[1] - mark[0]), default=None)
        piece = Piece(text[start:end], top[2] if top else None, top[3] if top else None)
        if found and (found[-1].claim_id, found[-1].reason) == (piece.claim_id, piece.reason) and not piece.reason:
            found[-1] = Piece(found[-1].text + piece.text, piece.claim_id, piece.reason)
        else:
            found.append(piece)
    return found
