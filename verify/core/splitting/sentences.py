"""Sentences of a block, as spans into the article: sentencex, then the joins and cuts that news prose needs."""

import re
from itertools import pairwise

import sentencex

from verify.core.splitting.drafts import Span
from verify.core.splitting.text import trim

WINDOW = 20_000
"""Longest stretch handed to sentencex at once: an unclosed quotation mark makes it quadratic."""

_INITIAL_END = re.compile(r"(?:^|[\s(“\"‘])(?:[A-Z]\.)+$")
_NOT_AN_INITIAL = re.compile(
    r"\b(?:U\.S|U\.K|U\.N|E\.U|U\.S\.A|D\.C|[ap]\.m|[AP]\.M)\.$|\b(?:I|vitamin [A-Z]|[Pp]lan [A-Z])\.$"
)
_TITLE_END = re.compile(
    r"(?:^|[\s(“”\"‘'])(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Reps|Sens|Gov|Lt|Col|Gen|Sgt|Capt|Cmdr|Maj|Pvt|Adm|"
    r"Rev|Hon|Fr|St|Mt|No|Nos|"
    r"vs|v|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Supt|Insp|Det|Atty|Pres|Sec|Ald|Amb|Ave|"
    r"approx|est|fig)\.$"
)
_ABBREVIATION_THEN_NAME = re.compile(
    r"(?:^|[\s(“\"‘])(?:Inc|Corp|Co|Ltd|Jr|Sr|Bros|LLC|Ph\.D|M\.D|U\.S|U\.K|U\.N|E\.U|D\.C)\.$"
)
_SPEAKS_ON = re.compile(
    r"(?:[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,4}|he|she|they|I|the [a-z]+) (?:also |later |then )?"
    r"(?:said|says|asked|asks|added|wrote|tweeted|continued|replied|told|explained|noted|shouted|quipped|"
    r"joked|recalled)\b[^“”\"]{0,120}$"
)
_HOUR_END = re.compile(r"\d ?[ap]\.m\.$", re.I)
_ZONE = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|[ECMP][SD]?T|GMT|BST|UTC|CET|IST|Eastern|Central|Pacific)\b"
)
_CONTINUES = re.compile(r"[a-z0-9,;:&)\]–—]")
_INSIDE_QUOTE_END = re.compile(
    r"(?<=[.!?…])(?<!\b[A-Z]\.)(?<!Mr\.)(?<!Ms\.)(?<!Dr\.)(?<!Mrs\.)(?<!Sen\.)(?<!Rep\.)\s+(?=[A-Z“‘\[])"
)
_DOTS = re.compile(
    r"(?<=\w)(?:…|\.\.\.)[”\"]?\s+(?=[A-Z][a-z])|\b(?:in|since|of|until|by|last|this|late|early|before|after) May\.\s+(?=[A-Z])"
)
"""After "…", and after the month that is taken for an abbreviation."""
_MARK = re.compile(r"(?:^|(?<=\s))[•⁃]?\s?(?:(\d{1,2})|([a-z]))[.)]{1,2}(?=\s)")
_QUOTE_MARK = re.compile(r"''|``|[“”\"«»„]")
_OPEN_TO_CLOSE = {"``": "''", "“": "”", "«": "»", "„": "“"}


def sentences(text: str, start: int, end: int, *, language: str = "en") -> list[Span]:
    """Spans of the sentences of `text[start:end]`, trimmed, in order; every word lies in exactly one."""
    cuts = {start, end}
    for left, right in _windows(text, start, end):
        at = left
        for piece in sentencex.segment(_supported(language), text[left:right]):
            at += len(piece)
            cuts.add(min(at, right))
    spans = _trimmed(text, sorted(cuts))
    if language.split("-", maxsplit=1)[0] in ("en", "und"):
        spans = [part for span in spans for part in _cut_after_dots(text, span)]
        spans = _cut_lists(text, start, _joined(text, spans))
        spans = [part for span in spans for part in _cut_in_quotes(text, span)]
    return spans


