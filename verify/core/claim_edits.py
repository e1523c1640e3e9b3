"""What a person may do to a claim's words: exact spans, passages found again, and what a change of words amounts to."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice, pairwise
from typing import Any, Literal

from verify.core.errors import Malformed
from verify.core.splitting.text import trim
from verify.core.typed_text import typed
from verify.core.vocabulary import ClaimKind, Voice

Span = tuple[int, int]
GAP = " … "
"""What stands between the fragments of a quote."""
LONGEST_STATEMENT = 2_000
LONGEST_QUOTE = 4_000
LONGEST_NAME = 300
LONGEST_REASON = 2_000
MOST_PARTS = 10
"""Claims that one is split into, or that are merged into one."""
MOST_PLACES = 20
"""Places of a passage that somebody is asked to choose from."""

_SHORT = 3
"""Letters of a word that two changes on its sides take in with them."""
_WORD = re.compile(r"[-−+]?\d+(?:[.,]\d+)*|\w+|[%‰$€£¥°<>=≠≤≥±×]")
_TOKEN = re.compile(r"\w+(?:['’.,-]\w+)*|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class SaidBy:
    """Who says a claim. A hedge that names nobody (`hedged`, no speaker) is the outlet's own voice."""

    voice: Voice
    speaker: str = ""
    cue: str = ""
    direct: bool = False
    hedged: bool = False
    via: tuple[str, ...] = ()

    def checked(self) -> "SaidBy":
        """The same with its texts tidied. `Malformed` where voice and speaker contradict each other."""
        speaker = _line(self.speaker, field="speaker", name="The speaker")
        if self.voice is Voice.RELAYED and not speaker:
            raise Malformed("A relayed claim has a speaker. Name who said it, or choose own voice.", field="speaker")
        if self.voice is Voice.OWN and speaker:
            raise Malformed(
                "In the outlet's own voice nobody else speaks. Choose relayed, or leave this empty.", field="speaker"
            )
        through = tuple(_line(name, field="via", name="Through whom") for name in self.via)
        cue = _line(self.cue, field="cue", name="The cue")
        return SaidBy(self.voice, speaker, cue, self.direct, self.hedged, tuple(filter(None, through)))


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different about a claim; None leaves a side as it is."""

    statement: str | None = None
    kind: ClaimKind | None = None
    said_by: SaidBy | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a claim stands: exact `spans`, or the `quote` alone, to be found. Where both are given they must agree."""

    quote: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A claim as a person writes it. Its statement's words need not come from the article; its quote's do."""

    statement: str
    passage: Passage
    kind: ClaimKind | None = None
    said_by: SaidBy | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of two texts laid over each other: in both (`same`), in the old one only (`gone`) or in the new one (`new`)."""

    kind: Literal["same", "gone", "new"]
    text: str


def tidied_statement(text: str) -> str:
    """A statement as it is stored: one line. `Malformed` if it is empty, too long or no text."""
    return " ".join(
        typed(text, field="statement", name="The statement", longest=LONGEST_STATEMENT, required=True).split()
    )


def quote_of(text: str, spans: Iterable[Sequence[int]]) -> str:
    """The words of `text` at the spans, fragments joined by ` … `."""
    return GAP.join(text[start:end] for start, end in spans)


