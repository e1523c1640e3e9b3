"""Articles come into their stories one by one, whatever the order, held against few others."""

from datetime import date, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tests.support.claims import DAY, add_article
from tests.support.people import add_person
from verify.core.story_sketches import Sketch, unpacked
from verify.core.vocabulary import OutletKind, Role
from verify.db import Database
from verify.models import Article, ArticleVersion, Outlet, Story, StoryArticle, StoryWordCount
from verify.queries import story_places as queries
from verify.services import handovers, story_places
from verify.services.desks import ensure_desk
from verify.settings import Settings
from verify.worker.stories import place_article
from verify.worker.tasks import Tools

FLOOD = (
    ("Tarn floods Hollin", "The river Tarn broke its banks at Hollin on Monday and 640 people left the lower town."),
    ("Hollin under water", "About 640 people fled the lower town of Hollin on Monday when the Tarn broke its banks."),
    ("Night of the Tarn", "The Tarn flooded the lower town of Hollin on Monday. Its people left their homes."),
)
VOTE = (
    ("Mayor wins again", "Voters in Aldhaven gave mayor Odile Farren a second term by 312 votes, the council said."),
    ("Farren keeps Aldhaven", "Odile Farren stays mayor of Aldhaven after a count that gave her 312 votes more."),
)


def put(session: Session, told: tuple[str, str], *, outlet: str, published: date = DAY) -> int:
    """An article that nobody has placed yet."""
    article_id = add_article(session, (told[1],), outlet=outlet, published=published).article_id
    session.get_one(Article, article_id).title = told[0]
    session.scalars(select(ArticleVersion).where(ArticleVersion.article_id == article_id)).one().title = told[0]
    session.flush()
    return article_id


def placed(session: Session, article_id: int, now: datetime) -> int:
    story_places.ask(session, article_id=article_id, now=now)
    return story_places.place(session, article_id=article_id, asked_at=now, now=now)


def together(session: Session) -> set[frozenset[int]]:
    found: dict[int | None, set[int]] = {}
    for article_id, story_id in session.execute(select(StoryArticle.article_id, StoryArticle.story_id)):
        found.setdefault(story_id, set()).add(article_id)
    return {frozenset(some) for some in found.values()}


def counted(session: Session) -> dict[int, int]:
    rows = session.execute(select(StoryWordCount.number, StoryWordCount.articles))
    return {row.number: row.articles for row in rows}


@pytest.mark.parametrize("order", list(permutations(range(5)))[::24], ids=str)
def test_two_events_are_two_stories_in_any_order_from_the_first_article_on(
    session: Session, now: datetime, order: tuple[int, ...]
) -> None:
    told = [*FLOOD, *VOTE]
    ids = {at: put(session, told[at], outlet=f"Outlet {at}") for at in order}
    for at in order:
        placed(session, ids[at], now)
    assert together(session) == {frozenset(ids[at] for at in some) for some in ((0, 1, 2), (3, 4))}
    stories = session.scalars(select(Story).order_by(Story.articles)).all()
    assert [(story.articles, story.title in dict(told)) for story in stories] == [(2, True), (3, True)]


def test_placing_again_changes_nothing(session: Session, now: datetime) -> None:
    ids = [put(session, told, outlet=f"Outlet {at}") for at, told in enumerate((*FLOOD, *VOTE))]
    first = [placed(session, one, now) for one in ids]
    before = counted(session)
    assert [placed(session, one, now) for one in ids] == first
    assert counted(session) == before
    assert before[0] == len(ids)


def test_an_article_that_two_stories_share_makes_them_one(session: Session, now: datetime) -> None:
    """The earlier number is kept, and the other leads there."""
    one = put(session, ("Bridge shut", "Inspectors found fourteen cracks in the Harbour Bridge."), outlet="A")
    two = put(session, ("Ferry queues", "Lorries waited nine hours for the Skarholm ferry on Friday."), outlet="B")
    first, gone = placed(session, one, now), placed(session, two, now)
    both = "Inspectors found fourteen cracks in the Harbour Bridge. Lorries waited nine hours for the Skarholm ferry on Friday."
    kept = placed(session, put(session, ("Bridge shut, ferry queues", both), outlet="C"), now)
    assert first == kept < gone and len(together(session)) == 1
    was = session.get_one(Story, gone, populate_existing=True)
    assert (was.articles, was.merged_into_id) == (0, kept)


