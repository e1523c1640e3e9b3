"""Records on any day from the roll-up's columns: equal to the plain sums, for random histories of verdicts and revisions."""

import math
import random
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from verify.core.errors import Malformed
from verify.core.record_history import View, counted, history_of, moves, seen, series, sums, weighed
from verify.core.reliability import Observation, Prior, Sums, add_up, mean_of, weigh
from verify.core.reliability_explained import contributions
from verify.core.reliability_rollup import Delta, Outcome, Standing, changes, sums_as_known
from verify.core.vocabulary import Lane, Said, Stratum, Verdict, Voice

FIRST = date(2026, 1, 1)
PRIOR = Prior(0.8, 8.0)


def lived(seed: int, events: int = 150) -> list[Delta]:
    """What an outlet's life writes: claims of 12 articles decided, revised and withdrawn on days that only go on."""
    rng = random.Random(seed)
    articles = {n: FIRST + timedelta(days=rng.randrange(300)) for n in range(12)}
    voices = {n: rng.choice(list(Voice)) for n in range(48)}
    stands: dict[int, Outcome | None] = dict.fromkeys(voices)
    known, deltas = FIRST, []
    for _ in range(events):
        known += timedelta(days=rng.randrange(4))
        claim = rng.randrange(48)
        article = claim % 12
        new = rng.choice([None, *(Outcome(v, rng.choice(list(Said))) for v in Verdict)])
        before = standing(article, stands, voices)
        stands[claim] = new
        after = standing(article, stands, voices)
        deltas += [Delta(articles[article], known, article, change) for change in changes(before, after)]
    return deltas


def standing(article: int, stands: dict[int, Outcome | None], voices: dict[int, Voice]) -> list[Standing]:
    lanes, strata = tuple(Lane), tuple(Stratum)
    return [
        Standing(claim, voices[claim], strata[claim % 2], lanes[claim % 3], outcome)
        for claim, outcome in stands.items()
        if claim % 12 == article
    ]


def columns(deltas: Sequence[Delta]) -> list[tuple[object, ...]]:
    relayed = {d.change.entry.claim for d in deltas if d.change.entry.voice is Voice.RELAYED}
    return [
        (
            d.change.entry.claim, d.article, d.published, d.known, d.change.entry.voice, d.change.entry.verdict,
            d.change.entry.stratum, d.change.entry.lane,
            Voice.RELAYED if d.change.entry.claim in relayed else Voice.OWN, d.change.count, d.change.weight, None,
        )
        for d in deltas
    ]  # fmt: skip


def same(found: Sums, wanted: Sums) -> bool:
    return found.articles == wanted.articles and all(
        math.isclose(getattr(found, name), getattr(wanted, name), abs_tol=1e-9)
        for name in ("corroborated", "disputed", "unverified", "squares")
    )


@pytest.mark.parametrize("seed", range(20))
def test_sums_of_any_day_equal_the_plain_ones(seed: int) -> None:
    deltas, rng = lived(seed), random.Random(seed)
    history = history_of(columns(deltas))
    for _ in range(8):
        as_of, known = (FIRST + timedelta(days=rng.randrange(700)) for _ in range(2))
        for voice in Voice:
            wanted = sums_as_known(deltas, as_of=as_of, known=known, voice=voice)
            assert same(sums(seen(history, View(as_of, known)), as_of, voice), wanted)


@pytest.mark.parametrize("seed", range(20))
def test_a_series_is_the_sums_of_its_days(seed: int) -> None:
    deltas = lived(seed)
    history = history_of(columns(deltas))
    end = deltas[-1].known + timedelta(days=40)
    days = [FIRST + timedelta(days=n) for n in range(0, (end - FIRST).days, 9)]
    for day, found in zip(days, series(seen(history, View(end, end)), days), strict=True):
        assert same(found, sums_as_known(deltas, as_of=day, known=end)), day
    for day, found in zip(days, series(history, days, as_it_stood=True), strict=True):
        assert same(found, sums_as_known(deltas, as_of=day, known=day)), day


@pytest.mark.parametrize("seed", range(20))
def test_what_stands_has_the_weights_of_its_articles(seed: int) -> None:
    deltas = lived(seed)
    end = deltas[-1].known
    standing_now = counted(seen(history_of(columns(deltas)), View(end, end)))
    own = [o for o in standing_now if o.voice is Voice.OWN]
    plain = weigh((Observation(o.claim, o.article, o.published, o.verdict) for o in own), end)
    assert [w.article_weight for w in plain] == pytest.approx([o.weight for o in own], abs=1e-9)
    total = add_up(weighed(standing_now, end))
    assert same(total, sums_as_known(deltas, as_of=end, known=end))
    parts = contributions(weighed(standing_now, end), PRIOR)
    assert PRIOR.mean + math.fsum(p.part for p in parts) == pytest.approx(mean_of(total, PRIOR), abs=1e-12)


@pytest.mark.parametrize("newest", [1, 7, 1000])
def test_moves_add_up_to_the_mean(newest: int) -> None:
    deltas = lived(3)
    end = deltas[-1].known
    history = seen(history_of(columns(deltas)), View(end, end))
    found = moves(history, end, PRIOR, newest=newest)
    total = PRIOR.mean + found.earlier_moved + math.fsum(e.moved for e in found.events)
    assert total == pytest.approx(mean_of(sums(history, end), PRIOR), abs=1e-12)
    assert len(found.events) == min(newest, len(found.events) + found.earlier)
    assert [e.known for e in found.events] == sorted((e.known for e in found.events), reverse=True)


