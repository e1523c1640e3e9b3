"""Frames that stand apart from what they frame, so that each is parsed alone: "…, X said." and "According to X, …"."""

import re

from verify.core.splitting import lexicon
from verify.core.splitting.drafts import Span
from verify.core.splitting.text import trim

LONGEST = 1_500
"""Characters of a sentence in which such a frame is looked for."""

_CUE = "|".join(sorted(lexicon.CLOSING_SAYING, key=len, reverse=True))
_ASIDE = (
    r"(?: (?:on|in|to|at|during|via|through|by|from|last|this|earlier|late|early|after|before|following|"
    r"while|ahead|outside|inside|with|about|of|as|yesterday|today|when|Mon|Tues|Wednes|Thurs|Fri|Satur|"
    r"Sun)[^,“”\";:]{0,90})?"
)
_WHO = r"[^,“”\";:—]{1,100}?"
_WHO_NAMED = rf"{_WHO}(?:, [A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){{0,3}},)?"
"""With the name of an office: "the harbour's director, Jonas Berg,"."""
_WHO_APART = r"[^“”\";:—]{1,160}?"
_BY_COMMA = re.compile(
    rf",\s+(?P<frame>(?:{_WHO_NAMED} (?:also |later |then |has |"
    rf"had )?(?P<cue>{_CUE})(?:(?<=told) [^,“”\";:]{{2,60}}?)?|"
    rf"according to [^,“”\";:]{{2,120}}?){_ASIDE}|according to [^,“”\";:]{{2,120}}?, who [^;:]{{3,200}}?)\.?$"
)
_BY_QUOTE = re.compile(
    rf"[,?!.…—-](?:''|[”\"’])+\s+(?P<frame>(?:{_WHO_APART} (?:also |later |then |has |"
    rf"had )?(?P<cue>{_CUE})(?:(?<=told) [^“”\";:]{{2,60}}?)?|(?P<cue2>{_CUE}) {_WHO_APART}|"
    rf"according to {_WHO_APART}){_ASIDE}(?:, (?:who|the|a|an|adding)\b[^“”\"]{{3,160}})?)\.?$"
)
_ROLE = "|".join(sorted(lexicon.ROLES, key=len, reverse=True))
_BODY = "|".join(sorted(lexicon.BODIES | lexicon.COMPANY_NOUNS, key=len, reverse=True))
_AS = rf"(?:, (?:[\w’'-]+ ){{0,4}}(?:{_ROLE})\b[^,“”\";:]{{0,60}})?"
"""Who the speaker is: "head of the harbour"."""
_INVERTED = re.compile(
    rf",\s+(?P<frame>(?P<cue>said|says|wrote|added|explained|noted|reported|announced) {_WHO}{_ASIDE})\.?$"
)
_BETWEEN = re.compile(
    rf",(?P<closed>''|[”\"’])?\s+(?P<frame>{_WHO_NAMED} (?:also |later |then |has |"
    rf"had )?(?P<cue>{_CUE})(?:(?<=told) [^,“”\";:]{{2,40}}|(?<=tells) [^,“”\";:]{{2,40}}| (?:in|on|at|"
    rf"during|last|earlier|this) [^,“”\";:]{{2,40}})?"
    rf"|(?P<cue2>said|says|wrote|added|explained) {_WHO}{_AS}),\s+(?P<opened>''|[“\"‘])?(?=[\w$])"
)
_DESCRIBED = re.compile(rf"(?!(?:and|but|which)\b)(?:[\w’'-]+ ){{0,4}}(?:{_ROLE})\b[^,“”\";:]{{0,90}}\.?$")
"""Who somebody is, to the end of the sentence: "deputy director of the harbour"."""
_QUOTE = re.compile("[“\"”]|''")
_ADDING = re.compile(r"(?:adding|noting|saying|warning|stressing|insisting|arguing|claiming) (?:that )?\w")
"""What the speaker says besides: the frame holds it."""
_SIGNED = re.compile(
    r"[”\"]\s*(?P<frame>[―—–-]+\s*(?P<cue>)[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,4}(?:, [^“”\"]{2,60})?)$"
)
_FIRST = re.compile(r"(?P<frame>[Aa]ccording to [^,“”\";:]{2,120}),\s+(?=[“\"A-Za-z‘$\d])")
_FIRST_DESCRIBED = re.compile(
    rf"(?P<frame>[Aa]ccording to (?:[^,“”\";:]{{0,80}} )?[A-Z][\w’'-]*, an? (?:[\w’'-]+ ){{0,5}}?(?i:{_BODY})"
    r"(?: (?:for|of|in|that|which) [^,“”\";:]{3,60})?),\s+(?!who|which|that|aged|\d)(?=[“\"A-Za-z‘$])"
)
"""With what the source is: "According to Lund Watch, a charity, nearly 800 boats sank"."""
_SET_BEFORE = re.compile(
    r"[“\"]?(?:But|And|So|To|If|When|While|In|On|At|For|With|Without|As|Though|Although|Because|After|Before|Perhaps|Since|Under|By|"
    r"Despite|During|Until|Once|Meanwhile|Still|Instead|Now|Then|Today|From|Of|Among|Through|Over)\b"
)
_NO_SPEAKER = re.compile(
    r"(?:in|on|at|to|that|for|by|with|of|from|as|about|and|but|or|which|who|during|not|so|it is|what|how|"
    r"why|than|adding|having|"
    r"including|such|despite|given|is|are|was|were|because|if|when|while|after|before|\w+ing|also|then|there)\b(?! to)", re.I
)  # fmt: skip
_PARTICIPLE = re.compile(r"[a-z]+ed (?:with|to|by|on|in|at|for|from|against)\b")
"""As in "compared with an earlier forecast of": who speaks is no participle."""
_COUNTED = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|other|few|several|many|all|both|western|eastern|southern|"
    r"northern|swing|neighbou?ring|battleground|reality|talk|television|tv) (?:states|shows?|points|rules|charges|claims)\b",
    re.I,
)
"""Verbs of saying that are nouns here: "and four other states"."""
_PASSIVE = re.compile(
    r"^(?:an?|the|one|some) .*\b(?:found|written|known|seen|(?:report|record|not|us|nam|call)ed|shown) "
    r"(?:in|on|at|by|as|near|to|from)\b(?! [A-Z])"
)
"""As in "the acid, a compound found in beans, helps": the compound says nothing."""
_ASIDES = ("let’s", "let's", "you", "we", "one", "you might", "as i", "as you")
"""In "they went, let’s say, home" nobody is named who says it."""
_SUBJECTS = ("he", "she", "it", "they", "we", "i", "you", "there")
_SPEAKERS = (
    lexicon.ROLES
    | lexicon.DOCUMENTS
    | lexicon.BODIES
    | lexicon.PERSON_NOUNS
    | frozenset(
        ("people", "officials", "sources", "authorities", "witnesses", "analysts", "lawyers", "experts", "residents")
    )
)
_FINITE = re.compile(
    r"\b(?:\w+n[’']t|is|are|was|were|will|would|can|could|should|did|does|do|because|although|while|if|after|but|"
    r"that|has|have|had)\b"
)


