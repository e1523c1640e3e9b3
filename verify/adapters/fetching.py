"""Fetch one page from the public web, bounded in size, time and redirects."""

import ssl
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus

import httpcore
import httpx

from verify.adapters.network import Address, Deadline, PublicBackend, Resolver, is_public, resolve, too_slow
from verify.core.errors import FetchFailed

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
PAGE_TYPES = HTML_TYPES | {"text/plain"}

_HEADERS = {
    "User-Agent": "verify-desk (fact-checking desk)",
    "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
}
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a fetch may cost and where it may go. Tests relax `ports` and `admits`; nothing else does."""

    max_bytes: int = 5_000_000
    seconds: float = 30.0
    wait_seconds: float = 10.0
    max_redirects: int = 5
    media_types: frozenset[str] = PAGE_TYPES
    ports: frozenset[int] = frozenset({80, 443})
    admits: Callable[[Address], bool] = is_public
    resolver: Resolver = resolve


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came: `url` is where the redirects ended, `media_type` is lower case without parameters."""

    url: str
    media_type: str
    charset: str | None
    body: bytes


DEFAULT_BOUNDS = Bounds()


def fetch(url: str, bounds: Bounds = DEFAULT_BOUNDS) -> Fetched:
    """Fetch a page; raises `FetchFailed` with a reason for the person, and `details["reason"]` for the program."""
    deadline = Deadline.after(bounds.seconds)
    here = _admitted(_parsed(url), bounds)
    with _client(deadline, bounds) as client:
        for _hop in range(bounds.max_redirects + 1):
            try:
                with client.stream("GET", here) as response:
                    if not response.has_redirect_location:
                        return _read(response, bounds)
                    here = _admitted(_parsed(response.headers["Location"], base=here), bounds)
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
                raise _explained(error, here) from error
    raise FetchFailed(
        f"The page sent us on more than {bounds.max_redirects} times.", details={"reason": "too_many_redirects"}
    )


def _parsed(url: str, base: httpx.URL | None = None) -> httpx.URL:
    try:
        parsed = httpx.URL(url.strip())
        found = (base.join(parsed) if base else parsed).copy_with(fragment=None)
        _ = found.host  # decoded only when asked for: a name that is no name shows itself here
        return found
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise FetchFailed("This is not a web address.", details={"reason": "bad_address"}) from error


def _admitted(url: httpx.URL, bounds: Bounds) -> httpx.URL:
    """The address itself, if its scheme, host and port may be asked for; checked again on every redirect."""
    if url.scheme not in _DEFAULT_PORTS:
        raise FetchFailed("Only http and https addresses can be fetched.", details={"reason": "scheme"})
    if not url.host:
        raise FetchFailed("This is not a web address.", details={"reason": "bad_address"})
    if url.userinfo:
        raise FetchFailed("The address holds a name or password. Leave that out.", details={"reason": "credentials"})
    if (url.port or _DEFAULT_PORTS[url.scheme]) not in bounds.ports:
        raise FetchFailed(f"Port {url.port} is not one that web pages use.", details={"reason": "port"})
    return url


def _client(deadline: Deadline, bounds: Bounds) -> httpx.Client:
    backend = PublicBackend(deadline, admits=bounds.admits, resolver=bounds.resolver)
    # The default headers (cookies, proxies, .netrc) of the environment stay out: the page sees a plain visitor.
    return httpx.Client(
        transport=BackendTransport(backend),
        headers=_HEADERS,
        timeout=bounds.wait_seconds,
        follow_redirects=False,
        trust_env=False,
    )


class BackendTransport(httpx.HTTPTransport):
    """httpx's transport over our own network backend, which its constructor has no parameter for."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        super().__init__(verify=_certificates())
        self._pool = httpcore.ConnectionPool(ssl_context=_certificates(), max_connections=1, network_backend=backend)


@cache
def _certificates() -> ssl.SSLContext:
    """The authorities we trust, read once: that takes 30 ms."""
    return httpx.create_ssl_context(trust_env=False)


def _read(response: httpx.Response, bounds: Bounds) -> Fetched:
    if response.status_code != HTTPStatus.OK:
        raise FetchFailed(
            f"The page answered {response.status_code} {response.reason_phrase}".rstrip() + ".",
            details={"reason": "http_status", "code": response.status_code},
        )
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type not in bounds.media_types:
        raise FetchFailed(
            f"The address holds {media_type or 'something without a type'}, not a page that can be read.",
            details={"reason": "media_type"},
        )
    body = bytearray()
    for piece in _decoded(response, bounds.max_bytes):
        body += piece
        if len(body) > bounds.max_bytes:
            raise FetchFailed(
                f"The page is larger than {bounds.max_bytes / 1e6:g} MB.", details={"reason": "too_large"}
            )
    return Fetched(str(response.url), media_type, response.charset_encoding, bytes(body))


def _decoded(response: httpx.Response, limit: int) -> Iterator[bytes]:
    """The body, unpacked in steps of at most `limit` + 1 bytes, which is where the caller stops reading.

    httpx's own unpacking has no such limit: a bomb would stand in memory before anybody could count it.
    """
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding == "identity":
        yield from response.iter_raw()
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchFailed(f"The page is packed as {encoding}, which was not asked for.", details={"reason": "encoding"})
    unpacker: zlib._Decompress | None = None
    for chunk in response.iter_raw():
        unpacker = unpacker or zlib.decompressobj(_window(encoding, chunk))
        try:
            yield unpacker.decompress(chunk, limit + 1)
        except zlib.error as error:
            raise FetchFailed("The page arrived damaged.", details={"reason": "encoding"}) from error
    if unpacker is not None and not unpacker.eof:
        raise FetchFailed("The page broke off before its end.", details={"reason": "broken_answer"})


def _window(encoding: str, start: bytes) -> int:
    """zlib's window argument: gzip, zlib, or the raw deflate that some servers send under the name of the former."""
    if encoding != "deflate":
        return zlib.MAX_WBITS | 16
    return zlib.MAX_WBITS if start[:1] == b"\x78" else -zlib.MAX_WBITS


def _explained(error: Exception, url: httpx.URL) -> FetchFailed:
    if isinstance(error, httpx.TimeoutException):
        return too_slow()
    if _caused_by(error, ssl.SSLError):
        return FetchFailed(f"{url.host} has no valid certificate.", details={"reason": "certificate"})
    if isinstance(error, httpx.ConnectError):
        return FetchFailed(f"{url.host} could not be reached.", details={"reason": "unreachable"})
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return FetchFailed("This is not a web address.", details={"reason": "bad_address"})
    return FetchFailed(
        f"The answer of {url.host} broke off, or is not one of a web site.", details={"reason": "broken_answer"}
    )


def _caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__  # httpcore raises anew "from None", which leaves the context
    return error is not None
