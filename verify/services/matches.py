"""Matches of claims, kept as they are found; what people make of them is in `match_decisions`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, and_, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from verify.core.matching.relations import identity
from verify.core.queue_order import Part
from verify.core.vocabulary import MatchState
from verify.models import Article, Claim, Match, MatchCount, MatchLook
from verify.queries import matches
from verify.queries.matches import Found, Looked
from verify.services import queue_order

CLAIMS = cast(Table, Claim.__table__)
MATCHES = cast(Table, Match.__table__)
LOOKS = cast(Table, MatchLook.__table__)
COUNTS = cast(Table, MatchCount.__table__)
AT_ONCE = 500

_CHANGE = (
    update(MATCHES)
    .where(MATCHES.c.id == bindparam("match"), MATCHES.c.state == MatchState.SUGGESTED)
    .values({name: bindparam(f"new_{name}") for name in ("relation", "found_relation", "score", "model", "found_at")})
)


def ask(session: Session, *, article_id: int, now: datetime) -> None:
    """Have an article's claims looked for elsewhere, soon, by the worker."""
    asking = _asking(session.get_bind().dialect.name)
    session.connection().execute(asking, {"article": article_id, "at": now})


@cache
def _asking(dialect: str) -> Any:
    """Made once for each database: every article that comes in asks, and to make it takes longer than to run it."""
    bare = (sqlite if dialect == "sqlite" else postgresql).insert(LOOKS)
    made = bare.values(article_id=bindparam("article"), asked_at=bindparam("at"), looked_at=None, model=None)
    return made.on_conflict_do_update(index_elements=["article_id"], set_={"asked_at": made.excluded.asked_at})


def ask_all(session: Session, *, after: int, now: datetime, anew: bool = False, limit: int = AT_ONCE) -> list[int]:
    """Have the next articles after an id looked at that the present model has not seen, with `anew` all of them; their ids."""
    stale = LOOKS.c.model.is_(None) | (LOOKS.c.model != identity())
    query = select(Article.id).outerjoin(MatchLook, MatchLook.article_id == Article.id).where(Article.id > after)
    ids = list(session.scalars((query if anew else query.where(stale)).order_by(Article.id).limit(limit)))
    for article_id in ids:
        ask(session, article_id=article_id, now=now)
    return ids


def store(session: Session, looked: Looked, *, asked_at: datetime | None, now: datetime) -> None:
    """Keep what looking at an article found. What was suggested before and no longer holds goes; what people decided stays.

    `asked_at` is when it was asked for: an article that was asked for again since is looked at once more.
    """
    mine = select(CLAIMS.c.id).where(CLAIMS.c.article_id == looked.article_id)
    ids = list(session.scalars(mine))
    there = {(row.claim_id, row.other_id): row for row in _of_claims(session, ids)}
    wanted = {found.pair: found for found in looked.found}
    gone = [row for pair, row in there.items() if pair not in wanted and row.state is MatchState.SUGGESTED]
    gone = _compared(session, looked, ids, gone)
    new = [found for pair, found in wanted.items() if pair not in there]
    changed = [(there[pair], found) for pair, found in wanted.items() if pair in there]
    touched = {claim for row in gone for claim in (row.claim_id, row.other_id)}
    touched |= {claim for found in looked.found for claim in found.pair}
    # Also what people decided: a claim that was withdrawn since, or is back, no longer counts where it is matched, or again.
    touched |= {claim for pair in there for claim in pair}
    hold(session, touched)
    if gone:
        session.execute(delete(MATCHES).where(MATCHES.c.id.in_([row.id for row in gone])))
    _add(session, new, now)
    if changed:
        session.connection().execute(_CHANGE, [_changed(row.id, found, now) for row, found in changed])
    recount(session, touched)
    _looked_at(session, looked.article_id, asked_at, now)


