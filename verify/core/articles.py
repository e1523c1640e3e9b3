"""What an article is before it is stored: its text made safe to quote from, and how it is told apart from others."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from verify.core.errors import Malformed
from verify.core.typed_text import typed
from verify.core.vocabulary import Stratum

LONGEST_TEXT = 300_000
"""Characters, about 50,000 words: more than any article, and a time that a splitter can still be waited for."""
LONGEST_TITLE = 500
LONGEST_TOPIC = 60
SUSPICIOUS = 0.6
"""Claims from this check-worthiness on are in the high stratum."""

_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
_LINE_ENDS = re.compile(r"[ \t]+(?=\n|$)")


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """An article as somebody handed it in; `outlet` is the outlet's name, for a text without an address."""

    text: str
    outlet: str | None = None
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    published: date | None = None
    language: str | None = None
    topic: str | None = None


def stored_text(text: str) -> str:
    """The text that quotes point into: plain line ends, nothing unseen. `Malformed` if empty, too long or no text."""
    plain = typed(text, field="text", name="The text", longest=LONGEST_TEXT, required=True)
    plain = _LINE_ENDS.sub("", _UNSEEN.sub("", _BREAKS.sub("\n", plain))).strip()
    if not any(character.isalpha() for character in plain):
        raise Malformed("The text holds no words. Paste the article's text, then send again.", field="text")
    return plain


def one_line(given: str | None, *, field: str, name: str) -> str | None:
    """A headline or byline as it would be stored; None where nothing is given."""
    line = " ".join(typed(given or "", field=field, name=name, longest=10_000).split())
    return line[:LONGEST_TITLE] or None


def topic_key(given: str | None) -> str | None:
    """A topic as articles are filed under it: spaces folded, in small letters; None where nothing is given.

    `Malformed` where it is too long or no line of text.
    """
    line = " ".join(typed(given or "", field="topic", name="The topic", longest=LONGEST_TOPIC).split())
    return line.lower() or None


def stored_title(title: str | None, text: str) -> str:
    """The headline; where none is given, how the text begins."""
    if title:
        return title
    first = " ".join(text.split("\n", 1)[0].split())
    return first if len(first) <= 120 else f"{first[:117].rsplit(' ', 1)[0]} …"


def text_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def stratum_of(check_worthiness: float) -> Stratum:
    """The stratum of a fresh claim."""
    return Stratum.HIGH if check_worthiness >= SUSPICIOUS else Stratum.LOW
