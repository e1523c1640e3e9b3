"""The log in words: what an event says, and what one asks the log for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from verify.core.errors import Malformed

SUBJECTS = {
    "article": "article",
    "bulk_action": "bulk action",
    "claim": "claim",
    "comment": "comment",
    "desk": "desk",
    "evidence": "evidence",
    "export": "export",
    "fact_check": "fact-check",
    "fact_check_import": "import of fact-checks",
    "job": "job",
    "outlet": "outlet",
    "policy": "rules of reviewing",
    "prior": "prior",
    "review": "review",
    "sample": "audit sample",
    "suggestion": "suggestion",
    "suggestion_round": "answer of the language model",
    "tag": "tag",
    "token": "token",
    "user": "person",
    "view": "saved view",
}
"""What an event can be about: the word that is stored, and the one that is shown."""

LONGEST = 300
"""A value is shown up to so many characters."""
_SUBJECT = re.compile(r"([a-z_]+)[ -](\d{1,9})")


@dataclass(frozen=True, slots=True)
class Change:
    """One value that an event changed; None on a side where there was none."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class LogFilters:
    """Which events: of whom, about what kind of thing or which one, on which days (both included)."""

    who: int | None = None
    subject_type: str | None = None
    subject_id: int | None = None
    first: date | None = None
    last: date | None = None

    @classmethod
    def parsed(cls, asked: Mapping[str, str]) -> "LogFilters":
        """Filters from an address. `about` is `claim` or `claim 12`. `Malformed` names the parameter that cannot be."""
        about = asked.get("about", "").strip().casefold().replace("person", "user")
        one = _SUBJECT.fullmatch(about)
        if about and not one and about not in SUBJECTS:
            raise Malformed("Say what it is about: a word such as claim, or one thing such as claim 12.", field="about")
        return cls(
            who=_number(asked.get("who", "")),
            subject_type=one[1] if one else about or None,
            subject_id=int(one[2]) if one else None,
            first=_day(asked.get("first", ""), "first"),
            last=_day(asked.get("last", ""), "last"),
        )

    def params(self) -> dict[str, str]:
        """The parameters that `parsed` reads back."""
        about = " ".join(str(part) for part in (self.subject_type, self.subject_id) if part is not None)
        given = {"who": self.who, "about": about, "first": self.first, "last": self.last}
        return {name: str(value) for name, value in given.items() if value}


def words_of(action: str) -> str:
    """`claim.sent_to_recheck` as `claim sent to recheck`."""
    noun, _, verb = action.partition(".")
    return f"{SUBJECTS.get(noun, noun)} {verb}".replace("_", " ").strip()


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Sequence[Change]:
    """What an event changed, value by value; what stayed the same is left out."""
    old, new = before or {}, after or {}
    sides = {name: (_shown(old, name), _shown(new, name)) for name in dict.fromkeys((*old, *new))}
    differ = {name for name in sides if not (name in old and name in new and old[name] == new[name])}
    return [Change(name.replace("_", " "), *side) for name, side in sides.items() if name in differ and any(side)]


def _shown(side: Mapping[str, Any], name: str) -> str | None:
    value = side.get(name)
    if value is None or value == "" or value == []:
        return None
    if isinstance(value, Mapping):
        text = ", ".join(f"{inner} {held}" for inner, held in value.items())
    elif isinstance(value, list):
        text = ", ".join(str(item) for item in value)
    else:
        text = {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    text = text.replace("_", " ") if re.fullmatch(r"[a-z_, ]+", text) else text
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _number(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{1,9}", text):
        raise Malformed("Choose a person from the list.", field="who")
    return int(text)


def _day(text: str, field: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Malformed("Give a day as 2026-11-22.", field=field) from None
