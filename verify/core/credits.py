"""Who an article says that it has its text from: agency credits and bylines (REL-1 2.11, R2), and what a sentence cites (R1)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

AGENCIES: Mapping[str, tuple[str, ...]] = {
    "AP": ("AP", "Associated Press", "The Associated Press", "A.P."),
    "Reuters": ("Reuters", "Thomson Reuters"),
    "AFP": ("AFP", "Agence France-Presse", "Agence France Presse"),
    "dpa": ("dpa", "Deutsche Presse-Agentur"),
    "PA": ("PA", "PA Media", "Press Association"),
    "UPI": ("UPI", "United Press International"),
    "EFE": ("EFE", "Agencia EFE"),
    "ANSA": ("ANSA",),
    "TASS": ("TASS", "ITAR-TASS"),
    "Interfax": ("Interfax",),
    "Xinhua": ("Xinhua", "Xinhua News Agency"),
    "Kyodo": ("Kyodo", "Kyodo News"),
    "Anadolu": ("Anadolu", "Anadolu Agency"),
    "PTI": ("PTI", "Press Trust of India"),
    "ANI": ("ANI", "Asian News International"),
    "IANS": ("IANS",),
    "AAP": ("AAP", "Australian Associated Press"),
    "CP": ("CP", "The Canadian Press", "Canadian Press"),
    "Bloomberg": ("Bloomberg", "Bloomberg News"),
}
"""News agencies by the name that their root gets, with what they are called in credits."""
_NOBODY = re.compile(
    r"(?:(?:an?|the|some|two|several|our)\s+)?(?:(?:unnamed|anonymous|unidentified|senior|confidential|government)\s+)*"
    r"(?:sources?|insiders?|officials?|people)(?:\s+(?:said|says?|familiar with .*|close to .*|with knowledge .*))?"
)

_OPENING = 200
"""A dateline stands in so many characters from the start. Two letters in brackets are a credit only as near to the end: elsewhere
they are a state, a party, a chapter."""
_DATELINE = re.compile(r"^[^\n]{0,120}?\(([^()\n]{2,40})\)\s*[-–—:]")
_AT_END = re.compile(r"\(([^()\n]{2,60})\)[.\s]*$", re.MULTILINE)
_LAST_WORDS = re.compile(r"(?:^|\n|\s[-–—]\s*)([^\n()]{2,40})\s*$")
_PARTED = re.compile(r"\s*(,|/|;|&|\+|\||\band\b|\bwith\b|\bfor\b|\bfrom\b|\bby\b|\bvia\b)\s*", re.IGNORECASE)
_JOINS = frozenset({"&", "+", "and", "with"})
_WORK = re.compile(
    r"(?P<more>(?:additional|further|more|extra)\s+)?(?:reporting|material|information|files)", re.IGNORECASE
)
_WIRES = re.compile(r"(?:(?:news|other) )?agenc(?:y|ies)|wire (?:services?|reports?)|wires", re.IGNORECASE)
"""Other agencies, whichever these are: beside them nobody of the outlet's own is named."""
_STAFF = re.compile(
    r"\b(?:staff|writers?|reporters?|correspondents?|news desk|desk|agency|agencies)\b\.?", re.IGNORECASE
)
_NAME = r"(?:[Tt]he\s+)?([A-Z][\w’'&-]*(?:\s+(?:of|and|the|[A-Z][\w’'&-]*)){0,5})"
_CITED = (
    re.compile(rf"\b[Aa]ccording to {_NAME}"),
    re.compile(rf"{_NAME}\s+(?:has\s+|had\s+|first\s+)*(?:reported|reports|wrote|writes|revealed|broke the story)\b"),
    re.compile(rf"\b(?:told|reported by|quoted by|citing|cited by)\s+{_NAME}"),
)
_LINK = re.compile(r"https?://[^\s<>\"'()]+")


@dataclass(frozen=True, slots=True)
class Credit:
    """An agency that an article credits, and the words that do.

    Not `is_sure`: the agency stands beside the outlet's own people, so that what is from whom is for a person to say.
    """

    agency: str
    words: str
    is_sure: bool


