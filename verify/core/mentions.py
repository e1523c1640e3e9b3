"""Naming colleagues in a comment: `@` and a person's name.

The whole name always does; the first word of it where nobody else on the desk could be meant; the e-mail address where two people
share a name. Letters' case does not matter. What could mean two people, or nobody, stays text.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_AT = re.compile(r"(?<![\w@.])@(?=\w)")
_WORD_END = re.compile(r"\w(?!\w)")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who can be mentioned."""

    user_id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text mentions whom: `[start, end)` in code points, the `@` included."""

    start: int
    end: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text as it is shown: plain, or the name that somebody has now."""

    text: str
    user_id: int | None = None


def handles(people: Sequence[Named]) -> Sequence[str]:
    """What is written behind the `@` for each of them: the name, or the e-mail address where others have the name too."""
    taken = Counter(_key(person.name) for person in people)
    return [person.name if taken[_key(person.name)] == 1 else person.email for person in people]


def mentions(text: str, people: Iterable[Named]) -> Sequence[Mention]:
    """Everybody whom the text mentions, in order. Of several names that fit the longest counts."""
    meanings = _meanings(people)
    longest = max(map(len, meanings), default=0)
    found: list[Mention] = []
    for at in _AT.finditer(text):
        ends = [end.end() for end in _WORD_END.finditer(text, at.end(), min(len(text), at.end() + longest + 1))]
        for end in reversed(ends):
            meant = meanings.get(_key(text[at.end() : end]))
            if meant:
                found += [Mention(at.start(), end, *meant)] if len(meant) == 1 else []
                break
    return found


def parts(text: str, found: Sequence[Mention], names: Mapping[int, str]) -> Sequence[Part]:
    """The text cut at its mentions, each under the name that `names` has for the person now."""
    cut, here = list[Part](), 0
    for mention in found:
        cut += [Part(text[here : mention.start]), Part(f"@{names[mention.user_id]}", mention.user_id)]
        here = mention.end
    return [part for part in (*cut, Part(text[here:])) if part.text]


def _meanings(people: Iterable[Named]) -> dict[str, set[int]]:
    """Whom each handle may mean. A first name gives way to whoever has it as a whole name."""
    whole, first = defaultdict[str, set[int]](set), defaultdict[str, set[int]](set)
    for person in people:
        name = _key(person.name)
        whole[name].add(person.user_id)
        whole[_key(person.email)].add(person.user_id)
        first[name.split(" ")[0]].add(person.user_id)
    return {**first, **whole}


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split(" "))
