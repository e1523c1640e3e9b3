"""What people do to stories is kept with who, when and why, and can be taken back."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.services.test_story_places import FLOOD, VOTE, placed, put
from tests.support.people import add_person
from verify.core.errors import Forbidden, Malformed, NotFound, RuleRefused
from verify.core.permissions import Actor
from verify.core.vocabulary import Role, StoryAct
from verify.models import AuditEvent, Story, StoryArticle
from verify.queries import stories as queries
from verify.services import stories
from verify.services.stories import Move

LATER = timedelta(hours=1)


@pytest.fixture
def edith(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.EDITOR, now=now, name="Edith")


@pytest.fixture
def flood(session: Session, now: datetime) -> list[int]:
    """Three articles of one story."""
    return [put(session, told, outlet=f"Flood {at}") for at, told in enumerate(FLOOD)]


def placed_all(session: Session, ids: list[int], now: datetime) -> int:
    """The story of articles that tell one event."""
    found = {placed(session, one, now) for one in ids}
    assert len(found) == 1
    return found.pop()


def members(session: Session, story_id: int) -> list[int]:
    return [member.article_id for member in queries.the_story(session, story_id).members]


def standing(session: Session) -> list[tuple[object, ...]]:
    """All that undoing has to bring back."""
    session.expire_all()
    places = session.scalars(select(StoryArticle).order_by(StoryArticle.article_id))
    kept = session.scalars(select(Story).order_by(Story.id))
    return [
        *((one.article_id, one.story_id, one.placed_by_id, one.placed_at, one.why) for one in places),
        *((s.id, s.title, s.is_named, s.is_arranged, s.articles, s.last_day, s.merged_into_id) for s in kept),
    ]


def last_edit(session: Session, story_id: int) -> queries.EditLine:
    return queries.edits(session, story_id)[0]


def test_a_title_is_given_and_taken_back(session: Session, edith: Actor, flood: list[int], now: datetime) -> None:
    story_id = placed_all(session, flood, now)
    before = standing(session)
    stories.rename(session, actor=edith, story_id=story_id, title=" The Tarn at Hollin ", now=now)
    assert queries.page(session, text="TARN hollin").rows[0].title == "The Tarn at Hollin"
    more = put(session, FLOOD[0], outlet="Late")
    placed(session, more, now)
    assert queries.the_story(session, story_id).line.title == "The Tarn at Hollin"
    stories.undo(session, actor=edith, edit_id=last_edit(session, story_id).id, now=now + LATER)
    assert [row for row in standing(session) if row in before[3:]] == []  # it has an article more
    assert queries.the_story(session, story_id).line.title == FLOOD[0][0]
    with pytest.raises(RuleRefused):
        stories.undo(session, actor=edith, edit_id=last_edit(session, story_id).id, now=now)


def test_two_stories_are_merged_and_parted_again(
    session: Session, edith: Actor, flood: list[int], now: datetime
) -> None:
    kept = placed_all(session, flood, now)
    votes = [put(session, told, outlet=f"Vote {at}") for at, told in enumerate(VOTE)]
    gone = placed_all(session, votes, now)
    before = standing(session)
    assert stories.merge(session, actor=edith, story_id=kept, other_id=gone, why="One night.", now=now) == kept
    assert members(session, gone) == members(session, kept) == [*flood, *votes]
    assert queries.of_article(session, votes[0]) == queries.StoryRef(kept, FLOOD[0][0], 5)
    moved = queries.the_story(session, kept).members[-1]
    assert (moved.placed_by, moved.placed_at, moved.why) == ("Edith", now, "One night.")
    done = last_edit(session, gone)
    assert (done.act, done.by, done.articles, done.from_here, done.other and done.other.id) == (
        StoryAct.MERGED,
        "Edith",
        2,
        False,
        kept,
    )
    stories.undo(session, actor=edith, edit_id=done.id, now=now + LATER)
    assert standing(session) == before
    assert last_edit(session, kept).undone_at == now + LATER


def test_an_article_is_taken_out_and_stays_out(session: Session, edith: Actor, flood: list[int], now: datetime) -> None:
    story_id = placed_all(session, flood, now)
    before = standing(session)
    there = stories.move(
        session, actor=edith, story_id=story_id, leaving=Move(flood[2:], why="Another night."), now=now
    )
    assert (members(session, story_id), members(session, there)) == (flood[:2], flood[2:])
    assert queries.the_story(session, there).line.title == FLOOD[2][0]
    placed(session, flood[2], now)
    late = put(session, (FLOOD[2][0], f"{FLOOD[2][1]} {FLOOD[0][1]}"), outlet="Late")
    placed(session, late, now)
    assert members(session, there)[:1] == flood[2:] and set(members(session, story_id)) >= set(flood[:2])
    stories.move(session, actor=edith, story_id=queries.of_article(session, late).id, leaving=Move([late]), now=now)  # type: ignore[union-attr]
    stories.undo(session, actor=edith, edit_id=queries.edits(session, there)[-1].id, now=now)
    assert members(session, there) == members(session, story_id) == flood
    assert [row for row in before[:3] if row not in standing(session)] == []


def test_articles_are_moved_to_another_story_and_come_back_only_while_they_are_there(
    session: Session, edith: Actor, flood: list[int], now: datetime
) -> None:
    story_id = placed_all(session, flood, now)
    other = placed(session, put(session, VOTE[0], outlet="Vote"), now)
    third = placed(session, put(session, ("Frost", "A late frost took the plums of Skarholm."), outlet="Frost"), now)
    stories.move(session, actor=edith, story_id=story_id, leaving=Move(flood[:1], other), now=now)
    first = last_edit(session, other)
    stories.move(session, actor=edith, story_id=other, leaving=Move(flood[:1], third), now=now)
    with pytest.raises(RuleRefused):
        stories.undo(session, actor=edith, edit_id=first.id, now=now)
    stories.undo(session, actor=edith, edit_id=last_edit(session, third).id, now=now)
    stories.undo(session, actor=edith, edit_id=first.id, now=now)
    assert sorted(members(session, story_id)) == flood and len(members(session, other)) == 1


def test_what_is_not_to_be(session: Session, edith: Actor, flood: list[int], now: datetime) -> None:
    story_id = placed_all(session, flood, now)
    with pytest.raises(Malformed):
        stories.merge(session, actor=edith, story_id=story_id, other_id=story_id, now=now)
    with pytest.raises(NotFound):
        stories.merge(session, actor=edith, story_id=story_id, other_id=999, now=now)
    with pytest.raises(RuleRefused):
        stories.move(session, actor=edith, story_id=story_id, leaving=Move(flood), now=now)
    for leaving in (Move([]), Move([999]), Move(flood[:1], story_id)):
        with pytest.raises(Malformed):
            stories.move(session, actor=edith, story_id=story_id, leaving=leaving, now=now)
    for title in (" ", "x" * 301):
        with pytest.raises(Malformed):
            stories.rename(session, actor=edith, story_id=story_id, title=title, now=now)
    with pytest.raises(NotFound):
        stories.undo(session, actor=edith, edit_id=999, now=now)
    vera = add_person(session, Role.VIEWER, now=now, name="Vera")
    with pytest.raises(Forbidden):
        stories.rename(session, actor=vera, story_id=story_id, title="Mine", now=now)


def test_what_is_done_is_in_the_log(session: Session, edith: Actor, flood: list[int], now: datetime) -> None:
    story_id = placed_all(session, flood, now)
    stories.rename(session, actor=edith, story_id=story_id, title="Hollin", now=now)
    stories.rename(session, actor=edith, story_id=story_id, title="Hollin", now=now)
    there = stories.move(session, actor=edith, story_id=story_id, leaving=Move(flood[:1], why="Early."), now=now)
    split = last_edit(session, there).id
    stories.undo(session, actor=edith, edit_id=split, now=now)
    events = session.query(AuditEvent).filter_by(subject_type="story").order_by(AuditEvent.id)
    assert [(event.action, event.after) for event in events] == [
        ("story.renamed", {"title": "Hollin"}),
        ("story.split", {"other": there, "articles": flood[:1], "why": "Early."}),
        ("story.undone", {"edit": split, "act": "split"}),
    ]
