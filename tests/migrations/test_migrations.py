"""Every migration goes up and down, and the newest equals the models."""

from datetime import timedelta

import orjson
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

import verify.models as models
from tests.conftest import NOW
from tests.support.captures import add_capture
from tests.support.claims import add_article, add_evidence
from tests.support.people import add_person
from tests.support.policies import add_backed_claim, give
from tests.support.records import add_article as add_article_of
from tests.support.records import add_outlet, decide
from verify import schema
from verify.core.errors import FetchFailed
from verify.core.fact_checks import read
from verify.core.permissions import SYSTEM
from verify.core.rechecks import Cause, RecheckReason
from verify.core.vocabulary import Anchoring, BulkAct, EvidenceRole, FetchState, Reading, Role, Stance, Verdict, Voice
from verify.db import Database
from verify.services import bulk_actions, evidence, fact_checks, rechecks, records, snapshots, tags
from verify.services.bulk_actions import Order
from verify.services.desks import ensure_desk
from verify.services.evidence import EvidenceDraft
from verify.services.readings import Read, Taken


def kept_by_hand(name: str | None) -> bool:
    return bool(name) and (str(name).startswith("claims_fts") or name == "ix_claims_words")


def test_head_equals_the_models(database: Database) -> None:
    with database.writer.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda _o, name, _k, reflected, _c: not (reflected and kept_by_hand(name))},
        )
        assert compare_metadata(context, models.Article.metadata) == []


def test_all_the_way_down_and_up_again(database: Database) -> None:
    assert schema.revision(database) == schema.head()
    schema.downgrade(database, "base")
    assert schema.revision(database) is None
    schema.upgrade(database)
    assert schema.revision(database) == schema.head()


def test_what_is_in_recheck_already_gets_a_reason(database: Database) -> None:
    """0025: a claim of an earlier release that is in recheck says so; one that a bulk action sent is in that action's batch."""
    with database.writing() as session:
        ana = add_person(session, Role.REVIEWER, now=NOW, name="Ana")
        ids = [add_backed_claim(session) for _ in range(2)]
        for claim_id in ids:
            give(session, ana, claim_id, Verdict.CORROBORATED, now=NOW)
        action = bulk_actions.begin(session, actor=ana, order=Order(BulkAct.RECHECK), claim_ids=ids[:1], now=NOW)
        bulk_actions.carry_on(session, job_id=session.get_one(models.BulkAction, action).job_id, now=NOW)
        rechecks.send_one(session, actor=ana, claim_id=ids[1], note="Look.", now=NOW)
    schema.downgrade(database, "0024")
    schema.upgrade(database)
    with database.writing() as session:
        told = session.execute(select(models.Recheck.claim_id, models.Recheck.detail).order_by(models.Recheck.claim_id))
        assert [tuple(row) for row in told] == [(ids[0], ""), (ids[1], "sent before reasons were kept")]
        bulk_actions.undo(session, actor=ana, action_id=action, now=NOW)
        assert session.scalars(select(models.RecheckBatch.undone_at)).one() == NOW


def test_captures_of_an_earlier_release_are_kept(database: Database) -> None:
    """0028: what was captured before captures were counted is the first of each item, its passage found in it."""
    text = "The harbour reopened on 3 March. Two cranes were replaced."
    with database.writing() as session:
        ana = add_person(session, Role.REVIEWER, now=NOW, name="Ana")
        claim_id = add_article(session).claim_ids[0]
        drafts = [
            EvidenceDraft(Stance.SUPPORTS, EvidenceRole.SOCIAL, passage, url=f"https://port.example/{passage[:3]}")
            for passage in ("Two cranes", "Nowhere", "")
        ]
        items = [evidence.add(session, actor=ana, claim_id=claim_id, draft=draft, now=NOW) for draft in drafts]
        jobs = session.scalars(select(models.Capture.job_id).order_by(models.Capture.id)).all()
        for job_id in jobs[:2]:
            taken = Taken(b"page", "text/plain", "https://port.example/", Read(text, reading=Reading.TEXT))
            snapshots.store(session, job_id=job_id or 0, taken=taken, now=NOW)
        for snapshot in session.scalars(select(models.Snapshot)):
            kept = snapshot.text_key
    schema.downgrade(database, "0027")
    schema.upgrade(database)
    with database.reading() as session:
        captures = session.scalars(select(models.Capture).order_by(models.Capture.id)).all()
        assert [(c.evidence_id, c.job_id, c.state) for c in captures] == [
            (items[0], jobs[0], FetchState.STORED),
            (items[1], jobs[1], FetchState.STORED),
            (items[2], jobs[2], FetchState.WAITING),
        ]
        assert [c.captured_at for c in captures] == [NOW, NOW, None]
        found = session.execute(select(models.Evidence.passage_start, models.Evidence.anchoring).order_by("id"))
        assert [tuple(row) for row in found] == [(text.index("Two"), Anchoring.EXACT), (None, None), (None, None)]
        assert session.execute(select(models.Snapshot.reading, models.Snapshot.text_key)).one() == (Reading.TEXT, kept)


