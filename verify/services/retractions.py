"""Noting that a publisher took something back: it stands for nothing from then on, and what leaned on it is looked at again."""

from datetime import datetime

from sqlalchemy.orm import Session

from verify.core.days import is_to_come
from verify.core.errors import Conflict, Malformed, NotFound
from verify.core.permissions import Action, Actor, require
from verify.core.rechecks import Cause
from verify.core.retractions import LONGEST_NOTE, LONGEST_URL, Notice, Target
from verify.core.typed_text import typed, web_address
from verify.models import RecheckBatch, Retraction
from verify.queries import retractions as queries
from verify.services import audit, rechecks
from verify.services.rechecks import TakenBack


def retract(session: Session, *, actor: Actor, target: Target, notice: Notice, now: datetime) -> int:
    """Note a retraction and send every verdict that leans on it, or on a copy of it, to recheck in one batch; its id.

    From now on neither it nor its copies count for any verdict. `Malformed` for a day to come or an address that is none;
    `Conflict` where it is noted already.
    """
    require(actor, Action.RECHECK)
    if is_to_come(notice.day, now):
        raise Malformed("This day has not come yet.", field="day")
    note = typed(notice.note, field="note", name="The note", longest=LONGEST_NOTE)
    notice_url = web_address(notice.url, field="url", longest=LONGEST_URL)
    if queries.standing_of(session, target) is not None:
        raise Conflict("This is marked as retracted already.")
    leaned = queries.leaned(session, target)
    reason = queries.reason_for(session, target)
    batch_id = None
    if leaned:
        cause = Cause(reason, target.title)
        claim_ids = [line.claim_id for line in leaned]
        batch_id = rechecks.send_batch(session, actor=actor, cause=cause, claim_ids=claim_ids, now=now)
    sides = {"article_id": target.article_id, "url": target.url, "evidence_id": target.evidence_id}
    made = Retraction(
        **sides,
        title=target.title,
        day=notice.day,
        note=note,
        notice_url=notice_url,
        batch_id=batch_id,
        made_by_id=actor.user_id,
        made_at=now,
    )
    session.add(made)
    session.flush()  # the log needs its id
    after = {**sides, "title": target.title, "day": notice.day.isoformat(), "note": note, "verdicts": len(leaned)}
    audit.record(session, actor=actor, action="retraction.noted", subject=("retraction", made.id), after=after, now=now)
    return made.id


def undo(session: Session, *, actor: Actor, retraction_id: int, now: datetime) -> TakenBack:
    """Take a retraction back: it counts again, and verdicts that nobody has looked at since stand as before."""
    require(actor, Action.RECHECK)
    found = session.get(Retraction, retraction_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(f"There is no retraction {retraction_id}.")
    if found.undone_at is not None:
        raise Conflict("This retraction was taken back already.")
    found.undone_at, found.undone_by_id = now, actor.user_id
    session.flush()
    subject = ("retraction", retraction_id)
    audit.record(session, actor=actor, action="retraction.undone", subject=subject, now=now)
    batch = session.get(RecheckBatch, found.batch_id, populate_existing=True) if found.batch_id is not None else None
    if batch is None or batch.undone_at is not None:
        return TakenBack((), ())
    return rechecks.take_batch_back(session, actor=actor, batch_id=batch.id, now=now)
