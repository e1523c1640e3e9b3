"""Dates in any wording: "12 February 2026", "Feb. 12" and "on Thursday" of an article of that week are one day."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from verify.core.matching.wording import Span

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = (
    {name: n for n, name in enumerate(_MONTHS, 1)} | {name[:3]: n for n, name in enumerate(_MONTHS, 1)} | {"sept": 9}
)
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEKDAY = {name: n for n, name in enumerate(_WEEKDAYS)} | {
    short: n
    for n, shorts in enumerate(("mon", "tue tues", "wed", "thu thur thurs", "fri", "sat", "sun"))
    for short in shorts.split()
}
_MONTH_NAME = (
    r"(?:(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?)"
)
_DAY_NAME = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|(?:mon|tues?|wed|thurs?|fri|sat|sun)\.)"
_YEAR = r"(?:1[5-9]\d\d|20\d\d)"
_LEAD = rf"(?:(?P<weekday>{_DAY_NAME})\s*,?\s*(?:the\s+)?)?"
_DATE = re.compile(
    rf"\b{_LEAD}(?:(?P<iso>{_YEAR}-\d\d-\d\d)\b"
    rf"|(?P<day>\d\d?)(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH_NAME})(?:\s*,?\s*(?:of\s+)?(?P<year>{_YEAR})\b)?"
    rf"|(?P<month2>{_MONTH_NAME})\s*(?P<day2>\d\d?)(?:st|nd|rd|th)?\b(?!\s*(?:percent|per cent|%|people))"
    rf"(?:\s*,?\s*(?P<year2>{_YEAR})\b)?"
    rf"|(?P<month3>{_MONTH_NAME})(?:\s*,?\s*(?:of\s+)?(?P<year3>{_YEAR})\b)?)",
    re.IGNORECASE,
)
_SLASHED = re.compile(rf"\b(\d\d?)[/.](\d\d?)[/.]({_YEAR})\b")
_WEEKDAY_ALONE = re.compile(
    r"\b(?:(?P<next>next|this coming|the coming)\s+|(?:last|on|this)\s+)?(?P<weekday>"
    + "|".join(_WEEKDAYS)
    + r")\b(?!s)",
    re.I,
)
_DECADE = re.compile(r"\b(?P<part>early|mid|late)?[\s-]?(?P<decade>(?:1[5-9]|20)\d0)\s?['’]?s\b", re.IGNORECASE)
_YEAR_ALONE = re.compile(rf"(?<![\w$€£.,-])(?P<year>{_YEAR})(?![\w%]|[.,]\d|-\d)")
_SPOKEN = re.compile(
    r"\b(?P<word>today|yesterday|tomorrow|(?:last|this|next|previous) (?:month|year))\b", re.IGNORECASE
)
_COUNTED = re.compile(
    r"\s+(?:[a-z]+\s+)?(?:people|men|women|homes|houses|jobs|workers|employees|troops|soldiers|dollars|euros|pounds|"
    r"miles|km|kilomet(?:er|re)s|met(?:er|re)s|feet|tonn?e?s|acres|copies|votes|times|cases|deaths|percent|per cent)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as far as a text gives it; `last_year` closes a decade or a span of years."""

    span: Span
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    last_year: int | None = None


def moments(text: str, on: date | None = None) -> list[Moment]:
    """The dates of a text in order; with the article's day `on`, "Feb. 12", "on Thursday" and "last year" become full dates."""
    out: list[Moment] = []
    on = on if on and date.min.year < on.year < date.max.year else None
    for found in (
        _iso_or_named(text),
        _slashed(text),
        _decades(text),
        _spoken(text, on),
        _weekdays(text, on),
        _years(text),
    ):
        for one in found:
            if not any(one.span[0] < held.span[1] and held.span[0] < one.span[1] for held in out):
                out.append(one)
    return sorted((_completed(one, on) for one in out), key=lambda one: one.span)


def comparable(a: Moment, b: Moment) -> bool:
    """Whether two dates say something about the same part: both a year, or both a day of a month, or both a weekday."""
    if a.year and b.year:
        return True
    if a.month and b.month:
        return True
    return a.weekday is not None and b.weekday is not None and not (a.day and b.day)


def agrees(a: Moment, b: Moment) -> bool:
    """Whether two dates can be one: all that both say is equal ("in March" and "on 12 March")."""
    if a.year and b.year and not _years_meet(a, b):
        return False
    if a.last_year or b.last_year:
        return True
    if a.month and b.month and a.month != b.month:
        return False
    if a.day and b.day and a.day != b.day:
        return False
    if a.weekday is not None and b.weekday is not None:
        return a.weekday == b.weekday
    return True


