"""The set of labelled examples that people's edits make, to improve the splitter with."""

import json
from collections.abc import Iterator

from verify.db import Database
from verify.queries import splitter


def label_set(database: Database) -> Iterator[bytes]:
    """One JSON object a line for each labelled claim (`queries.splitter.labelled`), read in one transaction of its own."""
    with database.reading() as session:
        for example in splitter.labelled(session):
            yield json.dumps(example, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
