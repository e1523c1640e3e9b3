"""What a list of claims can be narrowed by; queue, take-next, API, CLI and exports share it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from verify.core.articles import topic_key
from verify.core.errors import Malformed
from verify.core.rechecks import RecheckReason
from verify.core.typed_text import chosen, typed
from verify.core.vocabulary import ClaimKind, ClaimState, Lane, Said, Verdict, Voice

LONGEST_SEARCH = 200
LONGEST_LANGUAGE = 35
"""Of a BCP 47 tag that anybody uses."""
LONGEST_TAG = 60


class Standing(StrEnum):
    """States that are asked for together."""

    PENDING = "pending"


class Age(StrEnum):
    """How long ago the article was published."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    OLDER = "older"

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last day that counts; the last lies ahead where new articles count."""
        if self is Age.OLDER:
            return date.min, today - timedelta(days=_DAYS[Age.MONTH] + 1)
        return today - timedelta(days=_DAYS[self]), date.max


_DAYS = {Age.DAY: 1, Age.WEEK: 7, Age.MONTH: 30}


class Worth(StrEnum):
    """Bands of check-worthiness."""

    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"

    @property
    def bounds(self) -> tuple[float, float]:
        """The band's lower end, which belongs to it, and its upper end, which does not."""
        return {Worth.HIGH: (0.7, 2.0), Worth.MIDDLE: (0.4, 0.7), Worth.LOW: (-1.0, 0.4)}[self]


@dataclass(frozen=True, slots=True)
class ClaimFilters:
    """Which claims are wanted; None leaves a side open.

    `holder_id` is the person who has them on lease, `assignee_id` the one they are meant for. `topic` and `tag` are as typed in.
    `recheck` is why their verdict is to be looked at again, `record` in which record it counts.
    """

    state: ClaimState | Standing | None = None
    kind: ClaimKind | None = None
    voice: Voice | None = None
    verdict: Verdict | None = None
    said: Said | None = None
    outlet_id: int | None = None
    article_id: int | None = None
    holder_id: int | None = None
    text: str = ""
    topic: str = ""
    language: str = ""
    lane: Lane | None = None
    worth: Worth | None = None
    age: Age | None = None
    tag: str = ""
    assignee_id: int | None = None
    recheck: RecheckReason | None = None
    record: Voice | None = None

    @classmethod
    def parsed(cls, typed_in: Mapping[str, str]) -> "ClaimFilters":
        """Filters from an address's parameters, empty ones left out. `Malformed` names the first that is no filter."""
        return cls(
            state=_state(typed_in.get("state", "")),
            kind=_word(ClaimKind, typed_in, "kind"),
            voice=_word(Voice, typed_in, "voice"),
            verdict=_word(Verdict, typed_in, "verdict"),
            said=_word(Said, typed_in, "said"),
            outlet_id=_number(typed_in, "outlet"),
            article_id=_number(typed_in, "article"),
            holder_id=_number(typed_in, "holder"),
            text=typed(typed_in.get("text", ""), field="text", name="The search", longest=LONGEST_SEARCH),
            topic=topic_key(typed_in.get("topic", "")) or "",
            language=typed(
                typed_in.get("language", ""), field="language", name="The language", longest=LONGEST_LANGUAGE
            ),
            lane=_word(Lane, typed_in, "lane"),
            worth=_word(Worth, typed_in, "worth"),
            age=_word(Age, typed_in, "age"),
            tag=tag_key(typed_in.get("tag", "")),
            assignee_id=_number(typed_in, "assignee"),
            recheck=_word(RecheckReason, typed_in, "recheck"),
            record=_word(Voice, typed_in, "record"),
        )

    def params(self, *, unset: bool = False) -> dict[str, str]:
        """The parameters that `parsed` reads back: set sides only, or with `unset` the open ones too, empty."""
        named = [(param, getattr(self, name)) for name, param in _PARAMS]
        return {
            param: "" if value is None else str(value) for param, value in named if unset or value not in (None, "")
        }

    def without(self, param: str) -> "ClaimFilters":
        """The same filters with one side left open again."""
        name = param if param in {field.name for field in fields(self)} else f"{param}_id"
        opened: dict[str, Any] = {name: "" if name in _TYPED else None}
        return replace(self, **opened)


_PARAMS = tuple((field.name, field.name.removesuffix("_id")) for field in fields(ClaimFilters))
_TYPED = ("text", "topic", "language", "tag")
"""Sides that are text, open where it is empty."""

QUEUE = ClaimFilters(state=Standing.PENDING, kind=ClaimKind.FACTUAL)
"""What waits for a verdict."""


def tag_key(text: str) -> str:
    """A tag as claims are filed under it: spaces folded, in small letters. `Malformed` where it is too long."""
    return " ".join(typed(text, field="tag", name="The tag", longest=LONGEST_TAG).split()).lower()


def _state(text: str) -> ClaimState | Standing | None:
    if not text.strip():
        return None
    if text.strip() == Standing.PENDING:
        return Standing.PENDING
    return chosen(ClaimState, text, field="state", name="a state (or pending)")


_CALLED = {
    "age": "when it was published",
    "recheck": "why it is looked at again",
    "record": "in which record it counts",
    "said": "whether the speaker said it",
    "worth": "how much it is worth checking",
}
"""What the filters ask for whose names do not say it."""


def _word(words: type[Any], typed_in: Mapping[str, str], name: str) -> Any:
    text = typed_in.get(name, "")
    return chosen(words, text, field=name, name=_CALLED.get(name, f"a {name}")) if text.strip() else None


def _number(typed_in: Mapping[str, str], name: str) -> int | None:
    text = typed_in.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Malformed(f"The filter {name} takes a number.", field=name)
    return int(text)
