"""One spelling for one page: the address that an article is known by."""

from urllib.parse import urlsplit, urlunsplit

from verify.core.domains import registrable_domain
from verify.core.errors import Malformed

LONGEST = 2_000
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str:
    """The address without fragment, tracking parameters, default port and other accidents of spelling.

    Applied to its own result it changes nothing. Raises `Malformed` (field `url`) for what is no http or https address.
    """
    given = url.strip()
    if len(given) > LONGEST:
        raise Malformed(f"The address is longer than {LONGEST:,} characters.", field="url")
    _check(given)
    from courlan import clean_url
    from w3lib.url import canonicalize_url

    cleaned = clean_url(given.replace(" ", "%20"))  # it would drop the spaces
    if not cleaned:
        raise _no_address()
    try:
        return _check(canonicalize_url(cleaned))
    except (ValueError, UnicodeError) as error:
        raise _no_address() from error


def same_site(url: str, other: str) -> bool:
    """Whether two addresses lie under one registrable domain, or on the very same host."""
    domains = registrable_domain(url), registrable_domain(other)
    return domains[0] == domains[1] if all(domains) else urlsplit(url).hostname == urlsplit(other).hostname


def _check(url: str) -> str:
    """The address without its default port; refuses other schemes, missing hosts and passwords."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise _no_address() from error
    if parts.scheme.lower() not in _DEFAULT_PORTS:
        raise Malformed("Write an address that begins with http:// or https://.", field="url")
    if not host or not url.isprintable() or " " in parts.netloc:
        raise _no_address()
    if "@" in parts.netloc:
        raise Malformed("The address holds a name or password. Leave that out.", field="url")
    if port == _DEFAULT_PORTS[parts.scheme.lower()]:
        parts = parts._replace(netloc=parts.netloc.rpartition(":")[0])
    return urlunsplit(parts)


def _no_address() -> Malformed:
    return Malformed("This is not a web address. Copy it from the browser's address bar.", field="url")
