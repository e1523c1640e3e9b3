"""Putting articles into stories: each as it comes in, held against a bounded number of others, never against all.

An article joins the story that it is on average nearest to. Where it is what two stories have in common, the two become one, so
that little depends on the order in which articles come in. What a person arranged, the desk adds to and never takes apart.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, case, delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verify.core.stories import telling
from verify.core.story_sketches import SAME_EVENT, Sketch, counted, near, sketch
from verify.core.vocabulary import OutletKind
from verify.models import Article, Outlet, Story, StoryArticle, StoryWord, StoryWordCount
from verify.queries import story_places
from verify.queries.story_places import Nearby, Text

PLACES = cast(Table, StoryArticle.__table__)
WORDS = cast(Table, StoryWord.__table__)
COUNTS = cast(Table, StoryWordCount.__table__)
STORIES_LOCK = 7_202_611
"""PostgreSQL advisory lock: one article is placed at a time, so that two of one event find one another."""
AT_ONCE = 500
LONGEST_TITLE = 300
NEWS = (OutletKind.AGENCY, OutletKind.NEWS)
"""Whose headlines come before those of comment."""


def ask(session: Session, *, article_id: int, now: datetime) -> None:
    """Have an article put into its story, soon, by the worker."""
    asking = _asking(session.get_bind().dialect.name)
    session.connection().execute(asking, {"article": article_id, "at": now})


@cache
def _asking(dialect: str) -> Any:
    """Made once for each database: every article that comes in asks, and to make it takes longer than to run it."""
    bare = (sqlite if dialect == "sqlite" else postgresql).insert(PLACES)
    made = bare.values(article_id=bindparam("article"), asked_at=bindparam("at"), why="")
    return made.on_conflict_do_update(index_elements=["article_id"], set_={"asked_at": made.excluded.asked_at})


def ask_all(session: Session, *, after: int, now: datetime, limit: int = AT_ONCE) -> list[int]:
    """Have the next articles after an id that have no place put into their stories; their ids. For those of an earlier release."""
    ids = list(
        session.scalars(
            select(Article.id)
            .outerjoin(StoryArticle, StoryArticle.article_id == Article.id)
            .where(Article.id > after, StoryArticle.story_id.is_(None))
            .order_by(Article.id)
            .limit(limit)
        )
    )
    for article_id in ids:
        ask(session, article_id=article_id, now=now)
    return ids


def place(session: Session, *, article_id: int, asked_at: datetime | None, now: datetime) -> int:
    """Put an article into its story, or into one of its own, and return the story's id.

    An article that is in company already, or that a person placed, stays where it is; its words are taken from its newest text.
    """
    hold(session)
    source = story_places.text_of(session, article_id)
    mine = _sketched(session, source)
    there = session.get(StoryArticle, article_id, populate_existing=True)
    assert there is not None
    alone = there.story_id is None or _is_alone(session, there)
    found = _story(session, article_id, mine) if alone else None
    if found is not None:
        _join(session, there, found, now)
    elif there.story_id is None:
        there.story_id, there.placed_at = _new(session, source, now), now
    if there.asked_at == asked_at:
        there.asked_at = None  # else it was asked for again meanwhile
    session.flush()
    recount(session, there.story_id or 0)
    return there.story_id or 0


def give_up(session: Session, *, article_id: int) -> None:
    """Have an article wait no longer that could not be placed; the others do not wait behind it."""
    session.execute(update(StoryArticle).where(StoryArticle.article_id == article_id).values(asked_at=None))


def hold(session: Session) -> None:
    """Hold all stories until the transaction ends. On SQLite whoever writes does so already."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": STORIES_LOCK})


def recount(session: Session, story_id: int) -> None:
    """Take a story's days, its number of articles and, unless it was named, its title from the articles that are in it."""
    story = session.get_one(Story, story_id, populate_existing=True)
    days = (func.count(), func.min(Article.published_day), func.max(Article.published_day))
    count, first, last = session.execute(_of(story_id, *days)).one()
    story.articles = count
    if count:
        story.first_day, story.last_day = first, last
    if count and not story.is_named:
        call(story, session.scalars(_of(story_id, Article.title).order_by(*_first()).limit(1)).one())
    session.flush()


def follow(session: Session, articles: Select[int], *, kinds: Collection[OutletKind]) -> None:
    """Call stories anew whose articles went from one outlet to another; of these `kinds`, for news come before comment."""
    if len({kind in NEWS for kind in kinds}) < 2:
        return
    hold(session)
    here = select(StoryArticle.story_id).where(StoryArticle.article_id.in_(articles))
    told = select(Story.id).where(Story.id.in_(here), Story.articles > 1, Story.is_named.is_(False))
    for story_id in session.scalars(told.order_by(Story.id)).all():
        recount(session, story_id)


