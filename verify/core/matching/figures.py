"""Figures in any wording: "$2.5 billion", "2,500 million dollars" and "$2.5bn" are one, "about 400" is near 412."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from verify.core.matching.amounts import spelled_out
from verify.core.matching.units import AFTER_NUMBER, BEFORE_NUMBER, MONEY, SCALES
from verify.core.matching.wording import Span, stem

_SPREAD_OF_A_BOUND = 1.5
"""How far beyond "more than 400" a plain figure may lie and still be what was meant."""
_WIDEST_ABOUT, _NARROWEST_ABOUT = 0.15, 0.02
_ROUNDING = 0.03

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_BEFORE = "|".join(re.escape(sign) for sign in sorted(BEFORE_NUMBER, key=len, reverse=True))
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<![\w.,])(?<![^\W\d_][-‑])(?P<before>(?:{_BEFORE})\s?)?(?P<minus>[-−])?(?P<digits>{_DIGITS})"
    rf"(?:(?P<ordinal>st|nd|rd|th)\b|[\s-]?(?P<scale>{_SCALE})\b)?",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[\s-]*(?P<unit>"
    + "|".join(sorted((re.escape(unit) for unit in AFTER_NUMBER), key=len, reverse=True))
    + r")(?!\w)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s?(?:-|–|—|\bto\b|\band\b|\bor\b)\s?")
_ABOUT = re.compile(
    r"\b(about|around|roughly|nearly|almost|some|approximately|(?:an )?estimated|close to|circa|more or less|just (?:over|under))"
    r"\s(?:a\s|the\s)?$",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"\b(more than|over|at least|above|exceed(?:s|ed|ing)?|upwards? of|no (?:less|fewer) than|in excess of|a minimum of)"
    r"\s(?:a\s)?$",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"\b(less than|fewer than|under|below|up to|at most|as (?:many|much) as|no more than|not more than|a maximum of)\s(?:a\s)?$",
    re.IGNORECASE,
)
_HYPHENED = re.compile(r"(?<=[\de])-in-(?=\w)", re.IGNORECASE)
_OUT_OF = re.compile(r"\s(?:(?P<plain>in)|in every|out of(?: every)?)\s", re.IGNORECASE)
_USUAL_WHOLES = frozenset([*range(2, 11), 20, 50, 100, 1_000, 10_000, 100_000, 1_000_000])
"""Of what several are usually said to be in: "three in five" is a share, "three in 41" may be three things somewhere."""
_BETWEEN = re.compile(r"\b(between|from)\s$", re.IGNORECASE)
_NEXT_WORDS = re.compile(r"[\s-]*([^\W\d_][\w’'-]*)")
_EMPTY = frozenset(
    [
        "of",
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "by",
        "to",
        "for",
        "and",
        "or",
        "with",
        "from",
        "as",
        "that",
        "which",
        "who",
        "new",
        "more",
    ]
)
_NAMED = 4
_AFTER_NOUN = re.compile(
    r"(?:is|are|was|were|be|been|being|am|has|have|had|do|does|did|will|would|shall|should|can|could|may|might|must|not"
    r"|last|next|this|these|that|every|each|per|today|yesterday|ago|later|earlier|long|wide|high|tall|deep|old|away)",
    re.IGNORECASE,
)
"""What stands behind the words that say what is counted, and is none of them."""
_PLURALS = frozenset(
    ["people", "men", "women", "children", "police", "troops", "crew", "staff", "cattle", "fish", "aircraft"]
)
_ANYBODY = frozenset(stem(word) for word in ("people", "persons", "person", "others"))
"""Who is counted may have a word of their own elsewhere: 212 people, 212 passengers."""
_PART_OF = re.compile(r"\s+of\b")
_MOST_DIGITS = 30
"""What has more is a key or a code, and no number to reckon with."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: from `low` to `high` in its unit ("" where it has none), and the words that say what is counted."""

    span: Span
    low: float
    high: float
    unit: str = ""
    about: bool = False
    bound: str = ""
    grain: float = 1.0
    of: tuple[str, ...] = ()


