"""People and tokens: a desk keeps an admin whatever happens at once, and a token never does more than it was made for."""

import threading
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.claims import add_article
from tests.support.people import add_person
from tests.support.policies import add_backed_claim, give
from verify.core.audit import LogFilters
from verify.core.errors import Forbidden, RuleRefused, VerifyError
from verify.core.permissions import SYSTEM, Action, Actor, require
from verify.core.vocabulary import Role, Verdict
from verify.db import Database
from verify.models import AuditEvent, Draft, Lease, MailChoice, Notification, Review, SignIn, Token, User
from verify.queries import audit as log
from verify.queries import reviews
from verify.queries.accounts import admins, by_token
from verify.services import accounts, audit, comments, drafts, leases, mails, passwords
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


def test_personal_data_go_and_what_somebody_did_stays(session: Session, now: datetime) -> None:
    admin = add_person(session, Role.ADMIN, Role.EDITOR, now=now)
    ana = add_person(session, Role.REVIEWER, now=now, name="Ana Marsh")
    user = session.get_one(User, ana.user_id)
    pseudonym = user.pseudonym
    claim_id = add_backed_claim(session)
    give(session, ana, claim_id, Verdict.DISPUTED, now=now)
    comments.add(session, actor=admin, claim_id=claim_id, text="See this, @Ana Marsh.", now=now)
    drafts.save(session, actor=ana, claim_id=claim_id, typed={"rationale": "Half"}, revision=0, now=now)
    mails.choose(session, actor=ana, kinds=[], now=now)
    accounts.add_token(session, actor=ana, user_id=user.id, name="Ana's", scopes=frozenset(), now=now)
    with pytest.raises(RuleRefused, match="let in still"):
        accounts.remove_personal_data(session, actor=admin, user_id=user.id, now=now)
    let_out(session, admin, ana, now)
    accounts.remove_personal_data(session, actor=admin, user_id=user.id, now=now)

    session.expire_all()
    assert (user.name, user.email, user.pseudonym, user.password_hash) == (pseudonym, pseudonym, pseudonym, None)
    for table in (Token, SignIn, Draft, Notification, MailChoice):
        assert session.scalars(select(table).where(table.user_id == user.id)).all() == []
    review = session.scalars(select(Review).where(Review.reviewer_id == user.id)).one()
    assert review.verdict is Verdict.DISPUTED
    session.expire_all()
    told = [line.who for line in reviews.history(session, claim_id)]
    seen = [entry.who for entry in log.entries(session, LogFilters(), reader_id=None).rows]
    assert pseudonym in told and pseudonym in seen and "Ana Marsh" not in (*told, *seen)
    (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "user.personal_data_removed"))
    about = session.scalars(select(AuditEvent).where(AuditEvent.subject_type == "user")).all()
    assert event.after == {"pseudonym": pseudonym}
    assert not [row for row in about if "ana.marsh@" in f"{row.before} {row.after}".lower() or "Ana" in f"{row.after}"]
    audit.seal(session)
    assert log.check(session, now=now).broken is None
    with pytest.raises(RuleRefused, match="removed already"):
        accounts.remove_personal_data(session, actor=admin, user_id=user.id, now=now)
    with pytest.raises(RuleRefused, match="removed for good"):
        accounts.change_user(session, actor=admin, user_id=user.id, roles=ana.roles, is_active=True, now=now)
    with pytest.raises(Forbidden):
        accounts.remove_personal_data(session, actor=ana, user_id=user.id, now=now)
