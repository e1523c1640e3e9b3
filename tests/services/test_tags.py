"""Tags and assignments: what they say, who may set them, and what the log keeps."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from tests.support.people import add_person
from verify.core.errors import Forbidden, Malformed, NotFound
from verify.core.permissions import SYSTEM, Actor
from verify.core.vocabulary import Role
from verify.models import Assignment, AuditEvent, Claim, User
from verify.queries import tags as filed
from verify.services import tags


def logged(session: Session, claim_id: int) -> list[tuple[str, object]]:
    events = session.query(AuditEvent).filter_by(subject_type="claim", subject_id=claim_id).order_by(AuditEvent.id)
    return [(event.action, event.after) for event in events]


def test_a_claim_is_tagged_once_and_untagged(session: Session, ana: Actor, now: datetime) -> None:
    one, two = add_article(session, ["One stands.", "Two stand."]).claim_ids
    assert tags.add(session, actor=ana, claim_id=one, tag="Front Page", now=now)
    assert not tags.add(session, actor=ana, claim_id=one, tag=" front  page ", now=now)
    assert tags.add(session, actor=ana, claim_id=two, tag="front page", now=now)
    tags.add(session, actor=ana, claim_id=one, tag="art", now=now)
    assert filed.of_claim(session, one).tags == ["art", "front page"]
    assert tags.remove(session, actor=ana, claim_id=one, tag="FRONT PAGE", now=now)
    assert not tags.remove(session, actor=ana, claim_id=one, tag="front page", now=now)
    assert filed.all_tags(session) == ["art", "front page"]
    tags.remove(session, actor=ana, claim_id=two, tag="front page", now=now)
    assert filed.all_tags(session) == ["art"]
    assert [action for action, _ in logged(session, one)] == ["claim.tagged", "claim.tagged", "claim.untagged"]


def test_a_claim_is_meant_for_one_person_at_a_time(session: Session, ana: Actor, now: datetime) -> None:
    bo = add_person(session, Role.REVIEWER, now=now, name="Bo")
    claim_id = add_article(session).claim_ids[0]
    assert tags.assign(session, actor=ana, claim_id=claim_id, to_id=bo.user_id, now=now) is None
    assert tags.assign(session, actor=bo, claim_id=claim_id, to_id=ana.user_id, now=now) == bo.user_id
    assert tags.assign(session, actor=bo, claim_id=claim_id, to_id=ana.user_id, now=now) == ana.user_id
    assert filed.of_claim(session, claim_id).assignee == "Ana"
    assert tags.assign(session, actor=bo, claim_id=claim_id, to_id=None, now=now) == ana.user_id
    assert filed.of_claim(session, claim_id).assignee is None
    assert [after for _, after in logged(session, claim_id)] == [{"to": bo.user_id}, {"to": ana.user_id}, {"to": None}]


def test_each_claim_says_itself_whom_it_is_meant_for(session: Session, ana: Actor, now: datetime) -> None:
    bo = add_person(session, Role.REVIEWER, now=now, name="Bo")
    one, two, three = add_article(session, ["It opened.", "It closed.", "It fell."]).claim_ids

    def meant() -> list[int | None]:
        return list(session.scalars(select(Claim.assignee_id).order_by(Claim.id)))

    for claim_id, to in ((one, ana), (two, bo), (three, bo), (one, bo)):
        tags.assign(session, actor=ana, claim_id=claim_id, to_id=to.user_id, now=now)
    assert meant() == [bo.user_id] * 3
    tags.assign(session, actor=ana, claim_id=three, to_id=None, now=now)
    tags.assign(session, actor=ana, claim_id=two, to_id=ana.user_id, now=now)
    assert meant() == [bo.user_id, ana.user_id, None]
    assert tags.unassign_all_of(session, actor=SYSTEM, user_id=bo.user_id or 0, now=now) == 1
    assert meant() == [None, ana.user_id, None]
    assert session.scalars(select(Assignment.claim_id)).all() == [two]


def test_claims_are_meant_for_reviewers_only(session: Session, ana: Actor, now: datetime) -> None:
    claim_id = add_article(session).claim_ids[0]
    editor = add_person(session, Role.EDITOR, now=now, name="Edda")
    left = add_person(session, Role.REVIEWER, now=now, name="Left")
    session.get_one(User, left.user_id).is_active = False
    session.flush()
    for person_id in (editor.user_id, left.user_id, 999_999):
        with pytest.raises(Malformed):
            tags.assign(session, actor=editor, claim_id=claim_id, to_id=person_id, now=now)
    assert filed.reviewers(session) == [(ana.user_id, "Ana")]


def test_who_may_not_arrange_changes_nothing(session: Session, ana: Actor, now: datetime) -> None:
    claim_id = add_article(session).claim_ids[0]
    viewer = add_person(session, Role.VIEWER, now=now, name="Vi")
    with pytest.raises(Forbidden):
        tags.add(session, actor=viewer, claim_id=claim_id, tag="art", now=now)
    with pytest.raises(Forbidden):
        tags.assign(session, actor=viewer, claim_id=claim_id, to_id=ana.user_id, now=now)
    with pytest.raises(NotFound):
        tags.add(session, actor=ana, claim_id=999_999, tag="art", now=now)
    for tag in ("", "  ", "a" * 61):
        with pytest.raises(Malformed):
            tags.add(session, actor=ana, claim_id=claim_id, tag=tag, now=now)
    assert filed.all_tags(session) == []
