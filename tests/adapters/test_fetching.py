"""Fetching over a real local server: loopback has to be let in explicitly, so the first tests are that it is not."""

import gzip
import ipaddress
import socket
import ssl
import threading
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from verify.adapters.fetching import Bounds, Fetched, fetch
from verify.core.errors import FetchFailed

PAGE = "<html><body><p>The harbour opened in 1931.</p></body></html>"
PACKED = gzip.compress(PAGE.encode(), mtime=0)  # without the hour in it, so that every run has the same cases


@pytest.fixture
def local(httpserver: HTTPServer) -> Bounds:
    """Bounds that let in this test's own server and nothing else of the private networks."""
    return Bounds(
        seconds=10.0,
        ports=frozenset({httpserver.port}),
        admits=lambda address: address == ipaddress.ip_address("127.0.0.1"),
        resolver=lambda host, port: ["127.0.0.1"],
    )


def refused(url: str, bounds: Bounds) -> str:
    with pytest.raises(FetchFailed) as caught:
        fetch(url, bounds)
    assert caught.value.message.endswith(".")
    return str(caught.value.details["reason"])


def test_a_page_arrives_with_its_type_and_charset(httpserver: HTTPServer, local: Bounds) -> None:
    httpserver.expect_request("/a").respond_with_data(PAGE, content_type="Text/HTML; charset=iso-8859-1")
    page = fetch(httpserver.url_for("/a"), local)
    assert page == Fetched(httpserver.url_for("/a"), "text/html", "iso-8859-1", PAGE.encode())


def test_a_fragment_is_not_sent_and_not_kept(httpserver: HTTPServer, local: Bounds) -> None:
    httpserver.expect_request("/a").respond_with_data(PAGE, content_type="text/html")
    assert fetch(httpserver.url_for("/a") + "#part", local).url == httpserver.url_for("/a")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"]
)
def test_every_spelling_of_this_machine_is_refused(httpserver: HTTPServer, host: str) -> None:
    httpserver.expect_request("/").respond_with_data(PAGE, content_type="text/html")
    bounds = Bounds(ports=frozenset({httpserver.port}))
    assert refused(f"http://{host}:{httpserver.port}/", bounds) in ("private_address", "bad_address", "unknown_host")
    assert httpserver.log == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "scheme"),
        ("ftp://paper.example/a", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("paper.example/a", "scheme"),
        ("", "scheme"),
        ("http://", "bad_address"),
        ("http://[::1", "bad_address"),
        ("http://paper.example:notaport/", "bad_address"),
        ("http://xn--zz.example/", "bad_address"),
        ("http://paper\x00.example/", "bad_address"),
        ("http://me:secret@paper.example/", "credentials"),
        ("http://paper.example:22/", "port"),
        ("https://paper.example:8443/", "port"),
    ],
)
def test_addresses_that_are_not_asked_for(url: str, reason: str) -> None:
    assert refused(url, Bounds(resolver=_unexpected)) == reason


def _unexpected(host: str, port: int) -> list[str]:
    raise AssertionError("nothing should have been looked up")


def test_one_private_address_among_public_ones_refuses_the_host() -> None:
    bounds = Bounds(resolver=lambda host, port: ["8.8.8.8", "10.0.0.7"])
    assert refused("http://paper.example/", bounds) == "private_address"


def test_a_name_is_looked_up_once_and_the_judged_address_is_connected_to(httpserver: HTTPServer, local: Bounds) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.7"]])
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    httpserver.expect_request("/a").respond_with_data(PAGE, content_type="text/html")
    url = f"http://paper.example:{httpserver.port}/a"
    bounds = replace(local, resolver=rebinding)
    assert fetch(url, bounds).body == PAGE.encode()
    assert asked == ["paper.example"]
    assert httpserver.log[0][0].headers["Host"] == f"paper.example:{httpserver.port}"
    assert refused(url, bounds) == "private_address"


def test_an_international_name_is_looked_up_in_its_ascii_form(httpserver: HTTPServer, local: Bounds) -> None:
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    httpserver.expect_request("/a").respond_with_data(PAGE, content_type="text/html")
    fetch(f"http://zeitüng.example:{httpserver.port}/a", replace(local, resolver=resolver))
    assert asked == ["xn--zeitng-6ya.example"]


def test_the_second_address_is_tried_when_the_first_does_not_answer(httpserver: HTTPServer, local: Bounds) -> None:
    httpserver.expect_request("/a").respond_with_data(PAGE, content_type="text/html")
    bounds = replace(local, resolver=lambda host, port: ["127.0.0.2", "127.0.0.1"], admits=lambda address: True)
    assert fetch(f"http://paper.example:{httpserver.port}/a", bounds).body == PAGE.encode()


