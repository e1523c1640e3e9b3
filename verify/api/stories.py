"""Stories: articles about one event, which outlets carry which claims, and putting them in order."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.visits import reading, writing
from verify.core.permissions import Action
from verify.core.story_matrices import Cell
from verify.core.vocabulary import ClaimState, StoryAct, Verdict
from verify.deps import Routes, RowId, RowNumber, Visit
from verify.exports.pictures import csv_of
from verify.queries import stories as queries
from verify.queries.stories import EditLine, StoryLine
from verify.queries.story_matrices import Matrix, MatrixRow, Shown, matrix
from verify.services import stories
from verify.services.stories import LONGEST_WHY, Move
from verify.services.story_places import LONGEST_TITLE

router = Routes(prefix="/stories", tags=["stories"])
Reading = Annotated[Visit, reading()]
Arranging = Annotated[Visit, writing(Action.ARRANGE)]
Why = Annotated[str, Field(max_length=LONGEST_WHY)]
MOST_MOVED = queries.MOST_ARTICLES


class StoryLineOut(BaseModel):
    """A story in a list; `outlets` in order of appearance, `decided` how many of its claims have a verdict."""

    id: int
    title: str
    first_day: date
    last_day: date
    articles: int
    outlets: list[str]
    claims: int
    decided: int

    @classmethod
    def of(cls, line: StoryLine) -> "StoryLineOut":
        """A row of the list."""
        return cls.model_validate(line, from_attributes=True)


class StoriesOut(BaseModel):
    """A page of stories, the latest first; `newer` and `older` are the cursors of its neighbours."""

    stories: Sequence[StoryLineOut]
    newer: str | None
    older: str | None


class MemberOut(BaseModel):
    """An article of a story. `placed_by` null: the desk found it by its words."""

    article_id: int
    title: str
    outlet_id: int
    outlet: str
    day: date
    day_known: bool
    first_seen_at: datetime
    placed_by: str | None
    placed_at: datetime | None
    why: str


class EditOut(BaseModel):
    """What a person did to the story, or to `other_id` with it (`from_here` false); `articles` how many moved."""

    id: int
    act: StoryAct
    from_here: bool
    other_id: int | None
    title: str
    articles: int
    why: str
    by: str | None
    at: datetime
    undone_by: str | None
    undone_at: datetime | None

    @classmethod
    def of(cls, edit: EditLine) -> "EditOut":
        """An act as the page tells it."""
        other = edit.other.id if edit.other else None
        told = {name: getattr(edit, name) for name in cls.model_fields if name not in ("other_id", "title")}
        return cls(**told, other_id=other, title=edit.after)


class StoryOut(StoryLineOut):
    """A story with its articles in order of appearance, and what people did. `is_named`: a person gave it its title."""

    is_named: bool
    members: Sequence[MemberOut]
    edits: Sequence[EditOut]


class ColumnOut(BaseModel):
    """An outlet of a story, its first article, and whose account it has where it is not its own."""

    outlet_id: int
    outlet: str
    article_id: int
    origins: list[str]


class CellOut(BaseModel):
    """What an outlet does with a statement by its latest word, whom it has it from, and whether it said another thing before."""

    outlet_id: int
    word: Cell
    claim_id: int | None
    statement: str
    differs: list[str]
    origin: str
    has_changed: bool
    state: ClaimState | None
    verdict: Verdict | None

    @classmethod
    def of(cls, outlet_id: int, shown: Shown) -> "CellOut":
        """A cell of the matrix."""
        state = shown.state if shown.claim_id is not None else None
        return cls(
            outlet_id=outlet_id,
            word=shown.word,
            claim_id=shown.claim_id,
            statement=shown.statement,
            differs=list(shown.differs),
            origin=shown.origin,
            has_changed=shown.has_changed,
            state=state,
            verdict=shown.verdict,
        )


class MatrixRowOut(BaseModel):
    """A statement by its best-worded claim, and a cell for each outlet. `is_contested`: some say otherwise."""

    claim_id: int
    statement: str
    speaker: str | None
    is_contested: bool
    cells: Sequence[CellOut]

    @classmethod
    def of(cls, row: MatrixRow, found: Matrix) -> "MatrixRowOut":
        """A row of the matrix."""
        cells = [CellOut.of(column.outlet_id, shown) for column, shown in zip(found.columns, row.cells, strict=True)]
        return cls(
            claim_id=row.claim_id,
            statement=row.statement,
            speaker=row.speaker,
            is_contested=row.is_contested,
            cells=cells,
        )


class SharedOut(BaseModel):
    """How many of a story's outlets have it from one place."""

    origin: str
    outlets: list[str]
    of: int


