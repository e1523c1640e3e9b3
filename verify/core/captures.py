"""What captures of one page say of each other: whether they have one text, what changed, and whether one is a wall of consent."""

import hashlib
import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, zip_longest
from typing import Literal

from verify.core.anchors import Anchor
from verify.core.claim_edits import Stretch

LEAST_LETTERS = 150
"""A shorter text is no reason to call two pages one text: error pages and empty shells are alike everywhere."""
MOST_PARAGRAPHS = 300
"""Paragraphs between the first change and the last that are laid side by side; of a longer stretch only its beginning."""
MOST_STEPS = 1_000_000
"""Pairs of words that one comparison looks at, about half a second; changes after that are shown by whole paragraphs."""
PART_LETTERS = 30_000
"""Letters of a captured text that a page shows at once."""
SAME_PLACE = 0.4
"""The share of words from which two paragraphs are one that was changed, and not one gone and one new."""
WALL_WORDS, WALL_ARTICLE = 450, 120
"""A page that asks for consent has little else to say: words of all it shows, and words of its article, if it has one."""
WALL_SIGNS, WALL_TAGS, WALL_LETTERS = 3, 5_000, 50_000

_WORD = re.compile(r"\w+")
_PARAGRAPH = re.compile(r"\n\s*\n")
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg"})
_NAME = re.compile(r"/?[a-zA-Z]*")
_SIGNS = tuple(
    re.compile(sign, re.I)
    for sign in (
        r"\bcookies?\b",
        r"\bconsent\b|\beinwilligung|\bzustimm\w+|\bconsentement|\bconsentimiento|\bconsenso\b|\btoestemming",
        r"\baccept(?: all)?\b|\bagree\b|\bakzeptier\w+|\baccepter\b|\baceptar\b|\baccetta\w*|\baccepteren",
        r"\breject(?: all)?\b|\bdecline\b|\bablehnen\b|\brefuser\b|\brechazar\b|\brifiuta\w*|\bweigeren",
        r"\bpartners\b|\bvendors?\b|\bpartnern?\b|\bpartenaires\b|\bproveedores\b|\bfornitori\b",
        r"\bprivacy\b|\bdatenschutz|\bconfidentialité|\bprivacidad\b|\bprivatsphäre|\bgdpr\b|\bdsgvo\b",
        r"\b(?:manage|more) (?:options|choices|settings|preferences)|\beinstellungen\b|\bparamétrer|\bpersonali[sz]ed ads",
        r"before you continue|bevor sie (?:fortfahren|zu)|avant de continuer|antes de continuar",
    )
)
_WALL_HOST = re.compile(r"^(?:consent|guce|cmp|myprivacy)\.", re.I)


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph of two captures: what the old one had and what the new one has; empty where it had or has none."""

    old: Sequence[Stretch] = ()
    new: Sequence[Stretch] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed from one capture to the next, in order. `is_cut`: there is more than could be laid side by side."""

    changes: Sequence[Change]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph at a code point of its text, in pieces (text, whether it is the passage); `page`: a page begins with it."""

    start: int
    page: int | None
    pieces: Sequence[tuple[str, bool]]

    @property
    def is_marked(self) -> bool:
        """Whether the passage is in it."""
        return any(marked for _, marked in self.pieces)


@dataclass(frozen=True, slots=True)
class Layout:
    """Some paragraphs of a text: part number `part` of `parts`, and the part in which the passage begins."""

    blocks: Sequence[Block]
    part: int
    parts: int
    passage_part: int | None


def text_key(text: str) -> str | None:
    """Equal for texts that differ in nothing but case, spaces and marks; None where there are no words."""
    words = _WORD.findall(text.casefold())
    return hashlib.sha256(" ".join(words).encode()).hexdigest() if words else None


def page_at(starts: Sequence[int] | None, place: int | None) -> int | None:
    """The number of the page, from 1, that a code point of a document's text stands on; None where it has no pages."""
    return bisect_right(starts, place) if starts and place is not None else None


def paragraphs(text: str) -> list[tuple[int, str]]:
    """The paragraphs of a text that hold anything, each with the code point at which it begins."""
    found, start = [], 0
    for gap in [*(match.span() for match in _PARAGRAPH.finditer(text)), (len(text), len(text))]:
        if text[start : gap[0]].strip():
            found.append((start, text[start : gap[0]]))
        start = gap[1]
    return found


def laid_out(
    text: str, anchor: Anchor | None = None, page_starts: Sequence[int] | None = None, part: int | None = None
) -> Layout:
    """A part of a text to be shown, of about 30,000 letters each: the one asked for, else the one that has the passage."""
    blocks = [block for start, words in paragraphs(text) for block in _bounded(start, words)]
    parts: list[list[tuple[int, str]]] = [[]]
    letters = 0
    for start, words in blocks:
        if letters + len(words) > PART_LETTERS and parts[-1]:
            parts.append([])
            letters = 0
        parts[-1].append((start, words))
        letters += len(words)
    at = anchor.start if anchor else 0
    holding = max((number for number, some in enumerate(parts) if some and some[0][0] <= at), default=0)
    shown = min(max(holding if part is None else part - 1, 0), len(parts) - 1)
    page, found = None, []
    for start, words in parts[shown]:
        here = page_at(page_starts, start)
        found.append(Block(start, here if here != page else None, _pieces(start, words, anchor)))
        page = here
    return Layout(found, shown + 1, len(parts), holding + 1 if anchor else None)


