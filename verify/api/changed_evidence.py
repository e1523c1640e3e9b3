"""Evidence whose page or article changed since it was captured."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel

from verify.api.visits import reading
from verify.core.vocabulary import ClaimState, Verdict
from verify.deps import Routes, Visit
from verify.queries import changed_evidence as queries
from verify.queries.changed_evidence import ChangeKind

router = Routes(tags=["evidence"])


class ChangedOut(BaseModel):
    """An item that is no longer as it was captured. `capture_id`: what to compare with; `reason`: why its page was not fetched."""

    id: int
    changed_at: datetime
    publisher: str
    kind: ChangeKind
    reason: str | None
    capture_id: int | None
    article_id: int | None
    claim_id: int
    statement: str
    state: ClaimState
    verdict: Verdict | None
    outlet_id: int
    outlet_name: str


class ChangedListOut(BaseModel):
    """A page of them, what was found last first; `newer` and `older` are the cursors of its neighbours."""

    evidence: Sequence[ChangedOut]
    newer: str | None
    older: str | None


@router.get("/evidence/changed")
def changed(visit: Annotated[Visit, reading()], cursor: str | None = None) -> ChangedListOut:
    """Evidence whose page or article changed or is gone, but for claims whose verdict was given since."""
    found = queries.changed(visit.session, reader_id=visit.actor.user_id, cursor=cursor)
    lines = [ChangedOut.model_validate(line, from_attributes=True) for line in found.rows]
    return ChangedListOut(evidence=lines, newer=found.newer, older=found.older)
