"""What can go wrong, as a tree without status codes; `verify.deps` maps it to HTTP, the CLI to an exit status."""

from collections.abc import Mapping
from typing import Any


class VerifyError(Exception):
    """A refusal with a message for the person: what happened, what was kept, what to do."""

    code = "error"

    def __init__(self, message: str, *, field: str | None = None, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.details = dict(details or {})


class NotFound(VerifyError):
    """No such row, or not one this person may know of."""

    code = "not_found"


class Forbidden(VerifyError):
    """The person's roles do not allow the action."""

    code = "forbidden"


class NotSignedIn(VerifyError):
    """No session or token, or one that has ended."""

    code = "not_signed_in"


class Conflict(VerifyError):
    """The thing has changed, or somebody else holds it; `details` carries what stands now."""

    code = "conflict"


class RuleRefused(VerifyError):
    """Well-formed, but against a rule of the desk (a verdict without evidence, one origin too few)."""

    code = "rule_refused"


class Malformed(VerifyError):
    """Input that cannot be read: empty, too large, wrongly encoded, an unknown word."""

    code = "malformed"


class FetchFailed(VerifyError):
    """A page could not be fetched; the reason is for the person and is stored with the row."""

    code = "fetch_failed"
