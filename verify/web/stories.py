"""Stories: the list, one with the matrix of who says what, and what people do to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Form, Query, Request, Response

from verify.core.errors import Malformed
from verify.core.permissions import Action
from verify.deps import LARGEST_ID, Routes, RowId, RowNumber, Visit
from verify.exports.pictures import csv_of
from verify.queries import stories as queries
from verify.queries.paging import Page
from verify.queries.stories import EditLine, StoryFull, StoryLine, StoryRef
from verify.queries.story_matrices import Matrix, matrix
from verify.services import stories
from verify.services.stories import Move
from verify.web.records import csv_file
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/stories")
Reading = Annotated[Visit, reading()]
Arranging = Annotated[Visit, writing(Action.ARRANGE)]
Typed = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class StoriesPage:
    """What `stories/list.html` shows; `base_url` is the list with what was searched."""

    stories: Page[StoryLine]
    text: str
    base_url: str


@dataclass(frozen=True, slots=True)
class StoryPage:
    """What `stories/detail.html` shows; `others` are the stories that it could be merged with, `as_of` the day it is shown on."""

    story: StoryFull
    matrix: Matrix
    edits: Sequence[EditLine]
    others: Sequence[StoryRef]
    may_arrange: bool
    as_of: date

    @property
    def also_first(self) -> int:
        """How many more outlets had it on the day of the first."""
        first = self.story.first
        outlets = {member.outlet_id for member in self.story.members if first and member.day == first.day}
        return max(0, len(outlets) - 1)


@router.get("")
def list_stories(
    request: Request, visit: Reading, text: Annotated[str, Query(max_length=200)] = "", cursor: str | None = None
) -> Response:
    """Stories that two articles or more tell, the latest first."""
    found = queries.page(visit.session, text=text, cursor=cursor)
    asked = urlencode({"text": text.strip()}) + "&" if text.strip() else ""
    page = StoriesPage(found, text.strip(), f"/stories?{asked}")
    return render(request, "stories/list.html", page, fragment="story_list")


@router.get("/{story_id}")
def show(request: Request, story_id: RowId, visit: Reading, everything: bool = False) -> Response:
    """One story: who was first, who has it from whom, and which outlets carry which claims."""
    story = queries.the_story(visit.session, story_id)
    if story.line.id != story_id:
        return see_other(request, f"/stories/{story.line.id}", "That story was merged into this one.")
    found = matrix(visit.session, story, reader_id=visit.actor.user_id, everything=everything)
    may_arrange = visit.actor.can(Action.ARRANGE)
    others = queries.around(visit.session, story.line) if may_arrange else []
    edits = queries.edits(visit.session, story_id)
    page = StoryPage(story, found, edits, others, may_arrange, visit.now.date())
    return render(request, "stories/detail.html", page)


@router.get("/{story_id}/matrix.csv")
def matrix_csv(story_id: RowId, visit: Reading) -> Response:
    """The whole matrix as CSV: a row a statement, a column an outlet."""
    story = queries.the_story(visit.session, story_id)
    found = matrix(visit.session, story, reader_id=visit.actor.user_id, everything=True)
    return csv_file(csv_of(found.headings, found.table()), f"story-{story_id}.csv")


@router.post("/{story_id}/rename")
def rename(request: Request, story_id: RowId, visit: Arranging, title: Typed = "") -> Response:
    """Give a story a title of its own."""
    stories.rename(visit.session, actor=visit.actor, story_id=story_id, title=title, now=visit.now)
    return see_other(request, f"/stories/{story_id}", "The story has its title.")


@router.post("/{story_id}/merge")
def merge(request: Request, story_id: RowId, visit: Arranging, other: Typed = "", why: Typed = "") -> Response:
    """Have the articles of another story join this one."""
    chosen = _story(other, field="other")
    if chosen is None:
        raise Malformed("Choose the story to merge with.", field="other")
    kept = stories.merge(visit.session, actor=visit.actor, story_id=story_id, other_id=chosen, why=why, now=visit.now)
    return see_other(request, f"/stories/{kept}", "The two stories are one. This can be taken back below.")


@router.post("/{story_id}/split")
def split(
    request: Request,
    story_id: RowId,
    visit: Arranging,
    article: Annotated[list[RowNumber] | None, Form()] = None,
    to: Typed = "",
    why: Typed = "",
) -> Response:
    """Take articles out of a story, for another one or for one of their own."""
    leaving = Move(article or (), _story(to, field="to"), why)
    there = stories.move(visit.session, actor=visit.actor, story_id=story_id, leaving=leaving, now=visit.now)
    return see_other(request, f"/stories/{there}", "The articles are in this story now. This can be taken back below.")


@router.post("/edits/{edit_id}/undo")
def undo(request: Request, edit_id: RowId, visit: Arranging) -> Response:
    """Take back what was done to a story."""
    story_id = stories.undo(visit.session, actor=visit.actor, edit_id=edit_id, now=visit.now)
    return see_other(request, f"/stories/{story_id}", "That was taken back.")


def _story(typed: str, *, field: str) -> int | None:
    """The story of a form's choice; None where none was chosen."""
    if not typed.strip():
        return None
    if not (typed.isascii() and typed.isdigit() and 0 < int(typed) <= LARGEST_ID):
        raise Malformed("Choose one of the stories in the list.", field=field)
    return int(typed)
