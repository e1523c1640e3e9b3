"""Bulk actions as people see them: how far one is, what was left as it was and why, whether it can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from verify.core.errors import NotFound
from verify.core.vocabulary import BulkAct, BulkState
from verify.models import BulkAction, BulkClaim, Claim, User
from verify.queries import jobs
from verify.queries.jobs import JobRow

REFUSED_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Refused:
    """A claim that was left as it was, and why."""

    claim_id: int
    statement: str
    reason: str


@dataclass(frozen=True, slots=True)
class BulkLine:
    """A bulk action with its job; `undone_by` is the action that takes it back, `undoes_id` the one that it takes back."""

    id: int
    act: BulkAct
    made_by: str | None
    made_at: datetime
    undoes_id: int | None
    undone_by: int | None
    job: JobRow
    refused: Sequence[Refused]

    @property
    def can_be_undone(self) -> bool:
        """Whether there is something to take back that was not taken back yet."""
        return self.act is not BulkAct.UNDO and self.undone_by is None and self.job.is_over and self.job.done > 0


def the_action(session: Session, action_id: int) -> BulkLine:
    """One bulk action. `NotFound` if there is none."""
    later = aliased(BulkAction)
    row = session.execute(
        select(BulkAction, User.name, later.id.label("undone_by"))
        .outerjoin(User, User.id == BulkAction.made_by_id)
        .outerjoin(later, later.undoes_id == BulkAction.id)
        .where(BulkAction.id == action_id)
    ).first()
    if row is None:
        raise NotFound("There is no such bulk action.")
    made: BulkAction = row.BulkAction
    job = jobs.the_job(session, made.job_id)
    refused = _refused(session, action_id) if job.failed else []
    return BulkLine(made.id, made.act, row.name, made.made_at, made.undoes_id, row.undone_by, job, refused)


def _refused(session: Session, action_id: int) -> list[Refused]:
    rows = session.execute(
        select(Claim.id, Claim.statement, BulkClaim.reason)
        .join(BulkClaim, BulkClaim.claim_id == Claim.id)
        .where(BulkClaim.action_id == action_id, BulkClaim.state == BulkState.REFUSED)
        .order_by(Claim.id)
        .limit(REFUSED_SHOWN)
    )
    return [Refused(row.id, row.statement, row.reason or "") for row in rows]
