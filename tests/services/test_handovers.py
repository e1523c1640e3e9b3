"""Merging outlets, taking a merge back, starting an era: records follow, and nothing that was known changes."""

import random
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.people import add_person
from tests.support.records import (
    OWN,
    RELAYED,
    C,
    D,
    U,
    add_article,
    add_outlet,
    add_record,
    assert_records_equal_recomputation,
    decide,
)
from verify.core.errors import Conflict, Forbidden, Malformed, NotFound
from verify.core.permissions import SYSTEM, Actor
from verify.core.record_history import View
from verify.core.reliability import Sums
from verify.core.vocabulary import Contact, CorrectionKind, HandoverKind, Prominence, Role, Said, Verdict
from verify.models import Article, AuditEvent, Claim, Outlet, RecordDelta
from verify.queries import corrections as noted
from verify.queries import handovers as lines
from verify.queries import histories
from verify.queries.outlets import domains_of
from verify.services import corrections, handovers, outlets
from verify.services.corrections import CorrectionDraft
from verify.services.desks import ensure_desk
from verify.services.handovers import EraDraft


@pytest.fixture(autouse=True)
def desk(session: Session, now: datetime) -> None:
    ensure_desk(session, name="Test desk", is_demo=False, now=now)


@pytest.fixture
def editor(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.EDITOR, now=now)


def sums_of(session: Session, outlet_id: int, known: date | None, today: date) -> Sums:
    return histories.of_outlet(session, outlet_id, View(known or today, known)).reading.sums


def mixed(session: Session, outlet: Outlet, now: datetime) -> list[int]:
    """An article of own and relayed claims, decided in every way."""
    claims = add_article(session, outlet, now.date(), (OWN, OWN, RELAYED, RELAYED, OWN))
    for claim, verdict, said in zip(claims, (C, D, D, C, U), (None, None, *Said, None), strict=False):
        decide(session, claim, verdict, now, said)
    return claims


def test_a_merge_adds_the_records_from_its_day_on(session: Session, editor: Actor, now: datetime) -> None:
    before = now - timedelta(days=9)
    taken = add_outlet(session, "Harbour Herald", before, "herald.example")
    kept = add_outlet(session, "Harbour Post", before, "post.example")
    mixed(session, taken, before)
    add_record(session, kept, [C, D, C, U], before)
    old = [sums_of(session, one.id, before.date(), before.date()) for one in (taken, kept)]
    apart = [sums_of(session, one.id, None, now.date()) for one in (taken, kept)]
    merged = handovers.merge(session, actor=editor, outlet_id=taken.id, into_id=kept.id, now=now)
    assert (merged.articles, merged.from_name, merged.to_name, merged.known) == (
        1, "Harbour Herald", "Harbour Post", now.date(),
    )  # fmt: skip
    assert_records_equal_recomputation(session, now.date())
    together = sums_of(session, kept.id, None, now.date())
    for side in ("corroborated", "disputed", "unverified", "squares", "articles"):
        assert getattr(together, side) == pytest.approx(sum(getattr(one, side) for one in apart))
    assert sums_of(session, taken.id, None, now.date()) == Sums()
    for one, sums in zip((taken, kept), old, strict=True):
        assert sums_of(session, one.id, before.date(), before.date()) == sums
    assert domains_of(session, [kept.id])[kept.id] == ("herald.example", "post.example")
    assert session.scalar(select(AuditEvent.action).order_by(AuditEvent.id.desc())) == "outlet.merged"


def test_verdicts_after_a_merge_count_where_the_claim_is_now(session: Session, editor: Actor, now: datetime) -> None:
    taken, kept = add_outlet(session, "Harbour Herald", now), add_outlet(session, "Harbour Post", now)
    claims = mixed(session, taken, now)
    handovers.merge(session, actor=editor, outlet_id=taken.id, into_id=kept.id, now=now)
    decide(session, claims[0], D, now)
    decide(session, claims[1], None, now)
    assert_records_equal_recomputation(session, now.date())
    assert {row.outlet_id for row in session.scalars(select(Claim).where(Claim.id.in_(claims)))} == {kept.id}


