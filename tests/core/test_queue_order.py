"""The order of the queue: parts that add up, tiers above all sums, and days that never change who comes first."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.errors import Malformed
from verify.core.queue_order import (
    DAILY,
    DEFAULT,
    HEAVIEST,
    HEAVIEST_A_DAY,
    MOST_TIERS,
    TIERS,
    UNIT,
    Facts,
    Part,
    QueueOrder,
    checked,
    in_words,
    parsed,
    place,
    priority,
)
from verify.core.vocabulary import Lane, Voice

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(1890, 1, 1), date(2090, 1, 1))
FACTS = st.builds(
    Facts,
    worthiness=st.floats(0, 1).map(lambda worth: round(worth, 4)),
    reasons=st.lists(st.sampled_from(["figures", "money", "official action", "harm and health", "judgement"])),
    voice=st.sampled_from(Voice),
    lane=st.sampled_from(Lane),
    published=DAYS,
    made=DAYS,
    is_urgent=st.booleans(),
    is_assigned=st.booleans(),
    is_repeated=st.booleans(),
    is_contradicted=st.booleans(),
)


@st.composite
def orders(draw: st.DrawFn) -> QueueOrder:
    tiers = draw(st.lists(st.sampled_from(TIERS), unique=True, max_size=MOST_TIERS))
    most = {part: HEAVIEST_A_DAY if part in DAILY else HEAVIEST for part in Part}
    weights = {part: draw(st.floats(-most[part], most[part])) for part in Part}
    return checked(tiers, {**weights, Part.WORTH: 1.0})


@given(orders(), FACTS, FACTS, DAYS)
def test_claims_stand_as_their_tiers_and_then_their_totals_have_them_on_any_day(
    order: QueueOrder, one: Facts, other: Facts, today: date
) -> None:
    def shown(facts: Facts) -> tuple[list[bool], int]:
        there = place(order, facts, today=today)
        assert sum(round(share.points * UNIT) for share in there.parts) == round(there.total * UNIT)
        return [tier in there.tiers for tier in order.tiers], round(there.total * UNIT)

    by_what_is_shown = (shown(one) > shown(other)) - (shown(one) < shown(other))
    one_lies, other_lies = priority(order, one), priority(order, other)
    assert by_what_is_shown == (one_lies > other_lies) - (one_lies < other_lies)


@given(orders())
def test_an_order_comes_back_as_it_was_stored(order: QueueOrder) -> None:
    assert parsed(order.as_text()) == order
    assert parsed(None) == DEFAULT


def facts(**changed: object) -> Facts:
    usual = {"worthiness": 0.5, "reasons": (), "voice": Voice.OWN, "lane": Lane.TARGETED}
    return Facts(**{**usual, "published": TODAY, "made": TODAY, **changed})  # type: ignore[arg-type]


def test_each_part_counts_what_it_says() -> None:
    lifted = {
        Part.AUDIT: {"lane": Lane.RANDOM},
        Part.TIP: {"lane": Lane.TIP},
        Part.URGENT: {"is_urgent": True},
        Part.ASSIGNED: {"is_assigned": True},
        Part.OFFICIAL: {"reasons": ["official action"]},
        Part.HARM: {"reasons": ["harm and health"]},
        Part.FIGURES: {"reasons": ["percent"]},
        Part.RELAYED: {"voice": Voice.RELAYED},
        Part.REPEATED: {"is_repeated": True},
        Part.CONTRADICTED: {"is_contradicted": True},
        Part.PUBLISHED: {"published": TODAY - timedelta(days=10)},
        Part.WAITING: {"made": TODAY - timedelta(days=10)},
    }
    assert {Part.WORTH, *lifted} == set(Part)
    for part, changed in lifted.items():
        order = checked([], {Part.WORTH: 1.0, part: 0.02})
        (_, share) = place(order, facts(**changed), today=TODAY).parts
        assert (share.name, share.points) == (part, 0.2 if part in DAILY else 0.02)
        assert [usual.name for usual in place(order, facts(), today=TODAY).parts] == [Part.WORTH]


def test_the_sum_and_the_order_are_told_in_words() -> None:
    order = checked([Part.TIP, Part.AUDIT], {Part.WORTH: 1.0, Part.FIGURES: 0.25, Part.PUBLISHED: -0.01})
    old = facts(reasons=["figures"], lane=Lane.TIP, published=TODAY - timedelta(days=100))
    assert place(order, old, today=TODAY).in_words == (
        "check-worthiness 0.5 + figures 0.25 + days since publication −1 = −0.25"
    )
    assert in_words(order) == [
        "First: tip.",
        "Then: audit sample.",
        "Then by the sum of check-worthiness × 1, figures × 0.25, days since publication × −0.01, the highest first.",
        "Claims that are level: the newest first.",
    ]


@pytest.mark.parametrize(
    ("tiers", "weights", "field"),
    [
        ([Part.TIP, Part.TIP], {Part.WORTH: 1.0}, "tiers"),
        ([Part.WORTH], {Part.WORTH: 1.0}, "tiers"),
        ([*TIERS[: MOST_TIERS + 1]], {Part.WORTH: 1.0}, "tiers"),
        ([], {}, "tiers"),
        ([], {Part.WORTH: 1.01}, "worth"),
        ([], {Part.PUBLISHED: -0.06}, "published"),
        ([], {Part.TIP: float("nan")}, "tip"),
    ],
    ids=["twice", "no tier", "too many", "nothing", "too heavy", "too heavy a day", "no number"],
)
def test_an_order_that_cannot_be_is_refused(tiers: list[Part], weights: dict[Part, float], field: str) -> None:
    with pytest.raises(Malformed) as refused:
        checked(tiers, weights)
    assert refused.value.field == field
