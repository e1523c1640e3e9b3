"""An outlet's record on any day, as known on any day, with what it is made of: everything from one reading of the roll-up."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import Select, String, Table, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session

from verify.core.record_history import (
    LANES,
    STRATA,
    Counted,
    History,
    View,
    counted,
    history_of,
    moves,
    seen,
    sums,
    weighed,
)
from verify.core.records import Reading, read
from verify.core.reliability import Prior, add_up, mean_of
from verify.core.reliability_explained import Contribution, contributions
from verify.core.reliability_selection import Population, Share, StratumRecord, population_estimate, share_of
from verify.core.vocabulary import ClaimKind, Lane, Stratum, Verdict, Voice
from verify.models import Article, AuditEvent, Claim, RecordDelta
from verify.queries import handovers, text_owners
from verify.queries.priors import current_prior, prior_as_known

DELTAS = cast(Table, RecordDelta.__table__)
CLAIMS = cast(Table, Claim.__table__)

# Words as they are stored: `history_of` makes numbers of them, so nobody needs them as members of a vocabulary.
_DELTAS = (
    select(
        *(DELTAS.c[name] for name in ("claim_id", "pub_day", "known_day")),
        *(type_coerce(DELTAS.c[name], String) for name in ("voice", "verdict", "stratum", "lane")),
        *(DELTAS.c[name] for name in ("dn", "dc", "handover_id")),
    )
    .where(DELTAS.c.outlet_id == bindparam("outlet"))
    .order_by(DELTAS.c.id)
)
_PLACES = select(CLAIMS.c.id, CLAIMS.c.article_id, type_coerce(CLAIMS.c.voice, String).label("voice"))
_DECIDED = _PLACES.where(CLAIMS.c.outlet_id == bindparam("outlet"), CLAIMS.c.verdict.is_not(None))
_SOME = 500
"""So many ids go into one statement: every database takes them."""


@dataclass(frozen=True, slots=True, eq=False)
class OutletHistory:
    """What an outlet's history says in a view: `all` rows, the `rows` of the view, what they leave standing, the record."""

    outlet_id: int
    view: View
    all: History
    rows: History
    standing: tuple[Counted, ...]
    prior: Prior
    reading: Reading

    def number(self, voice: Voice, verdict: Verdict, *, said: bool = False, lane: Lane | None = None) -> int:
        """How many observations stand of one voice and verdict; with `said` those of relayed claims alone, else without them."""
        return sum(
            o.voice is voice and o.verdict is verdict and o.said is said and lane in (None, o.lane)
            for o in self.standing
        )


def of_outlet(session: Session, outlet_id: int, view: View) -> OutletHistory:
    """An outlet's history in a view. One query for the roll-up, one for the prior; an unknown outlet has an empty history."""
    everything = history_of(_rows(session, outlet_id, view.topic))
    prior = current_prior(session) if view.known is None else prior_as_known(session, view.known)
    rows = seen(everything, view)
    reading = read(sums(rows, view.as_of), view.as_of, prior)
    return OutletHistory(outlet_id, view, everything, rows, counted(rows), prior, reading)


def _rows(session: Session, outlet_id: int, topic: str | None) -> list[tuple[Any, ...]]:
    """The rows of the roll-up for `history_of`, oldest first; with a topic those of its articles.

    Deltas and decided claims are each read straight off an index. A join would fetch every claim's own row, which takes most
    of a second where a desk is large and the claims are not in memory.
    """
    deltas = session.execute(_DELTAS, {"outlet": outlet_id}).all()
    places = {id_: (article, voice) for id_, article, voice in session.execute(_DECIDED, {"outlet": outlet_id})}
    # Claims that have no verdict any more, or went to another outlet.
    others = _in_some(session, _PLACES, CLAIMS.c.id, {row.claim_id for row in deltas} - places.keys())
    places |= {id_: (article, voice) for id_, article, voice in others}
    if topic is not None:
        articles = {places[row.claim_id][0] for row in deltas}
        about = select(Article.id).where(Article.topic == topic)
        kept = {row.id for row in _in_some(session, about, Article.id, articles)}
        deltas = [row for row in deltas if places[row.claim_id][0] in kept]
    return [
        (claim, places[claim][0], *when_and_words, places[claim][1], dn, dc, handover)
        for claim, *when_and_words, dn, dc, handover in deltas
    ]


def _in_some(session: Session, wanted: Select[*tuple[Any, ...]], key: Any, ids: Iterable[int]) -> list[Any]:
    """The rows of `wanted` whose `key` is among `ids`, asked for in batches that every database takes."""
    asked = sorted(set(ids))
    batches = (asked[start : start + _SOME] for start in range(0, len(asked), _SOME))
    return [row for batch in batches for row in session.execute(wanted.where(key.in_(batch)))]