def checked_spans(text: str, spans: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    """The spans without white space at their edges. `Malformed` unless they lie in the text, in order and apart, and hold words."""
    found = [trim(text, start, end) for start, end in spans if 0 <= start < end <= len(text)]
    if not found or len(found) != len(spans) or any(left[1] > right[0] for left, right in pairwise(found)):
        raise Malformed("This is no passage of the stored text. Select it again.", field="quote")
    if not all(any(character.isalnum() for character in text[start:end]) for start, end in found):
        raise Malformed("The selected passage holds no words. Select some.", field="quote")
    if len(quote_of(text, found)) > LONGEST_QUOTE:
        raise Malformed(f"The passage is longer than {LONGEST_QUOTE:,} characters. Select less.", field="quote")
    return tuple(found)


def placed(text: str, passage: Passage, near: Sequence[Span] = ()) -> tuple[Span, ...]:
    """The one place of a passage, as spans.

    Given spans must hold the quote that is given with them. A quote alone is looked for; where it stands more than once, the
    one place within `near` is taken. `Malformed` where the text does not hold it, or (with `places` in the details) where it
    is not clear which one is meant.
    """
    quote = typed(passage.quote, field="quote", name="The passage", longest=LONGEST_QUOTE)
    if passage.spans:
        spans = checked_spans(text, passage.spans)
        if not quote or _same_words(quote_of(text, spans), quote):
            return spans
        raise Malformed("The passage is not what the stored text says at this place. Select it again.", field="quote")
    if not quote:
        raise Malformed("Select the passage that the claim stands in, or paste it.", field="quote")
    found = located(text, quote)
    if not found:
        raise Malformed(
            "The stored text does not hold this passage. Copy it from the article as it stands here.", field="quote"
        )
    inside = [spans for spans in found if near and near[0][0] <= spans[0][0] and spans[-1][1] <= near[-1][1]]
    chosen = found if len(found) == 1 else inside
    if len(chosen) == 1:
        return checked_spans(text, chosen[0])
    raise Malformed(
        f"The article says this {len(found)} times. Choose which one is meant, or paste more of the words around it.",
        field="quote",
        details={"places": [_place(text, spans) for spans in found]},
    )


def located(text: str, quote: str) -> list[tuple[Span, ...]]:
    """Every place, up to `MOST_PLACES`, where the text says `quote`; line breaks and spaces count as equal."""
    whole: list[tuple[Span, ...]] = [((start, end),) for start, end in _occurrences(text, quote)]
    fragments = [part for part in quote.split(GAP.strip()) if part.strip()]
    if whole or len(fragments) < 2:
        return whole
    return _in_order(text, fragments)


def joined(text: str, passages: Iterable[Sequence[Span]]) -> tuple[Span, ...]:
    """The passages of several claims as one: in order, what overlaps or only white space parts made one span."""
    found: list[Span] = []
    for start, end in sorted(span for spans in passages for span in spans):
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def is_material(old: str, new: str) -> bool:
    """Whether a rewording says something else: a word, a figure, its sign or its unit differs. Case and marks do not count."""
    return [word.casefold() for word in _WORD.findall(old)] != [word.casefold() for word in _WORD.findall(new)]


def differences(old: str, new: str) -> list[Stretch]:
    """What changed from one text to the other, in words. Without what is gone they join to the new text, and the other way."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    found: list[Stretch] = []
    gone = fresh = kept = ""
    for tag, i, k, m, n in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        was, now = "".join(before[i:k]), "".join(after[m:n])
        if tag == "equal" and len(was.strip()) > _SHORT:
            found += _changed(gone, fresh, kept)
            found.append(Stretch("same", was))
            gone = fresh = kept = ""
        elif tag == "equal" and not (gone or fresh):
            found.append(Stretch("same", was))
        elif tag == "equal":
            kept += was
        else:
            # A space or a short word between two changes is drawn into them: single words in turn are hard to read.
            gone, fresh, kept = gone + kept + was, fresh + kept + now, ""
    return found + _changed(gone, fresh, kept)


def around(text: str, spans: Sequence[Span], characters: int) -> tuple[str, str]:
    """The text before and after a passage, at most so many characters of each, cut between words."""
    start, end = spans[0][0], spans[-1][1]
    before, after = text[max(0, start - characters) : start], text[end : end + characters]
    if start > characters:
        before = before.partition(" ")[2]
    if end + characters < len(text):
        after = after.rpartition(" ")[0]
    return before, after


def spans_of(stored: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    """Spans as the table keeps them."""
    return tuple((int(start), int(end)) for start, end in stored)


def _changed(gone: str, fresh: str, kept: str) -> list[Stretch]:
    sides: list[Stretch] = [Stretch("gone", gone), Stretch("new", fresh), Stretch("same", kept)]
    return [side for side in sides if side.text]


def _line(text: str, *, field: str, name: str) -> str:
    return " ".join(typed(text, field=field, name=name, longest=LONGEST_NAME).split())


def _same_words(one: str, other: str) -> bool:
    return one.split() == other.split()


def _occurrences(text: str, words: str, start: int = 0) -> list[Span]:
    """Where the words stand whole; where they nowhere do, also inside longer ones."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    whole = (r"(?<!\w)" if words[:1].isalnum() else "") + pattern + (r"(?!\w)" if words[-1:].isalnum() else "")
    for wanted in (whole, pattern):
        # Looked for ahead, so that places which overlap are both found.
        matches = re.compile(f"(?=({wanted}))").finditer(text, start)
        if found := [match.span(1) for match in islice(matches, MOST_PLACES)]:
            return found
    return []


def _in_order(text: str, fragments: Sequence[str]) -> list[tuple[Span, ...]]:
    found: list[tuple[Span, ...]] = []
    for first in _occurrences(text, fragments[0]):
        chain = [first]
        for fragment in fragments[1:]:
            following = _occurrences(text, fragment, chain[-1][1])
            if not following:
                return found
            chain.append(following[0])
        found.append(tuple(chain))
    return found


def _place(text: str, spans: Sequence[Span]) -> dict[str, Any]:
    before, after = around(text, spans, 60)
    return {"spans": [list(span) for span in spans], "before": before, "quote": quote_of(text, spans), "after": after}