def test_pages_that_changed_before_are_listed(database: Database) -> None:
    """0049: by the newest look at each page that is over; what was never captured, or is as it was, is none of them."""
    text = "The harbour reopened on 3 March. Two cranes were replaced."
    later = NOW + timedelta(days=1)
    with database.writing() as session:
        claim_id = add_article(session).claim_ids[0]
        items = [add_evidence(session, claim_id, url=f"https://port.example/{at}") for at in range(5)]
        for item in items[:4]:
            add_capture(session, item, text, now=NOW)
        add_capture(session, items[1], "Nothing of it.", now=later)
        add_capture(session, items[2], text.upper(), now=later)
        for item in items[3:]:
            waiting = snapshots.wait_for(session, actor=SYSTEM, item=session.get_one(models.Evidence, item), now=later)
            snapshots.fail(session, job_id=waiting.job_id or 0, error=FetchFailed("It is gone."), now=later)
    changed = select(models.Evidence.changed_at).order_by(models.Evidence.id)
    with database.reading() as session:
        kept = session.scalars(changed).all()
    assert kept == [None, later, None, later, None]
    schema.downgrade(database, "0048")
    schema.upgrade(database)
    with database.reading() as session:
        assert session.scalars(changed).all() == kept


def test_what_waits_goes_on_waiting(database: Database) -> None:
    """0050: an article whose verdicts were half looked at begins anew, as an earlier release knows of no such part."""
    with database.writing() as session:
        article_id = add_article(session).article_id
        cause = Cause(RecheckReason.ORIGINS_CHANGED)
        batch_id = rechecks.begin_batch(session, actor=SYSTEM, cause=cause, now=NOW)
        waits = {"article_id": article_id, "asked_at": NOW, "looked_to": 7, "batch_id": batch_id}
        session.add(models.TextOwnerWait(**waits))
    schema.downgrade(database, "0049")
    schema.upgrade(database)
    with database.reading() as session:
        of = models.TextOwnerWait
        kept = session.execute(select(of.article_id, of.asked_at, of.looked_to, of.batch_id)).one()
    assert tuple(kept) == (article_id, NOW, None, None)


def test_whom_claims_are_meant_for_stands_with_them(database: Database) -> None:
    """0052: with each claim that is assigned, and with no other."""
    with database.writing() as session:
        ana = add_person(session, Role.REVIEWER, now=NOW)
        claim_ids = add_article(session, ["The harbour reopened.", "Two cranes were replaced."]).claim_ids
        tags.assign(session, actor=ana, claim_id=claim_ids[1], to_id=ana.user_id, now=NOW)
    schema.downgrade(database, "0051")
    schema.upgrade(database)
    with database.reading() as session:
        meant = session.scalars(select(models.Claim.assignee_id).order_by(models.Claim.id)).all()
    assert meant == [None, ana.user_id]


