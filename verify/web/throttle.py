"""Slows down guessing of passwords: so many tries a minute for each address and for each account."""

from fastapi import Request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from verify.core.errors import Forbidden


class Throttle:
    """Counts sign-in tries of this process."""

    def __init__(self, per_account: str = "10/minute", per_address: str = "60/minute") -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._per_account, self._per_address = parse(per_account), parse(per_address)

    def check(self, request: Request, email: str) -> None:
        """`Forbidden` where there were too many tries lately."""
        address = request.client.host if request.client else "unknown"
        allowed = self._limiter.hit(self._per_address, "address", address) and self._limiter.hit(
            self._per_account, "account", email.strip().casefold()[:254]
        )
        if not allowed:
            raise Forbidden("There were too many tries to sign in. Wait a minute, then try again.")
