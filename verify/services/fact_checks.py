"""Fact-checks of others: bringing them in from files and feeds, withdrawing one or a whole import, putting them back."""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from verify.adapters.addresses import canonical_url
from verify.adapters.fetching import PAGE_TYPES, fetch
from verify.core.errors import Conflict, Malformed, NotFound, RuleRefused
from verify.core.fact_checks import MOST_BYTES, FactCheck, Read, read
from verify.core.permissions import Action, Actor, require
from verify.core.typed_text import typed
from verify.core.vocabulary import JobKind, JobState
from verify.db import Prepared
from verify.models import FactCheck as FactCheckRow
from verify.models import FactCheckImport, FactCheckWord, Job
from verify.queries.fact_checks import ToRead, words_of
from verify.services import audit, jobs
from verify.services.pages import bounds_of
from verify.settings import Settings

ROWS = cast(Table, FactCheckRow.__table__)
WORDS = cast(Table, FactCheckWord.__table__)
_KEEP_WORDS = Prepared(insert(WORDS), ("word", "fact_check_id"))
AT_ONCE = 500
LONGEST_TITLE = 300
READ_AT_ONCE = 2_000_000
"""A file up to so many bytes is read before it is taken, so that one that is no good is refused on the spot."""
FEED_TYPES = PAGE_TYPES | {
    "application/json",
    "application/ld+json",
    "application/feed+json",
    "application/x-ndjson",
    "application/jsonl",
    "application/gzip",
    "application/octet-stream",
}


