"""An article's text cut where claims and left-out sentences begin and end, so that a page can shade every sentence."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby, pairwise

from verify.core.splitting import sentences
from verify.core.splitting import text as blocks_of
from verify.core.splitting.drafts import Span
from verify.core.splitting.parsing import PARSED_CHARACTERS
from verify.core.vocabulary import ClaimKind, NonClaimReason

Spans = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that lies in one claim, in a sentence left out for a reason, or in neither.

    `marked`: it is to be pointed out; `opens`: what is begins with it.
    """

    text: str
    claim_id: int | None = None
    reason: NonClaimReason | None = None
    marked: bool = False
    opens: bool = False


def without_replaced(claims: Sequence[tuple[int, Spans]], withdrawn: Collection[int]) -> list[tuple[int, Spans]]:
    """The claims but for withdrawn ones in whose place another stands: what a claim was split or merged into shows instead."""
    standing = [(start, end) for claim_id, spans in claims if claim_id not in withdrawn for start, end in spans]

    def is_replaced(spans: Spans) -> bool:
        return any(start < other_end and other < end for start, end in spans for other, other_end in standing)

    return [(claim_id, spans) for claim_id, spans in claims if claim_id not in withdrawn or not is_replaced(spans)]


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


class Cover(StrEnum):
    """What was made of a sentence; the first that holds. `furniture` is a line of the page, not of the article."""

    UNRESOLVED = "unresolved"
    FACTUAL = "factual"
    PREDICTION = "prediction"
    OPINION = "opinion"
    FURNITURE = "furniture"
    LEFT_OUT = "left_out"
    UNMARKED = "unmarked"