@pytest.mark.parametrize("failure", [socket.gaierror(-2, "unknown"), UnicodeError("label too long")])
def test_a_name_without_an_address(failure: Exception) -> None:
    def resolver(host: str, port: int) -> list[str]:
        raise failure

    assert refused("http://nowhere.example/", Bounds(resolver=resolver)) == "unknown_host"


def test_a_resolver_that_hangs_does_not_outlast_the_deadline() -> None:
    release = threading.Event()

    def resolver(host: str, port: int) -> list[str]:
        release.wait(30)
        return []

    try:
        assert refused("http://slow.example/", Bounds(resolver=resolver, seconds=0.2)) == "timeout"
    finally:
        release.set()


def test_redirects_are_followed_and_the_last_address_is_kept(httpserver: HTTPServer, local: Bounds) -> None:
    httpserver.expect_request("/old").respond_with_data("", status=301, headers={"Location": "/new?x=1#top"})
    httpserver.expect_request("/new").respond_with_data(PAGE, content_type="text/html")
    assert fetch(httpserver.url_for("/old"), local).url == httpserver.url_for("/new?x=1")


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("http://10.0.0.7:{port}/", "private_address"),
        ("http://10.0.0.7/", "port"),
        ("http://127.0.0.1:22/", "port"),
        ("file:///etc/passwd", "scheme"),
        ("//user@127.0.0.1:{port}/", "credentials"),
    ],
)
def test_a_redirect_is_judged_like_the_first_address(
    httpserver: HTTPServer, local: Bounds, target: str, reason: str
) -> None:
    location = target.format(port=httpserver.port)
    httpserver.expect_request("/a").respond_with_data("", status=302, headers={"Location": location})
    bounds = replace(local, resolver=lambda host, port: ["127.0.0.1" if host == "localhost" else host])
    assert refused(httpserver.url_for("/a"), bounds) == reason


def test_endless_redirects_end(httpserver: HTTPServer, local: Bounds) -> None:
    httpserver.expect_request("/a").respond_with_data("", status=302, headers={"Location": "/a"})
    assert refused(httpserver.url_for("/a"), replace(local, max_redirects=3)) == "too_many_redirects"
    assert len(httpserver.log) == 4


@pytest.mark.parametrize("status", [204, 403, 404, 410, 429, 500, 503])
def test_a_page_that_is_not_there(httpserver: HTTPServer, local: Bounds, status: int) -> None:
    httpserver.expect_request("/a").respond_with_data("no", status=status, content_type="text/html")
    with pytest.raises(FetchFailed, match=f"answered {status}") as caught:
        fetch(httpserver.url_for("/a"), local)
    assert caught.value.details == {"reason": "http_status", "code": status}


@pytest.mark.parametrize("media_type", ["application/octet-stream", "image/png", "application/zip", ""])
def test_what_is_not_a_page_is_refused_before_it_is_read(
    httpserver: HTTPServer, local: Bounds, media_type: str
) -> None:
    httpserver.expect_request("/a").respond_with_response(Response(PAGE, headers={"Content-Type": media_type}))
    assert refused(httpserver.url_for("/a"), local) == "media_type"


def test_a_page_over_the_limit_is_cut_off_while_it_arrives(httpserver: HTTPServer, local: Bounds) -> None:
    sent = 0

    def endless(request: Request) -> Response:
        def pieces() -> Iterator[bytes]:
            nonlocal sent
            while sent < 100_000_000:
                sent += 10_000
                yield b"x" * 10_000

        return Response(pieces(), content_type="text/html")

    httpserver.expect_request("/a").respond_with_handler(endless)
    assert refused(httpserver.url_for("/a"), replace(local, max_bytes=100_000)) == "too_large"
    assert sent < 50_000_000


