"""Who is told of what, once each and never of their own acts; and nothing before their pages would show it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from tests.support.people import add_person
from tests.support.policies import JUDGED, add_backed_claim, give, put_in_force
from verify.core.errors import NotFound
from verify.core.notifications import Notice, Told
from verify.core.permissions import Actor
from verify.core.rechecks import Cause, RecheckReason
from verify.core.vocabulary import BulkAct, JobKind, NoticeKind, ReviewPolicy, Role, Verdict
from verify.db import Database
from verify.models import BulkAction, Claim, User
from verify.queries import comments as said
from verify.queries import notifications as queries
from verify.services import adjudications, bulk_actions, comments, jobs, leases, notifications, rechecks, tags
from verify.services.bulk_actions import Order
from verify.settings import Settings
from verify.worker.tasks import Tools, perform

People = Callable[..., Actor]


@pytest.fixture
def person(session: Session, now: datetime) -> People:
    return lambda name, *roles: add_person(session, *(roles or (Role.REVIEWER,)), now=now, name=name)


def told(session: Session, actor: Actor) -> list[str]:
    assert actor.user_id is not None
    return [line.told.words for line in queries.of_person(session, actor.user_id).rows]


def say(session: Session, actor: Actor, claim_id: int, text: str, now: datetime) -> int:
    return comments.add(session, actor=actor, claim_id=claim_id, text=text, now=now).id


def test_a_comment_tells_whom_it_names_and_who_decided_but_not_its_author(
    session: Session, person: People, now: datetime
) -> None:
    ana, bo, edith = person("Ana Marsh"), person("Bo"), person("Edith", Role.EDITOR)
    claim_id = add_backed_claim(session)
    give(session, ana, claim_id, Verdict.DISPUTED, now=now)
    say(session, edith, claim_id, "@Bo @edith @Bo see what @Cy says", now)
    assert told(session, bo) == ["Edith mentioned you in a comment"]
    assert told(session, ana) == ["Edith commented on a claim that you decided"]
    assert told(session, edith) == []
    say(session, edith, claim_id, "And you, @Ana?", now)
    assert told(session, ana)[0] == "Edith mentioned you in a comment", "and not that it was a comment, too"
    assert len(told(session, ana)) == 2


def test_a_mention_stays_with_the_person(session: Session, person: People, now: datetime) -> None:
    ana, edith = person("Ana Marsh"), person("Edith", Role.EDITOR)
    claim_id = add_article(session).claim_ids[0]
    say(session, edith, claim_id, "Ask @Ana Marsh.", now)
    session.get_one(User, ana.user_id).name = "reviewer-1a2b"
    session.flush()
    (line,) = said.of_claim(session, claim_id, reader_id=None)
    assert "".join(part.text for part in line.parts) == "Ask @reviewer-1a2b."


def test_what_is_said_apart_tells_nobody_before_the_claim_is_decided(
    session: Session, person: People, now: datetime
) -> None:
    ana, bo, cy = person("Ana"), person("Bo"), person("Cy")
    put_in_force(session, ReviewPolicy.DOUBLE, now=now)
    claim_id = add_backed_claim(session)
    give(session, ana, claim_id, Verdict.DISPUTED, now=now)
    say(session, ana, claim_id, "@Bo it never opened. @Cy?", now)
    taken_back = say(session, ana, claim_id, "@Bo sorry.", now)
    comments.withdraw(session, actor=ana, comment_id=taken_back, now=now)
    assert told(session, bo) == told(session, cy) == []
    give(session, bo, claim_id, Verdict.DISPUTED, now=now)
    assert told(session, bo) == told(session, cy) == ["Ana mentioned you in a comment"]
    version = session.get_one(Claim, claim_id, populate_existing=True).row_version
    give(session, ana, claim_id, Verdict.UNVERIFIED, now=now, row_version=version)
    assert told(session, cy) == ["Ana mentioned you in a comment"], "once"


def test_two_who_disagree_are_told_how_it_ended(session: Session, person: People, now: datetime) -> None:
    ana, bo, judge = person("Ana"), person("Bo"), person("Ida", Role.ADJUDICATOR)
    put_in_force(session, ReviewPolicy.DOUBLE, now=now)
    claim_id = add_backed_claim(session)
    give(session, ana, claim_id, Verdict.DISPUTED, now=now)
    say(session, ana, claim_id, "@Bo, no?", now)
    give(session, bo, claim_id, Verdict.CORROBORATED, now=now)
    assert told(session, bo) == ["Ana mentioned you in a comment"], "whoever adjudicates reads it, so do both"
    verdict = JUDGED[Verdict.UNVERIFIED]
    adjudications.adjudicate(session, actor=judge, claim_id=claim_id, judgement=verdict, row_version=None, now=now)
    words = "Ida decided a claim on which you and another reviewer disagreed: unverified"
    assert told(session, ana) == [words]
    assert told(session, bo)[0] == words
    assert told(session, judge) == []


def test_who_gets_a_claim_is_told(session: Session, person: People, now: datetime) -> None:
    ana, bo = person("Ana"), person("Bo")
    claim_id = add_article(session).claim_ids[0]
    leases.take(session, actor=ana, claim_id=claim_id, now=now, minutes=30)
    leases.hand_over(session, actor=ana, claim_id=claim_id, to_id=bo.user_id or 0, now=now, minutes=30)
    for _ in range(2):
        tags.assign(session, actor=ana, claim_id=claim_id, to_id=bo.user_id, now=now)
    tags.assign(session, actor=ana, claim_id=claim_id, to_id=ana.user_id, now=now)
    assert told(session, bo) == ["Ana assigned you a claim", "Ana handed you a claim"]
    assert told(session, ana) == []


def test_many_verdicts_in_recheck_are_one_notice_a_person(session: Session, person: People, now: datetime) -> None:
    ana, bo, edith = person("Ana"), person("Bo"), person("Edith", Role.EDITOR)
    put_in_force(session, ReviewPolicy.DOUBLE, now=now)
    both = add_backed_claim(session)
    for reviewer in (ana, bo):
        give(session, reviewer, both, Verdict.DISPUTED, now=now)
    put_in_force(session, ReviewPolicy.SINGLE, now=now)
    alone = add_backed_claim(session, sentence="The ferry was sold.")
    give(session, ana, alone, Verdict.DISPUTED, now=now)
    never = add_article(session).claim_ids[0]
    cause = Cause(RecheckReason.SENT, "The register was wrong.")
    rechecks.send_batch(session, actor=edith, cause=cause, claim_ids=[both, alone, never], now=now)
    assert told(session, ana) == ["Edith sent 2 verdicts of yours to recheck"]
    assert told(session, bo) == ["Edith sent a verdict of yours to recheck"]
    assert queries.of_person(session, bo.user_id or 0).rows[0].told.path == f"/claims/{both}"
    rechecks.send(session, actor=bo, claim_id=alone, cause=Cause(RecheckReason.ORIGINS_CHANGED), now=now)
    assert told(session, ana)[0] == "Bo sent a verdict of yours to recheck"


@pytest.fixture
def tools(database: Database, settings: Settings, now: datetime) -> Tools:
    return Tools(database, settings, now=lambda: now)


def test_a_thousand_claims_assigned_at_once_are_one_notice(tools: Tools, now: datetime) -> None:
    with tools.database.writing() as session:
        ana, bo = (add_person(session, Role.REVIEWER, now=now, name=name) for name in ("Ana", "Bo"))
        ids = add_article(session, [f"Sentence {number} stands." for number in range(45)]).claim_ids
        tags.set_assignee(session, actor=ana, claim_id=ids[0], to_id=bo.user_id, now=now)
        order = Order(BulkAct.ASSIGN, str(bo.user_id))
        action = bulk_actions.begin(session, actor=ana, order=order, claim_ids=ids, now=now)
    job_id = job_of(tools, action)
    for _ in range(2):  # the second time there is nothing left to do, nor to tell
        perform(tools, job_id)
    with tools.database.reading() as session:
        assert told(session, bo) == ["Ana assigned you 44 claims"], "one of them was theirs before"
        assert told(session, ana) == ["Your job is done: Assign 45 claims"]


def job_of(tools: Tools, action_id: int) -> int:
    with tools.database.reading() as session:
        return session.get_one(BulkAction, action_id).job_id


def test_a_job_that_ends_says_how(tools: Tools, now: datetime) -> None:
    with tools.database.writing() as session:
        ana = add_person(session, Role.REVIEWER, now=now, name="Ana")
        made = {
            kind: jobs.add(session, actor=ana, kind=kind, title=f"A {kind}", total=total, now=now)
            for kind, total in ((JobKind.INGEST, 3), (JobKind.CAPTURE, 1), (JobKind.EXPORT, 1))
        }
        alone = jobs.add(session, actor=ana, kind=JobKind.INGEST, title="One page", now=now)
        jobs.advance(session, made[JobKind.INGEST].id, done=1, failed=2)
        for job in (*made.values(), alone):
            session.refresh(job)
            message = "The disk is full." if job.kind is JobKind.EXPORT else None
            jobs.finish(session, job.id, message=message, now=now)
            session.flush()
            notifications.tell_of_job(session, job_id=job.id, now=now)
        assert told(session, ana) == ["Your job failed: A export", "Your job is done, 2 failed: A ingest"]


def test_only_ones_own_are_read(session: Session, person: People, now: datetime) -> None:
    ana, bo, edith = person("Ana"), person("Bo"), person("Edith", Role.EDITOR)
    claim_id = add_article(session).claim_ids[0]
    for _ in range(3):
        say(session, edith, claim_id, "@Ana", now)
    first = queries.of_person(session, ana.user_id or 0).rows[-1]
    with pytest.raises(NotFound):
        notifications.mark_read(session, actor=bo, notification_id=first.id, now=now)
    notifications.mark_read(session, actor=ana, notification_id=first.id, now=now)
    rows = queries.of_person(session, ana.user_id or 0).rows
    assert [row.is_unread for row in rows] == [True, True, False]
    assert queries.unread(session, ana.user_id or 0) == 2
    assert notifications.mark_all_read(session, actor=ana, now=now) == 2
    assert queries.unread(session, ana.user_id or 0) == 0


def test_every_kind_has_words_and_a_place() -> None:
    for kind in NoticeKind:
        one = Told(Notice(kind, 3, 7), "Ana", Verdict.DISPUTED, "Park 2 claims", 1)
        many = Told(Notice(kind, None, 7, 12), None, None, "Park 2 claims", 0)
        assert one.words and one.path.startswith("/") and "None" not in one.words + many.words
        assert many.path == "/jobs/7"
