"""The roll-up of a record: append-only deltas for any day, running totals for today (REL-1 2.2, 2.3, 2.10)."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from verify.core.reliability import REL_1, Method, Sums, article_weight, decay
from verify.core.vocabulary import Lane, Said, Stratum, Verdict, Voice

LANDMARK = date(2020, 1, 1)
"""The day that running totals are anchored at; any day would give the same sums."""

_SAID_AS_OWN = {Said.CONFIRMED: Verdict.CORROBORATED, Said.WRONG: Verdict.DISPUTED}


class Outcome(NamedTuple):
    """What was decided about a claim: its verdict and, on a relayed claim, whether the speaker said it."""

    verdict: Verdict
    said: Said | None = None


class Standing(NamedTuple):
    """A claim as its article's record sees it; `outcome` is None while it is undecided or once it is withdrawn.

    `voice` is what the text says. `record_voice` is in which record the verdict counts where that is another one: what an outlet
    says in its own voice in a text that is somebody else's counts as relayed.
    """

    claim: int
    voice: Voice
    stratum: Stratum
    lane: Lane
    outcome: Outcome | None
    record_voice: Voice | None = None


class Entry(NamedTuple):
    """One observation of a claim in a record: a relayed claim may have one in each voice."""

    claim: int
    voice: Voice
    verdict: Verdict
    stratum: Stratum
    lane: Lane


@dataclass(frozen=True, slots=True)
class Change:
    """What an event adds to an entry: `count` -1, 0 or 1, `weight` the difference of its article weight c."""

    entry: Entry
    count: int
    weight: float


@dataclass(frozen=True, slots=True)
class Delta:
    """A change with the day its article was published and the day the desk knew."""

    published: date
    known: date
    article: int
    change: Change


def entries_of(standing: Standing) -> tuple[Entry, ...]:
    """The observations that a claim's outcome gives (2.2): its content in its voice's record, `said` in the own-voice one."""
    outcome = standing.outcome
    if outcome is None:
        return ()
    content = Entry(
        standing.claim, standing.record_voice or standing.voice, outcome.verdict, standing.stratum, standing.lane
    )
    if standing.voice is Voice.OWN or outcome.said not in _SAID_AS_OWN:
        return (content,)
    return (content, content._replace(voice=Voice.OWN, verdict=_SAID_AS_OWN[outcome.said]))


def weights_of(article: Iterable[Standing], method: Method = REL_1) -> dict[Entry, float]:
    """c of every observation of one article (2.3); m is counted for each voice apart."""
    entries = [entry for standing in article for entry in entries_of(standing)]
    decided = [entry.voice for entry in entries if entry.verdict is not Verdict.UNVERIFIED]
    weights = {voice: article_weight(decided.count(voice), method) for voice in (Voice.OWN, Voice.RELAYED)}
    return {entry: weights[entry.voice] for entry in entries}


class Printing(NamedTuple):
    """A counted claim among those of one outlet, voice and cluster; `disputed`: since when our dispute of it was public."""

    claim: int
    published: date
    disputed: date | None


def repeats(printings: Iterable[Printing]) -> frozenset[int]:
    """The claims that are no observation of their own (2.2): the outlet printed the same before.

    What it printed after the day that we disputed one of the earlier ones is an observation again.
    """
    found, since = set[int](), list[date | None]()
    for printing in sorted(printings, key=lambda one: (one.published, one.claim)):
        if since and not any(day is not None and day < printing.published for day in since):
            found.add(printing.claim)
        since.append(printing.disputed)
    return frozenset(found)


def is_decided(entries: Iterable[Entry]) -> bool:
    """Whether an article counts towards the sufficiency rule of 2.6: one of its own-voice observations is C or D."""
    return any(entry.voice is Voice.OWN and entry.verdict is not Verdict.UNVERIFIED for entry in entries)


def changes(before: Iterable[Standing], after: Iterable[Standing], method: Method = REL_1) -> tuple[Change, ...]:
    """The rows that take an article's record from `before` to `after`, siblings' new weights among them; what goes comes first."""
    old, new = weights_of(before, method), weights_of(after, method)
    found = [Change(e, (e in new) - (e in old), new.get(e, 0.0) - old.get(e, 0.0)) for e in {**old, **new}]
    return tuple(
        sorted([c for c in found if c.count or c.weight], key=lambda c: (c.count, c.entry.claim, c.entry.voice))
    )


def sums_as_known(
    deltas: Iterable[Delta], *, as_of: date, known: date, voice: Voice = Voice.OWN, method: Method = REL_1
) -> Sums:
    """S, F, U, W2 at day `as_of` from what was known on day `known` (2.10), both days included."""
    parts: dict[Verdict, list[float]] = {verdict: [] for verdict in Verdict}
    squares: list[float] = []
    number: Counter[Verdict] = Counter()
    decided: Counter[int] = Counter()
    for delta in deltas:
        entry = delta.change.entry
        if delta.published > as_of or delta.known > known or entry.voice is not voice:
            continue
        faded = decay(delta.published, as_of, method)
        parts[entry.verdict].append(delta.change.weight * faded)
        number[entry.verdict] += delta.change.count
        if entry.verdict is not Verdict.UNVERIFIED:
            squares.append(delta.change.weight * faded**2)
            decided[delta.article] += delta.change.count
    # Rows that cancel leave a last bit behind: nothing counted weighs exactly nothing, and no sum is below it.
    corroborated, disputed, unverified = (
        max(math.fsum(parts[verdict]), 0.0) if number[verdict] else 0.0 for verdict in Verdict
    )
    articles = sum(n > 0 for n in decided.values())
    return Sums(corroborated, disputed, unverified, max(math.fsum(squares), 0.0) if articles else 0.0, articles)


def forward_weight(published: date, method: Method = REL_1) -> float:
    """2^((pub_day - L) / H) of 2.10: what one unit of c adds to a running total. Its square is what W2's total gets."""
    return float(2.0 ** ((published - LANDMARK).days / method.half_life))


