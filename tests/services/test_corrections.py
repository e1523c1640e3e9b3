"""Corrections: noted by editors beside the record, never inside it; dated, taken back without being lost."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.people import add_person
from tests.support.records import C, D, add_article, add_outlet, add_record
from verify.core.errors import Conflict, Forbidden, Malformed, NotFound, RuleRefused
from verify.core.permissions import Actor
from verify.core.record_history import View
from verify.core.vocabulary import Contact, CorrectionKind, Prominence, Role
from verify.models import Article, AuditEvent, Claim
from verify.queries import corrections as lines
from verify.queries import outlets
from verify.services import corrections
from verify.services.corrections import CorrectionDraft
from verify.services.desks import ensure_desk


@pytest.fixture
def editor(session: Session, now: datetime) -> Actor:
    ensure_desk(session, name="Test desk", is_demo=False, now=now)
    return add_person(session, Role.EDITOR, now=now)


def draft(day: date, kind: str = "correction", prominence: str = "noted", **more: str) -> CorrectionDraft:
    return CorrectionDraft(CorrectionKind(kind), day, Prominence(prominence), Contact.BEFORE, **more)


def test_a_correction_is_noted_and_leaves_the_record_alone(session: Session, editor: Actor, now: datetime) -> None:
    outlet = add_outlet(session, "Harbour Post", now)
    claims = add_record(session, outlet, [C] * 8 + [D], now, days_apart=1)
    before = outlets.one(session, outlet.id, as_of=now.date()).reading
    noted = draft(now.date(), note="Figure put right.", url="https://post.example/corrections")
    made = corrections.add(session, actor=editor, claim_id=claims[-1], draft=noted, now=now)
    (line,) = lines.of_claim(session, claims[-1])
    assert (line.id, line.kind, line.day, line.note, line.by) == (made, noted.kind, noted.day, noted.note, editor.name)
    assert outlets.one(session, outlet.id, as_of=now.date()).reading == before
    told = session.scalars(select(AuditEvent).where(AuditEvent.action == "correction.added")).one()
    assert (told.subject_type, told.subject_id) == ("claim", claims[-1])
    assert told.after is not None
    assert told.after["day"] == now.date().isoformat()


def test_an_entry_taken_back_stays_in_what_was_known(session: Session, editor: Actor, now: datetime) -> None:
    outlet = add_outlet(session, "Harbour Post", now)
    (claim,) = add_article(session, outlet, now.date() - timedelta(days=9))
    noted = draft(now.date() - timedelta(days=5))
    at = now - timedelta(days=4)
    made = corrections.add(session, actor=editor, claim_id=claim, draft=noted, now=at)
    assert corrections.remove(session, actor=editor, correction_id=made, now=now) == claim
    today = now.date()

    def known(day: date | None, as_of: date = today) -> int:
        return len(lines.of_outlet(session, outlet.id, View(as_of, day)))

    assert known(None) == 0
    assert known(today) == 0
    assert known(today - timedelta(days=1)) == 1
    assert known(today - timedelta(days=4)) == 1
    assert known(today - timedelta(days=5)) == 0
    assert known(today - timedelta(days=1), as_of=today - timedelta(days=6)) == 0
    assert [line.removed for line in lines.of_claim(session, claim)] == [True]
    with pytest.raises(Conflict):
        corrections.remove(session, actor=editor, correction_id=made, now=now)


@pytest.mark.parametrize(
    ("day", "kind", "prominence", "url", "error", "field"),
    [
        (2, "correction", "noted", "", Malformed, "day"),
        (-10, "correction", "noted", "", Malformed, "day"),
        (0, "silent_edit", "noted", "", RuleRefused, "prominence"),
        (0, "correction", "noted", "javascript:alert(1)", Malformed, "url"),
        (0, "correction", "noted", "https://me:pw@post.example", Malformed, "url"),
        (0, "correction", "noted", "http://[", Malformed, "url"),
        (0, "correction", "noted", "x" * 2001, Malformed, "url"),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, editor: Actor, now: datetime, day: int, kind: str, prominence: str, url: str,
    error: type[Malformed], field: str,
) -> None:  # fmt: skip
    (claim,) = add_article(session, add_outlet(session, "Harbour Post", now), now.date() - timedelta(days=9))
    given = draft(now.date() + timedelta(days=day), kind, prominence, url=url)
    with pytest.raises(error) as refused:
        corrections.add(session, actor=editor, claim_id=claim, draft=given, now=now)
    assert refused.value.field == field
    assert lines.of_claim(session, claim) == []


def test_a_first_seen_day_does_not_bound_a_correction(session: Session, editor: Actor, now: datetime) -> None:
    (claim,) = add_article(session, add_outlet(session, "Harbour Post", now), now.date())
    session.get_one(Article, session.get_one(Claim, claim).article_id).published_known = False
    session.flush()
    day = now.date() - timedelta(days=3)
    assert corrections.add(session, actor=editor, claim_id=claim, draft=draft(day), now=now)


def test_the_same_correction_is_noted_once(session: Session, editor: Actor, now: datetime) -> None:
    (claim,) = add_article(session, add_outlet(session, "Harbour Post", now), now.date())
    made = corrections.add(session, actor=editor, claim_id=claim, draft=draft(now.date()), now=now)
    with pytest.raises(Conflict):
        corrections.add(session, actor=editor, claim_id=claim, draft=draft(now.date()), now=now)
    corrections.remove(session, actor=editor, correction_id=made, now=now)
    corrections.add(session, actor=editor, claim_id=claim, draft=draft(now.date()), now=now)
    corrections.add(session, actor=editor, claim_id=claim, draft=draft(now.date(), "retraction"), now=now)
    assert len(lines.of_claim(session, claim)) == 3


def test_only_editors_note_corrections(session: Session, editor: Actor, now: datetime) -> None:
    (claim,) = add_article(session, add_outlet(session, "Harbour Post", now), now.date())
    made = corrections.add(session, actor=editor, claim_id=claim, draft=draft(now.date()), now=now)
    for role in set(Role) - {Role.EDITOR}:
        actor = add_person(session, role, now=now)
        with pytest.raises(Forbidden):
            corrections.add(session, actor=actor, claim_id=claim, draft=draft(now.date(), "update"), now=now)
        with pytest.raises(Forbidden):
            corrections.remove(session, actor=actor, correction_id=made, now=now)
    with pytest.raises(NotFound):
        corrections.add(session, actor=editor, claim_id=10**6, draft=draft(now.date()), now=now)
    with pytest.raises(NotFound):
        corrections.remove(session, actor=editor, correction_id=10**6, now=now)