@dataclass(frozen=True, slots=True)
class Part:
    """What one claim does to a record. `said`: a relayed claim that counts for whether its speaker said it."""

    claim_id: int
    statement: str
    verdict: Verdict
    said: bool
    published: date
    weight: float
    part: float
    without: float

    def row(self) -> tuple[object, ...]:
        """The part as a row of a file, in the order of its fields."""
        return astuple(self)


PART_COLUMNS = tuple(field.name for field in fields(Part))
"""What `Part.row` holds."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a mean comes about (REL-1 2.7): `start`, the prior's mean, plus the parts and the two remainders is `mean`.

    `older` are verdicts on claims published more than a half-life ago that are not among the parts, `others` all the rest.
    """

    start: float
    parts: tuple[Part, ...]
    others: int
    others_part: float
    older: int
    older_part: float
    mean: float


def explained(session: Session, history: OutletHistory, *, parts: int = 8) -> Explanation:
    """What moved a record: the claims with the largest parts, and what all others add up to."""
    found = contributions(weighed(history.standing, history.view.as_of), history.prior)
    shown, rest = found[:parts], found[parts:]
    edge = history.view.as_of - timedelta(days=365)
    older = [c for c in rest if c.observation.published < edge]
    others = [c for c in rest if c.observation.published >= edge]
    return Explanation(
        start=history.prior.mean,
        parts=_named(session, history, shown),
        others=len(others),
        others_part=math.fsum(c.part for c in others),
        older=len(older),
        older_part=math.fsum(c.part for c in older),
        mean=mean_of(add_up(weighed(history.standing, history.view.as_of)), history.prior),
    )


def all_parts(session: Session, history: OutletHistory) -> tuple[Part, ...]:
    """Every decided own-voice observation with its part, the largest first; the parts add up to E - mu."""
    return _named(session, history, contributions(weighed(history.standing, history.view.as_of), history.prior))


def _named(session: Session, history: OutletHistory, shown: Sequence[Contribution]) -> tuple[Part, ...]:
    words = statements(session, (c.observation.claim for c in shown))
    said = {o.claim for o in history.standing if o.said}
    return tuple(
        Part(
            claim_id=c.observation.claim,
            statement=words[c.observation.claim],
            verdict=c.observation.verdict,
            said=c.observation.claim in said,
            published=c.observation.published,
            weight=c.weight,
            part=c.part,
            without=c.without,
        )
        for c in shown
    )


def statements(session: Session, claim_ids: Iterable[int]) -> dict[int, str]:
    """The claims' statements by id, in batches that every database takes."""
    found = _in_some(session, select(Claim.id, Claim.statement), Claim.id, claim_ids)
    return {row.id: row.statement for row in found}


@dataclass(frozen=True, slots=True)
class Event:
    """One article's verdicts of one day: what was decided or revised, and how far the score moved, in 0–1.

    Or one merge or era, `handover_id`; then there is no article, and nothing to list.
    """

    known: date
    article_id: int | None
    handover_id: int | None
    title: str
    words: tuple[tuple[int, str, Verdict | None, Verdict | None], ...]
    moved: float


@dataclass(frozen=True, slots=True)
class Events:
    """The newest events of a record, newest first, and what the `earlier` ones moved it together from the prior's mean."""

    newest: tuple[Event, ...]
    earlier: int
    earlier_moved: float


def events(session: Session, history: OutletHistory, *, newest: int = 10) -> Events:
    """What happened to a record, with the weights of the view's day: start, earlier moves and these add up to the mean."""
    found = moves(history.rows, history.view.as_of, history.prior, newest=newest)
    words = statements(session, (turn.claim for event in found.events for turn in event.turns))
    wanted = select(Article.id, Article.title).where(Article.id.in_([e.article for e in found.events if e.article]))
    titles = {row.id: row.title for row in session.execute(wanted)}
    return Events(
        newest=tuple(
            Event(
                known=event.known,
                article_id=event.article,
                handover_id=event.handover,
                title=titles[event.article] if event.article else "",
                words=tuple((t.claim, words[t.claim], t.old, t.new) for t in event.turns),
                moved=event.moved,
            )
            for event in found.events
        ),
        earlier=found.earlier,
        earlier_moved=found.earlier_moved,
    )


@dataclass(frozen=True, slots=True)
class Relayed:
    """The record of relayed claims, beside the score (REL-1 2.2): how much is relayed, how much of that is disputed."""

    corroborated: int
    disputed: int
    unverified: int
    of_all: Share
    disputed_share: Share
    unanswered: int


def relayed(history: OutletHistory, answered: Iterable[int]) -> Relayed:
    """The relayed record of a view. `answered` are claims on which the outlet noted something later."""
    number = Counter(o.verdict for o in history.standing if o.voice is Voice.RELAYED)
    decided = number[Verdict.CORROBORATED] + number[Verdict.DISPUTED]
    own = sum(o.voice is Voice.OWN and not o.said and o.verdict is not Verdict.UNVERIFIED for o in history.standing)
    disputed = {o.claim for o in history.standing if o.voice is Voice.RELAYED and o.verdict is Verdict.DISPUTED}
    return Relayed(
        corroborated=number[Verdict.CORROBORATED],
        disputed=number[Verdict.DISPUTED],
        unverified=number[Verdict.UNVERIFIED],
        of_all=share_of(decided, own),
        disputed_share=share_of(number[Verdict.DISPUTED], number[Verdict.CORROBORATED]),
        unanswered=len(disputed - set(answered)),
    )


