"""Stories: articles that tell one event, how they were put together, and what people did about it."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from verify.core.vocabulary import StoryAct
from verify.db import Base, UtcDateTime
from verify.models.columns import word

_IS_TOLD_TWICE = text("articles > 1")


class Story(Base):
    """An event as the desk's articles tell it. One article alone is a story too, that lists leave out."""

    __tablename__ = "stories"
    __table_args__ = (
        Index("ix_stories_last_day", "last_day", "id", sqlite_where=_IS_TOLD_TWICE, postgresql_where=_IS_TOLD_TWICE),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    title_key: Mapped[str]
    """The title in small letters, to be searched."""
    is_named: Mapped[bool]
    """A person gave it its title; else it is the headline of whoever was first."""
    is_arranged: Mapped[bool]
    """A person merged it, split it or moved an article: it is joined with no other story by itself any more."""
    first_day: Mapped[date]
    last_day: Mapped[date]
    articles: Mapped[int]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id"))
    """The story that its articles went to."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StoryArticle(Base):
    """An article's place in a story, and its sketch (`verify.core.story_sketches`) by which later ones are held against it."""

    __tablename__ = "story_articles"
    __table_args__ = (
        Index("ix_story_articles_story_id", "story_id"),
        Index("ix_story_articles_asked_at", "asked_at"),
        {"sqlite_strict": True},
    )

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when its place is to be found; null where nobody waits for it."""
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id"))
    sketch: Mapped[bytes | None] = mapped_column(LargeBinary)
    placed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    placed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """The person who put it there; it then stays there. Null where the desk did."""
    why: Mapped[str]


class StoryWord(Base):
    """One of the words, as a number, that say most about an article's event: what later articles look for theirs by."""

    __tablename__ = "story_words"
    __table_args__ = (
        Index("ix_story_words_article_id", "article_id"),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)


class StoryWordCount(Base):
    """How many articles hold a word; the number 0 stands for all articles that were counted."""

    __tablename__ = "story_word_counts"
    __table_args__ = {"sqlite_strict": True}

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    articles: Mapped[int]


class StoryEdit(Base):
    """What a person did to stories, with all that it takes to take it back."""

    __tablename__ = "story_edits"
    __table_args__ = (
        Index("ix_story_edits_story_id", "story_id", "id"),
        Index("ix_story_edits_other_id", "other_id", "id"),
        {"sqlite_strict": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    act: Mapped[StoryAct] = mapped_column(word(StoryAct, "act"))
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id"))
    other_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id"))
    """The story that articles came from (of a merge), or went to."""
    before: Mapped[dict[str, object]] = mapped_column(JSON)
    """The title and whether it was given; the articles that moved, each with who had put it where it was, and why."""
    after: Mapped[str]
    """Of a new title: what it is called now."""
    why: Mapped[str]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