def test_taking_a_merge_back_leaves_what_came_since(session: Session, editor: Actor, now: datetime) -> None:
    taken = add_outlet(session, "Harbour Herald", now, "herald.example")
    kept = add_outlet(session, "Harbour Post", now)
    claims = mixed(session, taken, now)
    was = sums_of(session, taken.id, None, now.date())
    handovers.merge(session, actor=editor, outlet_id=taken.id, into_id=kept.id, now=now)
    (later,) = add_record(session, kept, [C], now)
    told = handovers.undo_merge(session, actor=editor, outlet_id=taken.id, now=now + timedelta(days=1))
    assert told.undone == (now + timedelta(days=1)).date()
    assert_records_equal_recomputation(session, now.date())
    assert sums_of(session, taken.id, None, now.date()) == pytest.approx(was)
    owner = {c.id: c.outlet_id for c in session.scalars(select(Claim).where(Claim.id.in_([*claims, later])))}
    assert (owner[later], {owner[c] for c in claims}) == (kept.id, {taken.id})
    assert domains_of(session, [taken.id])[taken.id] == ("herald.example",)
    assert sums_of(session, kept.id, now.date(), now.date()).weight > was.weight
    with pytest.raises(Conflict, match="part of no other"):
        handovers.undo_merge(session, actor=editor, outlet_id=taken.id, now=now)


def test_articles_that_come_in_later_follow_merges(session: Session, editor: Actor, now: datetime) -> None:
    first = add_outlet(session, "Harbour Herald", now, "herald.example")
    second, third = add_outlet(session, "Harbour Post", now), add_outlet(session, "Coast Post", now)
    handovers.merge(session, actor=editor, outlet_id=first.id, into_id=second.id, now=now)
    handovers.merge(session, actor=editor, outlet_id=second.id, into_id=third.id, now=now)
    by_name = outlets.find_or_create(session, actor=editor, name="harbour herald", now=now)
    by_domain = outlets.find_or_create(session, actor=editor, url="https://herald.example/1", now=now)
    assert by_name.id == by_domain.id == third.id
    with pytest.raises(Conflict, match="Harbour Herald is part of Harbour Post"):
        outlets.change(session, actor=editor, outlet_id=first.id, details=outlets.OutletDetails("New"), now=now)
    handovers.undo_merge(session, actor=editor, outlet_id=second.id, now=now)
    assert outlets.find_or_create(session, actor=editor, name="Harbour Herald", now=now).id == second.id


def test_what_cannot_be_merged_is_refused(session: Session, editor: Actor, now: datetime) -> None:
    one, two, three = (add_outlet(session, name, now) for name in ("One", "Two", "Three"))
    with pytest.raises(Malformed, match="into itself"):
        handovers.merge(session, actor=editor, outlet_id=one.id, into_id=one.id, now=now)
    with pytest.raises(NotFound):
        handovers.merge(session, actor=editor, outlet_id=one.id, into_id=99_999, now=now)
    with pytest.raises(Forbidden):
        reviewer = add_person(session, Role.REVIEWER, now=now)
        handovers.merge(session, actor=reviewer, outlet_id=one.id, into_id=two.id, now=now)
    handovers.merge(session, actor=editor, outlet_id=one.id, into_id=two.id, now=now)
    for pair in ((one.id, three.id), (three.id, one.id)):
        with pytest.raises(Conflict, match="One is part of Two"):
            handovers.merge(session, actor=editor, outlet_id=pair[0], into_id=pair[1], now=now)
    handovers.merge(session, actor=editor, outlet_id=two.id, into_id=three.id, now=now)
    with pytest.raises(Conflict, match="Two is part of Three"):
        handovers.undo_merge(session, actor=editor, outlet_id=one.id, now=now)
    with pytest.raises(NotFound):
        handovers.undo_merge(session, actor=editor, outlet_id=99_999, now=now)


