"""Exports read back as a consumer would."""

import csv
import io
import zipfile
from typing import Any

import orjson

from tests.support.exported import NOW
from verify.core.exports import ClaimSet
from verify.db import Database
from verify.services import exports

BASE_URL = "https://desk.example/"


def taken(database: Database, **asked: str) -> bytes:
    """The bytes of one download."""
    wanted = ClaimSet.parsed(asked)
    return b"".join(exports.download(database, wanted, base_url=BASE_URL, now=NOW))


def lines(database: Database, **asked: str) -> list[dict[str, Any]]:
    """A JSONL export's claims."""
    return [orjson.loads(line) for line in taken(database, **asked).splitlines()]


def tables(database: Database, **asked: str) -> dict[str, list[dict[str, str]]]:
    """A CSV export's tables as rows by heading, exactly as their cells stand."""
    with zipfile.ZipFile(io.BytesIO(taken(database, format="csv", **asked))) as archive:
        assert archive.testzip() is None
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")))
            for name in archive.namelist()
        }


def reviews(database: Database, **asked: str) -> list[dict[str, Any]]:
    """A ClaimReview export's objects."""
    found: list[dict[str, Any]] = orjson.loads(taken(database, format="claimreview", **asked))
    return found
