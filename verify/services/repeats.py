"""One observation for each outlet, voice and cluster (REL-1 2.2): which claims only repeat another, as verdicts come and go."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple, cast

from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session

from verify.core.reliability_rollup import Outcome, Standing, changes, is_decided
from verify.core.vocabulary import Verdict, Voice
from verify.models import Claim, ClusterMember
from verify.queries import clusters
from verify.queries.clusters import Member, Standings
from verify.services.rollup import Step, add_to_totals, entries, write_deltas

CLAIMS = cast(Table, Claim.__table__)
MEMBERS = cast(Table, ClusterMember.__table__)
_FLAG = update(MEMBERS).where(MEMBERS.c.claim_id == bindparam("claim")).values(is_repeat=bindparam("repeats"))
_COUNT_AS = update(CLAIMS).where(CLAIMS.c.id == bindparam("claim")).values(record_voice=bindparam("counts_as"))
_NO_VOICES: Mapping[int, Voice] = {}


class Moved(NamedTuple):
    """A claim whose outcome changes, from what to what."""

    claim: int
    old: Outcome | None
    new: Outcome | None


def move(session: Session, *, claim_id: int, old: Outcome | None, new: Outcome | None, now: datetime) -> None:
    """What `records.move` does for a claim in a cluster: others of its outlet may begin to count, or cease to."""
    members = clusters.members(session, clusters=clusters.clusters_of(session, [claim_id]))
    members = [_with(one, new, now.date()) if one.claim == claim_id else one for one in members]
    flips = _flips(members)
    own = {one.article for one in members if one.claim == claim_id}
    articles = own | {one.article for one in members if one.claim in flips}
    recount(session, articles, flips, moved=Moved(claim_id, old, new), now=now)
    _set(session, flips)


def revoice(session: Session, *, article_id: int, voices: Mapping[int, Voice], now: datetime) -> None:
    """Have claims of an article count in the record of another voice, and move the record with them.

    Others of their clusters may begin to count, or cease to. The caller has the claims and the articles of their clusters locked.
    """
    if not voices:
        return
    members = clusters.members(session, clusters=clusters.clusters_of(session, voices))
    flips = _flips([replace(one, record_voice=voices.get(one.claim, one.record_voice)) for one in members])
    articles = {article_id} | {one.article for one in members if one.claim in flips}
    recount(session, articles, flips, voices=voices, now=now)
    _set(session, flips)
    rows = [{"claim": claim, "counts_as": voice} for claim, voice in sorted(voices.items())]
    session.connection().execute(_COUNT_AS, rows)


def settle(session: Session, cluster_ids: Collection[int], *, now: datetime) -> None:
    """Work out anew which claims of these clusters repeat others, after some of them went to another outlet."""
    members = clusters.members(session, clusters=cluster_ids) if cluster_ids else []
    flips = _flips(members)
    recount(session, {one.article for one in members if one.claim in flips}, flips, now=now)
    _set(session, flips)


def put_right(session: Session, members: Iterable[Member]) -> None:
    """Turn what is stored of these claims around; the record is brought in line by whoever calls."""
    _set(session, {one.claim: not one.is_repeat for one in members})


def recount(
    session: Session,
    articles: Collection[int],
    flips: Mapping[int, bool],
    *,
    moved: Moved | None = None,
    voices: Mapping[int, Voice] = _NO_VOICES,
    now: datetime,
) -> None:
    """Move the records of these articles as the claims in `flips` become repeats (True) or observations, and one claim is `moved`.

    The claims in `voices` count in another voice's record. What is stored of either is the caller's to change, afterwards.
    """
    if not articles:
        return
    steps: dict[int, Step] = {}
    for article in clusters.standings(session, articles, but=moved.claim if moved else None):
        before = [_before(standing, again, moved) for standing, again in article.claims]
        after = [_after(standing, flips.get(standing.claim, again), moved) for standing, again in article.claims]
        after = [one._replace(record_voice=voices.get(one.claim, one.record_voice)) for one in after]
        _step(session, article, (before, after), steps, now.date())
    for outlet_id, step in sorted(steps.items()):
        add_to_totals(session, outlet_id, step.values)


def _step(
    session: Session,
    article: Standings,
    sides: tuple[list[Standing], list[Standing]],
    steps: dict[int, Step],
    today: date,
) -> None:
    before, after = sides
    found = changes(before, after)
    if not found:
        return
    known = max(today, article.last_known)
    write_deltas(session, article.outlet, ((article.published, change) for change in found), known)
    step = steps.setdefault(article.outlet, Step(0, known))
    step.values["decided_articles"] += is_decided(entries(after)) - is_decided(entries(before))
    relayed = {standing.claim for standing in before if standing.voice is Voice.RELAYED}
    for change in found:
        step.add(article.published, change, said=change.entry.claim in relayed)


def _before(standing: Standing, again: bool, moved: Moved | None) -> Standing:
    outcome = moved.old if moved and standing.claim == moved.claim else standing.outcome
    return standing._replace(outcome=None if again else outcome)


def _after(standing: Standing, again: bool, moved: Moved | None) -> Standing:
    outcome = moved.new if moved and standing.claim == moved.claim else standing.outcome
    return standing._replace(outcome=None if again else outcome)


def _with(member: Member, outcome: Outcome | None, today: date) -> Member:
    disputed = member.disputed
    if outcome is not None and outcome.verdict is Verdict.DISPUTED:
        disputed = min(disputed or today, today)
    return replace(member, outcome=outcome, disputed=disputed)


def _flips(members: Collection[Member]) -> dict[int, bool]:
    """The claims that are stored as repeats and are none, or the other way round, with what they are."""
    again = clusters.repeated(members, {one.claim: one.cluster for one in members if one.cluster is not None})
    return {one.claim: not one.is_repeat for one in members if (one.claim in again) != one.is_repeat}


def _set(session: Session, flips: Mapping[int, bool]) -> None:
    if flips:
        rows = [{"claim": claim, "repeats": again} for claim, again in sorted(flips.items())]
        session.connection().execute(_FLAG, rows)
