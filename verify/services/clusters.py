"""Clusters kept in step with the matches that people confirm, and with what counts in outlets' records (REL-1 2.2)."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from verify.models import Claim, ClusterMember, Desk
from verify.queries import clusters
from verify.services import repeats

MEMBERS = cast(Table, ClusterMember.__table__)


def alone(session: Session) -> None:
    """Hold what only one may hold who joins or parts claims: two unions at once would each miss the other.

    Call it before anything of a claim is held. A verdict that does not point joins nothing, and does not wait here.
    """
    session.execute(select(Desk.id).where(Desk.id == 1).with_for_update(key_share=True))


def settle(session: Session, claim_ids: Collection[int], *, now: datetime) -> None:
    """Work the clusters of these claims out anew, from the matches that stand confirmed, and move the records with them.

    Call it after a match between two of them came to stand, or stands no more.
    """
    alone(session)
    held = clusters.members(session, clusters=clusters.clusters_of(session, claim_ids), claims=claim_ids)
    linked = clusters.linked(session, {one.claim for one in held})
    # Verdicts that are on their way are in the record by the time it is read, and no row waits later for whoever gives one.
    there = select(Claim.id).where(Claim.id.in_(linked)).order_by(Claim.id)
    session.execute(there.with_for_update(read=True, key_share=True))
    sizes = Counter(linked.values())
    wanted = {claim: head for claim, head in linked.items() if sizes[head] > 1}
    everyone = clusters.members(session, clusters={one.cluster for one in held if one.cluster}, claims=linked)
    again = clusters.repeated(everyone, wanted)
    flips = {one.claim: not one.is_repeat for one in everyone if (one.claim in again) != one.is_repeat}
    repeats.recount(session, {one.article for one in everyone if one.claim in flips}, flips, now=now)
    _write(session, [one.claim for one in everyone], wanted, again)


def _write(session: Session, claims: Collection[int], wanted: Mapping[int, int], again: Collection[int]) -> None:
    session.execute(delete(MEMBERS).where(MEMBERS.c.claim_id.in_(claims)))
    rows = [
        {"claim_id": claim, "cluster_id": head, "is_repeat": claim in again} for claim, head in sorted(wanted.items())
    ]
    if rows:
        session.execute(insert(MEMBERS), rows)