def figures(text: str, taken: Sequence[Span] = ()) -> list[Figure]:
    """The figures of a text in order; `taken` are places that are read as dates."""
    text = _HYPHENED.sub(" in ", text)  # "1-in-41", with all places as they are
    found = [*_written_in_digits(text), *_written_in_words(text)]
    found = [one for one in found if not any(one.span[0] < end and start < one.span[1] for start, end in taken)]
    return _ranges(text, _shares(text, sorted(found, key=lambda one: one.span)))


def comparable(a: Figure, b: Figure) -> bool:
    """Whether two figures can speak of one thing: one unit, currencies never mixed, and one thing that is counted."""
    if a.of and b.of and set(a.of).isdisjoint(b.of) and _ANYBODY.isdisjoint((*a.of, *b.of)):
        return False
    return a.unit == b.unit or (not (a.unit and b.unit) and "ordinal" not in (a.unit, b.unit))


def in_one_slot(a: Figure, b: Figure) -> bool:
    """Whether one may stand where the other does: also another currency, or points for percent, which never agree."""
    if a.unit in MONEY and b.unit in MONEY:
        return True
    return comparable(a, b) or {a.unit, b.unit} == {"%", "points"}


def agrees(a: Figure, b: Figure) -> bool:
    """Whether two comparable figures can both be right, as a reader takes them ("about 400" and 412; $2.5bn and $2.53bn)."""
    low_a, high_a = _reach(a)
    low_b, high_b = _reach(b)
    if low_a <= high_b and low_b <= high_a:
        return True
    return _rounds_to(a, b) or _rounds_to(b, a)


def _reach(one: Figure) -> tuple[float, float]:
    """From where to where the figure is meant."""
    low, high = one.low, one.high
    if one.about:
        size = max(abs(low), abs(high))
        slack = min(max(_NARROWEST_ABOUT * size, one.grain / 2), _WIDEST_ABOUT * size)
        low, high = low - slack, high + slack
    if one.bound == "least":
        return low, high * _SPREAD_OF_A_BOUND
    if one.bound == "most":
        return low / _SPREAD_OF_A_BOUND, high
    tiny = 1e-6 * max(1.0, abs(low))
    return low - tiny, high + tiny


def _rounds_to(fine: Figure, coarse: Figure) -> bool:
    """Whether the one is the other with fewer digits, two at least."""
    if fine.low != fine.high or coarse.low != coarse.high or not fine.low or coarse.grain <= fine.grain:
        return False
    digits = abs(coarse.low) / coarse.grain
    near = abs(fine.low - coarse.low)
    return digits >= 10 and near <= coarse.grain / 2 * 1.0001 and near <= _ROUNDING * abs(fine.low)


def _written_in_digits(text: str) -> list[Figure]:
    found = []
    for match in _NUMBER.finditer(text):
        digits = match["digits"]
        plain = digits.replace(",", "")
        if len(plain) > _MOST_DIGITS:
            continue
        scale = SCALES[match["scale"].lower()] if match["scale"] else 1.0
        if match["scale"] in ("m", "M") and not match["before"]:
            # "400m" without a currency is metres, or millions: the words around it tell.
            scale = 1.0 if _UNIT.match(text, match.end("digits")) else scale
        end = match.end() if scale != 1.0 or not match["scale"] else match.end("digits")
        value = float(plain) * scale * (-1 if match["minus"] and not _joins(text, match.start("minus")) else 1)
        unit = BEFORE_NUMBER[match["before"].strip().lower()] if match["before"] else ""
        unit = "ordinal" if match["ordinal"] else unit
        start = match.start() if match["before"] else match.start("digits")
        found.append(_with_unit(text, (start, end), value, unit, _grain(plain) * scale))
    return found


def _written_in_words(text: str) -> list[Figure]:
    return [
        _with_unit(text, amount.span, amount.value, "ordinal" if amount.ordinal else amount.unit, amount.grain)
        for amount in spelled_out(text)
    ]


def _joins(text: str, minus: int) -> bool:
    return minus > 0 and (text[minus - 1].isalnum() or text[minus - 1] in ")")


def _grain(plain: str) -> float:
    """What the last digit that means something stands for: 100 in 400, 0.1 in 2.5."""
    if "." in plain:
        return float(10 ** -len(plain.split(".")[1]))
    return float(10 ** (len(plain) - len(plain.rstrip("0")))) if plain.strip("0") else 1.0


