"""Stories: the list, one with its articles, the story that an article is in, and what people did to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from verify.core.errors import NotFound
from verify.core.vocabulary import ClaimKind, ClaimState, StoryAct
from verify.models import Article, Claim, Outlet, Story, StoryArticle, StoryEdit, User
from verify.queries.paging import Page, fetch

PAGE_SIZE = 25
MOST_ARTICLES = 500
MOST_EDITS = 50
MOST_AROUND = 60
AROUND = timedelta(days=14)
_LEFT_OUT = (ClaimState.WITHDRAWN, ClaimState.PARKED)
OF_STORIES = (Claim.kind == ClaimKind.FACTUAL, Claim.state.not_in(_LEFT_OUT))
"""The claims that stories are made of: what can be checked, and was neither parked nor withdrawn."""


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story in a list; `outlets` in order of appearance, `decided` how many of its claims have a verdict."""

    id: int
    title: str
    first_day: date
    last_day: date
    articles: int
    outlets: tuple[str, ...]
    claims: int
    decided: int


@dataclass(frozen=True, slots=True)
class StoryRef:
    """A story by its name, with how many articles tell it."""

    id: int
    title: str
    articles: int


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a story; `placed_by` who put it there, None where the desk did."""

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


@dataclass(frozen=True, slots=True)
class StoryFull:
    """A story with its articles in order of appearance, at most five hundred of them."""

    line: StoryLine
    is_named: bool
    members: Sequence[Member]

    @property
    def first(self) -> Member | None:
        """Who was first."""
        return self.members[0] if self.members else None


@dataclass(frozen=True, slots=True)
class EditLine:
    """What a person did to a story; `other` the story that articles came from, or went to."""

    id: int
    act: StoryAct
    other: StoryRef | None
    after: str
    why: str
    by: str | None
    at: datetime
    undone_by: str | None
    undone_at: datetime | None
    articles: int
    from_here: bool
    """Whether it is this story that was acted on, or the other one."""


def page(session: Session, *, text: str = "", cursor: str | None = None, limit: int = PAGE_SIZE) -> Page[StoryLine]:
    """Stories that two articles or more tell, the latest first; those with all words of `text` in their title."""
    query = select(*_COLUMNS).where(Story.articles > 1)
    for word in text.casefold().split()[:8]:
        query = query.where(Story.title_key.contains(word, autoescape=True))
    found = fetch(session, query, keys=[Story.last_day, Story.id], cursor=cursor, limit=limit)
    return Page(_lines(session, found.rows), found.newer, found.older)


def the_story(session: Session, story_id: int) -> StoryFull:
    """One story; of one that was merged the story that its articles went to. `NotFound`."""
    row = session.execute(select(*_COLUMNS, Story.is_named).where(Story.id == current(session, story_id))).one()
    return StoryFull(_lines(session, [row])[0], row.is_named, _members(session, row.id))


def current(session: Session, story_id: int) -> int:
    """The story itself, or the one that it was merged into, however often. `NotFound`."""
    here = select(Story.id, Story.merged_into_id).where(Story.id == story_id).cte("here", recursive=True)
    onward = select(Story.id, Story.merged_into_id).join(here, Story.id == here.c.merged_into_id)
    here = here.union(onward)
    end: int | None = session.scalar(select(here.c.id).where(here.c.merged_into_id.is_(None)))
    if end is None:
        raise NotFound("There is no such story.")
    return end


def of_article(session: Session, article_id: int) -> StoryRef | None:
    """The story that an article is in, where it has one yet."""
    row = session.execute(
        select(Story.id, Story.title, Story.articles)
        .join(StoryArticle, StoryArticle.story_id == Story.id)
        .where(StoryArticle.article_id == article_id)
    ).first()
    return StoryRef(*row) if row else None


def around(session: Session, story: StoryLine) -> list[StoryRef]:
    """Other stories of the same days, two weeks to either side, the largest and nearest first; articles alone among them."""
    near = and_(Story.last_day >= story.first_day - AROUND, Story.first_day <= story.last_day + AROUND)
    rows = session.execute(
        select(Story.id, Story.title, Story.articles)
        .where(near, Story.id != story.id, Story.articles > 0)
        .order_by(Story.articles.desc(), Story.last_day.desc(), Story.id)
        .limit(MOST_AROUND)
    )
    return [StoryRef(*row) for row in rows]


def edits(session: Session, story_id: int) -> list[EditLine]:
    """What people did to a story, the last first."""
    undoer, other, here = aliased(User), aliased(Story), aliased(Story)
    rows = session.execute(
        select(StoryEdit, User.name.label("by"), undoer.name.label("undone_by"))
        .add_columns(
            other.id.label("other_id"), other.title.label("other_title"), other.articles.label("other_articles")
        )
        .add_columns(here.id.label("here_id"), here.title.label("here_title"), here.articles.label("here_articles"))
        .outerjoin(User, User.id == StoryEdit.made_by_id)
        .outerjoin(undoer, undoer.id == StoryEdit.undone_by_id)
        .outerjoin(other, other.id == StoryEdit.other_id)
        .join(here, here.id == StoryEdit.story_id)
        .where(or_(StoryEdit.story_id == story_id, StoryEdit.other_id == story_id))
        .order_by(StoryEdit.id.desc())
        .limit(MOST_EDITS)
    )
    return [_edit(row, story_id) for row in rows]


_COLUMNS: list[Any] = [Story.id, Story.title, Story.first_day, Story.last_day, Story.articles]


def _edit(row: Any, story_id: int) -> EditLine:
    edit, from_here = row.StoryEdit, row.here_id == story_id
    other = StoryRef(row.other_id, row.other_title, row.other_articles) if row.other_id else None
    there = other if from_here else StoryRef(row.here_id, row.here_title, row.here_articles)
    moved = edit.before.get("articles")
    return EditLine(
        id=edit.id,
        act=edit.act,
        other=there,
        after=edit.after,
        why=edit.why,
        by=row.by,
        at=edit.made_at,
        undone_by=row.undone_by,
        undone_at=edit.undone_at,
        articles=len(moved) if isinstance(moved, dict) else 0,
        from_here=from_here,
    )


def _lines(session: Session, rows: Sequence[Any]) -> list[StoryLine]:
    """Rows of stories with their outlets and claims, in two queries for all of them."""
    ids = [row.id for row in rows]
    outlets: dict[int, dict[str, None]] = {}
    for row in session.execute(_appearances(ids)) if ids else ():
        outlets.setdefault(row.story_id, {})[row.name] = None
    counts = dict.fromkeys(ids, (0, 0))
    for story_id, claims, decided in session.execute(_counted(ids)) if ids else ():
        counts[story_id] = (claims, decided)
    return [
        StoryLine(
            row.id,
            row.title,
            row.first_day,
            row.last_day,
            row.articles,
            tuple(outlets.get(row.id, ())),
            *counts[row.id],
        )
        for row in rows
    ]


def _counted(ids: Sequence[int]) -> Any:
    decided = func.sum(case((Claim.verdict.is_not(None), 1), else_=0))
    return (
        select(StoryArticle.story_id, func.count(), decided)
        .join(Claim, Claim.article_id == StoryArticle.article_id)
        .where(StoryArticle.story_id.in_(ids), *OF_STORIES)
        .group_by(StoryArticle.story_id)
    )


def _appearances(ids: Sequence[int]) -> Any:
    first = (func.min(Article.published_day), func.min(Article.first_seen_at), func.min(Article.id))
    return (
        select(StoryArticle.story_id, Outlet.name)
        .join(Article, Article.id == StoryArticle.article_id)
        .join(Outlet, Outlet.id == Article.outlet_id)
        .where(StoryArticle.story_id.in_(ids))
        .group_by(StoryArticle.story_id, Outlet.name)
        .order_by(*first)
    )


def _members(session: Session, story_id: int) -> list[Member]:
    rows = session.execute(
        select(
            Article.id, Article.title, Article.outlet_id, Outlet.name, Article.published_day, Article.published_known
        )
        .add_columns(Article.first_seen_at, User.name.label("by"), StoryArticle.placed_at, StoryArticle.why)
        .join(StoryArticle, StoryArticle.article_id == Article.id)
        .join(Outlet, Outlet.id == Article.outlet_id)
        .outerjoin(User, User.id == StoryArticle.placed_by_id)
        .where(StoryArticle.story_id == story_id)
        .order_by(Article.published_day, Article.first_seen_at, Article.id)
        .limit(MOST_ARTICLES)
    )
    return [Member(*row) for row in rows]