def test_fact_checks_of_an_earlier_release_came_with_an_import(database: Database) -> None:
    """0044: what one person brought in at one moment is one import; going down keeps who and when."""
    nodes = [
        {"@type": "ClaimReview", "claimReviewed": f"Claim {n}.", "url": f"https://checks.example/{n}"} for n in (1, 2)
    ]
    rated = [node | {"reviewRating": {"alternateName": "False"}} for node in nodes]
    with database.writing() as session:
        ana = add_person(session, Role.REVIEWER, now=NOW, name="Ana")
        found = read(orjson.dumps(rated))
        first = fact_checks.bring_in(session, actor=ana, found=found, title="checks.json", now=NOW)
        fact_checks.bring_in(session, actor=SYSTEM, found=found, title="again.json", now=NOW)
        kept = session.execute(select(models.FactCheckWord.word, models.FactCheckWord.fact_check_id).order_by("word"))
        words = kept.all()
    schema.downgrade(database, "0043")
    schema.upgrade(database)
    with database.writing() as session:
        (one,) = session.scalars(select(models.FactCheckImport)).all()
        assert (one.id, one.new, one.left_out, one.made_by_id, one.made_at) == (first, 2, [], ana.user_id, NOW)
        assert session.scalars(select(models.FactCheck.import_id)).all() == [one.id, one.id]
        again = session.execute(select(models.FactCheckWord.word, models.FactCheckWord.fact_check_id).order_by("word"))
        assert again.all() == words
        other = read(orjson.dumps(rated[0] | {"url": "https://checks.example/3"}))
        made = fact_checks.bring_in(session, actor=ana, found=other, title="new.json", now=NOW)
        assert session.scalar(select(models.FactCheck.import_id).where(models.FactCheck.id == 3)) == made


def test_claims_of_an_earlier_release_go_on_counting_where_they_did(database: Database) -> None:
    """0047: nothing moves in a record before `verify trace` works out whose texts the articles are."""
    with database.writing() as session:
        ensure_desk(session, name="Test desk", is_demo=False, now=NOW)
        outlet = add_outlet(session, "Harbour Post", NOW)
        for claim_id in add_article_of(session, outlet, NOW.date(), (Voice.OWN, Voice.RELAYED)):
            decide(session, claim_id, Verdict.DISPUTED, NOW)
    schema.downgrade(database, "0046")
    schema.upgrade(database)
    with database.reading() as session:
        stored = session.execute(select(models.Claim.voice, models.Claim.record_voice).order_by(models.Claim.id))
        assert [tuple(row) for row in stored] == [(Voice.OWN, Voice.OWN), (Voice.RELAYED, Voice.RELAYED)]
        assert records.check(session) == []


def test_a_relayed_claim_counts_as_relayed_whoever_writes_it(database: Database) -> None:
    """0051: with rows that are there already; the other way round is how another's text counts."""
    with database.writing() as session:
        ensure_desk(session, name="Test desk", is_demo=False, now=NOW)
        outlet = add_outlet(session, "Harbour Post", NOW)
        own, relayed = add_article_of(session, outlet, NOW.date(), (Voice.OWN, Voice.RELAYED))
        decide(session, relayed, Verdict.DISPUTED, NOW)
    schema.downgrade(database, "0050")
    with database.writing() as session:
        session.execute(update(models.Claim).where(models.Claim.id == relayed).values(record_voice=Voice.OWN))
    schema.upgrade(database)
    wrong = [(own, {"voice": Voice.RELAYED}), (relayed, {"record_voice": Voice.OWN})]
    for claim_id, values in wrong:
        with pytest.raises(IntegrityError), database.writing() as session:
            session.execute(update(models.Claim).where(models.Claim.id == claim_id).values(values))
    with database.writing() as session:
        row = dict(session.execute(select(models.Claim.__table__).where(models.Claim.id == relayed)).one()._mapping)
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(models.Claim).values({**row, "id": 99, "record_voice": Voice.OWN}))
        session.execute(update(models.Claim).where(models.Claim.id == own).values(record_voice=Voice.RELAYED))
        stored = session.execute(select(models.Claim.voice, models.Claim.record_voice).order_by(models.Claim.id))
        assert [tuple(row) for row in stored] == [(Voice.OWN, Voice.RELAYED), (Voice.RELAYED, Voice.RELAYED)]
