"""Fact-checks of others come in once each, stand beside the claims that they are about, and can be withdrawn."""

import json
from collections.abc import Mapping
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.core.test_fact_checks import PLAIN
from tests.support.claims import DAY
from tests.support.people import add_person
from verify.core.errors import Conflict, Forbidden
from verify.core.fact_checks import Read, read
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import Role
from verify.models import AuditEvent, FactCheck
from verify.queries import fact_checks as queries
from verify.queries.fact_checks import FactCheckFilters, near
from verify.services import fact_checks

OTHER = PLAIN | {"claimReviewed": "Seven schools were closed in Aldmoor.", "url": "https://checks.example/2"}
SAME = "The Tarn bridge carried 412 passengers."


def bring_in(session: Session, now: datetime, *nodes: Mapping[str, object]) -> int:
    found = read(json.dumps(nodes).encode())
    return fact_checks.bring_in(session, actor=SYSTEM, found=found, title="checks.json", now=now)


def listed(session: Session, **filters: object) -> list[int]:
    return [row.id for row in queries.newest(session, FactCheckFilters(**filters)).rows]  # type: ignore[arg-type]


def test_each_comes_in_once_and_is_found_by_its_words(session: Session, now: datetime) -> None:
    assert not near(session, SAME, DAY)
    for new in (2, 0):
        made = queries.the_import(session, bring_in(session, now, PLAIN, OTHER, PLAIN | {"url": "nowhere"}))
        assert (made.new, made.known, made.unusable, made.is_over) == (new, 2 - new, 1, True)
    assert session.scalar(select(func.count()).select_from(FactCheck)) == 2
    (same,) = near(session, SAME, DAY)
    assert (same.relation, same.rating, same.by, same.said_by) == ("same", "False", "Tarn Checks", "Mayor Oda")
    (conflict,) = near(session, "The bridge at Tarn carried 214 passengers.", DAY)
    assert (conflict.relation, [one.kind for one in conflict.differences]) == ("conflict", ["figure"])
    assert not near(session, "A cat was elected mayor of Holm.", DAY)
    logged = session.scalars(select(AuditEvent.after).where(AuditEvent.action == "fact_check_import.read")).all()
    assert [(one or {})["new"] for one in logged] == [2, 0]


def test_one_or_a_whole_import_is_withdrawn_and_put_back(session: Session, now: datetime) -> None:
    first = bring_in(session, now, PLAIN, OTHER)
    bridge, schools = sorted(listed(session))
    fact_checks.withdraw(session, actor=SYSTEM, fact_check_id=schools, now=now)
    fact_checks.withdraw_import(session, actor=SYSTEM, import_id=first, now=now)
    assert not near(session, SAME, DAY) and listed(session) == []
    assert listed(session, withdrawn=True) == [schools, bridge]
    fact_checks.put_import_back(session, actor=SYSTEM, import_id=first, now=now)
    assert near(session, SAME, DAY) and listed(session) == [bridge] and listed(session, withdrawn=True) == [schools]
    with pytest.raises(Conflict):
        fact_checks.put_import_back(session, actor=SYSTEM, import_id=first, now=now)
    with pytest.raises(Conflict):
        fact_checks.withdraw(session, actor=SYSTEM, fact_check_id=schools, now=now)
    actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert [action.rpartition(".")[2] for action in actions] == ["read", "withdrawn", "withdrawn", "put_back"]


def test_they_are_looked_for_by_words_publisher_and_import(session: Session, now: datetime) -> None:
    bring_in(session, now, PLAIN)
    later = bring_in(session, now, OTHER | {"author": {"name": "Aldmoor Desk"}})
    bridge, schools = sorted(listed(session))
    assert listed(session, text="closing a school") == [schools]
    assert listed(session, text="bridge schools") == [] and listed(session, text="the of") == []
    assert listed(session, publisher="Tarn Checks") == [bridge]
    assert listed(session, import_id=later) == [schools]


def test_a_viewer_brings_nothing_in_and_withdraws_nothing(session: Session, now: datetime) -> None:
    viewer = add_person(session, Role.VIEWER, now=now)
    bring_in(session, now, PLAIN)
    (one,) = listed(session)
    with pytest.raises(Forbidden):
        fact_checks.bring_in(session, actor=viewer, found=Read((), ()), title="x", now=now)
    with pytest.raises(Forbidden):
        fact_checks.withdraw(session, actor=viewer, fact_check_id=one, now=now)
