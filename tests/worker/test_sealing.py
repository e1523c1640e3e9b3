"""The worker seals the log where writers leave that to it."""

from time import monotonic, sleep

from sqlalchemy import func, select

from verify import clock
from verify.core.permissions import SYSTEM
from verify.db import Database
from verify.models import AuditEvent
from verify.services import audit
from verify.worker.running import sealing


def unsealed(database: Database) -> int:
    with database.reading() as session:
        waiting = select(func.count()).select_from(AuditEvent).where(AuditEvent.sealed_as.is_(None))
        return session.scalar(waiting) or 0


def test_what_is_committed_is_sealed_soon(database: Database) -> None:
    with database.writing() as session:
        for number in range(1, 4):
            audit.record(session, actor=SYSTEM, action="outlet.added", subject=("outlet", number), now=clock.now())
    assert unsealed(database) == (0 if database.on_sqlite else 3)
    with sealing(database, every=0.05):
        until = monotonic() + 20
        while unsealed(database) and monotonic() < until:
            sleep(0.02)
    assert unsealed(database) == 0
    with database.reading() as session:
        assert audit.chain_end(session)[0] == 3