def recount(session: Session, claim_ids: Collection[int]) -> None:
    """Count the matches of these claims anew, and place those that conflict with something now, or no longer do."""
    hold(session, claim_ids)
    stood = select(COUNTS.c.claim_id).where(COUNTS.c.claim_id.in_(claim_ids), COUNTS.c.conflicts > 0)
    contradicted = set(session.scalars(stood))
    change = update(COUNTS).where(COUNTS.c.claim_id == bindparam("claim"))
    change = change.values(matches=bindparam("number"), conflicts=bindparam("contrary"))
    rows = [
        {"claim": claim_id, "number": total, "contrary": conflicts}
        for claim_id, (total, conflicts) in matches.counts(session, sorted(claim_ids)).items()
    ]
    if rows:
        session.connection().execute(change, rows)
    moved = contradicted.symmetric_difference(row["claim"] for row in rows if row["contrary"])
    if moved and queue_order.is_moved_by(session, Part.CONTRADICTED):
        queue_order.place(session, sorted(moved))


def hold(session: Session, claim_ids: Collection[int]) -> None:
    """Hold the counts of these claims, in order: who changes matches does so before, so that nobody waits in a circle."""
    if not claim_ids:
        return
    # The claims first: rows that name them would wait for whoever has one of them in hand.
    there = select(CLAIMS.c.id).where(CLAIMS.c.id.in_(claim_ids)).order_by(CLAIMS.c.id)
    may_place = queue_order.is_moved_by(session, Part.CONTRADICTED)
    session.execute(there.with_for_update(read=not may_place, key_share=True))
    rows = [{"claim_id": claim_id, "matches": 0, "conflicts": 0} for claim_id in sorted(claim_ids)]
    session.connection().execute(_insert(session, COUNTS).on_conflict_do_nothing(), rows)
    held = select(COUNTS.c.claim_id).where(COUNTS.c.claim_id.in_(claim_ids)).order_by(COUNTS.c.claim_id)
    session.execute(held.with_for_update())


def _of_claims(session: Session, claim_ids: Sequence[int]) -> Sequence[Any]:
    columns = (MATCHES.c.id, MATCHES.c.claim_id, MATCHES.c.other_id, MATCHES.c.state)
    return session.execute(select(*columns).where(matches.of_claims(claim_ids))).all()


def _compared(session: Session, looked: Looked, mine: Collection[int], rows: Sequence[Any]) -> list[Any]:
    """Those of the rows whose other claim is in an article that was compared, or was withdrawn: of the rest nothing is known."""
    held = set(mine)
    others = {row.id: row.other_id if row.claim_id in held else row.claim_id for row in rows}
    query = select(CLAIMS.c.id, CLAIMS.c.article_id).where(CLAIMS.c.id.in_(set(others.values())))
    articles = {row.id: row.article_id for row in session.execute(query)} if others else {}
    return [row for row in rows if articles[others[row.id]] in looked.compared]


def _add(session: Session, found: Sequence[Found], now: datetime) -> None:
    if not found:
        return
    nobody = {"state": MatchState.SUGGESTED, "decided_by_id": None, "decided_at": None, "note": ""}
    rows = [
        {"claim_id": one.claim_id, "other_id": one.other_id, **_told(one, now), **nobody}
        for one in sorted(found, key=lambda one: one.pair)
    ]
    # The other article may have been looked at by another worker a moment ago.
    session.connection().execute(_insert(session, MATCHES).on_conflict_do_nothing(), rows)


def _told(found: Found, now: datetime) -> dict[str, Any]:
    said = {"relation": found.relation, "found_relation": found.relation, "score": found.score}
    return {**said, "model": identity(), "found_at": now}


def _changed(match_id: int, found: Found, now: datetime) -> dict[str, Any]:
    return {"match": match_id, **{f"new_{name}": value for name, value in _told(found, now).items()}}


def _looked_at(session: Session, article_id: int, asked_at: datetime | None, now: datetime) -> None:
    made = _insert(session, LOOKS).values(article_id=article_id, asked_at=None, looked_at=now, model=identity())
    done = {"looked_at": made.excluded.looked_at, "model": made.excluded.model}
    session.connection().execute(made.on_conflict_do_update(index_elements=["article_id"], set_=done))
    over = and_(LOOKS.c.article_id == article_id, LOOKS.c.asked_at == asked_at)
    session.execute(update(LOOKS).where(over).values(asked_at=None))


def _insert(session: Session, table: Table) -> Any:
    return (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(table)
