"""Ten thousand random events (REL-1 2.15, E10): what was known on a day stays so, and the roll-up is what a recomputation gives."""

import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest

from verify.core.reliability import Observation, Prior, Sums, add_up, posterior, weigh
from verify.core.reliability_rollup import (
    Change,
    Delta,
    Outcome,
    Standing,
    Totals,
    added,
    changes,
    entries_of,
    is_decided,
    sums_as_known,
    sums_at,
    weights_of,
)
from verify.core.vocabulary import Lane, Said, Stratum, Verdict, Voice

EVENTS, DAYS, DATES, OUTLETS, MERGES = 10_000, 900, 50, 12, 9
LATER, UNDONE = 400, 4
START = date(2024, 1, 1)
PRIOR = Prior(0.8, 6.0, 0.02, 0.0, 0.1)


@dataclass
class Outlet:
    """An outlet's rows as they were written, and its running totals."""

    deltas: list[Delta] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)
    articles: int = 0

    def write(self, published: date, known: date, article: int, change: Change) -> None:
        self.deltas.append(Delta(published, known, article, change))
        self.totals = added(self.totals, published, change)

    def as_known(self, day: date) -> Sums:
        return sums_as_known(self.deltas, as_of=day, known=day)

    def now(self, day: date) -> Sums:
        return sums_at(replace(self.totals, articles=self.articles), day)


@dataclass
class Article:
    outlet: int
    published: date
    claims: list[Standing]


class Desk:
    """Outlets, articles and claims that events happen to."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.outlets = [Outlet() for _ in range(OUTLETS)]
        self.alive = list(range(OUTLETS))
        self.articles: list[Article] = []
        self.counted: list[tuple[int, int]] = []
        self.merges: list[tuple[int, int, list[int]]] = []
        self.happened: defaultdict[str, int] = defaultdict(int)

    def step(self, day: date) -> None:
        """A first verdict, a revision or a withdrawal: whichever, it may turn out to change nothing."""
        kind = self.rng.choices(("verdict", "revision", "withdrawal"), (5, 4, 2))[0]
        if kind == "verdict" or not self.counted:
            if not self.articles or self.rng.random() < 0.4:
                self.publish(day)
            number = self.rng.randrange(len(self.articles))
            self.decide(number, self.rng.randrange(len(self.articles[number].claims)), self.outcome(), day)
        else:
            place = self.rng.choice(self.counted)
            self.decide(*place, self.outcome() if kind == "revision" else None, day)
        self.happened[kind] += 1

    def publish(self, day: date) -> None:
        published = day - timedelta(days=self.rng.choice((0, 0, 1, 30, 700)))
        claims = [
            Standing(10 * len(self.articles) + n, self.rng.choice(tuple(Voice)), Stratum.LOW, Lane.TIP, None)
            for n in range(self.rng.randint(1, 6))
        ]
        self.articles.append(Article(self.rng.choice(self.alive), published, claims))

    def outcome(self) -> Outcome:
        return Outcome(self.rng.choices(tuple(Verdict), (6, 3, 2))[0], self.rng.choice((None, *Said)))

    def decide(self, number: int, position: int, outcome: Outcome | None, day: date) -> None:
        article = self.articles[number]
        before, outlet = list(article.claims), self.outlets[article.outlet]
        article.claims[position] = before[position]._replace(outcome=outcome)
        for change in changes(before, article.claims):
            outlet.write(article.published, day, number, change)
        outlet.articles += is_decided(weights_of(article.claims)) - is_decided(weights_of(before))
        if outcome and not before[position].outcome:
            self.counted.append((number, position))
        elif before[position].outcome and not outcome:
            self.counted.remove((number, position))

    def merge(self, day: date) -> None:
        """One outlet becomes part of another: from today on what stands of it counts there, as it was known before stays."""
        taken, kept = self.rng.sample(self.alive, 2)
        went = [number for number, article in enumerate(self.articles) if article.outlet == taken]
        self.alive.remove(taken)
        self.merges.append((taken, kept, went))
        self.hand_over(went, taken, kept, day)
        self.happened["merge"] += 1

    def undo(self, day: date) -> None:
        """The last merge is taken back: what went with it returns, what came in since stays."""
        taken, kept, went = self.merges.pop()
        self.alive.append(taken)
        self.hand_over(went, kept, taken, day)
        self.happened["undo"] += 1

    def hand_over(self, went: list[int], source: int, target: int, day: date) -> None:
        for number in went:
            article = self.articles[number]
            article.outlet = target
            for outlet, sign in ((self.outlets[source], -1), (self.outlets[target], 1)):
                outlet.articles += sign * is_decided(weights_of(article.claims))
                for entry, weight in weights_of(article.claims).items():
                    outlet.write(article.published, day, number, Change(entry, sign, sign * weight))

    def recomputed(self, day: date) -> dict[int, Sums]:
        """Each outlet's sums straight from where its claims stand; a merged one has none."""
        rows: dict[int, list[Observation]] = {number: [] for number in range(OUTLETS)}
        for number, article in enumerate(self.articles):
            rows[article.outlet] += [
                Observation(entry.claim, number, article.published, entry.verdict)
                for standing in article.claims
                for entry in entries_of(standing)
                if entry.voice is Voice.OWN
            ]
        return {number: add_up(weigh(seen, day)) for number, seen in rows.items()}


