"""What a person has typed on a claim's page and not sent yet: its fields and how much of each is kept."""

from collections.abc import Mapping

from verify.core.errors import Malformed

WORDS = ("verdict", "reason_code", "said", "rationale", "searched")
"""What of a draft a review says, under the same names."""

JUDGEMENT = (*WORDS, "again_on")
EVIDENCE = ("stance", "role", "passage", "url", "publisher", "origin", "published", "archived")
FIELDS = JUDGEMENT + EVIDENCE

LONGEST = 25_000
"""Characters kept of one field: more than any form takes, so that a text which is too long to send can still be shortened."""

MOST_DRAFTS = 500
"""Drafts kept for one person."""

_NAMES = {"rationale": "The rationale", "searched": "Where you looked", "passage": "The passage"}


def tidied(typed: Mapping[str, str]) -> dict[str, str]:
    """The fields that hold something, as they were typed but for line ends and characters that no database takes.

    Unlike what is sent, a draft is never refused for what it says: half a word is as good as a whole one. `Malformed` only for
    a field longer than `LONGEST`.
    """
    found = {name: _storable(typed.get(name, "")) for name in FIELDS}
    for name, text in found.items():
        if len(text) > LONGEST:
            said = f"{_NAMES.get(name, 'A field')} has {len(text):,} characters; a draft keeps {LONGEST:,} at most."
            raise Malformed(f"{said} Shorten it, or keep it elsewhere.", field=name)
    return {name: text for name, text in found.items() if text.strip()}


def _storable(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return plain.encode("utf-8", "replace").decode("utf-8")