def root_name(name: str, agencies: Iterable[str] = ()) -> str:
    """The name that an agency's root goes by, whatever it is called here; any other name as it is."""
    return _names(tuple(agencies)).get(_key(name), " ".join(name.split()))


def agency_credits(text: str, byline: str | None, agencies: Iterable[str] = ()) -> list[Credit]:
    """The agencies that an article credits, in its byline, its dateline or behind its text; `agencies` are the desk's own.

    A name in running text is no credit: it may be quoted there. One sure credit is enough, whatever else the article says.
    """
    known = _names(tuple(agencies))
    places = [(byline, f"byline “{' '.join(byline.split())}”")] if byline else []
    dateline = _DATELINE.match(text[:_OPENING])
    last = _LAST_WORDS.search(text[-_OPENING:])
    behind = [place for place in _AT_END.finditer(text) if len(place[1]) > 2 or place.end() > len(text) - _OPENING]
    for place in [*([dateline] if dateline else []), *behind, *([last] if last else [])]:
        places.append((place[1], f"credit “{place[0].strip(' –—-')[-80:].strip()}”"))
    found: dict[str, Credit] = {}
    for credited, words in places:
        for agency, is_sure in _credited(credited, known):
            if agency not in found or (is_sure and not found[agency].is_sure):
                found[agency] = Credit(agency, words, is_sure)
    return list(found.values())


def _credited(words: str, known: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """The agencies that a credit names, and whether the text is theirs alone.

    Who stands beside an agency by “and” or “with” has a part of their own in it; a comma tells whose a writer is.
    """
    is_help = False
    for run in _runs(words, known):
        is_mixed = run[0].is_joined or not all(one.is_wire for one in run)
        for one in run:
            work = _WORK.fullmatch(one.name)
            is_help = is_help or bool(work and (work["more"] or one.is_joined))
            if one.agency:
                yield one.agency, not (is_mixed or is_help)


@dataclass(frozen=True, slots=True)
class _Named:
    """One name of a credit: an agency, if it is one, and whether “and”, “with” or the like stands before it."""

    name: str
    agency: str | None
    is_joined: bool

    @property
    def is_wire(self) -> bool:
        return self.agency is not None or bool(_WIRES.fullmatch(self.name))


def _runs(words: str, known: Mapping[str, str]) -> list[list[_Named]]:
    """The names of a credit, those together that made a text together; agencies are however they are parted."""
    runs: list[list[_Named]] = []
    parts, is_joined = _PARTED.split(words), False
    for name, sign in zip(parts[::2], [*parts[1::2], ""], strict=True):
        if name.strip():
            one = _Named(name.strip(), known.get(_key(_STAFF.sub("", name))), is_joined)
            if runs and (one.is_joined or (one.is_wire and runs[-1][-1].is_wire)):
                runs[-1].append(one)
            else:
                runs.append([one])
            is_joined = False
        is_joined = is_joined or sign.casefold() in _JOINS
    return runs


def cited_names(passage: str) -> list[str]:
    """Names that a passage gives as its source (“according to the Courier”), longest form first, each once."""
    found = [match[1] for pattern in _CITED for match in pattern.finditer(passage)]
    return list(dict.fromkeys(found))


def cited_links(passage: str) -> list[str]:
    """Web addresses in a passage."""
    return list(dict.fromkeys(link.rstrip(".,;:!?") for link in _LINK.findall(passage)))


@lru_cache(maxsize=64)
def _names(own: tuple[str, ...]) -> dict[str, str]:
    known = {_key(called): agency for agency, names in AGENCIES.items() for called in names}
    for name in own:
        known.setdefault(_key(name), name)
    return known


def _key(name: str) -> str:
    key = " ".join(name.split()).strip(" .,:;()-–—").casefold()
    return key.removeprefix("the ")


def is_nobody(name: str) -> bool:
    """Whether a name is that of nobody in particular: “a source”, “officials said”."""
    return bool(_NOBODY.fullmatch(" ".join(name.split()).casefold()))


def listed(names: Iterable[str]) -> str:
    """Names in one line, each once, as one reads them: “Blaze, Echo and Tide”. At least one."""
    *others, last = sorted(set(names))
    return f"{', '.join(others)} and {last}" if others else last