def assert_same(found: Sums, wanted: Sums) -> None:
    for name in ("corroborated", "disputed", "unverified", "squares"):
        value = getattr(wanted, name)
        assert getattr(found, name) == pytest.approx(value, rel=0, abs=1e-9 * (1 + value))
    assert found.articles == wanted.articles


def test_ten_thousand_events_on_fifty_dates() -> None:
    desk = Desk(20261122)
    merges = {EVENTS * (n + 1) // (MERGES + 1) for n in range(MERGES)}
    dates = [START + timedelta(days=DAYS * (n + 1) // DATES - 1) for n in range(DATES)]
    known: dict[date, list[Sums]] = {}
    for number in range(EVENTS):
        day = START + timedelta(days=DAYS * number // EVENTS)
        while dates and dates[0] < day:
            take(desk, dates.pop(0), known)
        desk.step(day)
        if number in merges:
            desk.merge(day)
        elif number - LATER in merges and desk.happened["undo"] < UNDONE:
            desk.undo(day)
    take(desk, dates.pop(0), known)
    assert (len(known), dates) == (DATES, [])
    assert (desk.happened["merge"], desk.happened["undo"]) == (MERGES, UNDONE)
    assert sum(desk.happened.values()) == EVENTS + MERGES + UNDONE
    assert min(desk.happened["verdict"], desk.happened["revision"], desk.happened["withdrawal"]) > 1000
    assert_unchanged(desk, known)
    last = max(known)
    merged = [outlet for outlet in desk.outlets if outlet.as_known(last) == Sums()]
    assert len(merged) == MERGES - UNDONE
    assert len({posterior(outlet.as_known(last), PRIOR) for outlet in desk.outlets}) == OUTLETS - len(merged) + 1


def take(desk: Desk, day: date, known: dict[date, list[Sums]]) -> None:
    """Hold the roll-up and the running totals to a recomputation, note what is known by now, look back now and then."""
    known[day] = [outlet.as_known(day) for outlet in desk.outlets]
    for number, wanted in desk.recomputed(day).items():
        assert_same(known[day][number], wanted)
        assert_same(desk.outlets[number].now(day), wanted)
    if len(known) % 25 == 0:
        assert_unchanged(desk, known)


def assert_unchanged(desk: Desk, known: dict[date, list[Sums]]) -> None:
    for day, sums in known.items():
        assert [outlet.as_known(day) for outlet in desk.outlets] == sums