def call(story: Story, title: str) -> None:
    """Give a story a title."""
    story.title = title[:LONGEST_TITLE]
    story.title_key = story.title.casefold()


def _of(story_id: int, *columns: Any) -> Any:
    joined = select(*columns).select_from(StoryArticle).join(Article, Article.id == StoryArticle.article_id)
    return joined.join(Outlet, Outlet.id == Article.outlet_id).where(StoryArticle.story_id == story_id)


def _first() -> tuple[Any, ...]:
    """Whose headline a story is called by: of the first day, news before comment, as it came in."""
    rank = case((Outlet.kind.in_(NEWS), 0), else_=1)
    return Article.published_day, rank, Article.first_seen_at, Article.id


def _sketched(session: Session, source: Text) -> Sketch:
    """The article's sketch, kept with the words that it can be found by. A new version's words are not counted again."""
    told = telling(source.title, source.text, source.day)
    numbers = sorted(counted(told))
    is_new = session.scalar(select(PLACES.c.sketch).where(PLACES.c.article_id == source.article_id)) is None
    connection = session.connection()
    if is_new:
        made = _insert(session, COUNTS).values(articles=1)
        one_more = made.on_conflict_do_update(
            index_elements=["number"], set_={"articles": COUNTS.c.articles + made.excluded.articles}
        )
        connection.execute(one_more, [{"number": number, "articles": 1} for number in (0, *numbers)])
    held = story_places.seen(session, numbers)
    mine = sketch(told, source.language, held, held.get(0, 1))
    connection.execute(update(PLACES).where(PLACES.c.article_id == source.article_id).values(sketch=mine.packed()))
    connection.execute(delete(WORDS).where(WORDS.c.article_id == source.article_id))
    rows = [{"number": n, "day": source.day, "article_id": source.article_id} for n in mine.telling()]
    if rows:
        connection.execute(insert(WORDS), rows)
    return mine


def _is_alone(session: Session, there: StoryArticle) -> bool:
    if there.placed_by_id is not None:
        return False
    story = session.get_one(Story, there.story_id, populate_existing=True)
    return story.articles < 2 and not story.is_arranged


def _story(session: Session, article_id: int, mine: Sketch) -> int | None:
    """The story that an article is nearest to, once those that it brings together are one; None where none is near enough."""
    found = story_places.nearby(session, article_id, mine)
    means = {near_by.story_id: _mean([mine], near_by.sketches) for near_by in found}
    close = sorted((one for one in found if means[one.story_id] >= SAME_EVENT), key=lambda one: -means[one.story_id])
    if not close:
        return None
    best, *others = close
    for other in others:
        together = [mine, *best.sketches]
        if not (best.is_arranged or other.is_arranged) and _mean(together, other.sketches) >= SAME_EVENT:
            best = _joined(session, best, other)
    return best.story_id


def _joined(session: Session, one: Nearby, other: Nearby) -> Nearby:
    """Two stories that turned out to be one: the smaller goes into the larger, of equals the later into the earlier."""
    kept, gone = sorted((one, other), key=lambda story: (-story.articles, story.story_id))
    merge(session, gone.story_id, kept.story_id)
    return Nearby(kept.story_id, False, kept.articles + gone.articles, [*kept.sketches, *gone.sketches])


def merge(session: Session, gone: int, kept: int) -> None:
    """Have all articles of one story go to another; its number leads there from now on."""
    session.execute(update(StoryArticle).where(StoryArticle.story_id == gone).values(story_id=kept))
    session.execute(update(Story).where(Story.id == gone).values(articles=0, merged_into_id=kept))


def _join(session: Session, there: StoryArticle, story_id: int, now: datetime) -> None:
    was = there.story_id
    there.story_id, there.placed_at = story_id, now
    session.flush()
    if was is not None and was != story_id:
        merge(session, was, story_id)  # it was there alone


def _new(session: Session, source: Text, now: datetime) -> int:
    story = Story(
        title="",
        title_key="",
        is_named=False,
        is_arranged=False,
        first_day=source.day,
        last_day=source.day,
        articles=1,
        merged_into_id=None,
        made_at=now,
    )
    call(story, source.title)
    session.add(story)
    session.flush()  # its article needs its id
    return story.id


def _mean(some: Sequence[Sketch], others: Sequence[Sketch]) -> float:
    return sum(near(one, other) for one in some for other in others) / (len(some) * len(others))


def _insert(session: Session, table: Table) -> Any:
    return (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(table)