def open_file(session: Session, *, actor: Actor, data: bytes, title: str, now: datetime) -> int:
    """Put a file in line to be read and return its import's id. `Malformed` where it is too large, or no good at first sight."""
    require(actor, Action.INGEST)
    if len(data) > MOST_BYTES:
        raise Malformed(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it.", field="file")
    if len(data) <= READ_AT_ONCE:
        read(data)
    return _opened(session, actor, title, now, body=zlib.compress(data, 1))


def open_address(session: Session, *, actor: Actor, url: str, now: datetime) -> int:
    """Put a feed, or a page, in line to be fetched and read; its import's id. `Malformed` if it is no web address."""
    require(actor, Action.INGEST)
    address = canonical_url(url)
    return _opened(session, actor, address, now, url=address)


def handed_in(wanted: ToRead, settings: Settings) -> Read:
    """The fact-checks of a file, or of an address that is fetched. `FetchFailed`, `Malformed`."""
    if wanted.body is not None:
        return read(zlib.decompress(wanted.body))
    return read(fetch(wanted.url or "", bounds_of(settings, FEED_TYPES, MOST_BYTES)).body)


def begin(session: Session, *, import_id: int, found: Read) -> None:
    """Note what an import holds, before any of it is kept."""
    row = session.get_one(FactCheckImport, import_id)
    row.found, row.left_out = len(found.found), [asdict(one) for one in found.left_out]
    if row.job_id is not None:
        session.get_one(Job, row.job_id).total = len(found.found)
    session.flush()


def keep(session: Session, *, import_id: int, found: Sequence[FactCheck]) -> None:
    """Keep those of these fact-checks that the desk does not have; the others stay as they are, withdrawn or not."""
    keyed = {_key(one): one for one in found}
    known = set(session.scalars(select(ROWS.c.key).where(ROWS.c.key.in_(keyed))))
    fresh = [(key, one) for key, one in keyed.items() if key not in known]
    if fresh:
        _add(session, fresh, import_id)


def settle(session: Session, *, actor: Actor, import_id: int, now: datetime) -> int:
    """Close an import, all of which was kept, and log it; how many of its fact-checks are new to the desk."""
    row = session.get_one(FactCheckImport, import_id)
    of_it = select(func.count()).select_from(FactCheckRow).where(FactCheckRow.import_id == import_id)
    row.new, row.read_at, row.body = session.scalars(of_it).one(), now, None
    session.flush()
    after = {"file": row.title, "fact_checks": row.found, "new": row.new}
    subject = ("fact_check_import", import_id)
    audit.record(session, actor=actor, action="fact_check_import.read", subject=subject, after=after, now=now)
    return row.new


def bring_in(session: Session, *, actor: Actor, found: Read, title: str, now: datetime) -> int:
    """Keep the fact-checks of a file at once, and return its import's id. `title` names the file."""
    require(actor, Action.INGEST)
    row = _import(actor, title, now)
    session.add(row)
    session.flush()  # what is kept needs its id
    begin(session, import_id=row.id, found=found)
    for start in range(0, len(found.found), AT_ONCE):
        keep(session, import_id=row.id, found=found.found[start : start + AT_ONCE])
    settle(session, actor=actor, import_id=row.id, now=now)
    return row.id


def withdraw_import(session: Session, *, actor: Actor, import_id: int, now: datetime) -> None:
    """Show nothing more of an import, until it is put back. `NotFound`; `Conflict` where that is so."""
    _withdraw(session, actor, _the_import(session, actor, import_id), now)


def put_import_back(session: Session, *, actor: Actor, import_id: int, now: datetime) -> None:
    """Show an import again, but for what was withdrawn by itself. `NotFound`; `Conflict` where it stands."""
    _put_back(session, actor, _the_import(session, actor, import_id), now)


def withdraw(session: Session, *, actor: Actor, fact_check_id: int, now: datetime) -> None:
    """Show one fact-check no more, until it is put back. `NotFound`; `Conflict` where that is so."""
    _withdraw(session, actor, _the_row(session, actor, fact_check_id), now)


def put_back(session: Session, *, actor: Actor, fact_check_id: int, now: datetime) -> None:
    """Show one fact-check again. `NotFound`; `Conflict` where it was not withdrawn by itself."""
    _put_back(session, actor, _the_row(session, actor, fact_check_id), now)


def retry(session: Session, *, actor: Actor, job_id: int, now: datetime) -> None:
    """Fetch, or read, an import again that failed. `RuleRefused` where it did not."""
    require(actor, Action.INGEST)
    job = jobs.run_again(session, job_id) if _has_failed(session, job_id) else None
    if job is None:
        raise RuleRefused("Only an import that failed is tried again.")
    session.flush()
    audit.record(session, actor=actor, action="fact_check_import.retried", subject=("job", job_id), now=now)


def _has_failed(session: Session, job_id: int) -> bool:
    job = session.get(Job, job_id, with_for_update=True)
    return job is not None and job.kind is JobKind.FACT_CHECKS and job.state is JobState.FAILED


def _opened(
    session: Session, actor: Actor, title: str, now: datetime, *, url: str | None = None, body: bytes | None = None
) -> int:
    row = _import(actor, title, now)
    row.url, row.body = url, body
    job = jobs.add(session, actor=actor, kind=JobKind.FACT_CHECKS, title=f"Fact-checks of {row.title}", now=now)
    row.job_id = job.id
    session.add(row)
    session.flush()  # the job and the log need its id
    job.subject_id = row.id
    session.flush()
    subject = ("fact_check_import", row.id)
    audit.record(
        session, actor=actor, action="fact_check_import.opened", subject=subject, after={"file": row.title}, now=now
    )
    return row.id


def _import(actor: Actor, title: str, now: datetime) -> FactCheckImport:
    called = typed(title[:LONGEST_TITLE], field="title", name="The title", longest=LONGEST_TITLE) or "file"
    return FactCheckImport(title=called, found=0, new=0, left_out=[], made_by_id=actor.user_id, made_at=now)


def _add(session: Session, fresh: Sequence[tuple[str, FactCheck]], import_id: int) -> None:
    rows = [
        {
            "key": key,
            "claim": one.claim,
            "rating": one.rating,
            "checked_by": one.by,
            "url": one.url,
            "checked_on": one.checked_on,
            "said_by": one.said_by,
            "import_id": import_id,
        }
        for key, one in fresh
    ]
    ids = session.scalars(insert(ROWS).returning(ROWS.c.id, sort_by_parameter_order=True), rows).all()
    words: list[dict[str, Any]] = [
        {"word": word, "fact_check_id": number}
        for number, (_, one) in zip(ids, fresh, strict=True)
        for word in words_of(one.claim)
    ]
    _KEEP_WORDS.run_each(session.connection(), words)


def _key(one: FactCheck) -> str:
    return hashlib.sha256(f"{one.url}\n{one.claim}".encode()).hexdigest()


def _the_import(session: Session, actor: Actor, import_id: int) -> FactCheckImport:
    require(actor, Action.INGEST)
    row = session.get(FactCheckImport, import_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("There is no such import.")
    return row


def _the_row(session: Session, actor: Actor, fact_check_id: int) -> FactCheckRow:
    require(actor, Action.INGEST)
    row = session.get(FactCheckRow, fact_check_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("There is no such fact-check.")
    return row


def _withdraw(session: Session, actor: Actor, row: FactCheckImport | FactCheckRow, now: datetime) -> None:
    called, words = _called(row)
    if row.withdrawn_at is not None:
        raise Conflict(f"{words} is withdrawn already.")
    row.withdrawn_at, row.withdrawn_by_id = now, actor.user_id
    session.flush()
    audit.record(session, actor=actor, action=f"{called}.withdrawn", subject=(called, row.id), now=now)


def _put_back(session: Session, actor: Actor, row: FactCheckImport | FactCheckRow, now: datetime) -> None:
    called, words = _called(row)
    if row.withdrawn_at is None:
        raise Conflict(f"{words} is not withdrawn itself.")
    row.withdrawn_at, row.withdrawn_by_id = None, None
    session.flush()
    audit.record(session, actor=actor, action=f"{called}.put_back", subject=(called, row.id), now=now)


def _called(row: FactCheckImport | FactCheckRow) -> tuple[str, str]:
    is_import = isinstance(row, FactCheckImport)
    return ("fact_check_import", "This import") if is_import else ("fact_check", "This fact-check")