@dataclass(frozen=True, slots=True)
class Totals:
    """Own-voice running totals of 2.10 with the whole-number counts that go with them."""

    corroborated: float = 0.0
    disputed: float = 0.0
    unverified: float = 0.0
    squares: float = 0.0
    counts: tuple[int, int, int] = (0, 0, 0)
    articles: int = 0


def added(totals: Totals, published: date, change: Change, method: Method = REL_1) -> Totals:
    """`totals` after one own-voice change; relayed changes leave it alone, and `articles` is the caller's to keep."""
    if change.entry.voice is not Voice.OWN:
        return totals
    forward = forward_weight(published, method)
    step, verdict = change.weight * forward, change.entry.verdict
    return Totals(
        corroborated=totals.corroborated + step * (verdict is Verdict.CORROBORATED),
        disputed=totals.disputed + step * (verdict is Verdict.DISPUTED),
        unverified=totals.unverified + step * (verdict is Verdict.UNVERIFIED),
        squares=totals.squares + step * forward * (verdict is not Verdict.UNVERIFIED),
        counts=(
            totals.counts[0] + change.count * (verdict is Verdict.CORROBORATED),
            totals.counts[1] + change.count * (verdict is Verdict.DISPUTED),
            totals.counts[2] + change.count * (verdict is Verdict.UNVERIFIED),
        ),
        articles=totals.articles,
    )


def sums_at(totals: Totals, as_of: date, method: Method = REL_1) -> Sums:
    """S, F, U, W2 at a day on or after every publication day in `totals` (2.10)."""
    faded = 1 / forward_weight(as_of, method)
    c, d, u = totals.counts
    return Sums(
        # Nothing counted means exactly nothing, whatever last bit taking away has left.
        corroborated=totals.corroborated * faded if c else 0.0,
        disputed=totals.disputed * faded if d else 0.0,
        unverified=totals.unverified * faded if u else 0.0,
        squares=totals.squares * faded**2 if c or d else 0.0,
        articles=totals.articles,
    )


def days_that_count(published: date | None, first_seen: date) -> tuple[date, bool]:
    """The day that decays and whether it is the page's own (2.10): a missing day, or one ahead of us, is the first-seen day."""
    if published is None or published > first_seen:
        return first_seen, False
    return published, True
