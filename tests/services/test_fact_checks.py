"""Fact-checks of others come in once each, and stand beside the claims that they are about."""

import json
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.core.test_fact_checks import PLAIN
from tests.support.claims import DAY
from tests.support.people import add_person
from verify.core.errors import Forbidden
from verify.core.fact_checks import read
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import Role
from verify.models import AuditEvent, FactCheck
from verify.queries.fact_checks import near
from verify.services import fact_checks


def test_each_comes_in_once_and_is_found_by_its_words(session: Session, now: datetime) -> None:
    add_person(session, Role.EDITOR, now=now)
    other = PLAIN | {"claimReviewed": "Seven schools were closed in Aldmoor.", "url": "https://checks.example/2"}
    found = read(json.dumps([PLAIN, other]).encode()).found
    assert not near(session, "The Tarn bridge carried 412 passengers.", DAY)
    assert fact_checks.bring_in(session, actor=SYSTEM, found=found, title="checks.json", now=now).new == 2
    assert fact_checks.bring_in(session, actor=SYSTEM, found=found, title="checks.json", now=now).new == 0
    assert session.scalar(select(func.count()).select_from(FactCheck)) == 2
    (same,) = near(session, "The Tarn bridge carried 412 passengers.", DAY)
    assert (same.relation, same.rating, same.by, same.said_by) == ("same", "False", "Tarn Checks", "Mayor Oda")
    (conflict,) = near(session, "The bridge at Tarn carried 214 passengers.", DAY)
    assert (conflict.relation, [one.kind for one in conflict.differences]) == ("conflict", ["figure"])
    assert not near(session, "A cat was elected mayor of Holm.", DAY)
    logged = session.scalars(select(AuditEvent.after).where(AuditEvent.action == "fact_checks.imported")).all()
    assert [(one or {})["new"] for one in logged] == [2, 0]


def test_a_viewer_brings_nothing_in(session: Session, now: datetime) -> None:
    viewer = add_person(session, Role.VIEWER, now=now)
    with pytest.raises(Forbidden):
        fact_checks.bring_in(session, actor=viewer, found=(), title="x", now=now)
