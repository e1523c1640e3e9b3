"""What people do to stories: calling them, merging two, taking articles out, and taking any of that back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from verify.core.errors import Malformed, NotFound, RuleRefused
from verify.core.permissions import Action, Actor, require
from verify.core.typed_text import typed
from verify.core.vocabulary import StoryAct
from verify.models import Story, StoryArticle, StoryEdit
from verify.queries.stories import current
from verify.services import audit, story_places
from verify.services.story_places import LONGEST_TITLE, recount

LONGEST_WHY = 500


@dataclass(frozen=True, slots=True)
class Move:
    """Articles that leave a story, and why: for the story `to`, or for one of their own."""

    article_ids: Sequence[int]
    to: int | None = None
    why: str = ""


def rename(session: Session, *, actor: Actor, story_id: int, title: str, now: datetime) -> None:
    """Give a story a title of its own. `NotFound`; `Malformed` for none or one too long."""
    require(actor, Action.ARRANGE)
    story_places.hold(session)
    story = _the_story(session, story_id)
    named = typed(title, field="title", name="The title", longest=LONGEST_TITLE, required=True)
    if (story.title, story.is_named) == (named, True):
        return
    before = {"title": story.title, "is_named": story.is_named}
    story_places.call(story, named)
    story.is_named = True
    _record(session, actor, StoryEdit(act=StoryAct.RENAMED, story_id=story.id, before=before, after=named, why=""), now)


def merge(session: Session, *, actor: Actor, story_id: int, other_id: int, why: str = "", now: datetime) -> int:
    """Have the articles of another story join this one, whose number is kept and returned. `NotFound`; `Malformed` for itself."""
    require(actor, Action.ARRANGE)
    said = typed(why, field="why", name="The reason", longest=LONGEST_WHY)
    story_places.hold(session)
    story, other = _the_story(session, story_id), _the_story(session, other_id)
    if story.id == other.id:
        raise Malformed("A story cannot be merged with itself. Choose another one.", field="other")
    places = _places(session, other.id)
    before = {"articles": _kept(places), "arranged": [story.is_arranged, other.is_arranged]}
    _put(session, places, story.id, actor, said, now)
    other.merged_into_id, story.is_arranged = story.id, True
    _recount(session, story.id, other.id)
    edit = StoryEdit(act=StoryAct.MERGED, story_id=story.id, other_id=other.id, before=before, after="", why=said)
    _record(session, actor, edit, now)
    return story.id


def move(session: Session, *, actor: Actor, story_id: int, leaving: Move, now: datetime) -> int:
    """Take articles out of a story and return the one that they are in now.

    `NotFound`; `Malformed` where none of the story's articles is named; `RuleRefused` where none would be left.
    """
    require(actor, Action.ARRANGE)
    said = typed(leaving.why, field="why", name="The reason", longest=LONGEST_WHY)
    story_places.hold(session)
    story = _the_story(session, story_id)
    here = _places(session, story.id)
    chosen = [place for place in here if place.article_id in set(leaving.article_ids)]
    if not chosen:
        raise Malformed("Choose the articles that leave this story.", field="articles")
    if len(chosen) == len(here):
        raise RuleRefused("A story keeps at least one article. To join all of them to another story, merge the two.")
    other = _the_story(session, leaving.to) if leaving.to is not None else _new(session, story, now)
    if other.id == story.id:
        raise Malformed("The articles are in that story already. Choose another one.", field="to")
    before = {"articles": _kept(chosen), "arranged": [story.is_arranged, other.is_arranged]}
    _put(session, chosen, other.id, actor, said, now)
    story.is_arranged = other.is_arranged = True
    _recount(session, story.id, other.id)
    act = StoryAct.SPLIT if leaving.to is None else StoryAct.MOVED
    edit = StoryEdit(act=act, story_id=story.id, other_id=other.id, before=before, after="", why=said)
    _record(session, actor, edit, now)
    return other.id


def undo(session: Session, *, actor: Actor, edit_id: int, now: datetime) -> int:
    """Take back what was done to a story, and return its number. `NotFound`; `RuleRefused` where more was done since."""
    require(actor, Action.ARRANGE)
    story_places.hold(session)
    edit = session.get(StoryEdit, edit_id, with_for_update=True)
    if edit is None:
        raise NotFound("There is no such change.")
    if edit.undone_at is not None:
        raise RuleRefused("This was taken back already.")
    story = session.get_one(Story, edit.story_id, populate_existing=True)
    if edit.act is StoryAct.RENAMED:
        _call_as_before(session, story, edit)
    else:
        _put_back(session, story, session.get_one(Story, edit.other_id, populate_existing=True), edit)
    edit.undone_at, edit.undone_by_id = now, actor.user_id
    session.flush()
    after = {"edit": edit.id, "act": str(edit.act)}
    audit.record(session, actor=actor, action="story.undone", subject=("story", story.id), after=after, now=now)
    return story.id


def _the_story(session: Session, story_id: int) -> Story:
    return session.get_one(Story, current(session, story_id), populate_existing=True)


def _places(session: Session, story_id: int) -> list[StoryArticle]:
    query = select(StoryArticle).where(StoryArticle.story_id == story_id).order_by(StoryArticle.article_id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def _kept(places: Sequence[StoryArticle]) -> dict[str, list[Any]]:
    """Who had put each article where it was, when and why."""
    return {
        str(place.article_id): [place.placed_by_id, place.placed_at and place.placed_at.isoformat(), place.why]
        for place in places
    }


def _put(
    session: Session, places: Sequence[StoryArticle], story_id: int, actor: Actor, why: str, now: datetime
) -> None:
    for place in places:
        place.story_id, place.why = story_id, why
        place.placed_by_id, place.placed_at = actor.user_id, now
    session.flush()


def _recount(session: Session, *story_ids: int) -> None:
    session.flush()
    for story_id in story_ids:
        recount(session, story_id)


def _new(session: Session, source: Story, now: datetime) -> Story:
    story = Story(
        title=source.title,  # until its articles have come and it is called by the first of them
        title_key=source.title_key,
        is_named=False,
        is_arranged=True,
        first_day=source.first_day,
        last_day=source.last_day,
        articles=0,
        merged_into_id=None,
        made_at=now,
    )
    session.add(story)
    session.flush()  # the articles need its number
    return story


def _record(session: Session, actor: Actor, edit: StoryEdit, now: datetime) -> None:
    edit.made_by_id, edit.made_at = actor.user_id, now
    session.add(edit)
    session.flush()
    if edit.act is StoryAct.RENAMED:
        told: dict[str, Any] = {"before": {"title": edit.before["title"]}, "after": {"title": edit.after}}
    else:
        moved: Any = edit.before["articles"]
        told = {"after": {"other": edit.other_id, "articles": sorted(map(int, moved)), "why": edit.why}}
    audit.record(session, actor=actor, action=f"story.{edit.act}", subject=("story", edit.story_id), **told, now=now)


def _call_as_before(session: Session, story: Story, edit: StoryEdit) -> None:
    if story.title != edit.after or not story.is_named:
        raise RuleRefused("The story was called something else since. Give it another title instead.")
    story_places.call(story, str(edit.before["title"]))
    story.is_named = bool(edit.before["is_named"])
    _recount(session, story.id)


def _put_back(session: Session, story: Story, other: Story, edit: StoryEdit) -> None:
    """Articles of a merge go back to the other story; those that left come back from it."""
    was_merge = edit.act is StoryAct.MERGED
    here, there = (story, other) if was_merge else (other, story)
    kept: Any = edit.before["articles"]
    places = {str(place.article_id): place for place in _places(session, here.id)}
    is_still = story.merged_into_id is None and other.merged_into_id == (story.id if was_merge else None)
    if not is_still or not set(kept) <= set(places):
        raise RuleRefused("More was done to these articles since. Take that back first, or move them yourself.")
    for article_id, (by, at, why) in kept.items():
        place = places[article_id]
        place.story_id, place.placed_by_id, place.why = there.id, by, why
        place.placed_at = datetime.fromisoformat(at) if at else None
    arranged: Any = edit.before["arranged"]
    story.is_arranged, other.is_arranged = arranged
    other.merged_into_id = None
    if not was_merge and len(places) == len(kept):
        other.merged_into_id = story.id  # it was made for them alone, and its number leads back
    session.flush()
    _recount(session, story.id, other.id)
