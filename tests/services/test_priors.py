"""Adopting a prior: by whom, with what trace, and never twice or silently."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from tests.support.people import add_person
from tests.support.records import C, D, add_outlet, add_record, decide
from verify.core.errors import Forbidden, RuleRefused
from verify.core.permissions import SYSTEM, Actor
from verify.core.reliability import INSTALLATION_PRIOR, REL_1
from verify.core.vocabulary import Role
from verify.models import AuditEvent, PriorVersion
from verify.queries import priors
from verify.services.priors import adopt


@pytest.fixture
def editor(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.EDITOR, now=now)


@pytest.fixture
def claims(session: Session, now: datetime, editor: Actor) -> list[int]:
    """Five outlets with three decided claims each; the claims' ids."""
    papers = [add_outlet(session, f"Paper {number}", now) for number in range(5)]
    return [claim for paper in papers for claim in add_record(session, paper, [C, D, D], now)]


def test_the_adopted_prior_is_in_force_from_today_and_logged(
    session: Session, now: datetime, editor: Actor, claims: list[int]
) -> None:
    refit = adopt(session, actor=editor, now=now)
    prior = priors.current_prior(session)
    assert prior == replace(refit.after, version=prior.version)
    assert priors.prior_as_known(session, now.date() - timedelta(days=1)) == INSTALLATION_PRIOR
    (adopted,) = priors.adopted(session)
    assert (adopted.known, adopted.at, adopted.by) == (now.date(), now, editor.name)
    assert session.scalar(select(PriorVersion.method)) == REL_1.identity
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "prior.adopted")).one()
    assert (event.subject_type, event.subject_id, event.actor_id) == ("prior", prior.version, editor.user_id)
    assert event.before is not None and event.after is not None
    assert (event.before["mean"], event.before["version"], event.after["mean"]) == (0.8, 0, prior.mean)


def test_a_second_adoption_needs_new_verdicts(
    session: Session, now: datetime, editor: Actor, claims: list[int]
) -> None:
    adopt(session, actor=editor, now=now)
    with pytest.raises(RuleRefused, match="equals the prior in force"):
        adopt(session, actor=editor, now=now + timedelta(days=1))
    decide(session, claims[1], C, now)
    adopt(session, actor=editor, now=now + timedelta(days=1))
    assert len(priors.adopted(session)) == 2


def test_a_verdict_alone_moves_no_prior(session: Session, now: datetime, editor: Actor, claims: list[int]) -> None:
    adopt(session, actor=editor, now=now)
    before = priors.current_prior(session)
    for claim in claims:
        decide(session, claim, C, now)
    assert priors.current_prior(session) == before


def test_a_clock_that_runs_backwards_does_not_rewrite_what_was_known(
    session: Session, now: datetime, editor: Actor, claims: list[int]
) -> None:
    adopt(session, actor=editor, now=now)
    was = {days: priors.prior_as_known(session, now.date() - timedelta(days=days)) for days in (1, 5)}
    decide(session, claims[1], C, now)
    adopt(session, actor=editor, now=now - timedelta(days=3))
    assert {days: priors.prior_as_known(session, now.date() - timedelta(days=days)) for days in (1, 5)} == was
    assert [a.known for a in priors.adopted(session)] == [now.date()] * 2


def test_too_few_outlets_are_refused(session: Session, now: datetime, editor: Actor) -> None:
    add_record(session, add_outlet(session, "Paper", now), [C, D, C], now)
    with pytest.raises(RuleRefused, match="1 of 5 outlets needed"):
        adopt(session, actor=editor, now=now)
    assert priors.adopted(session) == []


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REVIEWER, Role.ADMIN])
def test_only_those_who_keep_outlets_adopt(session: Session, now: datetime, claims: list[int], role: Role) -> None:
    with pytest.raises(Forbidden):
        adopt(session, actor=add_person(session, role, now=now), now=now)
    assert priors.adopted(session) == []


@pytest.mark.parametrize("change", ["UPDATE priors SET mean = 0.5", "DELETE FROM priors"])
def test_versions_are_never_changed(session: Session, now: datetime, claims: list[int], change: str) -> None:
    adopt(session, actor=SYSTEM, now=now)
    with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
        session.execute(text(change))
