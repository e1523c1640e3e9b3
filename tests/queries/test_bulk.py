"""Reading claims out in bulk: of one moment, in level memory, in a fixed number of queries a batch."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, insert, update
from sqlalchemy.orm import Session

from tests.support.claims import ADDED, DAY, add_article
from tests.support.exported import KEY, NOW, Filled
from verify.core.claims import ClaimFilters
from verify.core.exports import ClaimSet
from verify.core.vocabulary import ClaimKind, ClaimState, Lane, Stratum, Voice
from verify.db import Database
from verify.models import Claim
from verify.queries import bulk
from verify.services import exports


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that run meanwhile."""
    ran: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        ran.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield ran
    event.remove(engine, "before_cursor_execute", note)


def test_batches_are_in_order_and_hold_each_claim_once(database: Database, filled: Filled) -> None:
    with database.reading() as session:
        wanted = bulk.ids(session, ClaimFilters(), now=NOW)
        sizes = [[claim[0] for claim in batch.claims] for batch in bulk.batches(session, wanted, key=KEY, size=4)]
    assert [len(part) for part in sizes] == [4, 2]
    assert [number for part in sizes for number in part] == sorted(wanted)


def test_a_batch_costs_the_same_queries_however_many_claims(database: Database, filled: Filled) -> None:
    with database.reading() as session:
        wanted = bulk.ids(session, ClaimFilters(), now=NOW)
        with counted(session) as few:
            list(bulk.batches(session, wanted[:3], key=KEY))
        with counted(session) as more:
            list(bulk.batches(session, wanted, key=KEY))
    assert len(few) == len(more) == 11


def test_what_changes_meanwhile_is_not_seen(database: Database, filled: Filled) -> None:
    with database.reading() as session:
        bulk.freeze(session)
        wanted = bulk.ids(session, ClaimFilters(), now=NOW)
        batches = bulk.batches(session, wanted, key=KEY, size=3)
        next(batches)
        with database.writing() as other:
            other.execute(update(Claim).where(Claim.id == wanted[-1]).values(statement="Changed meanwhile."))
        (rest,) = batches
    assert "Changed meanwhile." not in rest.claims[-1][3]
    with database.reading() as session:
        (after,) = bulk.batches(session, wanted, key=KEY)
    assert "Changed meanwhile." in after.claims[-1][3]


def add_many(database: Database, number: int) -> None:
    """So many claims of one article, decided on paper."""
    with database.writing() as session:
        written = add_article(session)
        row = {
            "article_id": written.article_id,
            "version_id": written.version_id,
            "outlet_id": written.outlet_id,
            "published_day": DAY,
            "spans": [[0, 35]],
            "quote": "The bridge at Tarn opened in March.",
            "statement": "The bridge at Tarn opened in March.",
            "kind": ClaimKind.FACTUAL,
            "voice": Voice.OWN,
            "language": "en",
            "check_worthiness": 0.5,
            "reasons": [["figure", 0.5]],
            "unresolved": [],
            "priority": 0.5,
            "lane": Lane.TARGETED,
            "stratum": Stratum.LOW,
            "state": ClaimState.DECIDED,
            "created_at": ADDED,
            "row_version": 1,
        }
        session.execute(insert(Claim), [{**row, "position": place} for place in range(number)])


def peak(database: Database, kind: str) -> tuple[int, int]:
    """Bytes that an export gave, and the most memory that it held."""
    wanted = ClaimSet.parsed({"format": kind})
    tracemalloc.start()
    given = sum(len(piece) for piece in exports.download(database, wanted, base_url="", now=NOW))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return given, most


def test_a_large_set_takes_no_more_memory_than_a_small_one(database: Database) -> None:
    add_many(database, 2_000)
    small = {kind: peak(database, kind) for kind in ("jsonl", "csv")}
    add_many(database, 4_000)
    for kind, (given, most) in small.items():
        given_now, most_now = peak(database, kind)
        assert given_now > 2.5 * given
        assert most_now < most + 1_000_000, kind
