"""An outlet's record on any day, from what was known on any day: the roll-up as columns (REL-1 2.10).

Days are counted as proleptic ordinals (`date.toordinal`). One set of columns answers every question of an outlet's page, so that
a trend of a hundred days costs no more reads than one day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from verify.core.articles import topic_key
from verify.core.errors import Malformed
from verify.core.reliability import REL_1, Method, Observation, Prior, Sums, Weighed, decay, mean_of
from verify.core.vocabulary import Lane, Stratum, Verdict, Voice

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

VOICES, VERDICTS, STRATA, LANES = tuple(Voice), tuple(Verdict), tuple(Stratum), tuple(Lane)
OWN = VOICES.index(Voice.OWN)
CORROBORATED, DISPUTED, UNVERIFIED = (
    VERDICTS.index(v) for v in (Verdict.CORROBORATED, Verdict.DISPUTED, Verdict.UNVERIFIED)
)


@dataclass(frozen=True, slots=True)
class View:
    """Which part of a history is wanted: the record on day `as_of`, from what was known on day `known`, both included.

    `known` None is everything known by now; a publication day ahead of `as_of` then counts as of `as_of` itself. `since` leaves
    out what was published before it, `topic` what is not filed under that topic by now.
    """

    as_of: date
    known: date | None = None
    since: date | None = None
    topic: str | None = None

    @classmethod
    def parsed(cls, typed: Mapping[str, str], *, today: date) -> "View":
        """A view from `as_of`, `known`, `since` and `topic` as an address has them; all empty is the record of today.

        A past day given alone is known on that day itself: the numbers that were shown then. `Malformed` names the day
        that is none, or that has not come yet.
        """
        as_of, known, since = (_day(typed, name, today) for name in ("as_of", "known", "since"))
        topic = topic_key(typed.get("topic", "")) or None
        found = cls(as_of or today, known or (as_of if as_of != today else None), since, topic)
        if since is not None and since > found.as_of:
            raise Malformed("The period begins after the day of the record. Choose an earlier day.", field="since")
        return found

    def params(self) -> dict[str, str]:
        """The parameters that `parsed` reads back; the day of the record always among those of a past view."""
        days = {"as_of": self.as_of if self.known else None, "known": self.known, "since": self.since}
        found = {name: day.isoformat() for name, day in days.items() if day is not None}
        return {**found, "topic": self.topic} if self.topic else found


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Deltas of one outlet as columns, in the order they were written.

    `said`: an own-voice observation of a relayed claim; `handover`: the merge or era that wrote the row, 0 for a verdict's.
    """

    claim: Ints
    article: Ints
    day: Ints
    known: Ints
    voice: Ints
    verdict: Ints
    stratum: Ints
    lane: Ints
    said: Bools
    dn: Ints
    dc: Floats
    handover: Ints

    def where(self, chosen: Bools | Ints) -> "History":
        """The rows that are chosen, or these rows in this order."""
        return History(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def own(self) -> "History":
        """The own-voice rows, which are what a score is made of."""
        return self.where(self.voice == OWN)


def _day(typed: Mapping[str, str], name: str, today: date) -> date | None:
    text = typed.get(name, "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Malformed(f"{text[:40]} is no day. Write it like {today.isoformat()}.", field=name) from None
    if day > today:
        raise Malformed(f"{day.isoformat()} has not come yet. Choose a day up to today.", field=name)
    return day


def history_of(rows: Iterable[Sequence[Any]]) -> History:
    """The columns of rows, oldest first: claim, article, published, known, voice, verdict, stratum, lane, the claim's own voice,
    dn, dc, handover.
    """
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * 12
    claim, article, published, known, voice, verdict, stratum, lane, claim_voice, dn, dc, handover = columns
    voices = _places(voice, VOICES)
    return History(
        claim=np.array(claim, dtype=np.int64),
        article=np.array(article, dtype=np.int64),
        day=np.array([day.toordinal() for day in published], dtype=np.int64),
        known=np.array([day.toordinal() for day in known], dtype=np.int64),
        voice=voices,
        verdict=_places(verdict, VERDICTS),
        stratum=_places(stratum, STRATA),
        lane=_places(lane, LANES),
        said=(voices == OWN) & (_places(claim_voice, VOICES) != OWN),
        dn=np.array(dn, dtype=np.int64),
        dc=np.array(dc, dtype=np.float64),
        handover=np.array([number or 0 for number in handover], dtype=np.int64),
    )


def _places(words: Sequence[str], known: Sequence[str]) -> Ints:
    place = {word: number for number, word in enumerate(known)}
    return np.array([place[word] for word in words], dtype=np.int64)


def seen(history: History, view: View) -> History:
    """The rows that a view takes in; days ahead of it are clamped to it where everything known counts."""
    end = view.as_of.toordinal()
    chosen = np.ones(len(history.day), dtype=np.bool_)
    if view.known is not None:
        chosen &= (history.known <= view.known.toordinal()) & (history.day <= end)
    if view.since is not None:
        chosen &= history.day >= view.since.toordinal()
    found = history.where(chosen)
    columns = {field.name: getattr(found, field.name) for field in fields(found)}
    return History(**{**columns, "day": np.minimum(found.day, end)})


def faded(days: Ints, as_of: date, method: Method = REL_1) -> Floats:
    """d of 2.3 for each day."""
    result: Floats = np.exp2(-np.maximum(as_of.toordinal() - days, 0) / method.half_life)
    return result


def sums(history: History, as_of: date, voice: Voice = Voice.OWN, method: Method = REL_1) -> Sums:
    """S, F, U, W2 and articles of one voice from the rows of a view (2.3)."""
    rows = history.where(history.voice == VOICES.index(voice))
    fading = faded(rows.day, as_of, method)
    decided = rows.verdict != UNVERIFIED

    def total(weights: Floats, chosen: Bools) -> float:
        # Rows that cancel leave a last bit behind: nothing counted weighs exactly nothing, and no sum is below it.
        return max(float(weights[chosen].sum()), 0.0) if rows.dn[chosen].sum() > 0 else 0.0

    s, f, u = (total(rows.dc * fading, rows.verdict == verdict) for verdict in range(len(VERDICTS)))
    squares = total(rows.dc * fading**2, decided)
    _, place = np.unique(rows.article[decided], return_inverse=True)
    articles = int((np.bincount(place, weights=rows.dn[decided]) > 0.5).sum()) if decided.any() else 0
    return Sums(s, f, u, squares, articles)


@dataclass(frozen=True, slots=True)
class Counted:
    """One observation that stands in a view: a claim's verdict in one voice, with its article weight c."""

    claim: int
    article: int
    published: date
    voice: Voice
    verdict: Verdict
    stratum: Stratum
    lane: Lane
    said: bool
    weight: float


def counted(history: History) -> tuple[Counted, ...]:
    """The observations that the rows of a view leave standing, by claim."""
    if not len(history.claim):
        return ()
    words = ((history.voice * 4 + history.verdict) * 4 + history.stratum) * 4 + history.lane
    _, first, place = np.unique(history.claim * 256 + words, return_index=True, return_inverse=True)
    numbers = np.bincount(place, weights=history.dn)
    weights = np.bincount(place, weights=history.dc)
    return tuple(
        Counted(
            claim=int(history.claim[row]),
            article=int(history.article[row]),
            published=date.fromordinal(int(history.day[row])),
            voice=VOICES[history.voice[row]],
            verdict=VERDICTS[history.verdict[row]],
            stratum=STRATA[history.stratum[row]],
            lane=LANES[history.lane[row]],
            said=bool(history.said[row]),
            weight=float(weight),
        )
        for row, number, weight in zip(first, numbers, weights, strict=True)
        if number > 0.5
    )


def weighed(observations: Iterable[Counted], as_of: date, method: Method = REL_1) -> tuple[Weighed, ...]:
    """The own-voice observations with the weights that the roll-up holds, for `contributions`."""
    return tuple(
        Weighed(
            Observation(seen.claim, seen.article, seen.published, seen.verdict),
            seen.weight,
            decay(seen.published, as_of, method),
        )
        for seen in observations
        if seen.voice is Voice.OWN
    )


def series(
    history: History, days: Sequence[date], *, as_it_stood: bool = False, method: Method = REL_1
) -> tuple[Sums, ...]:
    """S, F, U, W2 and articles on each of `days`, ascending, in one pass over the own-voice rows.

    A row enters on its publication day, or with `as_it_stood` on the day it was known where that is later: then each point is the
    record as it was shown on that day.
    """
    rows = history.own()
    entry = np.maximum(rows.day, rows.known) if as_it_stood else rows.day
    order = np.argsort(entry, kind="stable")
    rows, entry = rows.where(order), entry[order]
    ends = np.searchsorted(entry, [day.toordinal() for day in days], side="right")
    landmark = int(days[-1].toordinal()) if days else 0
    forward = np.exp2((rows.day - landmark) / method.half_life)
    ages = np.array([landmark - day.toordinal() for day in days], dtype=np.float64)
    back = np.exp2(ages / method.half_life)
    decided = rows.verdict != UNVERIFIED

    def running(weights: Floats) -> Floats:
        total: Floats = np.maximum(np.concatenate([[0.0], np.cumsum(weights)])[ends], 0.0)
        return total

    def fading(weights: Floats, chosen: Bools) -> Floats:
        total: Floats = np.where(running((rows.dn * chosen).astype(np.float64)) > 0.5, running(weights * chosen), 0.0)
        return total

    sides = [fading(rows.dc * forward, rows.verdict == verdict) * back for verdict in range(len(VERDICTS))]
    squares = fading(rows.dc * forward**2, decided) * back**2
    articles = running(_article_steps(rows, entry, decided))
    return tuple(
        Sums(float(s), float(f), float(u), float(q), round(float(a)))
        for s, f, u, q, a in zip(*sides, squares, articles, strict=True)
    )


def _article_steps(rows: History, entry: Ints, decided: Bools) -> Floats:
    """+1 where an article's first decided claim enters, -1 where its last one goes, 0 elsewhere; `rows` by entry day."""
    steps = np.zeros(len(entry), dtype=np.float64)
    at = np.flatnonzero(decided)
    if not len(at):
        return steps
    at = at[np.argsort(rows.article[at], kind="stable")]  # by article, then by entry day
    article, total = rows.article[at], np.cumsum(rows.dn[at])
    first = np.concatenate([[True], article[1:] != article[:-1]])
    head = np.maximum.accumulate(np.where(first, np.arange(len(at)), 0))
    standing = total - (total - rows.dn[at])[head]
    # Within a day only its end counts: a revision takes the old verdict away before it adds the new one.
    last = np.concatenate([(article[1:] != article[:-1]) | (entry[at][1:] != entry[at][:-1]), [True]])
    at, article, there = at[last], article[last], standing[last] > 0
    was = np.concatenate([[False], np.where(article[1:] == article[:-1], there[:-1], False)])
    steps[at] = there.astype(np.float64) - was
    return steps


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of one claim in an event: its observation before and after, None where there was or is none."""

    claim: int
    old: Verdict | None
    new: Verdict | None


@dataclass(frozen=True, slots=True)
class Happened:
    """One article's verdicts of one day: how far they moved the mean, siblings' new weights included.

    Or one merge or era, `handover`, with all that it brought or took; `article` is then None, and `turns` are left out.
    """

    known: date
    article: int | None
    handover: int | None
    turns: tuple[Turn, ...]
    moved: float


@dataclass(frozen=True, slots=True)
class Moves:
    """How a mean came to where it is: the newest events, newest first, and what the earlier ones moved it together."""

    events: tuple[Happened, ...]
    earlier: int
    earlier_moved: float


def moves(history: History, as_of: date, prior: Prior, *, newest: int, method: Method = REL_1) -> Moves:
    """The events behind a mean (2.7), all with the weights of day `as_of`: their moves add up to E - mu."""
    rows = history.own()
    if not len(rows.claim):
        return Moves((), 0, 0.0)
    amount = rows.dc * faded(rows.day, as_of, method)
    good = np.cumsum(amount * (rows.verdict == CORROBORATED))
    bad = np.cumsum(amount * (rows.verdict == DISPUTED))
    # A merge is one event, however many articles came with it.
    place = np.where(rows.handover > 0, -rows.handover, rows.article)
    ends_here = (place[1:] != place[:-1]) | (rows.known[1:] != rows.known[:-1])
    ends = np.append(np.flatnonzero(ends_here), len(rows.claim) - 1)
    means = [prior.mean] + [mean_of(Sums(float(good[end]), float(bad[end])), prior) for end in ends]
    earlier = max(len(ends) - newest, 0)
    found = []
    for number in reversed(range(earlier, len(ends))):
        start = int(ends[number - 1]) + 1 if number else 0
        part = rows.where(np.arange(start, int(ends[number]) + 1))
        known, moved = date.fromordinal(int(part.known[0])), means[number + 1] - means[number]
        if handover := int(part.handover[0]):
            found.append(Happened(known, None, handover, (), moved))
        else:
            found.append(Happened(known, int(part.article[0]), None, _turns(part), moved))
    return Moves(tuple(found), earlier, means[earlier] - prior.mean)


def _turns(rows: History) -> tuple[Turn, ...]:
    net: dict[int, dict[int, int]] = {}
    for claim, verdict, number in zip(rows.claim.tolist(), rows.verdict.tolist(), rows.dn.tolist(), strict=True):
        sides = net.setdefault(claim, {})
        sides[verdict] = sides.get(verdict, 0) + number
    found = []
    for claim, sides in net.items():
        old = next((VERDICTS[v] for v, n in sides.items() if n < 0), None)
        new = next((VERDICTS[v] for v, n in sides.items() if n > 0), None)
        if old or new:
            found.append(Turn(claim, old, new))
    return tuple(found)
