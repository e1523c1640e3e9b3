"""Splitting sentences in tests."""

from verify.core.splitting.pipeline import split


def told(text: str) -> list[tuple[str, str | None]]:
    """Each statement of an English text with its speaker."""
    return [
        (claim.statement, claim.attribution.speaker if claim.attribution else None)
        for claim in split(text, language="en").claims
    ]
