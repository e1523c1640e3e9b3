"""Having corroborations looked at again that lost an origin since: by an article, a captured page, a merge, or what a person says.

One rule for all of these: a corroboration that stands on independent origins goes to recheck once it has fewer than the policy asks
for that it was given under; one that can spare an origin stays. What an intake finds waits as a row for the worker, as an intake
locks no claims (`verify.services.text_owners`); who has locked the claim already looks at once (`look_at`).
"""

from datetime import datetime
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from verify.core.origins import account
from verify.core.permissions import SYSTEM, Actor
from verify.core.rechecks import Cause, RecheckReason
from verify.core.review_rules import counted
from verify.core.vocabulary import Stance
from verify.models import Claim, RecheckBatch, TextOwnerWait
from verify.queries import lost_origins as queries
from verify.queries import origins
from verify.queries.retractions import target_of_article
from verify.queries.text_owners import Asked
from verify.services import notifications, rechecks

CLAIMS = cast(Table, Claim.__table__).c
AT_ONCE = 50
"""Claims that are looked at in one transaction."""


def look_at(session: Session, *, actor: Actor, claim_id: int, now: datetime) -> None:
    """Have a claim's corroboration looked at again if it has too few origins left by now. The claim must be locked."""
    for lost, detail in _lost(session, [claim_id]).items():
        cause = Cause(RecheckReason.ORIGINS_CHANGED, detail)
        rechecks.send(session, actor=actor, claim_id=lost, cause=cause, now=now)


def look_again(session: Session, *, asked: Asked, now: datetime) -> int:
    """Look at the next few claims that a waiting article bears on; how many verdicts went to recheck, in one batch with its others.

    Its row goes with the last of them. Safe to be killed and begun again: how far it came is kept with what was sent.
    """
    claim_ids = queries.claims_resting_on(session, asked.article_id, after=asked.looked_to or 0, limit=AT_ONCE)
    _lock(session, claim_ids)
    # After the claims: whoever asks for the article waits for its row, and holds nothing that would be waited for from here on.
    waiting = session.get(TextOwnerWait, asked.article_id, with_for_update=True, populate_existing=True)
    if waiting is None or (waiting.asked_at, waiting.looked_to) != (asked.asked_at, asked.looked_to):
        return 0  # it was asked for again, or another worker did this
    lost = _lost(session, claim_ids)
    if lost:
        waiting.batch_id = _batch(session, waiting, now)
        for claim_id, detail in lost.items():
            cause = Cause(RecheckReason.ORIGINS_CHANGED, detail, waiting.batch_id)
            rechecks.send(session, actor=SYSTEM, claim_id=claim_id, cause=cause, now=now)
        notifications.tell_rechecked(session, actor=SYSTEM, claim_ids=list(lost), now=now)
    if len(claim_ids) < AT_ONCE:
        session.delete(waiting)
    else:
        waiting.looked_to = claim_ids[-1]
    session.flush()
    return len(lost)


def _lock(session: Session, claim_ids: list[int]) -> None:
    """Hold the claims, in the order of their ids: whoever is deciding one is waited for, and nobody begins to until the commit."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(CLAIMS.id).where(CLAIMS.id.in_(claim_ids)).order_by(CLAIMS.id).with_for_update())


def _lost(session: Session, claim_ids: list[int]) -> dict[int, str]:
    """The corroborations among these claims that have too few origins left and are to be looked at, each with what is left."""
    found = {}
    for verdict in queries.corroborated(session, claim_ids):
        left = _independent(session, verdict.claim_id)
        detail = f"{counted(left, 'independent origin')} left, {counted(verdict.origins_needed, 'origin')} needed"
        if left < verdict.origins_needed and not queries.is_told(session, verdict.claim_id, detail):
            found[verdict.claim_id] = detail
    return found


def _independent(session: Session, claim_id: int) -> int:
    """How many independent origins what the claim's verdict leans on goes back to, as the desk has it now."""
    leaned_on = dict.fromkeys(origins.leaned_on(session, claim_id), False)
    found = origins.known(session, claim_id, examined=leaned_on, reader_id=None)
    return account(found).origins(Stance.SUPPORTS).independent


def _batch(session: Session, waiting: TextOwnerWait, now: datetime) -> int:
    """The batch of the verdicts that were sent for this article already, unless somebody took it back since."""
    if waiting.batch_id is not None:
        undone = select(RecheckBatch.undone_at).where(RecheckBatch.id == waiting.batch_id)
        if session.scalar(undone) is None:
            return waiting.batch_id
    cause = Cause(RecheckReason.ORIGINS_CHANGED, target_of_article(session, waiting.article_id).title)
    return rechecks.begin_batch(session, actor=SYSTEM, cause=cause, now=now)
