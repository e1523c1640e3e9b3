"""ClaimReview: a verdict as schema.org's fact-check markup, in two profiles.

Rich says all that the desk may say in public. Strict keeps to the keys and types that fact-check collectors read without
fault: eight keys at the top, numbers of a rating as strings, the link of a claim's author in `sameAs`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from verify.core.errors import RuleRefused
from verify.core.vocabulary import ReasonCode, Verdict, Voice

BEST, WORST = 5, 1
NAMES: dict[Verdict, str] = {verdict: verdict.capitalize() for verdict in Verdict}
VALUES: dict[Verdict, int] = {Verdict.CORROBORATED: 5, Verdict.DISPUTED: 1}
"""Unverified has no value on purpose: 3 of 5 would read as half true."""
MISLEADING = 2
STRICT_KEYS = frozenset(
    {"@context", "@type", "datePublished", "url", "author", "claimReviewed", "reviewRating", "itemReviewed"}
)

_ORGANISATION = re.compile(
    r"\b(agency|airlines?|army|association|authority|bank|board|bureau|cabinet|centre|center|charity|church|club|commission|"
    r"committee|company|congress|council|court|department|embassy|exchange|federation|foundation|government|group|hospital|"
    r"inc|institute|league|ltd|ministry|museum|office|officials|organi[sz]ation|parliament|party|police|port|prosecutors|"
    r"register|school|senate|service|society|survey|team|trust|union|university)\b",
    re.IGNORECASE,
)


class Profile(StrEnum):
    """How much a ClaimReview says."""

    RICH = "rich"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the reviews: the desk, at its public address (no slash at the end)."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Cited:
    """An item of evidence that has an address."""

    url: str
    publisher: str
    published: str | None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A decided claim, as far as ClaimReview can say it. Days and times are ISO 8601 text."""

    claim_id: int
    text_id: str
    statement: str
    quote: str
    language: str
    voice: Voice
    speaker: str | None
    verdict: Verdict
    reason_code: ReasonCode
    rationale: str
    first_decided_at: str
    decided_at: str
    outlet_name: str
    outlet_domains: Sequence[str]
    article_title: str
    article_url: str | None
    published: str | None
    cited: Sequence[Cited] = ()


def publisher(name: str, base_url: str) -> Publisher:
    """The desk as a publisher. `RuleRefused` where it has no public address: each review needs one."""
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RuleRefused(
            "ClaimReview needs a public address for each claim, and this desk has none. Nothing was exported. "
            "Set VERIFY_BASE_URL, such as https://desk.example, and export again."
        )
    return Publisher(name, base_url.rstrip("/"))


def claim_review(claim: Reviewed, by: Publisher, profile: Profile) -> dict[str, Any]:
    """One claim's ClaimReview, as a JSON-LD object."""
    strict = profile is Profile.STRICT
    made: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "datePublished": claim.first_decided_at[:10],
        "url": f"{by.address}/claims/{claim.claim_id}",
        "author": {"@type": "Organization", "name": by.name, "url": by.address},
        "claimReviewed": claim.statement,
        "reviewRating": rating(claim.verdict, claim.reason_code, profile),
        "itemReviewed": _item(claim),
    }
    if strict:
        return made
    made["identifier"] = claim.text_id
    if claim.decided_at != claim.first_decided_at:
        made["dateModified"] = claim.decided_at
    if claim.language != "und":
        made["inLanguage"] = claim.language
    if claim.rationale:
        made["reviewBody"] = claim.rationale
    if claim.cited:
        made["citation"] = [_citation(item) for item in claim.cited]
    return made


def rating(verdict: Verdict, reason: ReasonCode, profile: Profile) -> dict[str, Any]:
    """The verdict as a Rating: 5 corroborated, 1 disputed (2 where the context misleads), no number for unverified."""
    made: dict[str, Any] = {"@type": "Rating", "alternateName": NAMES[verdict]}
    value = MISLEADING if reason is ReasonCode.MISLEADING_CONTEXT else VALUES.get(verdict)
    if value is not None:
        numbers = {"ratingValue": value, "bestRating": BEST, "worstRating": WORST}
        made |= {name: str(number) for name, number in numbers.items()} if profile is Profile.STRICT else numbers
    if profile is Profile.RICH:
        made["ratingExplanation"] = reason.replace("_", " ")
    return made


def claim_author(name: str, *, is_person: bool, links: Sequence[str] = ()) -> dict[str, Any]:
    """Who made a claim. Their links stand in `sameAs`: a list for a Person, the first one for an Organization."""
    made: dict[str, Any] = {"@type": "Person" if is_person else "Organization", "name": name}
    if links:
        made["sameAs"] = list(links) if is_person else links[0]
    return made


def _item(claim: Reviewed) -> dict[str, Any]:
    item: dict[str, Any] = {"@type": "Claim", "text": claim.quote, "author": _author(claim)}
    if claim.published:
        item["datePublished"] = claim.published
    if claim.article_url:
        item["appearance"] = _appearance(claim, claim.article_url)
    return item


def _author(claim: Reviewed) -> dict[str, Any]:
    if claim.voice is Voice.RELAYED and claim.speaker:
        return claim_author(claim.speaker, is_person=_ORGANISATION.search(claim.speaker) is None)
    links = [f"https://{domain}" for domain in claim.outlet_domains]
    return claim_author(claim.outlet_name, is_person=False, links=links)


def _appearance(claim: Reviewed, url: str) -> dict[str, Any]:
    where: dict[str, Any] = {"@type": "CreativeWork", "url": url, "headline": claim.article_title}
    if claim.published:
        where["datePublished"] = claim.published
    return where | {"publisher": {"@type": "Organization", "name": claim.outlet_name}}


def _citation(item: Cited) -> Mapping[str, Any]:
    made: dict[str, Any] = {"@type": "CreativeWork", "url": item.url}
    if item.publisher:
        made["publisher"] = {"@type": "Organization", "name": item.publisher}
    return made | ({"datePublished": item.published} if item.published else {})
