"""What people type, made safe to store: bounded, without characters that no database takes."""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from verify.core.errors import Malformed

W = TypeVar("W", bound=StrEnum)

_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
"""Unicode's categories of spaces and of what only steers other characters, such as a zero-width space."""


def typed(text: str, *, field: str, name: str, longest: int, required: bool = False) -> str:
    """`text` with plain line ends and no space around it. `Malformed` if it is too long, unreadable, or missing.

    Text of which nothing is to be seen is none: a name of zero-width spaces would be a link that nobody can find.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if "\0" not in plain and all(unicodedata.category(character) in _UNSEEN for character in plain):
        plain = ""
    if required and not plain:
        raise Malformed(f"{name} is missing. Write it, then send again.", field=field)
    if len(plain) > longest:
        raise Malformed(f"{name} has {len(plain):,} characters; {longest:,} is the most. Shorten it.", field=field)
    if "\0" in plain or any("\ud800" <= character <= "\udfff" for character in plain):
        raise Malformed(f"{name} holds characters that are no text. Paste it again as plain text.", field=field)
    return plain


def web_address(text: str, *, field: str, longest: int) -> str | None:
    """The address that was typed, None where none was. `Malformed` for what is no address of a page."""
    url = typed(text, field=field, name="The address", longest=longest)
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or parts.username or any(c.isspace() for c in url):
        raise Malformed("This is no web address. It begins with http:// or https://.", field=field)
    return url


def chosen(words: type[W], text: str, *, field: str, name: str, among: Iterable[W] | None = None) -> W:
    """The word of a list that `text` names. `Malformed`, with the list or those `among` it that fit, if it is none of them."""
    try:
        return words(text.strip())
    except ValueError:
        known = ", ".join(word.replace("_", " ") for word in among or words)
        raise Malformed(f"Choose {name}: {known}.", field=field) from None
