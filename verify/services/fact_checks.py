"""Bringing in fact-checks of others, which claims of the desk are then shown beside."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from verify.core.fact_checks import FactCheck
from verify.core.permissions import Action, Actor, require
from verify.models import FactCheck as FactCheckRow
from verify.models import FactCheckWord
from verify.queries.fact_checks import words_of
from verify.services import audit

ROWS = cast(Table, FactCheckRow.__table__)
WORDS = cast(Table, FactCheckWord.__table__)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Imported:
    """How many fact-checks a file held, and how many of them are new to the desk."""

    total: int
    new: int


def bring_in(session: Session, *, actor: Actor, found: Sequence[FactCheck], title: str, now: datetime) -> Imported:
    """Keep the fact-checks of a file; those that are here already stay as they are. `title` names the file in the log."""
    require(actor, Action.INGEST)
    new = 0
    for start in range(0, len(found), AT_ONCE):
        keyed = {_key(one): one for one in found[start : start + AT_ONCE]}
        known = set(session.scalars(select(ROWS.c.key).where(ROWS.c.key.in_(keyed))))
        fresh = [(key, one) for key, one in keyed.items() if key not in known]
        new += len(fresh)
        if fresh:
            _add(session, fresh, actor, now)
    after = {"file": title[:300], "fact_checks": len(found), "new": new}
    audit.record(session, actor=actor, action="fact_checks.imported", subject=("desk", 1), after=after, now=now)
    return Imported(len(found), new)


def _add(session: Session, fresh: Sequence[tuple[str, FactCheck]], actor: Actor, now: datetime) -> None:
    rows = [
        {
            "key": key,
            "claim": one.claim,
            "rating": one.rating,
            "checked_by": one.by,
            "url": one.url,
            "checked_on": one.checked_on,
            "said_by": one.said_by,
            "imported_by_id": actor.user_id,
            "imported_at": now,
        }
        for key, one in fresh
    ]
    ids = session.scalars(insert(ROWS).returning(ROWS.c.id, sort_by_parameter_order=True), rows).all()
    words: list[dict[str, Any]] = [
        {"word": word, "fact_check_id": number}
        for number, (_, one) in zip(ids, fresh, strict=True)
        for word in words_of(one.claim)
    ]
    if words:
        session.execute(insert(WORDS), words)


def _key(one: FactCheck) -> str:
    return hashlib.sha256(f"{one.url}\n{one.claim}".encode()).hexdigest()
