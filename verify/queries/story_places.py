"""Which story an article belongs to: articles that may tell its event, and how near it is to the stories that they are in."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, and_, select, union_all
from sqlalchemy.orm import Session

from verify.core.story_sketches import Sketch, unpacked
from verify.models import Article, ArticleVersion, Story, StoryArticle, StoryWord, StoryWordCount

WORDS = cast(Table, StoryWord.__table__).c
PLACES = cast(Table, StoryArticle.__table__).c
STORIES = cast(Table, Story.__table__).c
WINDOW = timedelta(days=30)
"""Articles farther apart are not looked for; a story may last longer, from one article to the next."""
TOO_COMMON = 500
"""A word that says most about so many articles of the window says nothing about any."""
CANDIDATES = 40
MEMBERS = 12
"""So many articles of a story stand for it, those of the nearest days."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Text:
    """An article's newest text, as its story is found by it."""

    article_id: int
    title: str
    text: str
    language: str
    day: date


@dataclass(frozen=True, slots=True)
class Nearby:
    """A story that may be an article's, with the sketches that stand for it."""

    story_id: int
    is_arranged: bool
    articles: int
    sketches: Sequence[Sketch]


def next_asked(session: Session) -> tuple[int, datetime | None] | None:
    """The article that has waited longest for its place, and since when."""
    waiting = select(PLACES.article_id, PLACES.asked_at).where(PLACES.asked_at.is_not(None))
    row = session.execute(waiting.order_by(PLACES.asked_at, PLACES.article_id).limit(1)).first()
    return (row.article_id, row.asked_at) if row else None


def text_of(session: Session, article_id: int) -> Text:
    """The newest text of an article."""
    row = session.execute(
        select(Article.id, ArticleVersion.title, ArticleVersion.text, ArticleVersion.language, Article.published_day)
        .join(ArticleVersion, and_(ArticleVersion.article_id == Article.id, ArticleVersion.number == Article.versions))
        .where(Article.id == article_id)
    ).one()
    return Text(*row)


def seen(session: Session, numbers: Collection[int]) -> dict[int, int]:
    """How many articles hold each of these words; under 0 how many there are."""
    wanted, found = sorted({0, *numbers}), dict[int, int]()
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        rows = session.execute(
            select(StoryWordCount.number, StoryWordCount.articles).where(StoryWordCount.number.in_(some))
        )
        found.update((row.number, row.articles) for row in rows)
    return found


def nearby(session: Session, article_id: int, sketch: Sketch) -> list[Nearby]:
    """The stories of articles that share most of the words that say most: of forty articles, however many there are."""
    candidates = _candidates(session, article_id, sketch)
    if not candidates:
        return []
    stories = select(PLACES.story_id).where(PLACES.article_id.in_(candidates), PLACES.story_id.is_not(None))
    rows = session.execute(
        select(PLACES.story_id, PLACES.sketch, Article.published_day, STORIES.is_arranged, STORIES.articles)
        .join(Article, Article.id == PLACES.article_id)
        .join(Story, STORIES.id == PLACES.story_id)
        .where(PLACES.story_id.in_(stories), PLACES.article_id != article_id, PLACES.sketch.is_not(None))
        .order_by(PLACES.story_id, PLACES.article_id)
    )
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.story_id, []).append(row)
    return [
        Nearby(story_id, some[0].is_arranged, some[0].articles, _nearest(some, sketch.day))
        for story_id, some in found.items()
    ]


def _candidates(session: Session, article_id: int, sketch: Sketch) -> list[int]:
    day = date.fromordinal(sketch.day)
    around = WORDS.day.between(day - WINDOW, day + WINDOW)
    telling = sketch.telling()
    if not telling:
        return []
    each = [
        select(WORDS.number, WORDS.article_id)
        .where(WORDS.number == number, around, WORDS.article_id != article_id)
        .limit(TOO_COMMON)
        .subquery()
        for number in telling
    ]
    rows = session.execute(union_all(*(select(one.c.number, one.c.article_id) for one in each))).all()
    holding = Counter(row.number for row in rows)
    shared = Counter(row.article_id for row in rows if holding[row.number] < TOO_COMMON)
    return sorted(shared, key=lambda other: (-shared[other], other))[:CANDIDATES]


def _nearest(rows: Sequence[Any], day: int) -> list[Sketch]:
    sketches = [unpacked(row.sketch, row.published_day.toordinal()) for row in rows]
    return sorted(sketches, key=lambda one: abs(one.day - day))[:MEMBERS]
