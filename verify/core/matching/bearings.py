"""What a figure or date is of: its part (a limit, a record, an average), what it is per, which extent it tells, what was done.

Two figures in one unit speak of one thing only if these agree. Whether the two statements are otherwise about one thing, the
model says (`relations.py`); it cannot tell a limit from what was measured, since all other words may be the same.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from verify.core.matching.wording import Span, stem

_BREAK = re.compile(r"[;:—]|\b(?:but|while|whereas|although|though|which|who|whom|when|because)\b", re.IGNORECASE)
"""Where one thing said ends and the next begins, as far as words tell."""


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words.split())})\b", re.IGNORECASE)


_PARTS: Mapping[str, re.Pattern[str]] = {
    "limit": _any_of("limits? cap capped ceilings? thresholds? maximum allowed permitted permissible allowable"),
    "least": _any_of("minimum required"),
    "target": _any_of("targets? targeted goals? aims? aimed objectives? pledged? pledges promised? promises quotas?"),
    "record": _any_of("record records all-time"),
    "highest": _any_of("highest peak peaked"),
    "lowest": _any_of("lowest"),
    "average": _any_of("averages? averaged averaging mean median typical typically usual usually normal normally"),
    "room": _any_of("capacity can able seats? seating designed licensed"),
    "ahead": _any_of(
        "budget budgeted plan plans planned propose[ds]? proposal forecasts? predict(?:s|ed)? project(?:ed|ion)"
    ),
    "awaited": _any_of("expected expects? anticipated"),
    "before": _any_of("previous previously earlier former formerly before prior until"),
    "among": _any_of("among"),
    "against": _any_of("against"),
    "margin": _any_of("margin majority lead"),
    "turnout": _any_of("turnout"),
}
"""What part a figure may play. Two figures speak of one thing only in the same parts."""
_PER: Mapping[str, re.Pattern[str]] = {
    "hour": re.compile(r"\b(?:an|per|every|each) hour\b|\bhourly\b", re.IGNORECASE),
    "day": re.compile(r"\b(?:a|per|every|each) day\b|\bdaily\b", re.IGNORECASE),
    "week": re.compile(r"\b(?:a|per|every|each) week\b|\bweekly\b", re.IGNORECASE),
    "month": re.compile(r"\b(?:a|per|every|each) month\b|\bmonthly\b", re.IGNORECASE),
    "year": re.compile(r"\b(?:a|per|every|each) year\b|\bannual(?:ly)?\b|\byearly\b", re.IGNORECASE),
}
_EXTENTS: Mapping[str, re.Pattern[str]] = {
    "length": _any_of("long length"),
    "width": _any_of("wide width broad across diameter"),
    "height": _any_of("high height tall above altitude elevation"),
    "depth": _any_of("deep depth below"),
    "distance": _any_of("away apart distance off"),
    "age": _any_of("old aged? over-?s"),
}
_BY = re.compile(
    r"\bby\s(?:(?:about|around|nearly|almost|some|up to|more than|over|at least)\s)?(?:an?\s)?$", re.IGNORECASE
)
_TO = re.compile(
    r"\b(?:to|at)\s(?:(?:about|around|nearly|almost|some|more than|over|at least)\s)?(?:an?\s)?$", re.IGNORECASE
)
_LIGHT = frozenset(
    stem(word)
    for line in (
        "stood reached hit came lasted took gave found saw reported put set ran went made had kept showed said told",
        "remained stayed became involved happened occurred used counted numbered totalled totaled amounted measured",
        "total amount number cost part level rate figure far already only alone altogether combined own new least",
        "some many much more another roughly nearly almost approximately estimated exactly barely",
        "long length wide width broad across diameter high height tall deep depth away apart distance old aged age",
    )
    for word in line.split()
)
"""Verbs and words that hardly say what was done: "was", "stood at", "reached" and "came to" tell the same of a figure."""
_NEAR = 2


@dataclass(frozen=True, slots=True)
class Bearing:
    """What one figure or date is of; `act` are the stems of the words next to it that say what is done or meant."""

    parts: frozenset[str]
    per: str
    extent: str
    change: bool | None
    act: tuple[str, ...]


def bearing(text: str, span: Span, words: Sequence[tuple[str, Span]], of: Collection[str]) -> Bearing:
    """What the figure or date at `span` is of; `words` are the statement's stems with their places, `of` what is counted."""
    start, end = _said_with(text, span)
    said = text[start:end]
    ahead = text[max(start, span[0] - 24) : span[0]]
    change = True if _BY.search(ahead) else False if _TO.search(ahead) else None
    parts = frozenset(name for name, wanted in _PARTS.items() if wanted.search(said))
    return Bearing(parts, _first(_PER, said), _first(_EXTENTS, said), change, _act(words, (start, end), span, of))


def apart(a: Bearing, b: Bearing) -> bool:
    """Whether two figures, by the part that they play, tell of different things."""
    both = ((a.per, b.per), (a.extent, b.extent), (a.change, b.change))
    return a.parts != b.parts or any(
        here != there for here, there in both if here not in ("", None) and there not in ("", None)
    )


def other_act(a: Bearing, b: Bearing, in_a: Callable[[str], float], in_b: Callable[[str], float]) -> bool:
    """Whether each tells of an act that the other statement has no word for; `in_a` and `in_b` say what they hold."""
    return not all(map(in_b, a.act)) and not all(map(in_a, b.act))


def _said_with(text: str, span: Span) -> Span:
    """The stretch of the statement that speaks of the place."""
    breaks = [m.span() for m in _BREAK.finditer(text)]
    start = max((end for _, end in breaks if end <= span[0]), default=0)
    end = min((begin for begin, _ in breaks if begin >= span[1]), default=len(text))
    return start, end


def _first(kinds: Mapping[str, re.Pattern[str]], said: str) -> str:
    return next((name for name, wanted in kinds.items() if wanted.search(said)), "")


def _act(words: Sequence[tuple[str, Span]], within: Span, span: Span, of: Collection[str]) -> tuple[str, ...]:
    """The telling words before the place; behind it where it begins what is said."""
    telling = [(one, at) for one, at in words if one not in _LIGHT and one not in of and within[0] <= at[0] < within[1]]
    before = [one for one, at in telling if at[0] < span[0]][-_NEAR:]
    return tuple(before or [one for one, at in telling if at[0] >= span[1]][:_NEAR])
