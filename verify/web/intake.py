"""The form that takes articles in: pasted text, a file, a page on the web, a batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, File, Form, Request, Response, UploadFile

from verify.core.articles import LONGEST_TEXT, ArticleDraft
from verify.core.errors import Malformed, VerifyError
from verify.core.intake import LineDraft, read_jsonl
from verify.core.permissions import Action
from verify.deps import Routes, Visit, status_of
from verify.queries.outlets import names
from verify.services import articles, intake, pages
from verify.services.articles import Added
from verify.settings import Settings
from verify.web.templating import number, render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/ingest")
Ingesting = Annotated[Visit, writing(Action.INGEST)]
Typed = Annotated[str, Form()]
Upload = Annotated[UploadFile | None, File()]
By = Literal["paste", "file", "url", "batch"]
WAYS: tuple[tuple[By, str], ...] = (("paste", "Paste"), ("file", "File"), ("url", "Web page"), ("batch", "Batch"))

_FIELDS: dict[By, tuple[str, ...]] = {
    "paste": ("text", "outlet", "url", "title", "published", "topic"),
    "file": ("file", "outlet", "url"),
    "url": ("url", "outlet"),
    "batch": ("file",),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed into the form, as it was typed."""

    outlet: str = ""
    url: str = ""
    title: str = ""
    published: str = ""
    topic: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class IntakePage:
    """What `articles/ingest.html` shows."""

    by: By
    typed: Entry
    outlets: list[str]
    most_characters: int
    most_lines: int
    text_mb: float
    page_mb: float
    batch_mb: float
    ways: tuple[tuple[By, str], ...] = WAYS
    errors: Mapping[str, str] = field(default_factory=dict)


def entry(
    outlet: Typed = "", url: Typed = "", title: Typed = "", published: Typed = "", topic: Typed = "", text: Typed = ""
) -> Entry:
    """The form's fields."""
    return Entry(outlet, url, title, published, topic, text)


Entered = Annotated[Entry, Depends(entry)]


@router.get("")
def form(
    request: Request, visit: Annotated[Visit, reading(Action.INGEST)], by: By = "paste", outlet: str = ""
) -> Response:
    """The form, open at one of its four ways."""
    return render(request, "articles/ingest.html", _page(visit, by, Entry(outlet)), fragment="intake_form")


@router.post("/paste", form_limits={"max_part_size": 8_000_000})
def paste(request: Request, visit: Ingesting, typed: Entered) -> Response:
    """Take in a pasted text and show its claims, or the form again with the reason."""
    try:
        day = _day(typed.published)
        draft = ArticleDraft(
            typed.text, outlet=typed.outlet, url=typed.url, title=typed.title, published=day, topic=typed.topic
        )
        added = articles.add_article(visit.session, actor=visit.actor, draft=draft, now=visit.now)
    except VerifyError as error:
        return _again(request, visit, "paste", typed, error)
    return _shown(request, added)


@router.post("/file")
def file(request: Request, visit: Ingesting, typed: Entered, file: Upload = None) -> Response:
    """Take in a text or HTML file and show its claims, or the form again with the reason."""
    try:
        name, data = _uploaded(file, visit.settings.max_page_bytes)
        draft = pages.draft_of_file(name, data, url=typed.url, outlet=typed.outlet, settings=visit.settings)
        added = articles.add_article(visit.session, actor=visit.actor, draft=draft, now=visit.now)
    except VerifyError as error:
        return _again(request, visit, "file", typed, error)
    return _shown(request, added)


@router.post("/url")
def url(request: Request, visit: Ingesting, typed: Entered) -> Response:
    """Put a web page in line to be fetched, or show the form again with the reason."""
    try:
        job_id = intake.open_url(visit.session, actor=visit.actor, url=typed.url, outlet=typed.outlet, now=visit.now)
    except VerifyError as error:
        return _again(request, visit, "url", typed, error)
    return see_other(request, f"/jobs/{job_id}", "The page is in line to be fetched.")


@router.post("/batch")
def batch(request: Request, visit: Ingesting, typed: Entered, file: Upload = None) -> Response:
    """Put the lines of a batch in line, or show the form again with the reason."""
    try:
        name, data = _uploaded(file, visit.settings.max_batch_bytes)
        lines = read_jsonl(data, most_lines=visit.settings.max_batch_lines)
        job_id = intake.open_batch(visit.session, actor=visit.actor, lines=lines, title=name, now=visit.now)
    except VerifyError as error:
        return _again(request, visit, "batch", typed, error)
    return see_other(request, f"/jobs/{job_id}", _in_line(lines))


def _in_line(lines: Sequence[LineDraft]) -> str:
    good = sum(not line.problem for line in lines)
    if good < len(lines):
        return f"{number(good)} of {number(len(lines))} lines are in line; what is wrong with the others stands below."
    return "The line is in line." if good == 1 else f"{number(good)} lines are in line."


def _page(visit: Visit, by: By, typed: Entry, errors: Mapping[str, str] | None = None) -> IntakePage:
    settings: Settings = visit.settings
    return IntakePage(
        by=by,
        typed=typed,
        outlets=names(visit.session),
        most_characters=LONGEST_TEXT,
        most_lines=settings.max_batch_lines,
        text_mb=settings.max_text_bytes / 1e6,
        page_mb=settings.max_page_bytes / 1e6,
        batch_mb=settings.max_batch_bytes / 1e6,
        errors=errors or {},
    )


def _again(request: Request, visit: Visit, by: By, typed: Entry, error: VerifyError) -> Response:
    """The form with what was typed and the reason beside the field that it is about."""
    place = error.field if error.field in _FIELDS[by] else _FIELDS[by][0]
    page = _page(visit, by, typed, {place: error.message})
    return render(request, "articles/ingest.html", page, fragment="intake_form", status=status_of(error))


def _shown(request: Request, added: Added) -> Response:
    claims = "1 claim" if added.claims == 1 else f"{number(added.claims)} claims"
    if not added.created:
        said = "This article is here already, with the same text. Nothing was changed."
    elif added.version > 1:
        said = f"Stored as version {added.version}. New in it: {claims}. Earlier claims stay on their version."
    else:
        said = f"Stored, with {claims}."
    return see_other(request, f"/articles/{added.article_id}", said)


def _uploaded(file: UploadFile | None, most_bytes: int) -> tuple[str, bytes]:
    """Name and content of an uploaded file. `Malformed` if there is none, or it is too large."""
    if file is None or not file.filename:
        raise Malformed("Choose a file.", field="file")
    data = file.file.read(most_bytes + 1)
    if len(data) > most_bytes:
        raise Malformed(f"The file is larger than {most_bytes / 1e6:g} MB, the most that is read.", field="file")
    return file.filename, data


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Malformed("Write the day as year-month-day, such as 2026-03-04.", field="published") from None
