"""What claims are filed under, and whom they are meant for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from verify.core.vocabulary import Role
from verify.db import Prepared
from verify.models import Assignment, ClaimTag, Tag, User

CLAIM_TAGS = cast(Table, ClaimTag.__table__).c
MOST_TAGS = 200


@dataclass(frozen=True, slots=True)
class Filing:
    """A claim's tags, by name, and the person it is meant for."""

    tags: Sequence[str]
    assignee_id: int | None
    assignee: str | None


def of_claim(session: Session, claim_id: int) -> Filing:
    """What one claim is filed under and whom it is meant for."""
    tags = select(Tag.name).join(ClaimTag, ClaimTag.tag_id == Tag.id).where(ClaimTag.claim_id == claim_id)
    meant = select(User.id, User.name).join(Assignment, Assignment.user_id == User.id)
    person = session.execute(meant.where(Assignment.claim_id == claim_id)).first()
    names = session.scalars(tags.order_by(Tag.name)).all()
    return Filing(names, person.id if person else None, person.name if person else None)


def all_tags(session: Session) -> Sequence[str]:
    """Tags that some claim has, by name, the first `MOST_TAGS`."""
    used = select(CLAIM_TAGS.tag_id).where(CLAIM_TAGS.tag_id == Tag.id).exists()
    return session.scalars(select(Tag.name).where(used).order_by(Tag.name).limit(MOST_TAGS)).all()


def reviewers(session: Session) -> list[tuple[int, str]]:
    """Everybody whom a claim can be meant for, by name: id and name."""
    people = _PEOPLE.run(session.connection(), {})
    return [(person.id, person.name) for person in people if Role.REVIEWER in person.roles]


_PEOPLE = Prepared(select(User.id, User.name, User.roles).where(User.is_active).order_by(User.name))
