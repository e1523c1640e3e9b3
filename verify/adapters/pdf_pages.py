"""The text of a PDF page by page, read by a process of its own that can be killed: a hostile file must cost the desk nothing.

Run as a program, this module is that process: the file comes on standard input, what was read leaves as JSON.
"""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from verify.core.vocabulary import Reading

SECONDS = 20
MEMORY = 1_000_000_000
"""Bytes of address space that the reading process may have."""
MOST_PAGES = 500
MOST_LETTERS = 1_000_000
PAGE_END = "\n\n"


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF says: its text, at which code point each page begins, its title, and what came of reading it."""

    text: str
    page_starts: tuple[int, ...]
    title: str | None
    reading: Reading


def read_pdf(data: bytes, *, seconds: float = SECONDS) -> PdfText:
    """The text of a PDF, at most 500 pages and a million letters. One that takes too long or too much memory has none."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "verify.adapters.pdf_pages"],
            input=data,
            capture_output=True,
            timeout=seconds,
            check=True,
            env={"PYTHONPATH": ":".join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"},  # and no secret of ours
        )
        told = json.loads(done.stdout)
        return PdfText(told["text"], tuple(told["page_starts"]), told["title"], Reading(told["reading"]))
    except (subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return PdfText("", (), None, Reading.UNREADABLE)


def _told(data: bytes) -> dict[str, Any]:
    """What the reading process says of a file."""
    from pypdf import PdfReader  # needs a moment to load, and is needed in this process only

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not _opens(reader):
        return _nothing(Reading.ENCRYPTED)
    pages, is_cut = _bounded(reader)
    text = PAGE_END.join(pages)
    if not text.strip():
        return _nothing(Reading.SCANNED)
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page) + len(PAGE_END))
    title = str(reader.metadata.title or "").strip()[:300] if reader.metadata else ""
    reading = Reading.CUT if is_cut else Reading.TEXT
    return {"text": text, "page_starts": starts, "title": title or None, "reading": reading}


def _bounded(reader: Any) -> tuple[list[str], bool]:
    pages: list[str] = []
    left = MOST_LETTERS
    for page in _pages(reader):
        if left <= 0 or len(pages) == MOST_PAGES:
            return pages, True
        pages.append(page[:left])
        left -= len(page)
    return pages, left < 0


def _pages(reader: Any) -> Iterator[str]:
    for page in reader.pages:
        try:
            text = page.extract_text()
        except Exception:  # one damaged page must not take the others along
            text = ""
        # Lone surrogates and null characters are what broken fonts give; no database takes them.
        yield text.encode("utf-8", "ignore").decode().replace("\0", "").strip()


def _nothing(reading: Reading) -> dict[str, Any]:
    return {"text": "", "page_starts": [], "title": None, "reading": reading}


def _opens(reader: Any) -> bool:
    try:
        return bool(reader.decrypt(""))
    except Exception:  # a cipher that is not supported is as closed as one whose password nobody gave
        return False


def _main() -> None:
    import resource  # there is none on Windows, which can still import this module

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        told = _told(sys.stdin.buffer.read())
    except Exception:  # whatever a hostile file makes the library raise, the file is what is wrong
        told = _nothing(Reading.UNREADABLE)
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    _main()
