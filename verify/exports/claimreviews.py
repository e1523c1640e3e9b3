"""ClaimReview: the decided claims as one JSON-LD array, an object a line."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from verify.core.claimreview import Cited, Profile, Publisher, Reviewed, claim_review
from verify.core.exports import Batch, DeskFacts
from verify.core.vocabulary import ReasonCode, Verdict, Voice

Row = dict[str, Any]


def document(batches: Iterable[Batch], desk: DeskFacts, by: Publisher, profile: Profile) -> Iterator[bytes]:
    """The array, one piece of bytes a batch. Every claim of the batches must have a verdict."""
    opening = b"[\n"
    for batch in batches:
        made = (claim_review(_reviewed(claim, batch, desk), by, profile) for claim in batch.claims)
        yield opening + b",\n".join(orjson.dumps(review) for review in made)
        opening = b",\n"
    yield b"[]\n" if opening == b"[\n" else b"\n]\n"


def _reviewed(claim: Row, batch: Batch, desk: DeskFacts) -> Reviewed:
    number, version = claim["id"], batch.versions[claim["version"]]
    outlet, said = version["outlet"], claim["attribution"]
    history, judged = batch.verdicts.get(number, ()), batch.reviews.get(number, ())
    rationales = {row["id"]: row["rationale"] for row in judged}
    return Reviewed(
        claim_id=number,
        text_id=desk.text_id("c", number),
        statement=claim["statement"],
        quote=claim["quote"],
        language=claim["language"],
        voice=Voice(claim["voice"]),
        speaker=said["speaker"] if said else None,
        verdict=Verdict(claim["verdict"]),
        reason_code=ReasonCode(claim["reason_code"]),
        rationale=rationales.get(history[-1]["review"], "") if history else "",
        first_decided_at=history[0]["decided_at"] if history else claim["decided_at"],
        decided_at=claim["decided_at"],
        outlet_name=outlet["name"],
        outlet_domains=outlet["domains"],
        article_title=version["title"],
        article_url=version["url"],
        published=version["published_day"] if version["published_known"] else None,
        cited=[_cited(row) for row in batch.evidence.get(number, ()) if row["url"] and row["removed_at"] is None],
    )


def _cited(row: Row) -> Cited:
    return Cited(url=row["url"], publisher=row["publisher"], published=row["published_day"])
