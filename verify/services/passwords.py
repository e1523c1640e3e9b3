"""Passwords. Hashing one takes a core for a twentieth of a second on purpose, so no function here runs in a transaction."""

import secrets
from dataclasses import dataclass
from functools import lru_cache

from pwdlib import PasswordHash

from verify.core.errors import Malformed, NotSignedIn
from verify.queries.accounts import Credentials

LENGTH = (10, 200)


@dataclass(frozen=True, slots=True)
class Password:
    """A password that keeps the rules, as the hash that is stored. Made by `hashed`, before any transaction begins."""

    hash: str


def hashed(password: str) -> Password:
    """The password as its Argon2 hash. `Malformed` if it is too short or too long."""
    shortest, longest = LENGTH
    if not shortest <= len(password) <= longest:
        raise Malformed(f"Choose a password of {shortest} to {longest} characters.", field="password")
    return Password(_hasher().hash(password))


def prove(found: Credentials | None, password: str) -> Credentials:
    """The credentials, if the password is theirs. `NotSignedIn`, in the same words and time, for nobody's and a wrong one."""
    known = found.password_hash if found else _nobody()
    right = _hasher().verify(password[: LENGTH[1]], known)
    if found is None or not right:
        raise NotSignedIn(
            "This e-mail address and password do not belong together. Try again, or ask an admin for a new link."
        )
    return found


@lru_cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@lru_cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))
