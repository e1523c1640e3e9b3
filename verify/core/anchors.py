"""Where a quote stands in a text, as W3C selectors (Web Annotation Data Model, 4.2.4 and 4.2.5)."""

from collections.abc import Sequence
from typing import Any

CONTEXT = 32
"""Code points of the text kept before and after a quote, so that it is found again where the text has moved."""


def selectors(text: str, spans: Sequence[Sequence[int]]) -> list[list[dict[str, Any]]]:
    """For each span `[start, end)` of `text`, in code points: its TextPositionSelector and its TextQuoteSelector."""
    return [
        [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - CONTEXT) : start],
                "suffix": text[end : end + CONTEXT],
            },
        ]
        for start, end in spans
    ]