def changes(old: str, new: str) -> Changes:
    """What a page's text became, paragraph by paragraph and within one word by word; what stayed is left out."""
    before, after = ([" ".join(words.split()) for _, words in paragraphs(text)] for text in (old, new))
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    before, after = before[head : len(before) - tail], after[head : len(after) - tail]
    is_cut = max(len(before), len(after)) > MOST_PARAGRAPHS
    left = MOST_STEPS
    found = []
    for was, now in _aligned(before[:MOST_PARAGRAPHS], after[:MOST_PARAGRAPHS], _alike):
        if was == now:
            continue
        steps = len((was or "").split()) * len((now or "").split())
        if steps and steps <= left:
            left -= steps
            found.append(_laid(was or "", now or ""))
        else:
            found.append(Change(_all(was, "gone"), _all(now, "new")))
    return Changes(found, is_cut)


def asks_for_consent(markup: str, article: str, host: str) -> bool:
    """Whether a page is nothing but a question for consent: few words, and several that only such questions have."""
    if len(article.split()) > WALL_ARTICLE:
        return False
    if markup.count("<") > WALL_TAGS:
        return False
    shown = _shown(markup)[:WALL_LETTERS]
    signs = sum(bool(sign.search(shown)) for sign in _SIGNS)
    if _WALL_HOST.match(host) and signs:
        return True
    return signs >= WALL_SIGNS and len(shown.split()) <= WALL_WORDS


def _bounded(start: int, words: str) -> Iterator[tuple[int, str]]:
    for at in range(0, len(words), PART_LETTERS):
        yield start + at, words[at : at + PART_LETTERS]


def _pieces(start: int, words: str, anchor: Anchor | None) -> list[tuple[str, bool]]:
    if anchor is None:
        return [(words, False)]
    first, last = (min(max(place - start, 0), len(words)) for place in (anchor.start, anchor.end))
    pieces = [(words[:first], False), (words[first:last], True), (words[last:], False)]
    return [piece for piece in pieces if piece[0]]


def _shown(markup: str) -> str:
    """The words between the tags of a page, in one pass over it."""
    start, *pieces = markup.split("<")
    shown, hidden_until = [start], ""
    for piece in pieces:
        found = _NAME.match(piece)
        name = found[0].lower() if found else ""
        if hidden_until:
            hidden_until = "" if name == hidden_until else hidden_until
        elif name in _UNSEEN:
            hidden_until = f"/{name}"
        if not hidden_until:
            shown.append(piece.partition(">")[2])
    return html.unescape(" ".join(shown))


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip_longest(one, other)) if a != b), len(one))


def _all(text: str | None, kind: Literal["gone", "new"]) -> list[Stretch]:
    return [Stretch(kind, text)] if text else []


def _laid(was: str, now: str) -> Change:
    """One paragraph word by word, each side for itself."""
    marked = [
        ("same" if old == new else "gone", old, "same" if old == new else "new", new)
        for old, new in _aligned(was.split(), now.split(), lambda one, other: float(one == other))
    ]
    old = [(kind, word) for kind, word, _, _ in marked if word is not None]
    new = [(kind, word) for _, _, kind, word in marked if word is not None]
    return Change(_stretches(old), _stretches(new))


def _stretches(words: Sequence[tuple[str, str]]) -> list[Stretch]:
    kinds: dict[str, Literal["same", "gone", "new"]] = {"same": "same", "gone": "gone", "new": "new"}
    runs = groupby(words, key=lambda marked: marked[0])
    return [Stretch(kinds[kind], " ".join(word for _, word in run)) for kind, run in runs]


def _aligned(
    before: Sequence[str], after: Sequence[str], alike: Callable[[str, str], float]
) -> Iterator[tuple[str | None, str | None]]:
    """Old and new parts side by side in their order, so that as much as can be stands beside its like.

    Longest common subsequence, each pair weighed by `alike`: n·m steps, whatever the texts hold.
    """
    rows, columns = len(before), len(after)
    likeness = [[alike(one, other) for other in after] for one in before]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        here, below, weights = best[row], best[row + 1], likeness[row]
        for column in range(columns - 1, -1, -1):
            weight = weights[column]
            paired = below[column + 1] + weight if weight else 0.0
            here[column] = max(paired, below[column], here[column + 1])
    row = column = 0
    while row < rows or column < columns:
        if row < rows and best[row][column] == best[row + 1][column]:
            yield before[row], None
            row += 1
        elif column < columns and best[row][column] == best[row][column + 1]:
            yield None, after[column]
            column += 1
        else:
            yield before[row], after[column]
            row, column = row + 1, column + 1


def _alike(one: str, other: str) -> float:
    mine, yours = _bag(one), _bag(other)
    if not mine or not yours:
        return 0.0
    share = 2 * len(mine & yours) / (len(mine) + len(yours))
    return share if share >= SAME_PLACE else 0.0


@lru_cache(maxsize=4 * MOST_PARAGRAPHS)
def _bag(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