@dataclass(frozen=True, slots=True)
class LaneLine:
    """Own-voice verdicts of one lane; `share` is the corroborated part of the decided ones, unweighted."""

    lane: Lane
    corroborated: int
    disputed: int
    unverified: int
    share: Share


def lanes(history: OutletHistory) -> list[LaneLine]:
    """How the own-voice claims of a record came to be checked, `said` observations among them."""
    number = Counter((o.lane, o.verdict) for o in history.standing if o.voice is Voice.OWN)
    return [
        LaneLine(
            lane=lane,
            corroborated=number[lane, Verdict.CORROBORATED],
            disputed=number[lane, Verdict.DISPUTED],
            unverified=number[lane, Verdict.UNVERIFIED],
            share=share_of(number[lane, Verdict.CORROBORATED], number[lane, Verdict.DISPUTED]),
        )
        for lane in Lane
    ]


@dataclass(frozen=True, slots=True)
class Published:
    """The estimate for all own-voice claims an outlet published (2.8), or what it lacks: random-lane verdicts by stratum."""

    estimate: Population | None
    claims: int
    decided: dict[Stratum, int]


def published(session: Session, history: OutletHistory) -> Published:
    """The design-based estimate of a view; only where the random lane reaches every stratum that matters."""
    numbers = _published_claims(session, history)
    whole = sum(numbers.values())
    decided = Counter(
        o.stratum
        for o in history.standing
        if o.voice is Voice.OWN and o.lane is Lane.RANDOM and o.verdict is not Verdict.UNVERIFIED
    )
    if not whole:
        return Published(None, 0, dict(decided))
    rows, prior = history.rows, history.prior
    in_lane = rows.lane == LANES.index(Lane.RANDOM)
    strata = []
    for stratum in Stratum:
        found = sums(rows.where(in_lane & (rows.stratum == STRATA.index(stratum))), history.view.as_of)
        share = numbers[stratum] / whole
        strata.append(
            StratumRecord(share, found.corroborated, found.disputed, decided[stratum], prior.mean, prior.strength)
        )
    return Published(population_estimate(strata), whole, {stratum: decided[stratum] for stratum in Stratum})


def _published_claims(session: Session, history: OutletHistory) -> Counter[Stratum]:
    view = history.view
    wanted = (
        select(Claim.stratum, func.count().label("claims"))
        .where(
            handovers.belonged(
                session, history.outlet_id, view.known, outlet=Claim.outlet_id, article=Claim.article_id
            ),
            Claim.kind == ClaimKind.FACTUAL,
            Claim.record_voice == Voice.OWN if view.known is None else text_owners.was_own(view.known),
            Claim.published_day <= view.as_of,
        )
        .group_by(Claim.stratum)
    )
    if view.topic is not None:
        wanted = wanted.where(Claim.article_id.in_(select(Article.id).where(Article.topic == view.topic)))
    if view.since is not None:
        wanted = wanted.where(Claim.published_day >= view.since)
    if view.known is not None:
        wanted = wanted.where(Claim.created_at < datetime.combine(view.known, time(), UTC) + timedelta(days=1))
    return Counter({row.stratum: row.claims for row in session.execute(wanted)})


def undated_articles(session: Session, history: OutletHistory) -> int:
    """How many articles with a verdict in the view count from the day they were first seen: their page names no day."""
    its = handovers.belonged(
        session, history.outlet_id, history.view.known, outlet=Article.outlet_id, article=Article.id
    )
    undated = select(Article.id).where(its, Article.published_known.is_(False))
    return len({o.article for o in history.standing} & set(session.scalars(undated)))


@dataclass(frozen=True, slots=True)
class Renamed:
    """A day on which an outlet got another name."""

    day: date
    old: str
    new: str


def renamings(session: Session, outlet_id: int) -> list[Renamed]:
    """The outlet's former names, oldest first, from the log. Its record goes on under the new one."""
    told = session.execute(
        select(AuditEvent.at, AuditEvent.before, AuditEvent.after)
        .where(
            AuditEvent.subject_type == "outlet",
            AuditEvent.subject_id == outlet_id,
            AuditEvent.action == "outlet.changed",
        )
        .order_by(AuditEvent.id)
    )
    return [
        Renamed(row.at.date(), row.before["name"], row.after["name"])
        for row in told
        if row.before["name"] != row.after["name"]
    ]


Wanted = Callable[[Counted], bool]


def behind(history: OutletHistory, wanted: Wanted) -> list[Counted]:
    """The observations behind a number, the last published first."""
    return sorted(filter(wanted, history.standing), key=lambda o: (o.published, o.claim), reverse=True)
