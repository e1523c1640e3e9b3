"""What somebody typed and sent after their sign-in had ended. Without a script it goes with them through the sign-in page; with
one the page that it stands on stays.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData

from verify.core.drafts import FIELDS, LONGEST
from verify.deps import LARGEST_ID

MOST = len(FIELDS) * LONGEST
"""Characters of a draft that go along, more than any holds."""

WRITTEN = frozenset(
    (
        "admission_reason", "answer", "archived", "country", "cue", "domain", "email", "era_group", "era_name", "name", "note",
        "origin", "outlet", "ownership_group", "passage", "publisher", "quote", "rationale", "reason", "search_place",
        "search_query", "searched", "seed", "source", "speaker", "statement", "tag", "text", "text_of", "title", "topic", "url",
        "via", "who", "why",
    )
)  # fmt: skip
"""Fields that people write in. A day, a number or a choice is made again sooner than it is copied."""


@dataclass(frozen=True, slots=True)
class TypedBefore:
    """The draft's fields as they were sent, of which claim, by whose page, and the draft's revision that the page knew."""

    claim_id: int
    typist_id: int
    fields: Mapping[str, str]
    revision: str

    @property
    def draft_of(self) -> str:
        """Whose draft of which claim, as the form has it."""
        return f"{self.typist_id}-{self.claim_id}"


def typed_before(draft_of: str, revision: str, sent: Mapping[str, object]) -> TypedBefore | None:
    """What a form of a claim's page carries; None where it is another one, says nothing, or says more than goes along."""
    typist, _, claim = draft_of.partition("-")
    texts = {name: sent.get(name) for name in FIELDS}
    fields = {name: text for name, text in texts.items() if isinstance(text, str) and text.strip()}
    if not fields or sum(map(len, fields.values())) > MOST or not (_is_id(typist) and _is_id(claim)):
        return None
    return TypedBefore(int(claim), int(typist), fields, revision)


def written_before(sent: FormData, most: int, *, path: str, but: Collection[str] = ()) -> Sequence[str]:
    """What was written in a form that was sent to `path`, `but` for some fields; nothing where it is over so many characters.

    Of fields that stand in a row for each of many things, such as `origin_of_12`, those of the thing that the path is of.
    """
    asked = {f"{name}_of_{step}" for step in path.split("/") if step.isdigit() for name in WRITTEN} | WRITTEN
    texts = [text for name, text in sent.multi_items() if name in asked and name not in but and isinstance(text, str)]
    return within(texts, most)


def within(texts: Sequence[str], most: int) -> Sequence[str]:
    """Those texts that say something; nothing where they are over so many characters."""
    found = [text for text in texts if text.strip()]
    return found if sum(map(len, found)) <= most else ()


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and 0 < int(text) <= LARGEST_ID
