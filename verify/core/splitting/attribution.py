"""Who says a sentence: frames before, between and after the content, quotations, and hearsay that names nobody."""

import re
from dataclasses import dataclass

from verify.core.splitting import lexicon
from verify.core.splitting.drafts import AttributionDraft, Span
from verify.core.splitting.sentences import quotations
from verify.core.splitting.text import trim

_CUE = "|".join(sorted(lexicon.SAYING, key=len, reverse=True))
_LOOSE = "|".join(sorted(lexicon.LOOSE_SAYING, key=len, reverse=True))
_CLOSING = "|".join(sorted(lexicon.CLOSING_SAYING, key=len, reverse=True))
_WHO = r"[^“”\";:—]{1,140}?"
_NAME = r"[^“”\";:—,]{1,90}?(?:, [^“”\";:—]{3,80}?,)?"
_ASIDE = (
    r"(?: (?:on|in|to|at|during|via|through|last|this|earlier|late|late on|Monday|Tuesday|Wednesday|"
    r"Thursday|Friday|Saturday|Sunday|when)\b[^“”\"]{0,80}?)?"
)

_FIRST = re.compile(rf"[Aa]ccording to (?P<who>{_WHO}), (?=[“\"A-Za-z‘$\d])(?P<what>.+)$", re.S)
_BEFORE = re.compile(
    rf"(?:(?P<lead>(?:In|On|At|During|Earlier|Later|Meanwhile|But|And|However|Still|"
    rf"Looking)\b[^,“\"]{{0,70}},(?: when [^,“\"]{{0,70}},)? )|(?:But|And|Yet) )?"
    rf"(?P<who>{_NAME}) (?:also |later |then |has |have |had )*"
    rf"(?:(?P<told>told|tells) (?P<to>[^,“”\"]{{1,60}}?)|"
    rf"(?P<cue>{_CUE}))(?P<aside>{_ASIDE})(?P<join>,? that|,|:)?\s+(?P<what>.+)$",
    re.S,
)
_AFTER = re.compile(
    rf"^(?P<what>.+?[,?!…][”\"’]?) (?:as )?(?:(?P<who>{_WHO}) (?:also |later |then |has |"
    rf"had )*(?P<cue>{_CLOSING})|(?P<cue2>{_CLOSING}) (?P<who2>{_WHO})|according to (?P<who3>{_WHO}))"
    rf"(?P<aside>{_ASIDE})(?P<rest>, (?:adding|who|but|and)\b.+)?[.,]?$",
    re.S,
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|will|would|can|could|should|did|does|do|because|although|while|if|when|as|"
    r"after|but)\b"
)
_NO_SPEAKER = re.compile(
    r"(?:in|on|at|to|that|for|by|with|of|from|as|the (?:case|deal|move)|about|and|but|or|which|during)\b", re.I
)
LONGEST = 2_000
"""A sentence longer than this is no prose that a frame could be read from."""
_SUBJECT = re.compile(
    r"(?:the|a|an|this|that|these|those|he|she|it|they|we|I|his|her|its|their|there|our|my|no|some|many|"
    r"most|all|another|\d)\b|[A-Z$“\"‘\[]",
    re.S,
)


@dataclass(frozen=True, slots=True)
class Framed:
    """The content of a sentence without its reporting frame; `speaker` is a span of the text, a pronoun too."""

    content: Span
    speaker: Span | None = None
    cue: Span | None = None
    via: Span | None = None

    @property
    def reported(self) -> bool:
        """Whether a frame was found."""
        return self.cue is not None


def framed(text: str, sentence: Span) -> Framed:
    """Take the reporting frame off one sentence; without one the content is the sentence itself."""
    start, end = sentence
    quoted = text[start:end] if end - start <= LONGEST else ""
    for attempt in (_first, _after, _before):
        found = attempt(text, start, quoted)
        if found is not None:
            return found
    return Framed(_bare(text, start, end))


def is_quoted(text: str, span: Span) -> bool:
    """Whether the span opens with a quotation mark (or lies in one that the block opened before)."""
    return text[span[0]] in '“"'


def hedge_of(text: str, span: Span) -> Span | None:
    """The first hedge that names nobody ("allegedly") in the span, unless a clause inside holds it."""
    match = lexicon.HEDGES.search(text, *span)
    return match.span(1) if match and match.start() - span[0] < 60 else None


def draft(text: str, frame: Framed, *, name: str | None, direct: bool) -> AttributionDraft:
    """The attribution that goes out, its speaker by the fullest name the article gives."""
    cue = text[slice(*frame.cue)] if frame.cue else "“"
    via = (text[slice(*frame.via)],) if frame.via else ()
    return AttributionDraft(
        speaker=name, cue=cue.lower(), direct=direct, via=via, speaker_span=frame.speaker, cue_span=frame.cue
    )


def _first(text: str, start: int, sentence: str) -> Framed | None:
    match = _FIRST.match(sentence)
    if match is None:
        return None
    return Framed(
        content=_bare(text, start + match.start("what"), start + match.end("what")),
        speaker=_moved(match.span("who"), start),
        cue=(start, start + len("according to")),
    )


def _before(text: str, start: int, sentence: str) -> Framed | None:
    match = _BEFORE.match(sentence)
    if match is None or _FINITE.search(match["who"]) or len(match["who"].split()) > 16:
        return None
    what = match["what"]
    certain = bool(match["join"] and "that" in match["join"]) or what[0] in '“"'
    cue_group = "told" if match["told"] else "cue"
    if not certain and not (match[cue_group] in lexicon.LOOSE_SAYING and not match["join"] and _SUBJECT.match(what)):
        return None
    return Framed(
        content=_bare(text, start + match.start("what"), start + match.end("what")),
        speaker=_moved(match.span("who"), start),
        cue=_moved(match.span(cue_group), start),
        via=_moved(match.span("to"), start) if match["to"] and match["to"][0].isupper() else None,
    )


def _after(text: str, start: int, sentence: str) -> Framed | None:
    match = _AFTER.match(sentence)
    if match is None:
        return None
    which = next(n for n in ("who", "who2", "who3") if match[n])
    if _NO_SPEAKER.match(match[which]) or _FINITE.search(match[which]) or len(match[which].split()) > 20:
        return None
    cue = match.span("cue") if match["cue"] else match.span("cue2") if match["cue2"] else None
    if cue is None:
        at = match.start("who3") - len("according to ")
        cue = (at, at + len("according to"))
    return Framed(
        content=_bare(text, start + match.start("what"), start + match.end("what")),
        speaker=_moved(match.span(which), start),
        cue=_moved(cue, start),
    )


def _moved(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by


def _bare(text: str, start: int, end: int) -> Span:
    """The content without quotation marks around the whole, and without the comma before a frame."""
    start, end = trim(text, start, end)
    if end - start > 2 and text[start] in '“"':
        inside = quotations(text, start, end)
        if inside and inside[0][1] >= end - 1:
            start += 1
    while (
        end > start + 1
        and text[end - 1] in ',.”"'
        and (text[end - 1] != "”" or "“" not in text[start:end])
        and (text[end - 1] != '"' or text.count('"', start, end) % 2)
    ):
        end -= 1
    return trim(text, start, end)
