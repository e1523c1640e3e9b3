"""Mails of notices and links: once each, to those who want them, as long as it takes, and with nothing in them that pages hide."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic, sleep

import pytest
from sqlalchemy import select

from tests.support.claims import add_article
from tests.support.mail import Post, mail_server
from tests.support.people import add_person
from verify.core.notifications import Notice
from verify.core.permissions import SYSTEM, Actor
from verify.core.vocabulary import MailState, NoticeKind, Role
from verify.db import Database
from verify.models import Mail, OneTimeLink
from verify.services import accounts, comments, mails, notifications, passwords, posting
from verify.settings import Settings
from verify.worker.mails import send_waiting
from verify.worker.running import posting as in_the_background
from verify.worker.tasks import Tools


@pytest.fixture
def post() -> Iterator[Post]:
    with mail_server() as server:
        yield server


class Desk:
    """A desk that sends by the server, with two people and a clock to be put on."""

    def __init__(self, database: Database, settings: Settings, now: datetime) -> None:
        self.database, self.now = database, now
        self.tools = Tools(database, settings, now=lambda: self.now)
        with database.writing() as session:
            self.ana, self.bo = (add_person(session, Role.EDITOR, now=now, name=name) for name in ("Ana", "Bo"))
            self.claim_id = add_article(session).claim_ids[0]

    def tell(self, kind: NoticeKind = NoticeKind.HANDED_OVER, to: Actor | None = None) -> None:
        with self.database.writing() as session:
            people = [(to or self.bo).user_id or 0]
            notifications.tell(session, actor=self.ana, to=people, notice=Notice(kind, self.claim_id), now=self.now)

    def rows(self) -> list[tuple[MailState, str | None]]:
        with self.database.reading() as session:
            return [(row.state, row.reason) for row in session.scalars(select(Mail).order_by(Mail.id))]

    def work(self, *, later: timedelta = timedelta(0)) -> None:
        self.now += later
        send_waiting(self.tools)


@pytest.fixture
def desk(database: Database, settings: Settings, now: datetime, post: Post) -> Desk:
    return Desk(database, post.settings(settings), now)


def test_a_mail_names_the_desk_what_happened_and_where_and_goes_once(desk: Desk, post: Post) -> None:
    with desk.database.writing() as session:
        text = "@Bo, a secret of ours"
        comments.add(session, actor=desk.ana, claim_id=desk.claim_id, text=text, now=desk.now)
    for _ in range(2):
        desk.work()
    (mail,) = post.taken
    assert mail["To"] == "Bo <bo@desk.example>"
    assert mail["Subject"] == "Test desk: Ana mentioned you in a comment"
    said = mail.get_content()
    assert "“The bridge at Tarn opened in March.”" in said and "secret" not in said
    assert f"https://desk.example/claims/{desk.claim_id}/comments#comment-1" in said
    assert desk.rows() == [(MailState.SENT, None)]


def test_only_what_somebody_wants_comes_by_mail(desk: Desk, post: Post) -> None:
    desk.tell(NoticeKind.COMMENTED)
    desk.work()
    assert post.taken == []
    with desk.database.writing() as session:
        mails.choose(session, actor=desk.bo, kinds=[NoticeKind.COMMENTED], now=desk.now)
    for kind in (NoticeKind.COMMENTED, NoticeKind.HANDED_OVER):
        desk.tell(kind)
    desk.work()
    assert [str(mail["Subject"]) for mail in post.taken] == ["Test desk: Ana commented on a claim that you decided"]


def test_a_server_that_does_not_answer_is_tried_again_ever_more_rarely(desk: Desk, post: Post) -> None:
    desk.tools = Tools(
        desk.database, desk.tools.settings.model_copy(update={"mail_seconds": 0.5}), now=lambda: desk.now
    )
    desk.tell()
    post.answer = "stall"
    desk.work()
    ((state, reason),) = desk.rows()
    assert state is MailState.WAITING and "no answer within" in str(reason)
    post.answer = "451 Later"
    desk.work(later=timedelta(seconds=59))
    assert "no answer" in str(desk.rows()[0][1]), "not before its time"
    desk.work(later=timedelta(seconds=1))
    assert "451 Later" in str(desk.rows()[0][1])
    post.answer = "take"
    desk.work(later=timedelta(minutes=4))
    assert post.taken == []
    desk.work(later=timedelta(minutes=1))
    assert desk.rows() == [(MailState.SENT, None)]
    assert [mail["Message-ID"].startswith("<mail-1.") for mail in post.taken] == [True]


def test_a_refusal_for_good_ends_it_and_the_next_one_goes(desk: Desk, post: Post) -> None:
    desk.tell()
    post.answer = "550 No such person"
    desk.work()
    ((state, reason),) = desk.rows()
    assert state is MailState.DROPPED and "550 No such person" in str(reason)
    post.answer = "take"
    desk.tell()
    desk.work(later=timedelta(days=2))
    assert len(post.taken) == 0 and desk.rows()[1][0] is MailState.DROPPED, "a day later nobody needs to be told"


def test_what_was_in_hand_when_its_sender_died_goes_again_under_the_same_id(desk: Desk, post: Post) -> None:
    desk.tell()
    with desk.database.writing() as session:
        letter = posting.take(session, base_url="https://desk.example", now=desk.now)
        assert letter is not None
        assert posting.take(session, base_url="https://desk.example", now=desk.now) is None, "nobody else takes it"
    desk.work(later=posting.GIVEN_UP - timedelta(seconds=1))
    assert post.taken == []
    desk.work(later=timedelta(seconds=1))
    assert [mail["Message-ID"].startswith(f"<mail-{letter.number}.") for mail in post.taken] == [True]


def test_what_was_read_meanwhile_and_who_is_let_in_no_more_get_none(desk: Desk, post: Post) -> None:
    desk.tell()
    with desk.database.writing() as session:
        notifications.mark_all_read(session, actor=desk.bo, now=desk.now)
    desk.tell(to=desk.ana)  # one's own act
    desk.work()
    assert post.taken == [] and desk.rows() == [(MailState.DROPPED, None)]


def test_an_invitation_carries_a_link_that_works_once_beside_the_admins(desk: Desk, post: Post) -> None:
    with desk.database.writing() as session:
        shown = accounts.invite(session, actor=SYSTEM, user_id=desk.bo.user_id or 0, now=desk.now)
        for _ in range(2):
            mails.queue_link(session, user_id=desk.bo.user_id or 0, now=desk.now)
    desk.work()
    (mail,) = post.taken
    assert mail["Subject"] == "You are invited to Test desk"
    secret = mail.get_content().split("https://desk.example/password/")[1].split()[0]
    assert secret != shown
    chosen = passwords.hashed("a long enough one")
    with desk.database.writing() as session:
        accounts.set_password_by_link(session, secret=secret, password=chosen, now=desk.now)
    with desk.database.reading() as session:
        open_links = session.scalars(select(OneTimeLink).where(OneTimeLink.used_at.is_(None))).all()
    assert open_links == [], "the one that the admin was shown is over, too"
    with desk.database.writing() as session:
        mails.queue_link(session, user_id=desk.bo.user_id or 0, now=desk.now)
    desk.work()
    assert len(post.taken) == 1, "no link was asked for since"


def test_the_worker_sends_what_waits(desk: Desk, post: Post) -> None:
    with in_the_background(desk.tools, every=0.05):
        desk.tell()
        until = monotonic() + 20
        while not post.taken and monotonic() < until:
            sleep(0.02)
    assert len(post.taken) == 1
