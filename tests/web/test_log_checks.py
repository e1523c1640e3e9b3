"""The log checked from its page: a job that tells how far it is, and a result that is kept and names the first broken row."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from tests.cli.test_audit import disarm
from tests.support.browsing import Browser, text_of
from tests.support.policies import put_in_force
from verify import clock
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import JobState, ReviewPolicy, Role
from verify.models import AuditEvent
from verify.queries import audit as queries
from verify.queries import jobs as progress
from verify.services import audit, jobs
from verify.worker.tasks import Tools, perform

Browsers = Callable[..., Browser]


def seal(app: FastAPI) -> None:
    """What the worker does every two seconds where writers leave it to it."""
    with app.state.database.writing() as session:
        audit.seal(session)


def run(app: FastAPI, admin: Browser) -> str:
    """Press the button and let a worker come; the job's page."""
    seal(app)
    page = admin.post("/log/check").headers["location"]
    seal(app)
    perform(Tools(app.state.database, app.state.settings), int(page.rsplit("/", 1)[1]))
    return page


def test_a_whole_log_is_told_with_who_when_and_how_long(app: FastAPI, browse: Browsers) -> None:
    admin, editor = browse(Role.ADMIN), browse(Role.EDITOR)
    assert "Check the whole log" in admin.get("/log").text and "Check the whole log" not in editor.get("/log").text
    page = admin.post("/log/check").headers["location"]
    assert admin.post("/log/check").headers["location"] == page, "one at a time"
    assert "It is being checked" in text_of(editor.get("/log"))
    run(app, admin)
    with app.state.database.reading() as session:
        number, head = audit.chain_end(session)
    seen = text_of(editor.get("/log"))
    assert "It is whole. Checked just now" in seen and f"by admin: {number} entries fit" in seen and head in seen
    assert "Your job is done: Check the log" in text_of(admin.get("/notifications"))


def test_a_changed_row_is_named(app: FastAPI, browse: Browsers) -> None:
    admin = browse(Role.ADMIN)
    with app.state.database.writing() as session:
        for number in range(1, 5):
            audit.record(session, actor=SYSTEM, action="outlet.added", subject=("outlet", number), now=clock.now())
        audit.seal(session)
    with app.state.database.writing() as session:
        third = session.scalars(select(AuditEvent).where(AuditEvent.subject_type == "outlet")).all()[2]
        place, row_id = third.sealed_as, third.id
        disarm(session)
        session.execute(text(f"UPDATE audit_events SET subject_id = 99 WHERE id = {row_id}"))
    page = run(app, admin)
    named = f"Event {place} (row {row_id} of audit_events) was changed after it was sealed"
    assert "It is not whole." in text_of(admin.get("/log")) and named in text_of(admin.get("/log"))
    assert named in text_of(admin.get(page)) and named in text_of(admin.get("/notifications"))


def test_it_tells_how_far_it_is(app: FastAPI, browse: Browsers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "TOLD_EACH", 4)
    admin, told = browse(Role.ADMIN), list[int]()
    with app.state.database.writing() as session:
        for number in range(10):
            audit.record(session, actor=SYSTEM, action="outlet.added", subject=("outlet", number), now=clock.now())
        audit.seal(session)
    reach = jobs.reach

    def noting(*args: object, done: int) -> None:
        told.append(done)
        reach(*args, done=done)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "reach", noting)
    page = run(app, admin)
    with app.state.database.reading() as session:
        job = progress.the_job(session, int(page.rsplit("/", 1)[1]))
    assert told[:2] == [4, 8] and told[-1] == job.total == job.done
    assert job.state is JobState.DONE


def test_while_two_judge_apart_its_length_is_told_in_thousands(app: FastAPI, browse: Browsers) -> None:
    admin = browse(Role.ADMIN, Role.REVIEWER)
    with app.state.database.writing() as session:
        put_in_force(session, ReviewPolicy.DOUBLE, now=clock.now())
    page = run(app, admin)
    assert "1,000 of 1,000 entries" in text_of(admin.get(page))
    assert "fewer than 1,000 entries fit" in text_of(admin.get("/log"))
