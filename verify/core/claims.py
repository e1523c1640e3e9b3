"""What a list of claims can be narrowed by; queue, take-next, API, CLI and exports share it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from verify.core.errors import Malformed
from verify.core.typed_text import chosen, typed
from verify.core.vocabulary import ClaimKind, ClaimState, Said, Verdict, Voice

LONGEST_SEARCH = 200


class Standing(StrEnum):
    """States that are asked for together."""

    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class ClaimFilters:
    """Which claims are wanted; None leaves a side open. `holder_id` is the person who has them on lease."""

    state: ClaimState | Standing | None = None
    kind: ClaimKind | None = None
    voice: Voice | None = None
    verdict: Verdict | None = None
    said: Said | None = None
    outlet_id: int | None = None
    article_id: int | None = None
    holder_id: int | None = None
    text: str = ""

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
        )

    def params(self) -> dict[str, str]:
        """The parameters that `parsed` reads back, set sides only."""
        named = {field.name.removesuffix("_id"): getattr(self, field.name) for field in fields(self)}
        return {name: str(value) for name, value in named.items() if value not in (None, "")}

    def without(self, param: str) -> "ClaimFilters":
        """The same filters with one side left open again."""
        name = param if param in {field.name for field in fields(self)} else f"{param}_id"
        opened: dict[str, Any] = {name: "" if name == "text" else None}
        return replace(self, **opened)


QUEUE = ClaimFilters(state=Standing.PENDING, kind=ClaimKind.FACTUAL)
"""What waits for a verdict."""


def _state(text: str) -> ClaimState | Standing | None:
    if not text.strip():
        return None
    if text.strip() == Standing.PENDING:
        return Standing.PENDING
    return chosen(ClaimState, text, field="state", name="a state (or pending)")


def _word(words: type[Any], typed_in: Mapping[str, str], name: str) -> Any:
    text = typed_in.get(name, "")
    return chosen(words, text, field=name, name=f"a {name}") if text.strip() else None


def _number(typed_in: Mapping[str, str], name: str) -> int | None:
    text = typed_in.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Malformed(f"The filter {name} takes a number.", field=name)
    return int(text)
