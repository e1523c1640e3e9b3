"""Fact-checks of others: what was brought in, bringing in more, withdrawing it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import Body, Query
from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.vocabulary import JobState
from verify.deps import LARGEST_ID, Routes, RowId, Visit
from verify.queries import fact_checks as queries
from verify.queries.fact_checks import LONGEST_SEARCH, FactCheckFilters, FactCheckLine, ImportLine
from verify.services import fact_checks

router = Routes(prefix="/fact-checks", tags=["fact-checks"])
Reading = Annotated[Visit, reading()]
Ingesting = Annotated[Visit, writing(Action.INGEST)]
LONGEST_URL = 2_000


class FactCheckOut(BaseModel):
    """What somebody else found about a claim, in their words. It stands while neither it nor its import is withdrawn."""

    id: int
    claim: str
    rating: str
    checked_by: str
    url: str
    checked_on: date | None
    said_by: str | None
    import_id: int
    withdrawn_at: datetime | None
    import_withdrawn_at: datetime | None

    @classmethod
    def of(cls, line: FactCheckLine) -> "FactCheckOut":
        """A fact-check as the API gives it."""
        return cls(**{name: getattr(line, name) for name in cls.model_fields})


class FactCheckPage(BaseModel):
    """Some fact-checks, those last brought in first; `next` is the cursor of the ones before them, null at the end."""

    fact_checks: Sequence[FactCheckOut]
    next: str | None


class LeftOutOut(BaseModel):
    """Why some of a file were left out, how many, and by what the first of them is found in it."""

    why: str
    number: int
    first: str


class ImportOut(BaseModel):
    """An import and what came of it: `new` are those that the desk did not have, of `found` that can be used."""

    id: int
    title: str
    url: str | None
    job_id: int | None
    state: JobState
    message: str | None
    found: int
    new: int
    left_out: Sequence[LeftOutOut]
    made_by: str | None
    made_at: datetime
    read_at: datetime | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, line: ImportLine) -> "ImportOut":
        """An import as the API gives it."""
        told = {name: getattr(line, name) for name in cls.model_fields if name != "left_out"}
        return cls(left_out=[LeftOutOut(**one) for one in line.left_out], **told)


class ImportPage(BaseModel):
    """Some imports, the last made first; `next` is the cursor of the ones before them, null at the end."""

    imports: Sequence[ImportOut]
    next: str | None


class FeedIn(Sent):
    """Where a ClaimReview feed, or a page that embeds one, is. Only public addresses can be fetched."""

    url: str = Field(max_length=LONGEST_URL)


@router.get("")
def list_checks(
    visit: Reading,
    text: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
    publisher: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
    of_import: Annotated[int | None, Query(alias="import", ge=1, le=LARGEST_ID)] = None,
    withdrawn: bool = False,
    cursor: str | None = None,
) -> FactCheckPage:
    """Fact-checks that stand, or that were withdrawn: whose claims hold these words, of one publisher, of one import."""
    filters = FactCheckFilters(text, publisher, of_import, withdrawn)
    page = queries.newest(visit.session, filters, cursor=cursor)
    return FactCheckPage(fact_checks=[FactCheckOut.of(row) for row in page.rows], next=page.older)


@router.get("/imports")
def list_imports(visit: Reading, cursor: str | None = None) -> ImportPage:
    """What was brought in, the last first."""
    page = queries.imports(visit.session, cursor=cursor)
    return ImportPage(imports=[ImportOut.of(row) for row in page.rows], next=page.older)


@router.post("/imports/file", status_code=202)
def bring_in_file(
    visit: Ingesting,
    body: Annotated[bytes, Body(media_type="application/octet-stream")],
    title: Annotated[str, Query(max_length=fact_checks.LONGEST_TITLE)] = "file",
) -> ImportOut:
    """Have a file read: ClaimReview as JSON, JSON lines or a feed, or a web page that embeds it; gzipped or not."""
    made = fact_checks.open_file(visit.session, actor=visit.actor, data=body, title=title, now=visit.now)
    return ImportOut.of(queries.the_import(visit.session, made))


@router.post("/imports/address", status_code=202)
def bring_in_address(visit: Ingesting, body: FeedIn) -> ImportOut:
    """Have a feed or a page fetched and read."""
    made = fact_checks.open_address(visit.session, actor=visit.actor, url=body.url, now=visit.now)
    return ImportOut.of(queries.the_import(visit.session, made))


@router.get("/imports/{import_id}")
def one_import(visit: Reading, import_id: RowId) -> ImportOut:
    """One import: how far it is, what it brought, what was left out and why."""
    return ImportOut.of(queries.the_import(visit.session, import_id))


@router.post("/imports/{import_id}/withdraw")
def withdraw_import(visit: Ingesting, import_id: RowId) -> ImportOut:
    """Show nothing more of an import, until it is put back."""
    fact_checks.withdraw_import(visit.session, actor=visit.actor, import_id=import_id, now=visit.now)
    return ImportOut.of(queries.the_import(visit.session, import_id))


@router.post("/imports/{import_id}/put-back")
def put_import_back(visit: Ingesting, import_id: RowId) -> ImportOut:
    """Show an import again, but for what was withdrawn by itself."""
    fact_checks.put_import_back(visit.session, actor=visit.actor, import_id=import_id, now=visit.now)
    return ImportOut.of(queries.the_import(visit.session, import_id))


@router.post("/{fact_check_id}/withdraw")
def withdraw(visit: Ingesting, fact_check_id: RowId) -> FactCheckOut:
    """Show one fact-check no more, until it is put back."""
    fact_checks.withdraw(visit.session, actor=visit.actor, fact_check_id=fact_check_id, now=visit.now)
    return FactCheckOut.of(queries.the_fact_check(visit.session, fact_check_id))


@router.post("/{fact_check_id}/put-back")
def put_back(visit: Ingesting, fact_check_id: RowId) -> FactCheckOut:
    """Show one fact-check again."""
    fact_checks.put_back(visit.session, actor=visit.actor, fact_check_id=fact_check_id, now=visit.now)
    return FactCheckOut.of(queries.the_fact_check(visit.session, fact_check_id))