class MatrixOut(BaseModel):
    """Which outlets carry which claims, as far as was asked; `all_rows` and `all_columns` are how many there are."""

    story_id: int
    columns: Sequence[ColumnOut]
    rows: Sequence[MatrixRowOut]
    all_rows: int
    all_columns: int
    shared: Sequence[SharedOut]


class RenameIn(Sent):
    """A title of its own."""

    title: str = Field(max_length=LONGEST_TITLE)


class MergeIn(Sent):
    """The story whose articles join this one."""

    other: RowNumber
    why: Why = ""


class SplitIn(Sent):
    """The articles that leave; `to` null: for a story of their own."""

    articles: Annotated[list[RowNumber], Field(min_length=1, max_length=MOST_MOVED)]
    to: RowNumber | None = None
    why: Why = ""


@router.get("")
def list_stories(
    visit: Reading,
    text: Annotated[str, Query(max_length=200, description="Words of the title.")] = "",
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> StoriesOut:
    """Stories that two articles or more tell, the latest first."""
    found = queries.page(visit.session, text=text, cursor=cursor)
    return StoriesOut(stories=[StoryLineOut.of(line) for line in found.rows], newer=found.newer, older=found.older)


@router.get("/{story_id}")
def show(visit: Reading, story_id: RowId) -> StoryOut:
    """One story with its articles; of one that was merged the story that they went to."""
    return _out(visit, story_id)


@router.get("/{story_id}/matrix")
def show_matrix(visit: Reading, story_id: RowId, everything: bool = False) -> MatrixOut:
    """Which outlets carry which claims: what outlets disagree on, then what most carry; `everything` for the rest too."""
    story = queries.the_story(visit.session, story_id)
    found = matrix(visit.session, story, reader_id=visit.actor.user_id, everything=everything)
    return MatrixOut(
        story_id=story.line.id,
        columns=[ColumnOut.model_validate(column, from_attributes=True) for column in found.columns],
        rows=[MatrixRowOut.of(row, found) for row in found.rows],
        all_rows=found.all_rows,
        all_columns=found.all_columns,
        shared=[SharedOut(origin=origin, outlets=list(some), of=of) for some, of, origin in found.shared],
    )


@router.get("/{story_id}/matrix.csv", response_class=Response)
def matrix_csv(visit: Reading, story_id: RowId) -> Response:
    """The whole matrix as CSV: a row a statement, a column an outlet."""
    story = queries.the_story(visit.session, story_id)
    found = matrix(visit.session, story, reader_id=visit.actor.user_id, everything=True)
    return Response(csv_of(found.headings, found.table()), media_type="text/csv; charset=utf-8")


@router.post("/{story_id}/rename")
def rename(visit: Arranging, story_id: RowId, asked: RenameIn) -> StoryOut:
    """Give a story a title of its own."""
    stories.rename(visit.session, actor=visit.actor, story_id=story_id, title=asked.title, now=visit.now)
    return _out(visit, story_id)


@router.post("/{story_id}/merge")
def merge(visit: Arranging, story_id: RowId, asked: MergeIn) -> StoryOut:
    """Have the articles of another story join this one."""
    kept = stories.merge(
        visit.session, actor=visit.actor, story_id=story_id, other_id=asked.other, why=asked.why, now=visit.now
    )
    return _out(visit, kept)


@router.post("/{story_id}/split")
def split(visit: Arranging, story_id: RowId, asked: SplitIn) -> StoryOut:
    """Take articles out of a story; the answer is the story that they are in now."""
    leaving = Move(asked.articles, asked.to, asked.why)
    return _out(
        visit, stories.move(visit.session, actor=visit.actor, story_id=story_id, leaving=leaving, now=visit.now)
    )


@router.post("/edits/{edit_id}/undo")
def undo(visit: Arranging, edit_id: RowId) -> StoryOut:
    """Take back what was done to a story."""
    return _out(visit, stories.undo(visit.session, actor=visit.actor, edit_id=edit_id, now=visit.now))


def _out(visit: Visit, story_id: int) -> StoryOut:
    story = queries.the_story(visit.session, story_id)
    members = [MemberOut.model_validate(member, from_attributes=True) for member in story.members]
    edits = [EditOut.of(edit) for edit in queries.edits(visit.session, story.line.id)]
    line = StoryLineOut.of(story.line).model_dump()
    return StoryOut(**line, is_named=story.is_named, members=members, edits=edits)