def test_a_move_names_what_was_revised() -> None:
    before = [Standing(1, Voice.OWN, Stratum.LOW, Lane.TARGETED, Outcome(Verdict.DISPUTED))]
    after = [Standing(1, Voice.OWN, Stratum.LOW, Lane.TARGETED, Outcome(Verdict.CORROBORATED))]
    deltas = [Delta(FIRST, FIRST, 1, c) for c in changes([], before)]
    deltas += [Delta(FIRST, FIRST + timedelta(days=9), 1, c) for c in changes(before, after)]
    end = FIRST + timedelta(days=9)
    found = moves(history_of(columns(deltas)), end, PRIOR, newest=5)
    revised, first = found.events
    assert [(t.claim, t.old, t.new) for t in revised.turns] == [(1, Verdict.DISPUTED, Verdict.CORROBORATED)]
    assert [(t.old, t.new) for t in first.turns] == [(None, Verdict.DISPUTED)]
    assert revised.moved == pytest.approx(0.5 ** (9 / 365) / (8 + 0.5 ** (9 / 365)))  # w / (M + W) of 2.7


def test_a_period_leaves_out_what_was_published_before_it() -> None:
    deltas = lived(5)
    end, since = deltas[-1].known, FIRST + timedelta(days=120)
    found = sums(seen(history_of(columns(deltas)), View(end, end, since)), end)
    assert same(found, sums_as_known([d for d in deltas if d.published >= since], as_of=end, known=end))


def test_a_day_ahead_counts_as_today_where_all_that_is_known_counts() -> None:
    after = [Standing(1, Voice.OWN, Stratum.LOW, Lane.TARGETED, Outcome(Verdict.CORROBORATED))]
    ahead = FIRST + timedelta(days=5)
    history = history_of(columns([Delta(ahead, ahead, 1, c) for c in changes([], after)]))
    assert sums(seen(history, View(FIRST)), FIRST).corroborated == 1.0
    assert sums(seen(history, View(FIRST, FIRST)), FIRST).corroborated == 0.0


def test_nothing_gives_nothing() -> None:
    history = history_of([])
    assert sums(seen(history, View(FIRST)), FIRST) == Sums()
    assert counted(history) == ()
    assert series(history, [FIRST]) == (Sums(),)
    assert moves(history, FIRST, PRIOR, newest=3).events == ()


TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "view"),
    [
        ({}, View(TODAY)),
        ({"as_of": "2026-11-22"}, View(TODAY)),
        ({"as_of": " 2026-11-21 "}, View(date(2026, 11, 21), date(2026, 11, 21))),
        ({"known": "2026-11-21"}, View(TODAY, date(2026, 11, 21))),
        ({"as_of": "2026-10-01", "known": "2026-11-01"}, View(date(2026, 10, 1), date(2026, 11, 1))),
        ({"since": "2026-01-01"}, View(TODAY, None, date(2026, 1, 1))),
    ],
)
def test_a_view_is_read_from_an_address_and_written_back(typed: dict[str, str], view: View) -> None:
    assert View.parsed(typed, today=TODAY) == view
    assert View.parsed(view.params(), today=TODAY) == view


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"as_of": "yesterday"}, "as_of"),
        ({"as_of": "2026-11-23"}, "as_of"),
        ({"known": "2027-01-01"}, "known"),
        ({"since": "2026-13-01"}, "since"),
        ({"as_of": "2026-01-01", "since": "2026-02-01"}, "since"),
    ],
)
def test_a_day_that_cannot_be_is_refused(typed: dict[str, str], field: str) -> None:
    with pytest.raises(Malformed) as refused:
        View.parsed(typed, today=TODAY)
    assert refused.value.field == field


def test_what_was_taken_back_weighs_exactly_nothing() -> None:
    """Three claims of one article come and go; what is left of their weights in floating point must not count."""
    stands: dict[int, Outcome | None] = dict.fromkeys(range(0, 36, 12))
    voices = dict.fromkeys(stands, Voice.OWN)
    deltas: list[Delta] = []
    for new in (Outcome(Verdict.CORROBORATED), None):
        for claim in stands:
            before = standing(0, stands, voices)
            stands[claim] = new
            deltas += [Delta(FIRST, FIRST, 0, change) for change in changes(before, standing(0, stands, voices))]
    history, end = history_of(columns(deltas)), FIRST + timedelta(days=100)
    assert sum(history.dc) != 0.0
    assert sums(history, end) == series(history, [end])[0] == sums_as_known(deltas, as_of=end, known=end) == Sums()


def test_a_merge_is_one_event_however_many_articles_came_with_it() -> None:
    deltas = lived(3)
    rows = columns(deltas)
    half = len(rows) // 2
    merged = [(*row[:-1], 7 if number >= half else None) for number, row in enumerate(rows)]
    end = deltas[-1].known + timedelta(days=1)
    days = {d.known for d in deltas[half:] if d.change.entry.voice is Voice.OWN}
    found = moves(history_of(merged), end, PRIOR, newest=len(days))
    assert {(event.handover, event.article, event.turns) for event in found.events} == {(7, None, ())}
    assert PRIOR.mean + found.earlier_moved + sum(event.moved for event in found.events) == pytest.approx(
        mean_of(sums(history_of(rows), end), PRIOR)
    )
