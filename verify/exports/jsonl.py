"""JSONL: one claim a line with everything the desk knows of it; `columns.COLUMNS` says what each field means."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from verify.core.anchors import selectors
from verify.core.exports import Batch, DeskFacts, is_after

Row = dict[str, Any]
_NEWLINE = orjson.OPT_APPEND_NEWLINE
_STORED_JSON = ("spans", "reasons", "unresolved")


def lines(batches: Iterable[Batch], desk: DeskFacts) -> Iterator[bytes]:
    """The claims as lines, one piece of bytes a batch. Uses the batch's rows up."""
    for batch in batches:
        articles = {number: _article(version, desk) for number, version in batch.versions.items()}
        yield b"".join([orjson.dumps(_line(claim, batch, articles, desk), option=_NEWLINE) for claim in batch.claims])


def _line(claim: Row, batch: Batch, articles: dict[int, orjson.Fragment], desk: DeskFacts) -> Row:
    """The claim's own row turned into its line: a copy for each would cost a tenth of the export."""
    number, version = claim["id"], claim.pop("version")
    text, day = batch.versions[version]["text"], batch.versions[version]["published_day"]
    claim["id"] = desk.text_id("c", number)
    claim["selectors"] = selectors(text, orjson.loads(claim["spans"]))
    for name in _STORED_JSON:
        claim[name] = orjson.Fragment(claim[name])
    if claim["attribution"]:
        claim["attribution"] = _attribution(claim["attribution"])
    if claim["duplicate_of"]:
        claim["duplicate_of"] = desk.text_id("c", claim["duplicate_of"])
    claim["article"] = articles[version]
    claim["evidence"] = [_evidence(row, day, desk) for row in batch.evidence.get(number, ())]
    claim["reviews"] = [_review(row, desk) for row in batch.reviews.get(number, ())]
    claim["verdicts"] = [row | {"review": desk.text_id("r", row["review"])} for row in batch.verdicts.get(number, ())]
    return claim


def _article(version: Row, desk: DeskFacts) -> orjson.Fragment:
    """The article's part of the line, written once for all its claims of the batch."""
    outlet = version["outlet"]
    shown = {name: value for name, value in version.items() if name != "text"}
    shown |= {
        "id": desk.text_id("a", version["id"]),
        "published_known": bool(version["published_known"]),
        "outlet": outlet | {"id": desk.text_id("o", outlet["id"])},
    }
    return orjson.Fragment(orjson.dumps(shown))


def _evidence(row: Row, claim_day: str, desk: DeskFacts) -> Row:
    outlet, article, snapshot = row["outlet_id"], row["article_id"], row["snapshot"]
    day = row["published_day"] or (snapshot["published_day"] if snapshot else None)
    return row | {
        "id": desk.text_id("e", row["id"]),
        "outlet_id": outlet and desk.text_id("o", outlet),
        "article_id": article and desk.text_id("a", article),
        "evidence_after_claim": is_after(day, claim_day),
    }


def _review(row: Row, desk: DeskFacts) -> Row:
    return row | {
        "id": desk.text_id("r", row["id"]),
        "revises": row["revises"] and desk.text_id("r", row["revises"]),
        "evidence": [desk.text_id("e", number) for number in row["evidence"]],
    }


def _attribution(said: Row) -> Row:
    stored = {name: said[name] and orjson.Fragment(said[name]) for name in ("via", "speaker_span", "cue_span")}
    return said | stored | {"direct": bool(said["direct"]), "hedged": bool(said["hedged"])}
