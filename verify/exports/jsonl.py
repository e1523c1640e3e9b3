"""JSONL: one claim a line with everything the desk knows of it; `columns.COLUMNS` says what each field means.

A line is the one record of a claim. The other formats read lines and say part of them in their own way.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from verify.core.anchors import selectors
from verify.core.exports import Batch


def lines(batches: Iterable[Batch]) -> Iterator[bytes]:
    """The claims as lines, one piece of bytes a batch."""
    for batch in batches:
        yield "".join([_line(batch, *claim) for claim in batch.claims]).encode()


def records(batches: Iterable[Batch]) -> Iterator[list[dict[str, Any]]]:
    """The lines read again, a list for each batch."""
    for batch in batches:
        yield [orjson.loads(_line(batch, *claim)) for claim in batch.claims]


def _line(batch: Batch, number: int, version: int, spans: str, claim: str) -> str:
    text, article = batch.articles[version]
    pointer = f'"{there}"' if (there := batch.decided_as.get(number)) else "null"
    places = orjson.dumps(selectors(text, orjson.loads(spans))).decode()
    return (
        f'{claim[:-1]},"decided_as":{pointer},"attribution":{batch.attributions.get(number, "null")},'
        f'"selectors":{places},"article":{article},'
        f'"evidence":[{",".join(batch.evidence.get(number, ()))}],"reviews":[{",".join(batch.reviews.get(number, ()))}],'
        f'"verdicts":[{",".join(batch.verdicts.get(number, ()))}],'
        f'"searches":[{",".join(batch.searches.get(number, ()))}]}}\n'
    )
