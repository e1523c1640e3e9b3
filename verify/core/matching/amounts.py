"""Numbers written as words: "two", "twenty-five", "two and a half million", "a dozen", "half a billion", "a third", "first"."""

import re
from dataclasses import dataclass

from verify.core.matching.units import SCALES
from verify.core.matching.wording import Span

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = {word: float(n) for n, word in enumerate(_ONES)} | {word: 10.0 * n for n, word in enumerate(_TENS, 2)}
_BIG = {word: SCALES[word] for word in ("hundred", "thousand", "million", "billion", "trillion", "dozen")}
_ORDINALS = {
    word: n
    for n, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        1,
    )
}
_PARTS = {
    "a third": 100 / 3,
    "one third": 100 / 3,
    "one-third": 100 / 3,
    "two thirds": 200 / 3,
    "two-thirds": 200 / 3,
    "a quarter": 25.0,
    "one quarter": 25.0,
    "one-quarter": 25.0,
    "three quarters": 75.0,
    "three-quarters": 75.0,
    "half of": 50.0,
    "half the": 50.0,
}
_WORD = re.compile(r"[^\W\d_]+")
_PART = re.compile(r"\b(?:" + "|".join(_PARTS) + r")\b", re.IGNORECASE)
_HALF = re.compile(r"\bhalf an? (" + "|".join(_BIG) + r")\b", re.IGNORECASE)
_AND_A_HALF = re.compile(r"\s+and\s+a\s+half\b(?:\s+(" + "|".join(_BIG) + r")\b)?", re.IGNORECASE)
_TIMES = {"once": 1.0, "twice": 2.0, "thrice": 3.0}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in words with its place; `grain` is what its last word counts in."""

    span: Span
    value: float
    ordinal: bool = False
    unit: str = ""
    grain: float = 1.0


def spelled_out(text: str) -> list[Amount]:
    """Every number of a text that is written in words."""
    found = [Amount(m.span(), _PARTS[m.group().lower()], unit="%", grain=0.1) for m in _PART.finditer(text)]
    found += [Amount(m.span(), _BIG[m[1].lower()] / 2, grain=_BIG[m[1].lower()] / 2) for m in _HALF.finditer(text)]
    words = [(m.group().lower(), m.span()) for m in _WORD.finditer(text)]
    at = 0
    while at < len(words):
        amount, used = _from(text, words, at)
        if amount and not any(
            amount.span[0] < end and start < amount.span[1] for start, end in (f.span for f in found)
        ):
            found.append(amount)
        at += max(1, used)
    return found


def _from(text: str, words: list[tuple[str, Span]], at: int) -> tuple[Amount | None, int]:
    """The number that starts at a word, and how many words it takes."""
    word, span = words[at]
    if word in _ORDINALS and not _is_time(words, at):
        return Amount(span, float(_ORDINALS[word]), ordinal=True), 1
    if word in ("a", "an") and at + 1 < len(words) and words[at + 1][0] in _BIG and _adjoin(text, words, at):
        scale = _BIG[words[at + 1][0]]
        return Amount((span[0], words[at + 1][1][1]), scale, grain=scale), 2
    if word in _TIMES:
        return Amount(span, _TIMES[word]), 1
    if word not in _SMALL or _is_pronoun(words, at):
        return None, 1
    return _compound(text, words, at)


def _compound(text: str, words: list[tuple[str, Span]], at: int) -> tuple[Amount, int]:
    total, current, grain, last = 0.0, _SMALL[words[at][0]], 1.0, at
    ahead = at + 1
    while ahead < len(words) and _adjoin(text, words, ahead - 1):
        word = words[ahead][0]
        if word in _SMALL and _SMALL[word] < _lowest(current):
            current, grain = current + _SMALL[word], 1.0
        elif word == "hundred" and 0 < current < 100:
            current, grain = current * 100, 100.0
        elif word in _BIG and current:
            total, current, grain = total + current * _BIG[word], 0.0, _BIG[word]
        elif not (word == "and" and current >= 100 and ahead + 1 < len(words) and words[ahead + 1][0] in _SMALL):
            break
        if word != "and":
            last = ahead
        ahead += 1
    value, end = total + current, words[last][1][1]
    half = _AND_A_HALF.match(text, end)
    if half:
        scale = _BIG[half[1].lower()] if half[1] else 1.0
        value, end, grain = (value + 0.5) * scale, half.end(), scale / 10
    return Amount((words[at][1][0], end), value, grain=grain), last - at + 1


def _lowest(current: float) -> float:
    """Below what a further number word still belongs to the number: "twenty" takes "five", "two hundred" takes "fifty"."""
    if current >= 100 and current % 100 == 0:
        return 100
    return 10 if current >= 20 and current % 10 == 0 else 0


def _adjoin(text: str, words: list[tuple[str, Span]], at: int) -> bool:
    return text[words[at][1][1] : words[at + 1][1][0]].strip() in ("", "-", "‑")


def _is_pronoun(words: list[tuple[str, Span]], at: int) -> bool:
    """ "one of", "the one that", "no one": no figure."""
    if words[at][0] != "one":
        return False
    after = words[at + 1][0] if at + 1 < len(words) else ""
    before = words[at - 1][0] if at else ""
    return after in ("of", "that", "who", "which", "another", "") or before in (
        "the",
        "no",
        "this",
        "that",
        "any",
        "every",
    )


def _is_time(words: list[tuple[str, Span]], at: int) -> bool:
    """ "at first", "a second later", "second-hand": no ordinal."""
    before = words[at - 1][0] if at else ""
    return words[at][0] in ("first", "second") and before in ("at", "a", "per", "every", "each")
