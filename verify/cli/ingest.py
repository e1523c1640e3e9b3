"""`verify ingest`: articles from files, folders, batches and addresses."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from verify import clock
from verify.cli.desk import AS, acting_as, err, opened, out
from verify.core.articles import ArticleDraft
from verify.core.errors import Malformed, VerifyError
from verify.core.intake import LineDraft, read_jsonl
from verify.core.permissions import Actor
from verify.db import Database
from verify.services import intake, pages
from verify.services.articles import add_article
from verify.settings import Settings, get_settings

ENDINGS = (".txt", ".text", ".md", *pages.HTML_ENDINGS)
"""Files that a folder is searched for."""


def ingest(
    given: Annotated[
        list[str], typer.Argument(metavar="WHAT…", help="Text or HTML files, folders, JSONL batches, web addresses.")
    ],
    outlet: Annotated[str | None, typer.Option(help="Who published it; else found by the address.")] = None,
    url: Annotated[str | None, typer.Option(help="Where one file was published.")] = None,
    as_email: str | None = AS,
) -> None:
    """Take articles in. Files go in at once; batches and addresses are put in line for the worker."""
    failed = 0
    with opened() as database:
        with database.reading() as session:
            actor = acting_as(session, as_email)
        for what in _unfolded(given):
            try:
                out.print(_take_in(database, actor, what, outlet, url), markup=False, highlight=False, soft_wrap=True)
            except VerifyError as error:
                err.print(f"{what}: {error.message}", markup=False, highlight=False, soft_wrap=True)
                failed += 1
    if failed:
        raise typer.Exit(1)


def _unfolded(given: list[str]) -> Iterator[str]:
    """What was given, folders replaced by the articles in them."""
    for what in given:
        path = Path(what)
        if not path.is_dir():
            yield what
            continue
        yield from (str(file) for file in sorted(path.iterdir()) if file.suffix.lower() in ENDINGS)


def _take_in(database: Database, actor: Actor, what: str, outlet: str | None, url: str | None) -> str:
    settings = get_settings()
    if what.startswith(("http://", "https://")):
        with database.writing() as session:
            job_id = intake.open_url(session, actor=actor, url=what, outlet=outlet, now=clock.now())
        return f"{what}: in line as job {job_id}"
    if what.lower().endswith(pages.BATCH_ENDINGS):
        lines = read_jsonl(_content(what, settings.max_batch_bytes), most_lines=settings.max_batch_lines)
        return _put_in_line(database, actor, what, lines)
    return _store(database, actor, what, _draft(what, outlet, url, settings))


def _put_in_line(database: Database, actor: Actor, what: str, lines: list[LineDraft]) -> str:
    with database.writing() as session:
        job_id = intake.open_batch(session, actor=actor, lines=lines, title=Path(what).name, now=clock.now())
    broken = [line.problem for line in lines if line.problem]
    said = [f"{what}: {len(lines):,} lines in line as job {job_id}" + (f", {len(broken):,} broken" if broken else "")]
    return "\n  ".join([*said, *map(str, broken[:20])])


def _draft(what: str, outlet: str | None, url: str | None, settings: Settings) -> ArticleDraft:
    data = _content(what, settings.max_page_bytes)
    return pages.draft_of_file(what, data, url=url, outlet=outlet, settings=settings)


def _store(database: Database, actor: Actor, what: str, draft: ArticleDraft) -> str:
    with database.writing() as session:
        added = add_article(session, actor=actor, draft=draft, now=clock.now())
    if not added.created:
        return f"{what}: article {added.article_id}, stored before"
    return f"{what}: article {added.article_id}, {added.claims} {'claim' if added.claims == 1 else 'claims'}"


def _content(what: str, most_bytes: int) -> bytes:
    try:
        with Path(what).open("rb") as file:
            data = file.read(most_bytes + 1)
    except OSError as error:
        raise Malformed(f"cannot be read ({error.strerror}).") from error
    if len(data) > most_bytes:
        raise Malformed(f"larger than {most_bytes / 1e6:g} MB, the most that is read.")
    return data
