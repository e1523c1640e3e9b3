"""Filing claims under tags of the desk's own, and saying whom a claim is meant for."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verify.core.claims import tag_key
from verify.core.errors import Malformed, NotFound
from verify.core.notifications import Notice
from verify.core.permissions import Action, Actor, require
from verify.core.queue_order import URGENT
from verify.core.vocabulary import NoticeKind, Role
from verify.models import Assignment, Claim, ClaimTag, Tag, User
from verify.services import audit, notifications, queue_order

TAGS = cast(Table, Tag.__table__)
CLAIM_TAGS = cast(Table, ClaimTag.__table__)
ASSIGNMENTS = cast(Table, Assignment.__table__)
CLAIMS = cast(Table, Claim.__table__)


def add(session: Session, *, actor: Actor, claim_id: int, tag: str, now: datetime) -> bool:
    """File a claim under a tag; whether it was not there already. `NotFound`, `Malformed` for no tag or too long a one."""
    require(actor, Action.ARRANGE)
    _refuse_unknown(session, claim_id)
    row = {"tag_id": named(session, tag, now=now), "claim_id": claim_id}
    made = session.execute(
        _insert(session, CLAIM_TAGS).values(row).on_conflict_do_nothing().returning(CLAIM_TAGS.c.claim_id)
    )
    if made.first() is None:
        return False
    _placed_by(session, claim_id, tag)
    _log(session, actor, "claim.tagged", claim_id, {"tag": tag_key(tag)}, now=now)
    return True


def remove(session: Session, *, actor: Actor, claim_id: int, tag: str, now: datetime) -> bool:
    """Take a tag off a claim; whether it was there."""
    require(actor, Action.ARRANGE)
    wanted = select(TAGS.c.id).where(TAGS.c.name == tag_key(tag)).scalar_subquery()
    gone = delete(CLAIM_TAGS).where(CLAIM_TAGS.c.tag_id == wanted, CLAIM_TAGS.c.claim_id == claim_id)
    if session.execute(gone.returning(CLAIM_TAGS.c.claim_id)).first() is None:
        return False
    _placed_by(session, claim_id, tag)
    _log(session, actor, "claim.untagged", claim_id, {"tag": tag_key(tag)}, now=now)
    return True


def assign(session: Session, *, actor: Actor, claim_id: int, to_id: int | None, now: datetime) -> int | None:
    """Say whom a claim is meant for, or with None that it is for anybody, and tell them; whom it was meant for before.

    `NotFound` for no such claim, `Malformed` for somebody who reviews nothing.
    """
    before = set_assignee(session, actor=actor, claim_id=claim_id, to_id=to_id, now=now)
    if to_id is not None and to_id != before:
        notifications.tell(session, actor=actor, to=[to_id], notice=Notice(NoticeKind.ASSIGNED, claim_id), now=now)
    return before


def set_assignee(session: Session, *, actor: Actor, claim_id: int, to_id: int | None, now: datetime) -> int | None:
    """As `assign`, without telling anybody: of many claims one is told once."""
    require(actor, Action.ARRANGE)
    _refuse_unknown(session, claim_id)
    if to_id is not None:
        check_assignee(session, to_id)
    before = assignee_of(session, claim_id)
    if before == to_id:
        return before
    session.execute(update(CLAIMS).where(CLAIMS.c.id == claim_id).values(assignee_id=to_id))
    if to_id is None:
        session.execute(delete(ASSIGNMENTS).where(ASSIGNMENTS.c.claim_id == claim_id))
    else:
        said = {"user_id": to_id, "assigned_by_id": actor.user_id, "assigned_at": now}
        row = _insert(session, ASSIGNMENTS).values(claim_id=claim_id, **said)
        session.execute(row.on_conflict_do_update(index_elements=["claim_id"], set_=said))
    queue_order.place(session, [claim_id])
    _log(session, actor, "claim.assigned" if to_id else "claim.unassigned", claim_id, {"to": to_id}, now=now)
    return before


def unassign_all_of(session: Session, *, actor: Actor, user_id: int, now: datetime) -> int:
    """Let everything that is meant for a person be for anybody, as they may not review any more; returns how many claims."""
    theirs = select(ASSIGNMENTS.c.claim_id).where(ASSIGNMENTS.c.user_id == user_id)
    ids = list(
        session.scalars(select(CLAIMS.c.id).where(CLAIMS.c.id.in_(theirs)).order_by(CLAIMS.c.id).with_for_update())
    )
    if ids:
        session.execute(update(CLAIMS).where(CLAIMS.c.id.in_(theirs)).values(assignee_id=None))
        session.execute(delete(ASSIGNMENTS).where(ASSIGNMENTS.c.user_id == user_id))
        queue_order.place(session, ids)
    for claim_id in ids:
        _log(session, actor, "claim.unassigned", claim_id, {"to": None}, now=now)
    return len(ids)


def assignee_of(session: Session, claim_id: int) -> int | None:
    """Whom a claim is meant for, None for anybody."""
    return session.scalar(select(ASSIGNMENTS.c.user_id).where(ASSIGNMENTS.c.claim_id == claim_id))


def check_assignee(session: Session, user_id: int) -> None:
    """`Malformed` unless this is somebody who is let in and reviews claims."""
    person = session.execute(select(User.is_active, User.roles).where(User.id == user_id)).first()
    if person is None or not person.is_active or Role.REVIEWER not in person.roles:
        raise Malformed("Choose a reviewer who is let in on this desk.", field="assignee")


def named(session: Session, tag: str, *, now: datetime) -> int:
    """The id of the tag of this name, made where there is none."""
    name = tag_key(tag)
    if not name:
        raise Malformed("Write the tag.", field="tag")
    session.execute(
        _insert(session, TAGS).values(name=name, created_at=now).on_conflict_do_nothing(index_elements=["name"])
    )
    return int(session.execute(select(TAGS.c.id).where(TAGS.c.name == name)).scalar_one())


def _placed_by(session: Session, claim_id: int, tag: str) -> None:
    if tag_key(tag) == URGENT:
        queue_order.place(session, [claim_id])


def _refuse_unknown(session: Session, claim_id: int) -> None:
    if session.scalar(select(Claim.id).where(Claim.id == claim_id)) is None:
        raise NotFound(f"There is no claim {claim_id}.")


def _log(session: Session, actor: Actor, action: str, claim_id: int, after: dict[str, Any], *, now: datetime) -> None:
    audit.record(session, actor=actor, action=action, subject=("claim", claim_id), after=after, now=now)


def _insert(session: Session, table: Table) -> Any:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(table)
