"""Histories of verdicts to evaluate a method on: JSON lines of any field names and verdict words, read strictly.

A line that cannot be read, or a verdict word that nobody explained, refuses the whole file with line numbers: a method judged on
the part of a history that happened to be readable is judged on a biased sample.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from verify.core.errors import Malformed

SHOWN = 10
"""Problems listed one by one; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which fields hold what (`a.b` is `b` inside `a`), and what the verdict words mean. `article` is optional."""

    source: str = "source"
    day: str = "published"
    verdict: str = "verdict"
    article: str | None = None
    corroborated: frozenset[str] = frozenset({"corroborated"})
    disputed: frozenset[str] = frozenset({"disputed"})
    skip: frozenset[str] = frozenset({"unverified"})

    def with_fields(self, text: str) -> "Mapping":
        """This mapping with fields as in `source=speaker,day=published`. `Malformed` for anything else."""
        fields = {"source": self.source, "day": self.day, "verdict": self.verdict, "article": self.article}
        for pair in filter(None, (part.strip() for part in text.split(","))):
            name, _, value = (part.strip() for part in pair.partition("="))
            if name not in fields or not value:
                raise Malformed(f"{pair!r} is no mapping. Give name=field for some of: {', '.join(fields)}.")
            fields[name] = value
        return Mapping(**fields, corroborated=self.corroborated, disputed=self.disputed, skip=self.skip)  # type: ignore[arg-type]

    def check(self) -> None:
        """`Malformed` where one word has two meanings, or a meaning has no word."""
        words = Counter(word for group in (self.corroborated, self.disputed, self.skip) for word in group)
        twice = sorted(word for word, times in words.items() if times > 1)
        if twice:
            raise Malformed(f"These verdict words are given two meanings: {', '.join(twice)}.")
        if not self.corroborated or not self.disputed:
            raise Malformed("Say which verdict words are corroborated and which are disputed.")


@dataclass(frozen=True, slots=True)
class Judged:
    """One verdict of a history. `weight` is the article weight c of REL-1 2.3, 1 where articles are unknown."""

    source: str
    day: date
    corroborated: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class History:
    """Verdicts by day, and how many lines were skipped as told."""

    rows: tuple[Judged, ...]
    skipped: int


@dataclass(slots=True)
class _Found:
    rows: list[tuple[str, date, bool, str | None]] = field(default_factory=list)
    skipped: int = 0
    broken: list[str] = field(default_factory=list)
    unknown: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


def read_history(lines: Iterable[bytes], mapping: Mapping, *, article_correlation: float) -> History:
    """The history in `lines`, oldest first. `Malformed` for an empty file, unreadable lines and unknown verdict words, all of
    them listed with their line numbers."""
    mapping.check()
    found = _Found()
    for number, line in enumerate(lines, start=1):
        if line.strip():
            _take(found, number, line, mapping)
    if found.broken or found.unknown:
        raise Malformed(_refusal(found))
    if not found.rows:
        raise Malformed(f"There is no verdict in this file{' but skipped ones' if found.skipped else ''}.")
    together = Counter((source, article) for source, _, _, article in found.rows if article is not None)
    rows = (
        Judged(source, day, good, 1 / (1 + (together[source, article] - 1) * article_correlation) if article else 1.0)
        for source, day, good, article in found.rows
    )
    return History(tuple(sorted(rows, key=lambda row: row.day)), found.skipped)


def _take(found: _Found, number: int, line: bytes, mapping: Mapping) -> None:
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise ValueError("not a JSON object")
        word = _text(row, mapping.verdict)
        if word in mapping.skip:
            found.skipped += 1
            return
        if word not in mapping.corroborated | mapping.disputed:
            found.unknown[word].append(number)
            return
        source, day = _text(row, mapping.source), date.fromisoformat(_text(row, mapping.day)[:10])
        article = _text(row, mapping.article) if mapping.article else None
    except (ValueError, RecursionError) as error:
        reason = "not JSON" if isinstance(error, json.JSONDecodeError | UnicodeDecodeError | RecursionError) else error
        found.broken.append(f"line {number}: {reason}")
        return
    found.rows.append((source, day, word in mapping.corroborated, article))


def _text(row: dict[str, Any], path: str) -> str:
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise ValueError(f"no {path}")
    return str(value)


def _refusal(found: _Found) -> str:
    parts = []
    if found.unknown:
        words = sorted(found.unknown.items(), key=lambda item: (-len(item[1]), item[0]))
        parts.append("These verdict words have no meaning yet; name each in --corroborated, --disputed or --skip:")
        parts += [f"  {word}: {_places(numbers)}" for word, numbers in words[:SHOWN]]
        parts += [f"  and {len(words) - SHOWN:,} more words"] * (len(words) > SHOWN)
    if found.broken:
        parts.append("These lines cannot be read:")
        parts += [f"  {problem}" for problem in found.broken[:SHOWN]]
        parts += [f"  and {len(found.broken) - SHOWN:,} more lines"] * (len(found.broken) > SHOWN)
    return "\n".join([*parts, "Nothing was evaluated."])


def _places(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:5])
    more = f" and {len(numbers) - 5:,} more" if len(numbers) > 5 else ""
    return f"{'line' if len(numbers) == 1 else 'lines'} {shown}{more}"
