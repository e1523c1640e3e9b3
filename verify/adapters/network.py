"""Connections to public addresses only, each operation bounded by one deadline for the whole fetch.

A name is resolved once per connection, every address of the answer is judged, and the connection goes to an address
that was judged: a name that answers differently a moment later (DNS rebinding) finds no second look-up to lie to.
"""

import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

from verify.core.errors import FetchFailed

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet; one that carries an IPv4 address is judged by that."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _carried_ipv4(address)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _carried_ipv4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def resolve(host: str, port: int) -> list[str]:
    """The addresses that the system's resolver gives for a host, in its order, without repeats."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock by which a fetch has ended, one way or the other."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """The deadline that many seconds from now."""
        return cls(time.monotonic() + seconds)

    def left(self, timeout: float | None = None) -> float:
        """Seconds that remain, at most `timeout`; raises `FetchFailed` when none do."""
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise too_slow()
        return seconds if timeout is None else min(seconds, timeout)


def too_slow() -> FetchFailed:
    """The refusal for a page that did not arrive in time."""
    return FetchFailed("The page took too long to arrive. Try again later.", details={"reason": "timeout"})


class PublicBackend(httpcore.NetworkBackend):
    """Opens connections for httpcore: judged addresses only, every wait cut at the deadline."""

    def __init__(self, deadline: Deadline, *, admits: Callable[[Address], bool], resolver: Resolver) -> None:
        self._deadline = deadline
        self._admits = admits
        self._resolver = resolver
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers; one address that is not public refuses the host."""
        failure: Exception | None = None
        for address in self._judged(host, port):
            try:
                stream = self._sockets.connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _BoundedStream(stream, self._deadline)
        raise failure or unknown_host(host)

    def _judged(self, host: str, port: int) -> list[str]:
        addresses = _within(self._deadline, self._resolver, host, port)
        for text in addresses:
            if not self._admits(ipaddress.ip_address(text)):
                raise FetchFailed(
                    f"The address {host} leads into a private network. Only public pages can be fetched.",
                    details={"reason": "private_address"},
                )
        return addresses


def unknown_host(host: str) -> FetchFailed:
    """The refusal for a name that no address is known for."""
    return FetchFailed(f"No site was found under the name {host}.", details={"reason": "unknown_host"})


def _within(deadline: Deadline, resolver: Resolver, host: str, port: int) -> list[str]:
    """Resolve in a thread of its own: the system's resolver takes no time limit, and may hang for half a minute."""
    answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(host, port))
        except (OSError, UnicodeError) as error:  # an unknown name; a name with an impossible label
            answers.put(error)

    threading.Thread(target=ask, name="verify-resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=deadline.left())
    except queue.Empty:
        raise too_slow() from None
    if isinstance(answer, OSError | UnicodeError):
        raise unknown_host(host) from answer
    return answer


class _BoundedStream(httpcore.NetworkStream):
    """A connection whose every read and write ends at the deadline, so that a slow drip of headers ends there too."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _BoundedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
