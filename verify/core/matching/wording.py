"""Words as matching compares them: folded, cut to a stem, verbs of one meaning under one name, opposites known."""

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

Span = tuple[int, int]
"""Start and end in code points."""

WORD = re.compile(r"[^\W_]+(?:[.][^\W_](?=[.]))*(?:[’'-][^\W_]+)*")
_ADDRESS = re.compile(r"(?:https?://|pic\.twitter\.com/|www\.)\S+")
_TAG = re.compile(r"[@#]\w+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ENDINGS = (
    "ational",
    "ization",
    "isation",
    "ations",
    "ation",
    "ments",
    "ment",
    "ingly",
    "edly",
    "ness",
    "ings",
    "ing",
    "ies",
    "ied",
)
_SHORT_ENDINGS = ("ers", "est", "ed", "es", "er", "ly", "s", "e", "y")


def folded(text: str) -> str:
    """A text without case and accents: "Erdoğan" → "erdogan"."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("ø", "o").replace("ł", "l"))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().replace("’", "'")


def cleaned(text: str) -> str:
    """A text without addresses; the words inside "#ClimateStrike" are added."""
    return _TAG.sub(lambda tag: f"{tag.group()} {_HUMP.sub(' ', tag.group()[1:])}", _ADDRESS.sub(" ", text))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """What the forms of a word have in common: "threatened" and "threatening" give "threaten"."""
    low = folded(word)
    low = low[:-2] if low.endswith("'s") else low.rstrip("'")
    if low in _classes():
        return _classes()[low]
    if not low.isalpha() or len(low) <= 3:
        return low
    cut = _cut(low)
    return _classes().get(cut, cut)


@lru_cache(maxsize=200_000)
def root(word: str) -> str:
    """A word without its ending, and no more: "threatened" → "threaten"."""
    low = folded(word).removesuffix("'s")
    return _cut(low) if low.isalpha() and len(low) > 3 else low


def _cut(low: str) -> str:
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            low = low[: -len(ending)] + ("y" if ending in ("ies", "ied") else "")
            break
    else:
        for ending in _SHORT_ENDINGS:
            if low.endswith(ending) and len(low) - len(ending) >= 3 and not low.endswith("ss"):
                low = low[: -len(ending)]
                break
    if len(low) > 3 and low[-1] == low[-2] and low[-1] not in "sl":
        low = low[:-1]
    return (
        low[:-1] + "i"
        if low.endswith("y") and len(low) > 3
        else low[:-1]
        if low.endswith("e") and len(low) > 4
        else low
    )


def words(text: str) -> list[tuple[str, Span]]:
    """The words of a text with their places, as they stand."""
    return [(match.group(), match.span()) for match in WORD.finditer(text)]


def opposite(a: str, b: str) -> bool:
    """Whether two stems mean the contrary of each other: rise and fall, win and lose."""
    return (a, b) in _opposites()


@lru_cache(maxsize=1)
def _lists() -> tuple[dict[str, str], set[tuple[str, str]], frozenset[str]]:
    classes: dict[str, str] = {}
    contrary: set[tuple[str, str]] = set()
    empty: frozenset[str] = frozenset()
    for line in files("verify.core.matching").joinpath("wording.txt").read_text("utf-8").splitlines():
        if line.startswith("empty:"):
            empty |= frozenset(line.removeprefix("empty:").split())
        elif " ~ " in line:
            one, other = line.split(" ~ ")
            contrary |= {(one.strip(), other.strip()), (other.strip(), one.strip())}
        elif ":" in line and not line.startswith("#"):
            name, forms = line.split(":")
            classes |= dict.fromkeys(forms.split(), name)
    return classes, contrary, empty


def _classes() -> dict[str, str]:
    return _lists()[0]


def _opposites() -> set[tuple[str, str]]:
    return _lists()[1]


def is_empty(word: str) -> bool:
    """Whether a word says nothing by itself."""
    return folded(word) in _lists()[2]
