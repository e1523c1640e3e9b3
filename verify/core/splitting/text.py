"""Blocks of an article: prose to split, and page furniture with the reason it is left out. Offsets lie in the given text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from verify.core.splitting import furniture
from verify.core.splitting.drafts import Span
from verify.core.vocabulary import NonClaimReason

INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""Characters without width that may stand around words; offsets count them, words do not hold them."""

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_EDGE = (
    " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\n\r"
    + INVISIBLE
)
_TERMINAL = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_WORD = re.compile(r"\w+(?:[’'.-]\w+)*")
_DATELINE = re.compile(
    r"(?:[A-Z][\w.’' -]{1,30}(?:, [A-Z][\w.’' -]{1,20})?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?\s*)?"
    r"\((?:Reuters|AP|AFP|CNN|UPI|PTI|ANI|IANS|Xinhua|Bloomberg|dpa|EFE|TASS|[A-Z][\w .]{1,24})\)\s*[—–-]{1,2}\s*"
    r"|[A-Z][A-Z.’' ]{2,30}(?:, [A-Z][\w. ]{1,20})?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?\s*[—–]\s*"
    r"|[A-Z][A-Z.’' ]{2,30}, [A-Z][\w. ]{1,20}\s+--?\s+"
    r"|\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: (?:GMT|BST|UTC|E[DS]?T|CES?T|IST))?:?\s*(?:[—–-]\s*)?(?=[A-Z“\"‘])"
)
"""Also the hour before an entry of a live report."""
_LIST_MARK = re.compile(r"[•●▪◦‣⁃*–-]\s+(?=\w)")
_GLUED = re.compile(r"\b(?P<name>[A-Z][\w’'-]{0,30}[^\W\d_A-Z])[^\n]{2,60}?(?<![A-Z])(?P=name)(?=[A-Z])")
_AGAIN = re.compile(r"\b(?P<name>[A-Z][\w’'-]{0,30}[^\W\d_A-Z])\b[^\n]{2,60}?(?<![A-Z])(?P=name)(?=[A-Z]| [A-Z])")
_PARTY = re.compile(r"\s*\((?:R|D|I)-")
"""Behind a politician's name, where such tooltips stand."""
_TOOLTIP_END = re.compile(r"\bMORE(?![A-Za-z])")
LONGEST_TOOLTIP = 1_000
HEADLINE_WORDS = 30
SUBHEADING_WORDS = 14


class Role(StrEnum):
    """What a block is in its article."""

    PROSE = "prose"
    HEADLINE = "headline"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, line or list item; `reason` is set where nothing of it may become a claim.

    `posted` is set for a post from a social network, whose signature is the next block.
    """

    start: int
    end: int
    role: Role = Role.PROSE
    reason: NonClaimReason | None = None
    breaks_before: int = 2
    listed: bool = False
    posted: bool = False


def words(text: str) -> list[str]:
    """The words of a text, lower case, curly apostrophes straightened."""
    return [m.group().lower().replace("’", "'") for m in _WORD.finditer(text)]


def trim(text: str, start: int, end: int) -> Span:
    """The span without white space and invisible characters at its edges; may be empty."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def ends_sentence(text: str) -> bool:
    """Whether the text closes with a final stop, inside or outside quotation marks."""
    return _TERMINAL.search(text) is not None


def blocks(text: str, *, title: str | None = None) -> list[Block]:
    """All blocks in reading order: together they hold every visible character outside line breaks."""
    lines = list(_joined_soft_wraps(text, _lines(text)))
    marked = [part for line in lines for part in _without_signature(text, _marked_by_form(text, line))]
    marked = _headlines(text, marked, title)
    marked = _below_the_article(text, marked)
    parts = [part for block in marked for part in _without_prefix(text, block)]
    return _doubles(text, parts)


def _lines(text: str) -> Iterator[Block]:
    last_end = 0
    for match in _LINE.finditer(text):
        start, end = trim(text, match.start(), match.end())
        if start < end:
            breaks = min(2, len(_BREAK.findall(text, last_end, start)))
            yield Block(start, end, breaks_before=breaks)
            last_end = end


def _joined_soft_wraps(text: str, lines: Iterable[Block]) -> Iterator[Block]:
    """A paragraph wrapped at a column is one block: the line before is long, ends open, and the next starts small."""
    held: Block | None = None
    for line in lines:
        if held is None:
            held = line
        elif line.breaks_before == 1 and _runs_on(text, held, line):
            held = replace(held, end=line.end)
        else:
            yield held
            held = line
    if held is not None:
        yield held


def _runs_on(text: str, above: Block, below: Block) -> bool:
    last_line = text[max(above.start, text.rfind("\n", above.start, above.end) + 1) : above.end]
    return len(last_line) >= 50 and not ends_sentence(last_line) and text[below.start].islower()


def _marked_by_form(text: str, block: Block) -> Block:
    line = text[block.start : block.end]
    if not _WORD.search(line):
        return replace(block, role=Role.LEFT_OUT, reason=NonClaimReason.FRAGMENT)
    reason = furniture.reason_of(line)
    if reason is not None:
        return replace(block, role=Role.LEFT_OUT, reason=reason)
    return replace(block, listed=_LIST_MARK.match(line) is not None)


