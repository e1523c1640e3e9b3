"""`verify stories`: the stories that outlets share, and putting articles of an earlier release into theirs."""

from typing import Annotated

import orjson
import typer

from verify import clock
from verify.cli.desk import opened, out
from verify.db import Database
from verify.queries import stories as queries
from verify.queries.stories import StoryLine
from verify.services import story_places

LISTED = 50
MOST_LISTED = 1_000


def stories(
    text: Annotated[str, typer.Option(help="Only those with all of these words in their title.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=MOST_LISTED, help="How many are listed.")] = LISTED,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines, one a story.")] = False,
    group: Annotated[
        bool, typer.Option("--group", help="First put every article without a story into its own.")
    ] = False,
) -> None:
    """List the stories that two articles or more tell, the latest first. `--group` is for desks of an earlier release."""
    with opened() as database:
        if group:
            _place(database, quiet=as_json)
        with database.reading() as session:
            found = queries.page(session, text=text, limit=limit).rows
    for story in found:
        if as_json:
            typer.echo(orjson.dumps(story))
        else:
            out.print(_in_words(story), highlight=False, markup=False)
    if not found and not as_json:
        out.print("There are no stories yet that two articles tell.", highlight=False)


def _in_words(story: StoryLine) -> str:
    days = str(story.first_day) if story.first_day == story.last_day else f"{story.first_day} to {story.last_day}"
    told = f"{story.articles} articles by {', '.join(story.outlets)}; {story.claims} claims, {story.decided} decided"
    return f"{story.id}  {story.title} ({days})\n    {told}"


def _place(database: Database, *, quiet: bool) -> None:
    """Put the articles that have no story into theirs, each in a transaction of its own. Safe to repeat, and to break off."""
    last, done = 0, 0
    while True:
        now = clock.now()
        with database.writing() as session:
            ids = story_places.ask_all(session, after=last, now=now)
        if not ids:
            break
        for article_id in ids:
            with database.writing() as session:
                story_places.place(session, article_id=article_id, asked_at=now, now=now)
        last, done = ids[-1], done + len(ids)
        if not quiet:
            out.print(f"{done} articles put into stories", highlight=False)