CLAIMED = (Cover.FACTUAL, Cover.PREDICTION, Cover.OPINION, Cover.UNRESOLVED)
"""What a sentence with a claim is."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim as coverage sees it. Not `resolved`: a word of its statement points at nothing known. Not `stands`: withdrawn."""

    id: int
    spans: Spans
    kind: ClaimKind
    resolved: bool = True
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence, or with `cover` None what lies between two. Its pieces join to its text, which begins at `start`."""

    start: int
    pieces: tuple[Piece, ...]
    cover: Cover | None = None
    reason: NonClaimReason | None = None

    @property
    def text(self) -> str:
        """The stretch as it stands in the article."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_marked(self) -> bool:
        """Whether any of it is to be pointed out."""
        return any(piece.marked for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Passage:
    """Stretches that are shown together; `folded` holds whole lines of page furniture and nothing else."""

    folded: bool
    stretches: tuple[Stretch, ...]

    @property
    def is_marked(self) -> bool:
        """Whether any of it is to be pointed out."""
        return any(stretch.is_marked for stretch in self.stretches)

    @property
    def lines(self) -> int:
        """How many lines of furniture are in it."""
        return sum(1 for stretch in self.stretches if stretch.cover is Cover.FURNITURE)


def sentence_spans(text: str, *, title: str | None = None, language: str = "en") -> list[Span]:
    """Where the splitter sees sentences in a text, left-out ones too, in reading order."""
    found: list[Span] = []
    text, _ = blocks_of.without_tooltips(text)
    for block in blocks_of.blocks(text, title=title):
        parts = sentences.sentences(text, block.start, block.end, language=language)
        found += parts or [(block.start, block.end)]
    return found


def stretches(
    text: str, spans: Sequence[Span], claims: Sequence[Claimed], left_out: Sequence[tuple[int, int, NonClaimReason]]
) -> list[Stretch]:
    """The whole text as sentences (at `spans`, in order) and what lies between, each with what was made of it."""
    whole = pieces(text, [(claim.id, claim.spans) for claim in claims], left_out)
    cuts = sorted({0, len(text), *(end for span in spans for end in span)})
    touching = _touching(spans, claims)
    found: list[Stretch] = []
    for start, parts in _cut(whole, cuts):
        if start not in touching:
            found.append(Stretch(start, parts))
            continue
        reasons = [part.reason for part in parts if part.reason is not None and part.text.strip()]
        cover = _cover([claim for claim in touching[start] if claim.stands], reasons)
        is_left_out = cover in (Cover.FURNITURE, Cover.LEFT_OUT)
        found.append(Stretch(start, parts, cover, reasons[0] if is_left_out else None))
    return found


def marked(found: Iterable[Stretch], start: int, end: int) -> list[Stretch]:
    """The stretches with what lies in `[start, end)` of the text marked."""
    return [replace(stretch, pieces=tuple(_marked(stretch, start, end))) for stretch in found]


def passages(found: Iterable[Stretch]) -> list[Passage]:
    """The stretches with runs of lines that hold nothing but furniture folded. A dateline stands in its line unfolded."""
    return [
        Passage(folded, tuple(stretch for line in lines for stretch in line))
        for folded, lines in groupby(_lines(found), key=_is_furniture)
    ]


def is_sentence_level(text: str, language: str) -> bool:
    """Whether the parser did not read (all of) a text, so that its claims are whole sentences there."""
    return language.split("-", maxsplit=1)[0] not in ("en", "und") or len(text) > PARSED_CHARACTERS


def _touching(spans: Sequence[Span], claims: Sequence[Claimed]) -> dict[int, list[Claimed]]:
    """The claims of each sentence, by where it starts; those that another claim hides in the text among them."""
    starts = [start for start, _ in spans]
    found: dict[int, list[Claimed]] = {start: [] for start in starts}
    for claim in claims:
        for left, right in claim.spans:
            for start, end in spans[max(0, bisect_right(starts, left) - 1) : bisect_left(starts, right)]:
                if end > left:
                    found[start].append(claim)
    return found


def _cover(claims: Sequence[Claimed], reasons: Sequence[NonClaimReason]) -> Cover:
    if claims and not all(claim.resolved for claim in claims):
        return Cover.UNRESOLVED
    kinds = {claim.kind for claim in claims}
    if kinds:
        return next(Cover(kind) for kind in ClaimKind if kind in kinds)
    if not reasons:
        return Cover.UNMARKED
    return Cover.FURNITURE if reasons[0] is NonClaimReason.BOILERPLATE else Cover.LEFT_OUT


def _cut(whole: Iterable[Piece], cuts: Sequence[int]) -> Iterator[tuple[int, tuple[Piece, ...]]]:
    """The pieces of each stretch between two cuts, with where it starts."""
    waiting = iter(whole)
    piece, used = next(waiting, None), 0
    for start, end in pairwise(cuts):
        parts: list[Piece] = []
        at = start
        while piece is not None and at < end:
            taken = piece.text[used : used + end - at]
            parts.append(Piece(taken, piece.claim_id, piece.reason))
            at, used = at + len(taken), used + len(taken)
            if used == len(piece.text):
                piece, used = next(waiting, None), 0
        yield start, tuple(parts)


def _marked(stretch: Stretch, start: int, end: int) -> Iterator[Piece]:
    at = stretch.start
    for piece in stretch.pieces:
        first, last = (min(max(place - at, 0), len(piece.text)) for place in (start, end))
        if text := piece.text[:first]:
            yield replace(piece, text=text)
        if text := piece.text[first:last]:
            yield replace(piece, text=text, marked=True, opens=at + first == start)
        if text := piece.text[last:]:
            yield replace(piece, text=text)
        at += len(piece.text)


def _lines(found: Iterable[Stretch]) -> Iterator[list[Stretch]]:
    """The stretches of each line, up to and with the white space that ends it."""
    line: list[Stretch] = []
    for stretch in found:
        line.append(stretch)
        if stretch.cover is None and "\n" in stretch.text:
            yield line
            line = []
    if line:
        yield line


def _is_furniture(line: Iterable[Stretch]) -> bool:
    covers = {stretch.cover for stretch in line if stretch.cover is not None}
    return covers == {Cover.FURNITURE}