def apart(text: str, sentence: Span) -> tuple[tuple[Span, ...], Span] | None:
    """The content's parts and the frame of a sentence, where the frame stands apart; None where none does for certain."""
    start, end = sentence
    if end - start > LONGEST:
        return None
    first = _FIRST_DESCRIBED.match(text, start, end) or _FIRST.match(text, start, end)
    if first is not None and end - first.end() > 15:
        return (trim(text, first.end(), end),), trim(text, *first.span("frame"))
    for pattern in (_SIGNED, _BY_QUOTE, _INVERTED, _BY_COMMA):
        found = _last(pattern, text, start, end)
        if found is not None and _is_frame(text, found) and found.start("frame") - start > 12:
            return (trim(text, start, found.start("frame")),), trim(text, *found.span("frame"))
    return _between(text, start, end)


def _between(text: str, start: int, end: int) -> tuple[tuple[Span, ...], Span] | None:
    """As in "To prevent problems, he said, officials should watch": what stands before and behind is one sentence."""
    for match in _BETWEEN.finditer(text, start + 8, end):
        into_quotes = not match["closed"] and match["opened"] and not _QUOTE.search(text, start, match.start())
        if bool(match["closed"]) != bool(match["opened"]) and not into_quotes:
            continue
        if end - match.end() < 8 or not _is_frame(text, match):
            continue
        if not match["closed"] and ";" in text[start : match.start()] and not _QUOTE.search(text, start, match.start()):
            continue  # in "It sank in May; the crew, she said, swam" she says the second half
        if _ADDING.match(text, match.end(), end):
            return (trim(text, start, match.start()),), trim(text, match.start("frame"), end)
        if match["cue2"] and _DESCRIBED.match(text, match.end(), end):
            return (trim(text, start, match.start()),), trim(text, match.start("frame"), end)
        comma = 1 if _SET_BEFORE.match(text, start, match.start()) else 0
        left = trim(text, start, match.start() + comma)
        return (left, trim(text, match.end(), end)), trim(text, *match.span("frame"))
    return None


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """The match that begins last: the frame is what stands behind the last comma or quotation."""
    at = end
    for _ in range(6):
        at = max(text.rfind(mark, start, at) for mark in (",", "”", '"', "’", "''"))
        if at < 0:
            return None
        found = pattern.match(text, at, end) or (pattern.match(text, at - 1, end) if at > start else None)
        if found is not None:
            return found
    return None


def _names_somebody(who: str) -> bool:
    """A name, an office, people or a document behind the verb; not what the verb's own subject wrote or said."""
    words = who.split()
    if words[0].lower() in _SUBJECTS:
        return len(words) == 1
    if words[0].lower() in ("a", "an") and not any(w.strip(".,’'").lower() in _SPEAKERS for w in words):
        return False  # "announced a grant of Rs 500", not who announced it
    return who != who.lower() or any(w.strip(".,’'").lower() in _SPEAKERS for w in words)


def _is_frame(text: str, found: re.Match[str]) -> bool:
    frame = found["frame"]
    if frame.lower().startswith("according to") or found.re is _SIGNED:
        return True
    who = frame[: found.start("cue") - found.start("frame")] if found["cue"] else frame.split(" ", 1)[-1]
    if found.re is _INVERTED:
        who = frame.split(" ", 1)[1]
    if _NO_SPEAKER.match(who) or _PARTICIPLE.match(who) or _COUNTED.search(frame) or who.strip().lower() in _ASIDES:
        return False
    if (found.re is _INVERTED or (found.re is _BETWEEN and found["cue2"])) and not _names_somebody(who):
        return False
    if found.re is _BETWEEN and _PASSIVE.search(frame):
        return False
    return len(who.split()) <= 24 and (found.re is _BY_QUOTE or not _FINITE.search(who))