def _years_meet(a: Moment, b: Moment) -> bool:
    first_a, first_b = a.year or 0, b.year or 0
    return first_a <= (b.last_year or first_b) and first_b <= (a.last_year or first_a)


def _iso_or_named(text: str) -> Iterator[Moment]:
    for m in _DATE.finditer(text):
        weekday = _WEEKDAY[m["weekday"].lower().rstrip(".")] if m["weekday"] else None
        if m["iso"]:
            year, month, day = (int(part) for part in m["iso"].split("-"))
            if 1 <= month <= 12 and 1 <= day <= 31:
                yield Moment(m.span(), year, month, day, weekday)
            continue
        name = m["month"] or m["month2"] or m["month3"]
        said_day, said_year = m["day"] or m["day2"], m["year"] or m["year2"] or m["year3"]
        if not said_day and not said_year and not _is_month(text, m, name):
            continue
        day_number = int(said_day) if said_day else None
        if day_number is not None and not 1 <= day_number <= 31:
            continue
        yield Moment(
            m.span(), int(said_year) if said_year else None, _MONTH[name.lower().rstrip(".")], day_number, weekday
        )


def _is_month(text: str, m: re.Match[str], name: str) -> bool:
    """ "May" and "march" are words too: alone they are months only with a capital, and May and March after a preposition."""
    if not name[0].isupper():
        return False
    if name.lower().rstrip(".") not in ("may", "march", "mar", "jun", "sun", "august"):
        return True
    return bool(
        re.search(
            r"\b(in|since|until|by|of|from|last|this|next|early|late|mid|during|for|on)[\s-]$",
            text[: m.start()],
            re.IGNORECASE,
        )
    )


def _slashed(text: str) -> Iterator[Moment]:
    for m in _SLASHED.finditer(text):
        first, second, year = (int(part) for part in m.groups())
        if first > 12 >= second:
            yield Moment(m.span(), year, second, first)
        elif second > 12 >= first or first == second:
            yield Moment(m.span(), year, first, second)
        else:
            # 3/4 is March in one country and April in the other: only the year is certain.
            yield Moment(m.span(), year)


def _decades(text: str) -> Iterator[Moment]:
    for m in _DECADE.finditer(text):
        first, last = {"early": (0, 4), "mid": (3, 7), "late": (5, 9)}.get((m["part"] or "").lower(), (0, 9))
        start = m.start() if m["part"] else m.start("decade")
        yield Moment((start, m.end()), int(m["decade"]) + first, last_year=int(m["decade"]) + last)


def _spoken(text: str, on: date | None) -> Iterator[Moment]:
    """Days and years that count from the article's day; without one they say nothing."""
    if on is None:
        return
    for m in _SPOKEN.finditer(text):
        word = m["word"].lower()
        if word in ("today", "yesterday", "tomorrow"):
            day = on + timedelta(days={"today": 0, "yesterday": -1, "tomorrow": 1}[word])
            yield Moment(m.span(), day.year, day.month, day.day)
            continue
        which, what = word.split()
        step = {"this": 0, "next": 1}.get(which, -1)
        months = on.year * 12 + on.month - 1 + step * (12 if what == "year" else 1)
        yield Moment(m.span(), months // 12, months % 12 + 1 if what == "month" else None)


def _weekdays(text: str, on: date | None) -> Iterator[Moment]:
    for m in _WEEKDAY_ALONE.finditer(text):
        weekday = _WEEKDAY[m["weekday"].lower()]
        span = m.span("weekday")
        if on is None:
            yield Moment(span, weekday=weekday)
            continue
        back = (on.weekday() - weekday) % 7
        day = on + timedelta(days=((weekday - on.weekday() - 1) % 7 + 1) if m["next"] else -back)
        yield Moment(span, day.year, day.month, day.day, weekday)


def _years(text: str) -> Iterator[Moment]:
    for m in _YEAR_ALONE.finditer(text):
        if not _COUNTED.match(text, m.end()):
            yield Moment(m.span(), int(m["year"]))


def _completed(one: Moment, on: date | None) -> Moment:
    """A day or month without a year takes the one that brings it nearest to the article's day."""
    if on is None or one.year or not one.month:
        return one
    month, day = one.month, one.day or 15
    near = []
    for year in (on.year - 1, on.year, on.year + 1):
        if day <= monthrange(year, month)[1]:
            near.append((abs((date(year, month, day) - on).days), year))
    return replace(one, year=min(near)[1]) if near else one
