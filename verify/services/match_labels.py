"""The set of labelled pairs of claims that people's decisions make, to measure matching with."""

import json
from collections.abc import Iterator

from verify.db import Database
from verify.queries import match_labels


def label_set(database: Database) -> Iterator[bytes]:
    """One JSON object a line for each decided match (`queries.match_labels.labelled`), read in one transaction of its own."""
    with database.reading() as session:
        for label in match_labels.labelled(session):
            yield json.dumps(label, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