def _with_unit(text: str, span: Span, value: float, unit: str, grain: float) -> Figure:
    start, end = span
    named = _UNIT.match(text, end) if unit != "ordinal" else None
    if named:
        word = re.sub(r"\s+", " ", named["unit"].lower())
        said, size = AFTER_NUMBER[word]
        if not unit or said == unit or (unit == "USD" and said in MONEY):
            unit, end = said, named.end()
            value, grain = value * size, grain * size
    before = text[max(0, start - 24) : start]
    bound = "least" if _LEAST.search(before) else "most" if _MOST.search(before) else ""
    return Figure((start, end), value, value, unit, bool(_ABOUT.search(before)), bound, grain, _named(text, end, unit))


def _named(text: str, end: int, unit: str) -> tuple[str, ...]:
    """The stem of the word that says what is counted, where words alone tell which it is; else those of the next words.

    Behind a unit only what follows "of" does so: "14 kilograms of cocaine", "54 percent of the vote".
    """
    if unit and unit != "ordinal" and not _PART_OF.match(text, end):
        return ()
    words: list[str] = []
    while len(words) < _NAMED and (match := _NEXT_WORDS.match(text, end)):
        end = match.end()
        if _AFTER_NOUN.fullmatch(match[1]) or (words and match[1].lower() in _EMPTY):
            break
        if match[1].lower() not in _EMPTY:
            words.append(match[1])
    head = next((word for word in words if _is_plural(word)), None)
    return (stem(head),) if head else tuple(stem(word) for word in words)


def _is_plural(word: str) -> bool:
    low = word.lower()
    return low in _PLURALS or (low.endswith("s") and len(low) > 3 and not low.endswith(("ss", "us", "is", "’s", "'s")))


def _ranges(text: str, found: list[Figure]) -> list[Figure]:
    """The figures with "5 to 7", "between 5 and 7" and "5-7" read as one each."""
    out: list[Figure] = []
    for one in found:
        last = out[-1] if out else None
        if last and last.span[1] <= one.span[0] and _is_range(text, last, one):
            size = one.low / max(1e-9, one.low) if last.unit else _shared_scale(last, one)
            unit = one.unit or last.unit
            low = last.low * size
            out[-1] = Figure(
                (last.span[0], one.span[1]),
                min(low, one.high),
                max(low, one.high),
                unit,
                last.about,
                last.bound,
                one.grain,
                one.of,
            )
        elif not last or one.span[0] >= last.span[1]:
            out.append(one)
    return out


def _shares(text: str, found: list[Figure]) -> list[Figure]:
    """The figures with "1 in 41", "three in five" and "two out of every three" read as one each: a share in percent."""
    out: list[Figure] = []
    for one in found:
        last = out[-1] if out else None
        if last and _is_share(text, last, one):
            part = 100 * last.low / one.low
            span, about = (last.span[0], one.span[1]), last.about or one.about
            out[-1] = Figure(span, part, part, "%", about, last.bound, part / 1_000, one.of)
        else:
            out.append(one)
    return out


def _is_share(text: str, part: Figure, whole: Figure) -> bool:
    between = _OUT_OF.fullmatch(text[part.span[1] : whole.span[0]])
    if not between or part.unit or whole.unit or not 0 < part.low < whole.low:
        return False
    return not between["plain"] or part.low == 1 or whole.low in _USUAL_WHOLES


def _is_range(text: str, first: Figure, second: Figure) -> bool:
    between = text[first.span[1] : second.span[0]]
    if not _RANGE.fullmatch(between) or "ordinal" in (first.unit, second.unit) or first.low != first.high:
        return False
    if first.unit and second.unit and first.unit != second.unit:
        return False
    if "and" in between:
        return bool(_BETWEEN.search(text[: first.span[0]])) and "between" in text[: first.span[0]].lower()[-9:]
    return first.low * _shared_scale(first, second) <= second.high


def _shared_scale(first: Figure, second: Figure) -> float:
    """In "5 to 7 million" the 5 is millions too."""
    if first.low < 1000 <= second.low and second.grain >= 1000 and first.low > 0:
        scale = next((s for s in (1e12, 1e9, 1e6, 1e3) if second.low >= s), 1.0)
        return scale if first.low * scale <= second.high else 1.0
    return 1.0
