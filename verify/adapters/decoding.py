"""From bytes to text: which encoding a file or page is in, and whether it is text at all."""

import codecs
import re

from verify.core.errors import Malformed

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([a-zA-Z0-9_:.\-]{2,40})""", re.I
)
_HEAD = 4_096
"""Bytes in which a page has to name its encoding; browsers read 1,024."""
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_SAME_AS_BROWSERS = {"iso8859-1": "cp1252", "ascii": "cp1252"}
"""What a page that names the left one means, as every browser reads it."""


def plain_text(data: bytes, *, largest: int = 2_000_000) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, else Windows-1252. `Malformed` if empty, too large or no text."""
    _check(data, largest, "file")
    for encoding in (_marked(data) or "utf-8", "cp1252"):
        try:
            return _text(data.decode(encoding), "file")
        except UnicodeDecodeError:
            continue
    raise Malformed("The file is not readable as text. Save it as UTF-8 and try again.", field="file")


def html_text(data: bytes, *, charset: str | None = None, largest: int = 5_000_000) -> str:
    """The markup of a page, by its byte order mark, then the server's word, then its own, else UTF-8 or Windows-1252."""
    _check(data, largest, "page")
    declared = _DECLARED.search(data[:_HEAD])
    named = [_marked(data), charset, declared[1].decode("ascii") if declared else None, "utf-8", "cp1252"]
    for encoding in filter(None, map(_known, named)):
        try:
            return _text(data.decode(encoding), "page")
        except UnicodeDecodeError:
            continue
    return _text(_mostly_utf8(data), "page")


def _check(data: bytes, largest: int, what: str) -> None:
    if not data.strip():
        raise Malformed(f"The {what} is empty.", field="file")
    if len(data) > largest:
        raise Malformed(f"The {what} is larger than {largest / 1e6:g} MB, the most that is read.", field="file")
    controls = 0 if _marked(data) == "utf-16" else len(_CONTROLS.findall(data))
    if controls > len(data) / 1000 or (controls and b"\0" in data):
        raise Malformed(f"The {what} holds binary data, not text.", field="file")


def _marked(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _BOMS if data.startswith(mark)), None)


def _known(name: str | None) -> str | None:
    try:
        found = codecs.lookup(name or "").name
    except (LookupError, ValueError):
        return None
    # Codecs such as rot13 or zlib turn text into text or bytes into bytes: a page may not choose those.
    if not codecs.lookup(found)._is_text_encoding:
        return None
    return _SAME_AS_BROWSERS.get(found, found)


def _mostly_utf8(data: bytes) -> str:
    """UTF-8 with a few broken characters, as pages that cut a text in the middle of one have them."""
    text = data.decode("utf-8", errors="replace")
    if text.count("\N{REPLACEMENT CHARACTER}") > len(text) / 1000:
        raise Malformed("The page is in an encoding that cannot be read.", field="file")
    return text


def _text(text: str, what: str) -> str:
    if "\0" in text:  # UTF-16 that is none
        raise Malformed(f"The {what} holds binary data, not text.", field="file")
    if not text.strip("\ufeff \t\r\n"):
        raise Malformed(f"The {what} is empty.", field="file")
    return text.removeprefix("\ufeff")