def test_a_page_of_exactly_the_limit_arrives(httpserver: HTTPServer, local: Bounds) -> None:
    body = b"x" * 100_000
    httpserver.expect_request("/plain").respond_with_data(body, content_type="text/html")
    httpserver.expect_request("/gzip").respond_with_data(
        gzip.compress(body, mtime=0), content_type="text/html", headers={"Content-Encoding": "gzip"}
    )
    bounds = replace(local, max_bytes=100_000)
    assert fetch(httpserver.url_for("/plain"), bounds).body == body
    assert fetch(httpserver.url_for("/gzip"), bounds).body == body


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_is_refused_without_being_unpacked(httpserver: HTTPServer, local: Bounds, encoding: str) -> None:
    zeros = bytes(60_000_000)
    bomb = gzip.compress(zeros, mtime=0) if encoding == "gzip" else zlib.compress(zeros)
    del zeros
    httpserver.expect_request("/a").respond_with_data(
        bomb, content_type="text/html", headers={"Content-Encoding": encoding}
    )
    bounds = replace(local, max_bytes=500_000)
    tracemalloc.start()
    try:
        assert refused(httpserver.url_for("/a"), bounds) == "too_large"
        assert tracemalloc.get_traced_memory()[1] < 30_000_000  # the test's server itself reads with a 10 MB buffer
    finally:
        tracemalloc.stop()


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", PACKED),
        ("x-gzip", PACKED),
        ("deflate", zlib.compress(PAGE.encode())),
        ("deflate", _raw_deflate(PAGE.encode())),
    ],
)
def test_packed_pages_are_unpacked(httpserver: HTTPServer, local: Bounds, encoding: str, body: bytes) -> None:
    httpserver.expect_request("/a").respond_with_data(
        body, content_type="text/html", headers={"Content-Encoding": encoding}
    )
    assert fetch(httpserver.url_for("/a"), local).body == PAGE.encode()


@pytest.mark.parametrize(
    ("encoding", "body", "reason"),
    [
        ("gzip", b"not gzip at all", "encoding"),
        ("gzip", PACKED[:-12], "broken_answer"),
        ("br", b"whatever", "encoding"),
        ("gzip, gzip", gzip.compress(PACKED, mtime=0), "encoding"),
    ],
)
def test_badly_packed_pages_are_refused(
    httpserver: HTTPServer, local: Bounds, encoding: str, body: bytes, reason: str
) -> None:
    httpserver.expect_request("/a").respond_with_data(
        body, content_type="text/html", headers={"Content-Encoding": encoding}
    )
    assert refused(httpserver.url_for("/a"), local) == reason


@contextmanager
def raw_server(*pieces: bytes, pause: float = 0.0) -> Iterator[int]:
    """A server that sends bytes as they are, one piece after the other, and repeats the last until nobody listens."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            try:
                for piece in pieces:
                    connection.sendall(piece)
                while pause and not over.wait(pause):
                    connection.sendall(pieces[-1])
            except OSError:
                return  # the client has gone, as it should

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        thread.join(10)
        listener.close()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize("start", [HEAD, HEAD + b"Content-Length: 100000\r\n\r\n"], ids=["headers", "body"])
def test_a_slow_drip_ends_at_the_deadline(local: Bounds, start: bytes) -> None:
    drip = b"X-A: b\r\n" if start is HEAD else b"x"
    with raw_server(start, drip, pause=0.02) as port:
        bounds = replace(local, ports=frozenset({port}), seconds=0.5)
        assert refused(f"http://paper.example:{port}/", bounds) == "timeout"


def test_silence_ends_at_the_wait_limit(local: Bounds) -> None:
    with raw_server(b"", pause=0.05) as port:
        bounds = replace(local, ports=frozenset({port}), wait_seconds=0.2)
        assert refused(f"http://paper.example:{port}/", bounds) == "timeout"


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH\r\n", HEAD + b"Content-Length: 90\r\n\r\nhalf"])
def test_a_broken_answer_is_a_clear_refusal(local: Bounds, answer: bytes) -> None:
    with raw_server(answer) as port:
        bounds = replace(local, ports=frozenset({port}))
        assert refused(f"http://paper.example:{port}/", bounds) == "broken_answer"


def test_a_redirect_that_is_no_address(local: Bounds) -> None:
    with raw_server(b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n") as port:
        bounds = replace(local, ports=frozenset({port}))
        assert refused(f"http://paper.example:{port}/", bounds) == "broken_answer"


def test_nobody_listening(local: Bounds) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert refused(f"http://paper.example:{port}/", replace(local, ports=frozenset({port}))) == "unreachable"


def test_plain_http_on_an_https_address_is_refused(httpserver: HTTPServer, local: Bounds) -> None:
    assert refused(f"https://paper.example:{httpserver.port}/", local) == "certificate"


def test_cookies_and_proxies_of_the_environment_are_not_used(
    httpserver: HTTPServer, local: Bounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    httpserver.expect_request("/a").respond_with_data(PAGE, content_type="text/html")
    assert fetch(httpserver.url_for("/a"), local).body == PAGE.encode()


def test_certificates_are_checked() -> None:
    from verify.adapters.fetching import _client
    from verify.adapters.network import Deadline

    with _client(Deadline.after(5), Bounds()) as client:
        context = client._transport._pool._ssl_context  # type: ignore[attr-defined]
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
