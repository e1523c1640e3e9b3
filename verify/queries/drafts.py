"""A person's own drafts. There is no way to ask for somebody else's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.orm import Session

from verify.core.vocabulary import Verdict
from verify.models import Claim, Draft, Outlet

DRAFTS = cast(Table, Draft.__table__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it is kept. `revision` 0: nothing is kept."""

    typed: Mapping[str, str]
    revision: int
    saved_at: datetime | None


NOTHING = Kept({}, 0, None)
_OF_CLAIM = select(DRAFTS.c.typed, DRAFTS.c.revision, DRAFTS.c.saved_at).where(
    DRAFTS.c.claim_id == bindparam("claim"), DRAFTS.c.user_id == bindparam("user")
)
"""Built once: every verdict runs it."""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in its writer's list; `verdict` is the one that stands on the claim by now."""

    claim_id: int
    statement: str
    outlet_name: str
    verdict: Verdict | None
    typed: Mapping[str, str]
    saved_at: datetime


def of_claim(session: Session, claim_id: int, *, user_id: int | None) -> Kept:
    """The person's own draft on a claim; `NOTHING` where there is none."""
    row = session.connection().execute(_OF_CLAIM, {"claim": claim_id, "user": user_id}).first()
    return Kept(row.typed, row.revision, row.saved_at) if row else NOTHING


def count(session: Session, *, user_id: int) -> int:
    """How many drafts a person has."""
    return session.scalar(select(func.count()).select_from(DRAFTS).where(DRAFTS.c.user_id == user_id)) or 0


def mine(session: Session, *, user_id: int) -> list[DraftLine]:
    """A person's drafts, the last one written first; there are never more than `verify.core.drafts.MOST_DRAFTS`."""
    rows = session.execute(
        select(DRAFTS.c.claim_id, DRAFTS.c.typed, DRAFTS.c.saved_at, Claim.statement, Claim.verdict)
        .add_columns(Outlet.name.label("outlet_name"))
        .join(Claim, Claim.id == DRAFTS.c.claim_id)
        .join(Outlet, Outlet.id == Claim.outlet_id)
        .where(DRAFTS.c.user_id == user_id)
        .order_by(DRAFTS.c.saved_at.desc(), DRAFTS.c.claim_id)
    )
    return [
        DraftLine(row.claim_id, row.statement, row.outlet_name, row.verdict, row.typed, row.saved_at) for row in rows
    ]
