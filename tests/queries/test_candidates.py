"""Candidates for a text: the rarest words first, more of them while the budget lasts, on both databases."""

from datetime import date

import pytest
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from verify.core.matching.relations import Relation
from verify.core.vocabulary import ClaimState
from verify.models import Claim
from verify.queries import candidates
from verify.queries.candidates import Budget, near

SCARCE = Budget(places=0, seconds=0.0)


def counted(session: Session) -> None:
    """Let PostgreSQL count its words, as it does by itself every so often."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(sql("ANALYZE claims"))


def ids(found: candidates.Near) -> list[int]:
    return [one.id for one in found.candidates]


def test_who_holds_most_of_what_tells_comes_first(session: Session) -> None:
    both, one, none = add_article(
        session, ["The Hollin gauge was mended.", "A gauge of Tarn broke.", "A cat slept in Holm."]
    ).claim_ids
    found = near(session, "Is the gauge at Hollin broken?")
    assert ids(found) == [both, one]
    assert none not in ids(found)
    assert 0 < found.candidates[1].score < found.candidates[0].score <= 1


def test_a_spent_budget_still_asks_for_the_rarest_words(session: Session) -> None:
    rare = add_article(session, ["The zephyr quoll yodels."]).claim_ids[0]
    add_article(session, [f"The bridge number {n} opened." for n in range(30)])
    counted(session)
    text = "The bridge opened while a zephyr heard the quoll, which yodels."
    scarce = near(session, text, budget=SCARCE)
    assert ids(scarce) == [rare]
    assert set(scarce.asked) == {"zephyr", "quoll", "yodels"}
    ample = near(session, text)
    assert (ids(ample)[0], len(ample.candidates)) == (rare, 31)
    assert set(ample.asked) == {*scarce.asked, "bridge", "opened"}


def test_places_end_before_a_word_that_would_lead_beyond_them(session: Session) -> None:
    add_article(session, [f"The bridge number {n} opened." for n in range(30)])
    add_article(session, ["The zephyr quoll yodels."])
    counted(session)
    text = "zephyr quoll yodels bridge"
    assert "bridge" not in near(session, text, budget=Budget(places=20)).asked
    assert "bridge" in near(session, text, budget=Budget(places=40)).asked


def test_a_word_that_too_many_hold_is_left_out(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "most_held", lambda _total: 4)
    add_article(session, [f"The bridge number {n} opened." for n in range(9)])
    quoll = add_article(session, ["The quoll crossed the bridge."]).claim_ids[0]
    found = near(session, "Quoll on the bridge")
    assert (ids(found), found.asked) == ([quoll], ("quoll",))


def test_those_that_are_left_out_make_room_for_others(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "POOL", 3)
    other = add_article(session, ["The Hollin gauge."], outlet="Northline").claim_ids[0]
    mine = add_article(session, [f"The Hollin gauge {n}." for n in range(6)])
    outlet_id = session.get_one(Claim, mine.claim_ids[0]).outlet_id
    found = near(session, "Hollin gauge", but=candidates.CLAIMS.c.outlet_id == outlet_id, limit=2)
    assert ids(found) == [other]


def test_with_more_time_more_claims_are_put_in_order(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "POOL", 2)
    quoll = add_article(session, ["A quoll crosses the harbour."]).claim_ids[0]
    newer = add_article(session, [f"The harbour has pier {n}." for n in range(4)]).claim_ids
    text = "Quolls crossed the harbour."  # by whole words it shares no more with the one than with the others
    assert ids(near(session, text, limit=2)) == [newer[3], newer[2]]
    assert ids(near(session, text, budget=Budget(seconds=2.0), limit=2))[0] == quoll


@pytest.mark.parametrize(
    "text", ["", "?!", "the of and", "a OR", 'NEAR("', "bri*", "statement:", "x" * 5_000, "naïve Erdoğan ﬁ ß İ", "\x00"]
)
def test_no_text_breaks_it(session: Session, text: str) -> None:
    add_article(session, ["The bridge opened."])
    assert near(session, text).candidates == ()


def test_accents_are_found_as_they_stand(session: Session) -> None:
    claim = add_article(session, ["Erdoğan opened the Çanakkale bridge."]).claim_ids[0]
    found = near(session, "Erdoğan in Çanakkale")
    assert (ids(found), set(found.asked)) == ([claim], {"erdoğan", "çanakkale"})


def test_related_claims_carry_relation_and_what_differs(session: Session) -> None:
    same, other = add_article(
        session, ["The Hollin gauge reached 5.8 metres.", "The Hollin gauge reached 6.4 metres."]
    ).claim_ids
    add_article(session, ["The Hollin gauge reached 5.8 metres."], outlet="Post", state=ClaimState.WITHDRAWN)
    found = candidates.related(
        session, "At Hollin the gauge reached 5.8 metres.", on=date(2026, 2, 14), budget=Budget(), limit=5
    )
    assert {one.id: one.related.relation for one in found} == {same: Relation.SAME, other: Relation.CONFLICT}
    assert [(one.statement[slice(*d.in_b)]) for one in found for d in one.related.differences if d.in_b] == [
        "6.4 metres"
    ]
