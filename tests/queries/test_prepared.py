"""Statements whose SQL is made once must take, give and refuse what SQLAlchemy itself would."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from sqlalchemy import Table, bindparam, event, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from verify.core.vocabulary import ClaimState, ReasonCode, Said, Verdict
from verify.db import Prepared
from verify.models import AuditEvent, Claim, Outlet

CLAIMS, EVENTS, OUTLETS = (cast(Table, model.__table__) for model in (Claim, AuditEvent, Outlet))
NOW = datetime(2026, 11, 22, 9, 30, 0, 250, tzinfo=UTC)
EVENT: dict[str, Any] = {
    "at": NOW,
    "actor_id": None,
    "actor_name": "Zoë",
    "action": "claim.decided",
    "subject_type": "claim",
    "subject_id": 7,
    "before": None,
    "after": {"verdict": Verdict.DISPUTED, "seen": [1, 2.5, None, "50 %"]},
    "request_id": "",
}


def test_a_row_comes_back_as_it_was_given(session: Session) -> None:
    made = Prepared(insert(EVENTS).returning(EVENTS.c.id), list(EVENT)).run(session.connection(), EVENT)
    wanted = select(EVENTS).where(EVENTS.c.id == bindparam("id"), EVENTS.c.subject_type == "claim")
    (found,) = Prepared(wanted).run(session.connection(), {"id": made[0].id})
    assert {name: getattr(found, name) for name in EVENT} == EVENT
    assert found == session.execute(wanted, {"id": made[0].id}).one()


def test_words_days_and_times_have_their_own_types(session: Session) -> None:
    (claim_id,) = add_article(session, speaker="Mayor Oda").claim_ids
    outcome = {"state": ClaimState.DECIDED, "verdict": Verdict.DISPUTED, "reason_code": ReasonCode.OUTDATED}
    change = Prepared(update(CLAIMS).where(CLAIMS.c.id == bindparam("claim")), [*outcome, "said", "decided_at"])
    change.run(session.connection(), {"claim": claim_id, **outcome, "said": Said.WRONG, "decided_at": NOW})
    wanted = select(CLAIMS).where(CLAIMS.c.id == bindparam("claim"))
    (found,) = Prepared(wanted).run(session.connection(), {"claim": claim_id})
    plain = session.execute(wanted, {"claim": claim_id}).one()
    assert found == plain
    assert list(map(type, found)) == list(map(type, plain))


def test_each_of_several_rows_is_written(session: Session) -> None:
    add = Prepared(insert(EVENTS), list(EVENT))
    add.run_each(session.connection(), [{**EVENT, "subject_id": number} for number in (8, 9)])
    add.run_each(session.connection(), [])
    assert list(session.scalars(select(EVENTS.c.subject_id).order_by(EVENTS.c.id))) == [8, 9]


def test_what_the_database_refuses_is_sqlalchemys_error(session: Session) -> None:
    twice = {"name": "Twice", "name_key": "twice", "kind": "news", "country": None, "ownership_group": None}
    add = Prepared(insert(OUTLETS), [*twice, "created_at"])
    add.run(session.connection(), {**twice, "created_at": NOW})
    with pytest.raises(IntegrityError), session.begin_nested():
        add.run(session.connection(), {**twice, "created_at": NOW})


def test_a_column_with_a_default_must_be_given(session: Session) -> None:
    with pytest.raises(TypeError, match="default of their own"):
        Prepared(insert(CLAIMS), ["statement"]).run(session.connection(), {"statement": "The bridge opened."})


def test_listeners_hear_of_it(session: Session) -> None:
    sent: list[str] = []
    event.listen(session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
    Prepared(select(OUTLETS.c.id)).run(session.connection(), {})
    assert len(sent) == 1 and sent[0].startswith("SELECT")