def _headlines(text: str, marked: list[Block], title: str | None) -> list[Block]:
    """Short lines without a final stop: before the first paragraph a headline, later a subheading."""
    wanted = " ".join(words(title or ""))
    seen_prose = False
    out: list[Block] = []
    for block in marked:
        line = text[block.start : block.end]
        count = len(words(line[:2000]))
        same_as_title = bool(wanted) and " ".join(words(line[:2000])) == wanted
        if block.reason is not None or block.listed or block.posted:
            out.append(block)
        elif same_as_title or (not seen_prose and count <= HEADLINE_WORDS and _looks_like_a_headline(line)):
            out.append(replace(block, role=Role.HEADLINE))
        elif not ends_sentence(line) and count <= SUBHEADING_WORDS and line[-1] not in ',;:—-”"':
            out.append(replace(block, role=Role.LEFT_OUT, reason=NonClaimReason.FRAGMENT))
        else:
            seen_prose = True
            out.append(block)
    return out


def _looks_like_a_headline(line: str) -> bool:
    """No final stop, or every longer word with a capital."""
    longer = [word for word in _WORD.findall(line) if len(word) > 3]
    return not ends_sentence(line) or (
        len(longer) > 3 and all(word[0].isupper() or word[0].isdigit() for word in longer)
    )


def without_tooltips(text: str) -> tuple[str, list[Span]]:
    """The text with blanks for what tooltips left behind names, so that every place stays, and where that was.

    It is the name in full, other articles' headlines glued to it, and "MORE".
    """
    cut: list[Span] = []
    at = 0
    for end in _TOOLTIP_END.finditer(text):
        party = _PARTY.match(text, end.end()) is not None
        match = (_AGAIN if party else _GLUED).search(text, max(at, end.start() - LONGEST_TOOLTIP), end.start())
        if match is not None:
            cut.append((match.end("name"), end.end()))
            at = end.end()
    if not cut:
        return text, cut
    kept = [text[left:right] + " " * (end - right) for (left, (right, end)) in zip(_ends(cut), cut, strict=True)]
    return "".join((*kept, text[at:])), [trim(text, *span) for span in cut]


def _ends(cut: list[Span]) -> list[int]:
    return [0, *(end for _, end in cut[:-1])]


def _below_the_article(text: str, marked: list[Block]) -> list[Block]:
    """Below a comments heading nothing is the article's; below "Related stories" short lines without a stop are not."""
    total = sum(1 for block in marked if block.reason is None)
    prose = 0
    below = ""
    out: list[Block] = []
    for block in marked:
        line = text[block.start : block.end]
        if block.reason is NonClaimReason.BOILERPLATE and prose >= max(1, total // 4):
            below = (
                "comments" if furniture.opens_comments(line) else "series" if furniture.opens_series(line) else below
            )
        elif block.reason is None and below == "series" and ends_sentence(line):
            below = ""
        if block.reason is None and below:
            block = replace(block, role=Role.LEFT_OUT, reason=NonClaimReason.BOILERPLATE)
        prose += block.reason is None
        out.append(block)
    return out


def _without_prefix(text: str, block: Block) -> Iterator[Block]:
    """Cut a dateline ("LONDON (Reuters) —") or a list mark from the front of a paragraph."""
    if block.role is not Role.PROSE:
        yield block
        return
    pattern = _LIST_MARK if block.listed else _DATELINE
    match = pattern.match(text, block.start, block.end)
    start, end = trim(text, match.end() if match else block.start, block.end)
    if match and start < end and not block.listed:
        left, right = trim(text, block.start, match.end())
        yield Block(left, right, Role.LEFT_OUT, NonClaimReason.BOILERPLATE, block.breaks_before)
    yield replace(block, start=start, end=end) if start < end else block


def _without_signature(text: str, block: Block) -> Iterator[Block]:
    """Cut the name of who posted it from the end of a post that is set in the article."""
    signed = furniture.signature(text, block.start, block.end) if block.role is Role.PROSE else None
    if signed is None or signed.start() == block.start:
        yield block
        return
    start, end = trim(text, block.start, signed.start())
    yield replace(block, start=start, end=end, posted=True)
    yield Block(signed.start(), signed.end(), Role.LEFT_OUT, NonClaimReason.FRAGMENT, 1)


def _doubles(text: str, marked: list[Block]) -> list[Block]:
    """A headline or line that stands again is a duplicate, the first one keeps its role."""
    seen: set[tuple[str, ...]] = set()
    out: list[Block] = []
    for block in marked:
        key = tuple(words(text[block.start : block.end]))
        again = len(key) >= 3 and key in seen
        seen.add(key)
        if again and block.reason is not NonClaimReason.BOILERPLATE:
            block = replace(block, role=Role.LEFT_OUT, reason=NonClaimReason.DUPLICATE)
        out.append(block)
    return out
