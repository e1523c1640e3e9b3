"""Names in any wording: by head and title ("President Erdogan", "Recep Tayyip Erdoğan"), by acronym ("UN"), by land ("Turkish")."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from verify.core.matching.wording import Span, folded, is_empty

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[’'-][^\W_]+)*")
_PARTICLES = frozenset(
    ["de", "da", "di", "del", "della", "der", "van", "von", "den", "al", "el", "bin", "ibn", "la", "le", "du"]
)
_JOINING = frozenset(("of", "the", "and", "for", *_PARTICLES))


def _lists() -> tuple[frozenset[str], frozenset[str], dict[str, str]]:
    titles: set[str] = set()
    bodies: set[str] = set()
    lands: dict[str, str] = {}
    for line in files("verify.core.matching").joinpath("names.txt").read_text("utf-8").splitlines():
        kind, _, said = line.partition(": ")
        if kind == "titles":
            titles.update(said.split())
        elif kind == "bodies":
            bodies.update(said.split())
        elif kind.startswith("land "):
            lands |= dict.fromkeys(said.split(", "), kind.removeprefix("land "))
    return frozenset(titles), frozenset(bodies), lands


def _common() -> frozenset[str]:
    lines = files("verify.core.matching").joinpath("common.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


_TITLES, _BODIES, _LANDS = _lists()
_COMMON = _common()
_OF_A_LAND = re.compile(r"(?:ian|ean|ese|ish|an|n|i)s?$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its place; `parts` are its words folded, titles left out, and `key` the land or the words that it goes by.

    Not `is_sure` is a common word that begins a sentence ("Passengers were stranded"): the capital tells nothing there. It counts
    where the other statement has it too, and never as what differs. `owns`: it is told whose something is ("Holm's rival"), so
    it stands for no name that is told of itself.
    """

    span: Span
    parts: tuple[str, ...]
    key: str
    is_sure: bool = True
    owns: bool = False


def names(text: str, taken: Sequence[Span] = ()) -> list[Name]:
    """The names of a text in order; `taken` are places that are read as dates."""
    out: list[Name] = []
    run: list[re.Match[str]] = []
    held: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        dated = any(match.start() < end and start < match.end() for start, end in taken)
        joined = bool(run) and not dated and _joins(text, (held or run)[-1], match)
        if not dated and _is_capital(text, match):
            if not joined:
                _close(out, run)
                run, held = [], []
            run, held = [*run, *held, match], []
        elif joined and not held and _may_join(run, match.group()):
            held = [match]
        else:
            _close(out, run)
            run, held = [], []
    _close(out, run)
    return _with_and(text, out)


def _joins(text: str, last: re.Match[str], match: re.Match[str]) -> bool:
    """Whether a word goes on with the name: only a space between, or the point of a title or an initial."""
    between = text[last.end() : match.start()]
    if folded(last.group()).endswith("'s"):
        return False
    short = len(last.group()) == 1 or folded(last.group()) in _TITLES
    return between in (" ", "-", "&", " & ") or (between == ". " and short)


def _may_join(run: list[re.Match[str]], word: str) -> bool:
    """ "Bank of England" is one name, "Shares of Tesla" is not; "de", "van" and their like belong to names."""
    return word in _PARTICLES or (word in ("of", "for") and folded(run[-1].group()) in _BODIES)


def _with_and(text: str, found: list[Name]) -> list[Name]:
    """ "Securities" and "Exchange Commission" are one name where "and" stands between."""
    out: list[Name] = []
    for name in found:
        last = out[-1] if out else None
        joined = last is not None and text[last.span[1] : name.span[0]] == " and " and name.parts[-1] in _BODIES
        if last is not None and joined and len(name.parts) > 1:
            parts = (*last.parts, "and", *name.parts)
            out[-1] = Name((last.span[0], name.span[1]), parts, " ".join(parts), owns=name.owns)
        else:
            out.append(name)
    return out


