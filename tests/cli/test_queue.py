"""`verify queue` and `verify review`, on a desk of the test's own."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support.claims import add_article, add_evidence
from tests.support.people import add_person
from verify.cli.main import app
from verify.core.permissions import SYSTEM
from verify.core.vocabulary import Role, Verdict
from verify.db import Database
from verify.models import Claim
from verify.services import tags
from verify.settings import get_settings

AS_ANA = ["--as", "ana@desk.example"]


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("VERIFY_DATABASE_URL", database.url)
    monkeypatch.setenv("VERIFY_DESK_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    get_settings.cache_clear()
    yield CliRunner()
    get_settings.cache_clear()


@pytest.fixture
def claim_id(database: Database, now: datetime) -> int:
    """A claim with two origins behind it, and Ana, who reviews."""
    with database.writing() as session:
        add_person(session, Role.REVIEWER, now=now, name="Ana")
        made = add_article(session, ["The [bridge] opened."], speaker="Mayor Oda").claim_ids[0]
        add_evidence(session, made, origin="Northline")
        add_evidence(session, made, origin="Harbour Office")
        return made


def test_the_queue_lists_what_waits(run: CliRunner, claim_id: int) -> None:
    listed = run.invoke(app, ["queue"])
    assert listed.exit_code == 0
    assert "The [bridge] opened." in listed.output
    assert "said by Mayor Oda" in listed.output
    assert "1 of 1 claims" in listed.output
    assert "Nothing here" in run.invoke(app, ["queue", "--text", "tunnel"]).output


def test_every_filter_of_the_queue_can_be_named(
    run: CliRunner, claim_id: int, database: Database, now: datetime
) -> None:
    with database.writing() as session:
        tags.add(session, actor=SYSTEM, claim_id=claim_id, tag="Harbour", now=now)
        add_article(session, ["The ferry stopped."])
    listed = run.invoke(app, ["queue", "--where", "tag=harbour", "--where", "voice=relayed"])
    assert "The [bridge] opened." in listed.output and "1 of 1 claims" in listed.output
    assert "Nothing left" in run.invoke(app, ["queue", "next", "--where", "tag=tunnel", *AS_ANA]).output
    for wrong in ("colour=red", "tag"):
        refused = run.invoke(app, ["queue", "--where", wrong])
        assert refused.exit_code == 2 and f"“{wrong}” is no filter" in refused.output and "topic" in refused.output


def test_next_hands_one_out_and_then_says_why_not(run: CliRunner, claim_id: int) -> None:
    taken = run.invoke(app, ["queue", "next", *AS_ANA])
    assert taken.exit_code == 0, taken.output
    assert f"Claim {claim_id}" in taken.output and "Yours for 30 minutes" in taken.output
    again = run.invoke(app, ["queue", "next", *AS_ANA])
    assert (again.exit_code, "Nothing left to hand out here." in again.output) == (1, True)
    assert "held by Ana" in run.invoke(app, ["queue"]).output


def test_review_decides_and_revises(run: CliRunner, claim_id: int, database: Database) -> None:
    judged = ["--verdict", "corroborated", "--reason", "independent_origins", "--rationale", "Both say so."]
    missing = run.invoke(app, ["review", str(claim_id), *judged, *AS_ANA])
    assert (missing.exit_code, "say whether the speaker said it" in missing.output) == (2, True)
    done = run.invoke(app, ["review", str(claim_id), *judged, "--said", "confirmed", *AS_ANA])
    assert (done.exit_code, f"Claim {claim_id} is decided: corroborated." in done.output) == (0, True)
    again = run.invoke(app, ["review", str(claim_id), *judged, "--said", "wrong", *AS_ANA])
    assert (again.exit_code, "You decided this claim already" in again.output) == (1, True)
    revised = run.invoke(app, ["review", str(claim_id), *judged, "--said", "wrong", "--revise", "2", *AS_ANA])
    assert (revised.exit_code, "is revised" in revised.output) == (0, True)
    with database.reading() as session:
        claim = session.get_one(Claim, claim_id)
        assert (claim.verdict, claim.said) == (Verdict.CORROBORATED, "wrong")


def test_a_refused_review_says_why_and_keeps_the_claim(
    run: CliRunner, claim_id: int, database: Database, now: datetime
) -> None:
    with database.writing() as session:
        add_person(session, Role.EDITOR, now=now, name="Ed")
        add_person(session, Role.REVIEWER, now=now, name="Bo")
    judged = ["review", str(claim_id), "--reason", "contradicted", "--rationale", "No.", "--said", "confirmed"]
    disputed = [*judged, "--verdict", "disputed"]
    baseless = run.invoke(app, [*disputed, *AS_ANA])
    assert (baseless.exit_code, "refut" in baseless.output) == (1, True)
    editor = run.invoke(app, [*disputed, "--as", "ed@desk.example"])
    assert (editor.exit_code, "Your roles do not allow this (review)" in editor.output) == (1, True)
    assert run.invoke(app, ["queue", "next", "--as", "bo@desk.example"]).exit_code == 0
    held = run.invoke(app, [*disputed, *AS_ANA])
    assert (held.exit_code, "Bo holds this claim" in held.output) == (1, True)
    stale = run.invoke(app, [*disputed, "--revise", "7", "--as", "bo@desk.example"])
    assert (stale.exit_code, "changed while you worked on it" in stale.output) == (1, True)
    with database.reading() as session:
        assert session.get_one(Claim, claim_id).verdict is None


def test_a_review_takes_a_person(run: CliRunner, claim_id: int) -> None:
    judged = ["--verdict", "disputed", "--reason", "outdated", "--rationale", "Old.", "--said", "confirmed"]
    nobody = run.invoke(app, ["review", str(claim_id), *judged])
    assert (nobody.exit_code, "takes a person" in nobody.output) == (1, True)
    assert run.invoke(app, ["queue", "next"]).exit_code == 1
    stranger = run.invoke(app, ["review", str(claim_id), *judged, "--as", "no@desk.example"])
    assert (stranger.exit_code, "Nobody here" in stranger.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["queue", "--state", "nowhere"], "Choose a state"),
        (["queue", "--outlet", "x"], "takes a number"),
        (["review", "1", "--verdict", "true", "--reason", "outdated", "--rationale", "x"], "Choose a verdict"),
        (["review", "1", "--verdict", "disputed", "--reason", "lies", "--rationale", "x"], "Choose a reason"),
    ],
)
def test_unknown_words_are_named(run: CliRunner, claim_id: int, arguments: list[str], message: str) -> None:
    answer = run.invoke(app, arguments)
    assert (answer.exit_code, message in answer.output) == (2, True)
