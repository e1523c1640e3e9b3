"""Claim sets of any origin: claims and queries out of files, gzipped or not, and which claims are right for which query.

Files come from everywhere, so each line is bounded, and what cannot be read is refused with its place.
"""

import gzip
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson

from verify.core.errors import Malformed
from verify.core.matching.ranking import Entry

LONGEST_LINE = 1_000_000
"""Characters; a claim of a known set has a few hundred."""
_IDS = ("id", "vclaim_id", "claim_id")
_TEXTS = ("text", "vclaim", "claim", "statement")
_TITLES = ("title",)


@dataclass(frozen=True, slots=True)
class Fields:
    """Which fields of a JSON line hold a claim's id, its words and its title; several are joined ("vclaim+subtitle")."""

    id: Sequence[str] = _IDS
    text: Sequence[str] = _TEXTS
    title: Sequence[str] = _TITLES
    joined: bool = False

    @classmethod
    def named(cls, said: str) -> "Fields":
        """The fields of `id=…,text=…,title=…`; what is not named keeps its usual names."""
        parts = dict(part.split("=", 1) for part in said.split(",") if "=" in part)
        if set(parts) - {"id", "text", "title"} or (said and len(parts) != len(said.split(","))):
            raise Malformed("--fields takes id=…,text=…,title=…, each the name of a field, or several joined by +.")
        held = {name: tuple(value.split("+")) for name, value in parts.items()}
        return cls(held.get("id", _IDS), held.get("text", _TEXTS), held.get("title", _TITLES), "text" in held)


def read_claims(path: Path, fields: Fields) -> Iterator[Entry]:
    """The claims of a file of JSON lines; `Malformed` where a line is none, or there is no line."""
    number = 0
    for number, row in _rows(path):
        try:
            name, words = _field(row, fields.id, False), _field(row, fields.text, fields.joined)
            title = _field(row, fields.title, fields.joined)
        except ValueError as error:
            raise Malformed(f"{path.name}, line {number}: {error}") from error
        if not name or not words:
            raise Malformed(f"{path.name}, line {number}: no id or no text. Name the fields with --fields id=…,text=….")
        yield Entry(name, words, title)
    if not number:
        raise Malformed(f"{path.name} holds no claims.")


def read_queries(path: Path, fields: Fields) -> dict[str, str]:
    """Query ids with their texts, of a TSV file (id, text, …) or of JSON lines."""
    asked: dict[str, str] = {}
    for number, name, words in _asked(path, fields):
        if not name or not words.strip():
            raise Malformed(f"{path.name}, line {number}: a query without an id or a text.")
        asked[name] = words
    if not asked:
        raise Malformed(f"{path.name} holds no queries.")
    return asked


def read_qrels(path: Path) -> dict[str, set[str]]:
    """The right claims of each query, of a TREC file (`query 0 claim 1`)."""
    right: dict[str, set[str]] = {}
    for number, line in _lines(path):
        cells = line.split()
        if len(cells) != 4 or not cells[3].lstrip("-").isdecimal():
            raise Malformed(f"{path.name}, line {number}: a line of right claims is `query 0 claim 1`.")
        if int(cells[3]) > 0:
            right.setdefault(cells[0], set()).add(cells[2])
    if not right:
        raise Malformed(f"{path.name} names no right claim.")
    return right


def _asked(path: Path, fields: Fields) -> Iterator[tuple[int, str, str]]:
    if ".json" in path.name:
        for number, row in _rows(path):
            try:
                name = _field(row, ("query_id", *fields.id), False)
                yield number, name, _field(row, ("query", *fields.text), False)
            except ValueError as error:
                raise Malformed(f"{path.name}, line {number}: {error}") from error
        return
    for number, line in _lines(path):
        cells = line.split("\t")
        if len(cells) < 2:
            raise Malformed(f"{path.name}, line {number}: a query is an id, a tab and a text.")
        yield number, cells[0], cells[1]


def _field(row: Mapping[str, Any], names: Iterable[str], joined: bool) -> str:
    held = []
    for name in names:
        value = row.get(name)
        if isinstance(value, bool | dict | list):
            raise ValueError(f"`{name}` is no text.")
        if value not in (None, ""):
            held.append(str(value))
    return " ".join(held) if joined else (held[0] if held else "")


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in _lines(path):
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise Malformed(f"{path.name}, line {number} is not JSON: {error}") from error
        if not isinstance(row, dict):
            raise Malformed(f"{path.name}, line {number} is no JSON object.")
        yield number, row


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with their numbers."""
    try:
        with _opened(path) as held:
            number = 0
            while line := held.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise Malformed(f"{path.name}, line {number} is longer than {LONGEST_LINE:,} characters.")
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise Malformed(f"{path.name} cannot be read: {error}") from error


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig")
    return path.open(encoding="utf-8-sig")