def test_years_apart_the_same_words_are_another_story(session: Session, now: datetime) -> None:
    first = placed(session, put(session, FLOOD[0], outlet="A"), now)
    later = put(session, FLOOD[1], outlet="B", published=DAY + timedelta(days=400))
    assert placed(session, later, now) != first


def test_a_story_is_called_by_the_first_headline_of_the_news(session: Session, now: datetime) -> None:
    late = put(session, FLOOD[1], outlet="B", published=DAY + timedelta(days=1))
    story_id = placed(session, late, now)
    assert session.get_one(Story, story_id).title == FLOOD[1][0]
    placed(session, put(session, FLOOD[0], outlet="A"), now)
    story = session.get_one(Story, story_id, populate_existing=True)
    assert (story.title, story.first_day, story.last_day) == (FLOOD[0][0], DAY, DAY + timedelta(days=1))


def test_a_merge_of_outlets_calls_their_stories_anew(session: Session, now: datetime) -> None:
    ensure_desk(session, name="Test desk", is_demo=False, now=now)
    story_id = placed(session, put(session, FLOOD[0], outlet="Comment"), now)
    placed(session, put(session, FLOOD[1], outlet="Paper"), now)
    comment, paper = session.scalars(select(Outlet).order_by(Outlet.id)).all()
    comment.kind = OutletKind.OPINION
    session.flush()
    story_places.recount(session, story_id)
    editor = add_person(session, Role.EDITOR, now=now)

    def title() -> str:
        return session.get_one(Story, story_id, populate_existing=True).title

    assert title() == FLOOD[1][0], "news before comment"
    handovers.merge(session, actor=editor, outlet_id=comment.id, into_id=paper.id, now=now)
    assert title() == FLOOD[0][0]
    handovers.undo_merge(session, actor=editor, outlet_id=comment.id, now=now)
    assert title() == FLOOD[1][0]


def test_how_much_is_looked_at_does_not_grow_with_the_story(session: Session, now: datetime) -> None:
    """Twenty-five articles tell one event; the statements for the next one are as many as for the second."""
    asked: list[str] = []

    def count(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    numbers = []
    for at in range(25):
        told = (f"{FLOOD[at % 3][0]} {at}", f"{FLOOD[at % 3][1]} Witness {at} saw it.")
        article_id = put(session, told, outlet=f"Outlet {at}")
        story_places.ask(session, article_id=article_id, now=now)
        event.listen(session.get_bind(), "before_cursor_execute", count)
        asked.clear()
        story_places.place(session, article_id=article_id, asked_at=now, now=now)
        event.remove(session.get_bind(), "before_cursor_execute", count)
        numbers.append(len(asked))
    assert len(together(session)) == 1
    assert numbers[-1] == numbers[1]
    assert max(len(near.sketches) for near in queries.nearby(session, 0, _sketch(session))) == queries.MEMBERS


def _sketch(session: Session) -> Sketch:
    row = session.scalars(select(StoryArticle).order_by(StoryArticle.article_id)).first()
    assert row is not None and row.sketch is not None
    return unpacked(row.sketch, DAY.toordinal())


def test_the_worker_places_what_waits_and_goes_on_behind_what_breaks(
    database: Database, settings: Settings, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        ids = [put(session, told, outlet=f"Outlet {at}") for at, told in enumerate(FLOOD)]
        assert story_places.ask_all(session, after=0, now=now) == ids
    whole = queries.text_of

    def broken(session: Session, article_id: int) -> queries.Text:
        if article_id == ids[0]:
            raise ValueError("no such word")
        return whole(session, article_id)

    monkeypatch.setattr(queries, "text_of", broken)
    tools = Tools(database, settings, now=lambda: now)
    assert [place_article(tools) for _ in range(4)] == [True, True, True, False]
    with database.writing() as session:
        assert together(session) == {frozenset(ids[:1]), frozenset(ids[1:])}
        assert story_places.ask_all(session, after=0, now=now) == ids[:1]
