"""What a ClaimReview must be: Google's required fields and types, and the desk's own rules for each profile."""

from typing import Any

URL = {"type": "string", "pattern": "^https?://[^/]+"}
DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}"}
WORDS = {"type": "string", "minLength": 1}
ORGANIZATION = {
    "type": "object",
    "properties": {"@type": {"const": "Organization"}, "name": WORDS, "url": URL, "sameAs": URL},
    "required": ["@type", "name"],
    "additionalProperties": False,
}
PERSON = {
    "type": "object",
    "properties": {"@type": {"const": "Person"}, "name": WORDS, "sameAs": {"type": "array", "items": URL}},
    "required": ["@type", "name"],
    "additionalProperties": False,
}
WORK = {
    "type": "object",
    "properties": {
        "@type": {"const": "CreativeWork"},
        "url": URL,
        "headline": WORDS,
        "datePublished": DAY,
        "publisher": ORGANIZATION,
    },
    "required": ["@type", "url"],
    "additionalProperties": False,
}
CLAIM = {
    "type": "object",
    "properties": {
        "@type": {"const": "Claim"},
        "text": WORDS,
        "author": {"oneOf": [ORGANIZATION, PERSON]},
        "datePublished": DAY,
        "appearance": WORK,
    },
    "required": ["@type", "text", "author"],
    "additionalProperties": False,
}


def _rating(five: object, values: list[object], one: object) -> dict[str, Any]:
    """A number with its scale, or, for unverified, the word alone."""
    numbers = {"ratingValue": {"enum": values}, "bestRating": {"const": five}, "worstRating": {"const": one}}
    return {
        "type": "object",
        "properties": {
            "@type": {"const": "Rating"},
            "alternateName": {"enum": ["Corroborated", "Disputed", "Unverified"]},
            "ratingExplanation": WORDS,
            **numbers,
        },
        "required": ["@type", "alternateName"],
        "additionalProperties": False,
        "if": {"properties": {"alternateName": {"const": "Unverified"}}},
        "then": {"not": {"anyOf": [{"required": [name]} for name in numbers]}},
        "else": {"required": list(numbers)},
    }


_SHARED: dict[str, Any] = {
    "@context": {"const": "https://schema.org"},
    "@type": {"const": "ClaimReview"},
    "datePublished": DAY,
    "url": URL,
    "author": ORGANIZATION,
    "claimReviewed": WORDS,
    "itemReviewed": CLAIM,
}

STRICT: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {**_SHARED, "reviewRating": _rating("5", ["1", "2", "5"], "1")},
    "required": [*_SHARED, "reviewRating"],
    "additionalProperties": False,
}

RICH: dict[str, Any] = {
    **STRICT,
    "properties": {
        **_SHARED,
        "reviewRating": _rating(5, [1, 2, 5], 1),
        "identifier": WORDS,
        "dateModified": DAY,
        "inLanguage": WORDS,
        "reviewBody": WORDS,
        "citation": {"type": "array", "items": WORK, "minItems": 1},
    },
    "required": [*_SHARED, "reviewRating", "identifier"],
}