def test_the_same_text_in_both_outlets_counts_once(session: Session, editor: Actor, now: datetime) -> None:
    taken, kept = add_outlet(session, "Harbour Herald", now), add_outlet(session, "Harbour Post", now)
    for outlet in (taken, kept):
        (claim,) = add_record(session, outlet, [C], now)
        session.get_one(Article, session.get_one(Claim, claim).article_id).text_key = "the same text"
    session.flush()
    add_record(session, taken, [D], now)
    assert handovers.merge(session, actor=editor, outlet_id=taken.id, into_id=kept.id, now=now).articles == 1
    assert_records_equal_recomputation(session, now.date())
    assert sums_of(session, taken.id, None, now.date()).weight == 1.0
    assert sums_of(session, kept.id, None, now.date()).weight == 2.0


def test_an_era_takes_what_was_published_since(session: Session, editor: Actor, now: datetime) -> None:
    start = now.date() - timedelta(days=30)
    old = add_outlet(session, "Harbour Post", now, "post.example")
    add_record(session, old, [C, C, C, D, D, D], now)  # ten days apart: four of them since the start
    draft = EraDraft(start, ownership_group="Tarn Holdings")
    era = handovers.start_era(session, actor=editor, outlet_id=old.id, draft=draft, now=now)
    new = session.get_one(Outlet, era.to_id)
    assert (era.kind, era.articles, new.name) == (HandoverKind.ERA, 4, f"Harbour Post (since {start})")
    assert (new.ownership_group, domains_of(session, [new.id])[new.id]) == ("Tarn Holdings", ("post.example",))
    assert_records_equal_recomputation(session, now.date())
    assert [sums_of(session, one, None, now.date()).articles for one in (old.id, new.id)] == [2, 4]

    def found(published: date, **by: str) -> int:
        return outlets.find_or_create(session, actor=editor, published=published, now=now, **by).id

    for by in ({"name": "Harbour Post"}, {"url": "https://post.example/1"}):
        assert [found(start - timedelta(days=1), **by), found(start, **by)] == [old.id, new.id]
    with pytest.raises(Conflict, match="is kept as"):
        handovers.start_era(session, actor=editor, outlet_id=old.id, draft=draft, now=now)
    with pytest.raises(Malformed, match="not come yet"):
        ahead = EraDraft(now.date() + timedelta(days=1))
        handovers.start_era(session, actor=editor, outlet_id=new.id, draft=ahead, now=now)
    handovers.merge(session, actor=editor, outlet_id=new.id, into_id=old.id, now=now)
    assert [found(now.date(), **by) for by in ({"name": "Harbour Post"}, {"name": new.name})] == [old.id, old.id]
    assert sums_of(session, old.id, None, now.date()).articles == 6


def test_a_merge_whose_articles_went_on_waits(session: Session, editor: Actor, now: datetime) -> None:
    taken, kept = add_outlet(session, "Harbour Herald", now), add_outlet(session, "Harbour Post", now)
    add_record(session, taken, [C], now)
    handovers.merge(session, actor=editor, outlet_id=taken.id, into_id=kept.id, now=now)
    draft = EraDraft(now.date(), "Harbour Post, new owner")
    era = handovers.start_era(session, actor=editor, outlet_id=kept.id, draft=draft, now=now)
    with pytest.raises(Conflict, match="Merge the later era"):
        handovers.undo_merge(session, actor=editor, outlet_id=taken.id, now=now)
    handovers.merge(session, actor=editor, outlet_id=era.to_id, into_id=kept.id, now=now)
    handovers.undo_merge(session, actor=editor, outlet_id=taken.id, now=now)
    assert_records_equal_recomputation(session, now.date())
    assert sums_of(session, taken.id, None, now.date()).weight == 1.0


def test_a_clock_that_runs_backwards_merges_on_the_last_known_day(
    session: Session, editor: Actor, now: datetime
) -> None:
    taken, kept = add_outlet(session, "Harbour Herald", now), add_outlet(session, "Harbour Post", now)
    add_record(session, taken, [C], now)
    merged = handovers.merge(session, actor=editor, outlet_id=taken.id, into_id=kept.id, now=now - timedelta(days=40))
    assert merged.known == now.date()
    days = session.scalars(select(RecordDelta.known_day).where(RecordDelta.handover_id == merged.id))
    assert set(days) == {now.date()}


