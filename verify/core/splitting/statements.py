"""A claim's wording to stand alone: frame and hedge off, the pronoun it opens with resolved, capital and final stop."""

import re

from verify.core.splitting import lexicon

_OPENER = re.compile(r"^(?:But|And|Yet|So|However|Still|Meanwhile|Thus|Also|In the end|Looking ahead),? +(?=\w)", re.I)
_HEDGE = re.compile(r"\b(?:allegedly|reportedly|purportedly|supposedly) ", re.I)
_PRONOUN = re.compile(r"^(he|she|his|her)\b(?!self)", re.I)
_VAGUE = re.compile(r"^(he|she|it|they|we|i|his|her|its|their|our|my|this|that|these|those)\b", re.I)


def statement_of(words: str, *, person: str | None, hedged: bool) -> tuple[str, tuple[str, ...]]:
    """The statement, and the words in it that could not be resolved; `person` is whom "he" or "she" would be."""
    out = " ".join(words.split())
    out = _OPENER.sub("", out)
    if hedged:
        out = _HEDGE.sub("", out)
    opening = _PRONOUN.match(out)
    if opening and person and not _object_her(out):
        possessive = opening.group(1).lower() in ("his", "her")
        out = person + ("’s" if possessive else "") + out[opening.end() :]
    left = _VAGUE.match(out)
    out = out[:1].upper() + out[1:]
    if out and out[-1] not in ".!?…" and not re.search(r"[.!?][”\"’)]$", out):
        out = out.rstrip(",;:—–- ") + "."
    return out, (left.group(1).lower(),) if left else ()


def _object_her(words: str) -> bool:
    return words.lower().startswith("her ") and len(words.split()) < 3


def unresolved_in(statement: str) -> tuple[str, ...]:
    """Pronouns a statement opens with."""
    first = statement.split(" ", 1)[0].lower()
    return (first,) if first in lexicon.PRONOUNS else ()
