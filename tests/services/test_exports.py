"""Asking for an export: who may, what is kept of it, and what the log says."""

import pytest
from sqlalchemy import select

from tests.support.exported import NOW, Filled
from verify.core.errors import Forbidden, RuleRefused
from verify.core.exports import ClaimSet
from verify.core.permissions import SYSTEM, Actor
from verify.db import Database
from verify.models import AuditEvent, Export
from verify.queries import exports as lists
from verify.services import audit, exports


def test_a_request_is_a_row_and_an_event(database: Database, filled: Filled) -> None:
    wanted = ClaimSet.parsed({"format": "claimreview", "unverified": "yes", "verdict": "unverified"})
    with database.writing() as session:
        head = audit.chain_end(session)[1]
        made = exports.request(session, actor=filled.reviewer, wanted=wanted, base_url="https://desk.example", now=NOW)
        number = made.id
    with database.reading() as session:
        kept = lists.made(session, number)
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (kept.claim_count, kept.made_by, kept.log_head) == (1, "Nora Quill", head)
    assert ClaimSet.parsed(kept.filters) == wanted
    assert (event.action, event.subject_type, event.subject_id) == ("export.made", "export", number)


def test_without_a_role_nothing_is_handed_out(database: Database, filled: Filled) -> None:
    nobody = Actor(filled.reviewer.user_id, "Nora Quill", frozenset())
    with database.writing() as session, pytest.raises(Forbidden):
        exports.request(session, actor=nobody, wanted=ClaimSet.parsed({}), base_url="", now=NOW)


def test_a_refused_request_leaves_no_trace(database: Database, filled: Filled) -> None:
    with pytest.raises(RuleRefused), database.writing() as session:
        exports.request(session, actor=SYSTEM, wanted=ClaimSet.parsed({"format": "claimreview"}), base_url="", now=NOW)
    with database.reading() as session:
        assert session.scalars(select(Export)).all() == []
        assert not session.scalars(select(AuditEvent).where(AuditEvent.action == "export.made")).all()


@pytest.mark.parametrize("asked", [{}, {"state": ""}, {"format": "csv", "text": "a b", "said": "wrong", "outlet": "3"}])
def test_a_claim_set_reads_its_own_parameters_back(asked: dict[str, str]) -> None:
    wanted = ClaimSet.parsed(asked)
    assert ClaimSet.parsed(wanted.params()) == wanted


def test_who_holds_a_claim_is_no_filter_of_an_export() -> None:
    assert ClaimSet.parsed({"holder": "3"}) == ClaimSet.parsed({})
