"""People and tokens: a desk keeps an admin whatever happens at once, and a token never does more than it was made for."""

import threading
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from tests.support.people import add_person
from verify.core.errors import Forbidden, RuleRefused, VerifyError
from verify.core.permissions import SYSTEM, Action, Actor, require
from verify.core.vocabulary import Role
from verify.db import Database
from verify.models import Lease, Token, User
from verify.queries.accounts import admins, by_token
from verify.services import accounts, leases, passwords
from verify.services.accounts import secret_hash


def let_out(session: Session, actor: Actor, whom: Actor, now: datetime) -> None:
    accounts.change_user(session, actor=actor, user_id=whom.user_id or 0, roles=whom.roles, is_active=False, now=now)


def test_two_admins_letting_each_other_out_at_once_leave_one(database: Database, now: datetime) -> None:
    with database.writing() as session:
        pair = [add_person(session, Role.ADMIN, now=now, name=name) for name in ("Ana", "Bo")]
    ready, refused = threading.Barrier(2), []

    def act(actor: Actor, whom: Actor) -> None:
        ready.wait()
        try:
            with database.writing() as session:
                let_out(session, actor, whom, now)
        except VerifyError as error:
            refused.append(type(error))

    threads = [threading.Thread(target=act, args=sides) for sides in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert (len(admins(session)), refused) == (1, [Forbidden])


def test_the_last_admin_stays_whoever_asks(session: Session, now: datetime) -> None:
    only = add_person(session, Role.ADMIN, now=now)
    with pytest.raises(RuleRefused, match="only admin"):
        let_out(session, SYSTEM, only, now)
    with pytest.raises(RuleRefused, match="only admin"):
        accounts.change_user(
            session, actor=SYSTEM, user_id=only.user_id or 0, roles=frozenset({Role.VIEWER}), is_active=True, now=now
        )


def test_somebody_let_out_keeps_a_pseudonym_and_holds_no_claim(session: Session, now: datetime) -> None:
    admin, reviewer = add_person(session, Role.ADMIN, now=now), add_person(session, Role.REVIEWER, now=now)
    pseudonym = session.get_one(User, reviewer.user_id).pseudonym
    claim_id = add_article(session).claim_ids[0]
    leases.take(session, actor=reviewer, claim_id=claim_id, now=now, minutes=30)
    let_out(session, admin, reviewer, now)
    assert session.get(Lease, claim_id) is None
    assert session.get_one(User, reviewer.user_id).pseudonym == pseudonym


def test_a_token_does_what_its_scopes_and_roles_both_allow(session: Session, now: datetime) -> None:
    reviewer = add_person(session, Role.REVIEWER, now=now)
    secret = accounts.add_token(
        session, actor=reviewer, user_id=reviewer.user_id or 0, name="t", scopes=frozenset({Action.REVIEW}), now=now
    )
    by = by_token(session, secret_hash(secret), request_id="r")
    assert by is not None
    assert {action for action in Action if by.can(action)} == {Action.READ, Action.REVIEW}
    with pytest.raises(Forbidden, match="This token's scopes"):
        require(by, Action.INGEST)
    with pytest.raises(RuleRefused, match="do not allow this: set policy"):
        accounts.add_token(
            session,
            actor=reviewer,
            user_id=reviewer.user_id or 0,
            name="t",
            scopes=frozenset({Action.SET_POLICY}),
            now=now,
        )


def test_an_admin_makes_tokens_of_service_accounts_and_never_of_people(session: Session, now: datetime) -> None:
    admin, other = add_person(session, Role.ADMIN, now=now), add_person(session, Role.REVIEWER, now=now)
    user_id, may = other.user_id or 0, frozenset({Action.REVIEW})
    secret = accounts.add_token(session, actor=admin, user_id=user_id, name="robot", scopes=may, now=now)
    link = accounts.invite(session, actor=admin, user_id=user_id, now=now)
    accounts.set_password_by_link(session, secret=link, password=passwords.hashed("a long enough one"), now=now)
    session.flush()
    assert by_token(session, secret_hash(secret), request_id="r") is None, "it would act as the person from now on"
    assert session.query(Token).one().revoked_at == now
    with pytest.raises(RuleRefused, match="make their tokens themselves"):
        accounts.add_token(session, actor=admin, user_id=user_id, name="robot", scopes=may, now=now)
