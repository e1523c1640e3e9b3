"""What somebody typed and sent after their sign-in had ended. It goes with them through the sign-in page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData

from verify.core.drafts import FIELDS, LONGEST
from verify.deps import LARGEST_ID

MOST = len(FIELDS) * LONGEST
"""Characters that go along, more than any draft holds."""

SENTENCES = frozenset({"who", "text", "answer", "statement", "quote", "note", "reason", "why"})
"""Fields of the other forms that people write in: comments, appeals, changes to claims and what they say of articles."""


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


def sentences_before(sent: FormData) -> Sequence[str]:
    """What was written in a form that is no draft's; nothing where it is more than goes along."""
    return within([text for name, text in sent.multi_items() if name in SENTENCES and isinstance(text, str)])


def within(texts: Sequence[str]) -> Sequence[str]:
    """Those texts that say something; nothing where they are more than goes along."""
    found = [text for text in texts if text.strip()]
    return found if sum(map(len, found)) <= MOST else ()


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and 0 < int(text) <= LARGEST_ID
