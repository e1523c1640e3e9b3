"""ClaimReview: the decided claims as one JSON-LD array, an object a line."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson

from verify.core.claimreview import Cited, Profile, Publisher, Reviewed, claim_review
from verify.core.vocabulary import ReasonCode, Verdict, Voice

Row = dict[str, Any]


def document(records: Iterable[Sequence[Row]], by: Publisher, profile: Profile) -> Iterator[bytes]:
    """The array, one piece of bytes a batch, from the lines of JSONL. Every claim among them must have a verdict."""
    opening = b"[\n"
    for batch in records:
        made = (claim_review(_reviewed(line), by, profile) for line in batch)
        yield opening + b",\n".join(orjson.dumps(review) for review in made)
        opening = b",\n"
    yield b"[]\n" if opening == b"[\n" else b"\n]\n"


def _reviewed(line: Row) -> Reviewed:
    article, said, history = line["article"], line["attribution"], line["verdicts"]
    rationales = {review["id"]: review["rationale"] for review in line["reviews"]}
    return Reviewed(
        claim_id=int(line["id"].rpartition("-c")[2]),
        text_id=line["id"],
        statement=line["statement"],
        quote=line["quote"],
        language=line["language"],
        voice=Voice(line["voice"]),
        speaker=said["speaker"] if said else None,
        verdict=Verdict(line["verdict"]),
        reason_code=ReasonCode(line["reason_code"]),
        rationale=rationales.get(history[-1]["review"], "") if history else "",
        first_decided_at=history[0]["decided_at"] if history else line["decided_at"],
        decided_at=line["decided_at"],
        outlet_name=article["outlet"]["name"],
        outlet_domains=article["outlet"]["domains"],
        article_title=article["title"],
        article_url=article["url"],
        published=article["published_day"] if article["published_known"] else None,
        cited=[_cited(item) for item in line["evidence"] if item["url"] and item["removed_at"] is None],
    )


def _cited(item: Row) -> Cited:
    return Cited(url=item["url"], publisher=item["publisher"], published=item["published_day"])