def test_corrections_go_along_and_earlier_days_keep_theirs(session: Session, editor: Actor, now: datetime) -> None:
    before = now - timedelta(days=5)
    taken, kept = add_outlet(session, "Harbour Herald", before), add_outlet(session, "Harbour Post", before)
    (claim,) = add_record(session, taken, [D], before)
    draft = CorrectionDraft(CorrectionKind.CORRECTION, before.date(), Prominence.PROMINENT, Contact.BEFORE)
    corrections.add(session, actor=SYSTEM, claim_id=claim, draft=draft, now=before)
    merged = handovers.merge(session, actor=editor, outlet_id=taken.id, into_id=kept.id, now=now)

    def seen(outlet: Outlet, known: date | None) -> int:
        return len(noted.of_outlet(session, outlet.id, View(known or now.date(), known)))

    assert (seen(taken, None), seen(kept, None)) == (0, 1)
    assert (seen(taken, before.date()), seen(kept, before.date())) == (1, 0)
    handovers.undo_merge(session, actor=editor, outlet_id=taken.id, now=now + timedelta(days=3))
    assert (seen(taken, now.date()), seen(kept, now.date())) == (0, 1)
    assert (seen(taken, before.date()), seen(taken, None)) == (1, 1)
    assert lines.one(session, merged.id).holds(now.date())
    assert not lines.one(session, merged.id).holds(None)


def test_random_merges_and_eras_change_nothing_that_was_known(session: Session, editor: Actor, now: datetime) -> None:
    rng = random.Random(4)
    start = now - timedelta(days=200)
    alive = [add_outlet(session, f"Outlet {number}", start).id for number in range(6)]
    every, claims, merges = list(alive), list[int](), list[int]()
    known: dict[date, list[Sums]] = {}
    for step in range(160):
        moment = start + timedelta(days=step)
        kind = rng.choices(("publish", "decide", "merge", "undo", "era"), (5, 8, 0.6, 0.4, 0.4))[0]
        if kind == "publish" or not claims:
            outlet = session.get_one(Outlet, rng.choice(alive))
            claims += add_article(session, outlet, moment.date(), rng.choices((OWN, RELAYED), k=rng.randint(1, 4)))
        elif kind == "decide":
            verdict: Verdict | None = rng.choice((C, C, D, U, None))
            claim = rng.choice(claims)
            session.expire_all()
            if verdict is None and session.get_one(Claim, claim).verdict is None:
                continue
            decide(session, claim, verdict, moment, rng.choice(tuple(Said)))
        elif kind == "merge" and len(alive) > 3:
            taken, kept = rng.sample(alive, 2)
            handovers.merge(session, actor=editor, outlet_id=taken, into_id=kept, now=moment)
            merges.append(taken)
            alive.remove(taken)
        elif kind == "undo" and merges:
            try:
                handovers.undo_merge(session, actor=editor, outlet_id=merges[-1], now=moment)
            except Conflict:
                continue
            alive.append(merges.pop())
        elif kind == "era":
            outlet_id = rng.choice(alive)
            if lines.later_era(session, outlet_id) is None:
                draft = EraDraft(moment.date() - timedelta(days=20), f"Era {step}")
                era = handovers.start_era(session, actor=editor, outlet_id=outlet_id, draft=draft, now=moment)
                alive.append(era.to_id)
                every.append(era.to_id)
        if step % 20 == 0:
            known[moment.date()] = [sums_of(session, one, moment.date(), now.date()) for one in every]
    assert_records_equal_recomputation(session, now.date())
    for day, then in known.items():
        assert [sums_of(session, one, day, now.date()) for one in every[: len(then)]] == then
    kinds = list(session.scalars(select(AuditEvent.action).where(AuditEvent.subject_type == "outlet")))
    assert all(kinds.count(a) >= 2 for a in ("outlet.merged", "outlet.merge_undone", "outlet.era_started"))
