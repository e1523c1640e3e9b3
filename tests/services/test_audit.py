"""The log: append-only, chained, sealed once."""

from datetime import datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from verify.core.permissions import SYSTEM
from verify.core.sealing import FIELDS, START, event_hash
from verify.models import AuditEvent
from verify.queries.blindness import events_shown
from verify.services import audit


def test_events_form_a_chain(session: Session, now: datetime) -> None:
    for number in range(3):
        audit.record(
            session, actor=SYSTEM, action="outlet.added", subject=("outlet", number), after={"n": number}, now=now
        )
    audit.seal(session)
    previous = START
    for place, event in enumerate(session.scalars(select(AuditEvent).order_by(AuditEvent.sealed_as)), start=1):
        fields = {name: getattr(event, name) for name in FIELDS}
        assert (event.sealed_as, event.prev_hash) == (place, previous)
        assert event.hash == event_hash(previous, fields)
        previous = event.hash
    assert audit.chain_end(session) == (3, previous)


@pytest.mark.parametrize("change", ["UPDATE audit_events SET action = 'x'", "DELETE FROM audit_events"])
def test_the_database_refuses_to_change_the_log(session: Session, now: datetime, change: str) -> None:
    audit.record(session, actor=SYSTEM, action="outlet.added", subject=("outlet", 1), now=now)
    audit.seal(session)
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change))


def test_what_hides_an_event_is_asked_of_each_that_is_shown() -> None:
    # PostgreSQL would else read all open claims for one page of the log: a subquery with an offset it makes no table of.
    made = str(select(AuditEvent.id).where(events_shown(1)).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    about_the_event = made.count("= audit_events.subject_id")
    assert about_the_event == made.count("OFFSET") == 7
