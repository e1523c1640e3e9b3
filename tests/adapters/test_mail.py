"""Handing a mail to a server that takes it, refuses it, stalls, hangs up, or is not what the settings ask for."""

import socket
import threading
from collections.abc import Iterator
from typing import Literal

import pytest
from aiosmtpd.smtp import LoginPassword

from tests.conftest import NOW
from tests.support.mail import AUTHORITY, Post, mail_server
from verify.adapters.mail import NotSent, send
from verify.core.errors import Malformed
from verify.core.mails import Letter, message
from verify.settings import Settings

LETTER = Letter(7, "bo@desk.example", "Bo Lind", "Desk: Ana handed you a claim", ["Hello Bo,", "“It ran – twice.”"])


@pytest.fixture
def post() -> Iterator[Post]:
    with mail_server() as server:
        yield server


@pytest.fixture
def settings(post: Post) -> Settings:
    return post.settings(Settings())


def sent(letter: Letter, settings: Settings) -> None:
    send(message(letter, sender=settings.mail_from, desk_key="k1", now=NOW), settings)


def test_it_arrives_as_it_was_written(post: Post, settings: Settings) -> None:
    sent(LETTER, settings)
    (mail,) = post.taken
    assert (mail["From"], mail["To"]) == ("Test desk <desk@desk.example>", "Bo Lind <bo@desk.example>")
    assert (mail["Subject"], mail["Message-ID"]) == (LETTER.subject, "<mail-7.k1@desk.example>")
    assert mail.get_content().splitlines() == ["Hello Bo,", "", "“It ran – twice.”"]


@pytest.mark.parametrize("ends", ["\r\nBcc: all@desk.example", "\nX: y", "\x00\x0b", "\u2028Bcc: a@b.example"])
def test_no_name_or_title_makes_a_header(post: Post, settings: Settings, ends: str) -> None:
    letter = Letter(7, LETTER.to, f"Bo{ends}", f"Desk{ends}", [f"Hello{ends}"])
    sent(letter, settings)
    assert {"Bcc", "X"} & set(post.taken[0].keys()) == set()
    assert str(post.taken[0]["Subject"]).startswith("Desk")


@pytest.mark.parametrize(
    "to", ["bo@desk.example\r\nBcc: x@y.example", "bo@desk.example, al@desk.example", "@", "bo", "", "b o@x"]
)
def test_what_is_no_address_gets_no_mail(post: Post, settings: Settings, to: str) -> None:
    with pytest.raises(Malformed, match="no mail address"):
        sent(Letter(7, to, "Bo", "Desk", []), settings)
    assert post.taken == []


@pytest.mark.parametrize(("answer", "is_final"), [("550 5.1.1 No such\r\n person", True), ("451 4.7.1 Later", False)])
def test_a_refused_address_is_told(post: Post, settings: Settings, answer: str, is_final: bool) -> None:
    post.answer = answer.replace("\r\n", "")
    with pytest.raises(NotSent, match=f"refused the address: {answer[:3]}") as refused:
        sent(LETTER, settings)
    assert (refused.value.is_final, refused.value.is_server) == (is_final, False)


@pytest.mark.parametrize("answer", ["stall", "hang up"])
def test_a_server_that_stalls_or_hangs_up_is_left(post: Post, settings: Settings, answer: str) -> None:
    post.answer = answer
    with pytest.raises(NotSent, match=r"no answer within|closed") as left:
        sent(LETTER, settings.model_copy(update={"mail_seconds": 0.5}))
    assert (left.value.is_final, left.value.is_server) == (False, True)


def test_a_server_that_drips_is_left_in_time(settings: Settings) -> None:
    """Byte after byte, each well within a socket's own time-out."""
    with socket.create_server(("127.0.0.1", 0)) as dripping:
        over = threading.Event()

        def drip() -> None:
            connection, _ = dripping.accept()
            with connection:
                while not over.wait(0.05):
                    try:
                        connection.send(b"2")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        port = dripping.getsockname()[1]
        with pytest.raises(NotSent):
            sent(LETTER, settings.model_copy(update={"mail_port": port, "mail_seconds": 0.5}))
        over.set()
        thread.join(10)
        assert not thread.is_alive()


def test_nobody_there(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closing:
        port = closing.getsockname()[1]
    with pytest.raises(NotSent, match=rf"127\.0\.0\.1, port {port}") as refused:
        sent(LETTER, settings.model_copy(update={"mail_port": port}))
    assert refused.value.is_server


@pytest.mark.parametrize("how", ["starttls", "tls"])
def test_an_encrypted_mail_goes_to_a_server_that_is_vouched_for(how: Literal["starttls", "tls"]) -> None:
    with mail_server(how) as post:
        who = {"mail_tls": how, "mail_user": "desk", "mail_password": "pw"}
        settings = post.settings(Settings(), mail_authority=str(AUTHORITY), **who)
        sent(LETTER, settings)
        assert len(post.taken) == 1 and post.signed_in == LoginPassword(b"desk", b"pw")
        post.signed_in = None
        for more, why in (
            ({"mail_authority": ""}, "CERTIFICATE_VERIFY_FAILED"),
            ({"mail_server": "localhost"}, "CERTIFICATE_VERIFY_FAILED"),  # it is for 127.0.0.1
            ({"mail_authority": "/no/such.pem"}, "VERIFY_MAIL_AUTHORITY, /no/such.pem, cannot be used"),
            ({"mail_authority": __file__}, "VERIFY_MAIL_AUTHORITY, .*, cannot be used"),
        ):
            with pytest.raises(NotSent, match=why) as refused:
                sent(LETTER, settings.model_copy(update=more))
            assert refused.value.is_server
        assert len(post.taken) == 1 and post.signed_in is None


@pytest.mark.parametrize(
    "more", [{"mail_tls": "starttls"}, {"mail_tls": "tls"}, {"mail_user": "desk", "mail_password": "pw"}]
)
def test_nothing_goes_in_the_clear_that_should_not(post: Post, settings: Settings, more: dict[str, str]) -> None:
    with pytest.raises(NotSent) as refused:
        sent(LETTER, settings.model_copy(update=more))
    assert refused.value.is_server and post.taken == [] and "pw" not in refused.value.message
