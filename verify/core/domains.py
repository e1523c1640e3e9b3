"""Registrable domains: what an outlet is found by."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_IN_A_NAME = re.compile(r"[a-z0-9._-]+")


@lru_cache(maxsize=1)
def _suffixes() -> "PublicSuffixList":
    # The list takes tens of milliseconds to read and ships with its library; commands that never need it do not pay.
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def registrable_domain(address: str) -> str | None:
    """The domain somebody registered (`news.example.co.uk` → `example.co.uk`) of a URL or a host, in ASCII lower case.

    Domains under a shared host count as registered (`paper.blogspot.com`). None where there is no host, or only an IP number.
    """
    host = _host(address)
    if not host or ":" in host or host.replace(".", "").isdigit():
        return None
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if not _IN_A_NAME.fullmatch(host):
        return None
    found: str | None = _suffixes().privatesuffix(host)
    return found


def _host(address: str) -> str | None:
    text = address.strip()
    try:
        return (urlsplit(text if "//" in text else f"//{text}").hostname or "").rstrip(".").lower()
    except ValueError:
        return None