def quotations(text: str, start: int, end: int) -> list[Span]:
    """Quotations with their marks inside `text[start:end]`; one left open runs to the end (a paragraph that goes on)."""
    out: list[Span] = []
    opened, closer = -1, ""
    for match in _QUOTE_MARK.finditer(text, start, end):
        mark, at = match.group(), match.start()
        straight = mark in ('"', "''")
        if opened < 0:
            backward = (
                mark == "”"
                and (at == start or text[at - 1].isspace())
                and text[match.end() : match.end() + 1].isalnum()
            )
            if backward or mark in _OPEN_TO_CLOSE or (straight and (at == start or not text[at - 1].isalnum())):
                opened, closer = at, _OPEN_TO_CLOSE.get(mark, mark)  # “ set as ” is closed by ” all the same
        elif mark == closer or (straight and closer == "”") or (mark == "”" and closer in ('"', "''")):
            out.append((opened, match.end()))
            opened = -1
    if opened >= 0:
        out.append((opened, end))
    return out


def _supported(language: str) -> str:
    return "en" if language == "und" else language.split("-", maxsplit=1)[0]


def _windows(text: str, start: int, end: int) -> list[Span]:
    out: list[Span] = []
    while end - start > WINDOW:
        cut = max(text.rfind(". ", start, start + WINDOW) + 2, text.rfind("。", start, start + WINDOW) + 1)
        if cut <= start + 2:
            cut = text.rfind(" ", start, start + WINDOW) + 1
        if cut <= start:
            cut = start + WINDOW
        out.append((start, cut))
        start = cut
    out.append((start, end))
    return out


def _trimmed(text: str, cuts: list[int]) -> list[Span]:
    spans = (trim(text, left, right) for left, right in pairwise(cuts))
    return [span for span in spans if span[0] < span[1]]


def _joined(text: str, spans: list[Span]) -> list[Span]:
    """Take back cuts after an initial, a title or a company's "Inc." that the next word shows to run on."""
    out: list[Span] = []
    for span in spans:
        start, end = out[-1] if out else (0, 0)
        near = bool(out) and span[0] - end < 4
        if (near and text[end - 1] in "”\"’'" and text[end - 2] in "?!…" and _SPEAKS_ON.match(text, *span)) or (
            near and _runs_on(text[max(start, end - 40) : end], text[span[0] : span[0] + 12])
        ):
            out[-1] = (start, span[1])
        else:
            out.append(span)
    return out


def _runs_on(before: str, after: str) -> bool:
    if _TITLE_END.search(before) or (_HOUR_END.search(before) and _ZONE.match(after)):
        return True
    if _INITIAL_END.search(before) and not _NOT_AN_INITIAL.search(before):
        return True
    return bool(_ABBREVIATION_THEN_NAME.search(before) and _CONTINUES.match(after))


def _cut_lists(text: str, start: int, spans: list[Span]) -> list[Span]:
    """Cut before each mark of an inline list ("1. … 2. …", "a. … b. …") that counts up from the block's start."""
    if not spans:
        return spans
    end = spans[-1][1]
    first = _MARK.match(text, spans[0][0])
    if first is None:
        return spans
    numbered = first.group(1) is not None
    expected = int(first.group(1)) if numbered else ord(first.group(2))
    marks: list[int] = []
    body: list[Span] = []
    for match in _MARK.finditer(text, spans[0][0], end):
        found = match.group(1) if numbered else match.group(2)
        if found is not None and (int(found) if numbered else ord(found)) == expected:
            marks.append(match.start())
            body.append((match.start(), match.end()))
            expected += 1
    if len(marks) < 2:
        return spans
    cuts = {*marks, *(s for s, _ in spans if not any(a <= s <= b + 1 for a, b in body)), end, start}
    return _trimmed(text, sorted(cuts))


def _cut_after_dots(text: str, span: Span) -> list[Span]:
    """A name or pronoun after "…" opens a new sentence."""
    cuts = [match.end() for match in _DOTS.finditer(text, *span)]
    return _trimmed(text, [span[0], *cuts, span[1]])


def _cut_in_quotes(text: str, span: Span) -> list[Span]:
    """A quotation of several sentences is cut at their ends; the frame stays with the nearest one."""
    cuts = [span[0]]
    for left, right in quotations(text, *span):
        cuts += [match.end() for match in _INSIDE_QUOTE_END.finditer(text, left + 1, right) if match.end() < right - 1]
    return _trimmed(text, [*cuts, span[1]])
