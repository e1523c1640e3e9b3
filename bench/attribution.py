"""Who says what, against PolNeAR: `python bench/attribution.py DATA`, DATA holding polnear.dev.jsonl.gz.

A sentence is positive where the first annotator has attributed content with a source in it. It is found where a claim that
somebody says touches it, a claim that tells of somebody's words, plans or feelings, or a question that somebody asks; "said by
somebody" counts the first alone. A speaker is right where its span overlaps the last content word of a gold source of that
sentence.
"""

import argparse
import gzip
import json
import re
import sys
from pathlib import Path
from typing import Any

from verify.core.splitting.drafts import Span
from verify.core.splitting.pipeline import split
from verify.core.splitting.sentences import sentences
from verify.core.splitting.text import blocks

NOWHERE: Span = (0, 0)
_WORD = re.compile(r"[\w’'-]+")
_EMPTY = frozenset(
    ("the", "a", "an", "of", "to", "in", "on", "for", "and", "or", "by", "at", "with", "from", "as", "’s", "'s")
)


def last_content_word(text: str, source: list[list[int]]) -> Span:
    """The place of a source's last word that carries meaning."""
    start, end = source[-1]
    found = [m.span() for m in _WORD.finditer(text, start, end) if m.group().lower() not in _EMPTY]
    return found[-1] if found else (start, end)


def touches(a: Span, b: Span) -> bool:
    """Whether two spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


def article(row: dict[str, Any], counts: dict[str, int], missed: list[str]) -> None:
    """Count the sentences of one article."""
    text = row["text"]
    gold = [
        (last_content_word(text, a["source"]), [tuple(span) for span in a["content"]])
        for a in row["annotations"][0]["attributions"]
        if a["source"] and a["content"]
    ]
    said, told = voices(text)
    for block in blocks(text):
        for sentence in sentences(text, block.start, block.end):
            sources = [source for source, content in gold if any(touches(part, sentence) for part in content)]
            by = [who for where, who in said if touches(where, sentence)]
            found = by + [who for where, who in told if touches(where, sentence)]
            counts["gold"] += bool(sources)
            counts["found"] += bool(found)
            counts["said"] += bool(by)
            counts["said both"] += bool(by and sources)
            counts["said speaker"] += any(touches(span, source) for span in by if sources for source in sources)
            if sources and found:
                counts["both"] += 1
                counts["speaker"] += any(touches(span, source) for span in found for source in sources)
            elif sources or found:
                missed.append(f"{'-' if sources else '+'} {text[slice(*sentence)]}")


def voices(text: str) -> tuple[list[tuple[Span, Span]], list[tuple[Span, Span]]]:
    """Places with the speaker's own place: what is said by somebody, and what tells of somebody or is asked."""
    found = split(text, language="en")
    said: list[tuple[Span, Span]] = []
    told: list[tuple[Span, Span]] = []
    for left in found.non_claims:
        told += [(left.span, who.speaker_span or NOWHERE) for who in (left.said, *left.attitudes) if who is not None]
    for claim in found.claims:
        if claim.attribution is not None and claim.attribution.speaker:
            said += [(span, claim.attribution.speaker_span or NOWHERE) for span in claim.spans]
        for held in claim.attitudes:
            told.append((held.cue_span or NOWHERE, held.speaker_span or NOWHERE))
    return said, told


def main() -> None:
    """Print precision, recall and the share of right speakers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--part", default="dev", choices=["dev", "train"])
    parser.add_argument("--first", type=int, default=100_000, help="articles to read")
    parser.add_argument("--missed", action="store_true", help="print the sentences that differ")
    asked = parser.parse_args()
    path = asked.data / f"polnear.{asked.part}.jsonl.gz"
    if not path.exists():
        sys.exit(f"{path} is absent; give the folder that holds it")
    counts = dict.fromkeys(("gold", "found", "both", "speaker", "said", "said both", "said speaker"), 0)
    missed: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number >= asked.first:
                break
            article(json.loads(line), counts, missed)
    if asked.missed:
        print("\n".join(missed))
    print(f"{counts['gold']} sentences with attributed content, {counts['found']} found")
    show("all", counts["found"], counts["both"], counts["speaker"], counts["gold"])
    show("said by somebody", counts["said"], counts["said both"], counts["said speaker"], counts["gold"])


def show(name: str, found: int, both: int, speaker: int, gold: int) -> None:
    """One line of the result."""
    precision, recall = both / max(1, found), both / max(1, gold)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{name}: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f} speaker {speaker / max(1, both):.3f}")


if __name__ == "__main__":
    main()