def same_name(a: Name, b: Name) -> bool:
    """Whether two names can be one: equal, one inside the other by its head, an acronym and its words, or one land."""
    if a.key == b.key or _acronym(a, b) or _acronym(b, a):
        return True
    short, long = sorted((a.parts, b.parts), key=len)
    if set(short) <= set(long):
        return short[-1] == long[-1] or len(short) > 1 or len(long) <= 3
    if short[-1] == long[-1] and len(short) > 1:
        return _given(short[0], long[0])
    return len(short) == len(long) == 1 and _of_one_land(short[0], long[0])


def _given(a: str, b: str) -> bool:
    """Whether two given names can be one: an initial, or a short form ("Pat", "Patrick")."""
    return a[0] == b[0] and (len(a) == 1 or len(b) == 1 or a.startswith(b) or b.startswith(a))


def _of_one_land(a: str, b: str) -> bool:
    """Whether one is a land and the other who or what is of it: "Iran", "Iranian"; also a plural."""
    short, long = sorted((a, b), key=len)
    if long in (short + "s", short + "es"):
        return True
    cut = _OF_A_LAND.sub("", long)
    return len(cut) >= 4 and short.startswith(cut) and len(short) - len(cut) <= 2 and cut != long


def _acronym(short: Name, long: Name) -> bool:
    if len(short.parts) != 1 or len(long.parts) < 2 or not 2 <= len(short.parts[0]) <= 6:
        return False
    parts = long.parts[1:] if long.parts[0] in ("us", "uk", "eu", "un") else long.parts
    firsts = "".join(part[0] for part in parts if part not in _JOINING)
    return short.parts[0] in (firsts, "".join(part[0] for part in parts))


def _is_capital(text: str, match: re.Match[str]) -> bool:
    word = match.group()
    if not word[0].isupper():
        return word[0].isdigit() and any(c.isupper() for c in word)
    if len(word) > 1 and word.isupper():
        return True
    if not _begins(text, match):
        return not (word == "I" or folded(word) in ("i'm", "i'll", "i've"))
    # At the start of a sentence every word has a capital: those that say nothing are no names.
    return not is_empty(word)


def _begins(text: str, word: re.Match[str]) -> bool:
    """Whether a word stands where every word has a capital: at the start of the text or of a sentence."""
    before = text[: word.start()].rstrip(" \"“'‘(")
    return not before or before[-1] in ".!?:\n"


def _is_common(word: str) -> bool:
    """Whether a word is no name by itself, in the singular or plural."""
    low = folded(word)
    singulars = (low, low.removesuffix("s"), low.removesuffix("es"), f"{low[:-3]}y" if low.endswith("ies") else low)
    return not word.isupper() and any(one in _COMMON for one in singulars)


def _close(out: list[Name], run: list[re.Match[str]]) -> None:
    """Add the names of a run of words: titles are left out, and part what is before from what is behind."""
    while run and is_empty(run[0].group()) and not run[0].group().isupper():
        run = run[1:]
    piece: list[re.Match[str]] = []
    for match in run:
        if folded(match.group()).removesuffix("'s") in _TITLES:
            _add(out, piece)
            piece = []
        else:
            piece.append(match)
    _add(out, piece)


def _add(out: list[Name], piece: list[re.Match[str]]) -> None:
    while piece and piece[0].group() in ("of", "for", "the"):
        piece = piece[1:]
    if piece:
        parts = tuple(folded(match.group()).replace(".", "").removesuffix("'s") for match in piece)
        said = " ".join(parts)
        owns = folded(piece[-1].group()).endswith("'s")
        end = piece[-1].end() - (2 if owns else 0)
        begins = len(piece) == 1 and _begins(piece[0].string, piece[0])
        sure = not (begins and _is_common(piece[0].group()))
        out.append(Name((piece[0].start(), end), parts, _LANDS.get(said, said), sure, owns))
