"""Handing verified claim sets out: the request is logged, then the file is read from one moment of the desk."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import IO, Any

from sqlalchemy.orm import Session

from verify import __version__
from verify.core import claimreview
from verify.core.exports import LINE_SCHEMA, ClaimSet
from verify.core.permissions import Action, Actor, require
from verify.core.reliability import REL_1
from verify.core.vocabulary import ExportFormat
from verify.db import Database
from verify.exports import archives, claimreviews, jsonl, tables
from verify.models import Export
from verify.queries import bulk, desks, exports, flat
from verify.services import audit

Files = Iterator[tuple[str, Iterator[bytes]]]
KEPT_IN_MEMORY = 8_000_000
"""Bytes of another table that wait in memory while the first is written; beyond that they wait on disk."""


def request(session: Session, *, actor: Actor, wanted: ClaimSet, base_url: str, now: datetime) -> Export:
    """Log who takes which claims in which form. `RuleRefused` for ClaimReview where the desk has no public address."""
    require(actor, Action.EXPORT)
    check(session, wanted, base_url)
    made = Export(
        format=wanted.format,
        filters=wanted.params(),
        claim_count=exports.count(session, wanted, now=now),
        log_head=audit.chain_end(session)[1],
        created_by_id=actor.user_id,
        created_at=now,
    )
    session.add(made)
    session.flush()  # the log needs the id
    after = {"format": wanted.format.value, "filters": wanted.params(), "claims": made.claim_count}
    audit.record(session, actor=actor, action="export.made", subject=("export", made.id), after=after, now=now)
    return made


def check(session: Session, wanted: ClaimSet, base_url: str) -> None:
    """`RuleRefused` where the format needs what the desk does not have."""
    if wanted.format is ExportFormat.CLAIMREVIEW:
        claimreview.publisher(desks.the_desk(session).name, base_url)


def download(database: Database, wanted: ClaimSet, *, base_url: str, now: datetime) -> Iterator[bytes]:
    """The export as one file, in pieces, read in a transaction of its own; CSV's tables come as a zip."""
    with database.reading() as session:
        made = files(session, wanted, base_url=base_url, now=now)
        if wanted.format is ExportFormat.CSV:
            yield from archives.zipped(made)
        else:
            for _name, pieces in made:
                yield from pieces


def files(session: Session, wanted: ClaimSet, *, base_url: str, now: datetime) -> Files:
    """The export's files by name, each in pieces; take them in order. Two runs over the same data give the same bytes."""
    bulk.freeze(session)
    desk = desks.the_desk(session)
    found = bulk.ids(session, wanted.filters, now=now, verdicts=wanted.verdicts)
    if wanted.format is ExportFormat.CSV:
        yield from _tables(tables.tables(flat.rows(session, found, key=desk.desk_key)))
        return
    batches = bulk.batches(session, found, key=desk.desk_key)
    if wanted.format is ExportFormat.JSONL:
        yield "claims.jsonl", jsonl.lines(batches)
    else:
        by = claimreview.publisher(desk.name, base_url)
        yield "claims.jsonld", claimreviews.document(jsonl.records(batches), by, wanted.profile)


def manifest(session: Session, wanted: ClaimSet, *, now: datetime) -> dict[str, Any]:
    """What stands beside an export's files: what was asked, of which desk, under which rules, at which end of the log."""
    desk, policy = desks.the_desk(session), desks.current_policy(session)
    rules = {
        "version": policy.id,
        "reviews_needed": policy.reviews_needed.value,
        "origins_needed": policy.origins_needed,
    }
    return {
        "desk": {"key": desk.desk_key, "name": desk.name},
        "program": f"verify {__version__}",
        "format": wanted.format.value,
        "schema": LINE_SCHEMA if wanted.format is ExportFormat.JSONL else None,
        "asked": wanted.params(),
        "claims": exports.count(session, wanted, now=now),
        "policy": rules,
        "method": REL_1.identity,
        "log_head": audit.chain_end(session)[1],
        "as_of": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _tables(pieces: Iterator[tuple[bytes, ...]]) -> Files:
    """All tables from one reading: all but the first wait, beyond some size on disk, until that is written."""
    with ExitStack() as held:
        waiting = [held.enter_context(tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)) for _ in tables.FILES[1:]]

        def first() -> Iterator[bytes]:
            for claims, *others in pieces:
                for spool, piece in zip(waiting, others, strict=True):
                    spool.write(piece)
                yield claims

        yield f"{tables.FILES[0]}.csv", first()
        for name, spool in zip(tables.FILES[1:], waiting, strict=True):
            yield f"{name}.csv", _from_start(spool)
        yield tables.MEANINGS, iter([tables.meanings()])


def _from_start(spool: IO[bytes]) -> Iterator[bytes]:
    spool.seek(0)
    while piece := spool.read(1 << 20):
        yield piece
