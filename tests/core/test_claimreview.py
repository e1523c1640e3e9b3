"""A verdict as ClaimReview: ratings, authors, and what each profile may hold."""

from dataclasses import replace

import pytest

from verify.core.claimreview import (
    STRICT_KEYS,
    Cited,
    Profile,
    Publisher,
    Reviewed,
    claim_author,
    claim_review,
    publisher,
    rating,
)
from verify.core.errors import RuleRefused
from verify.core.vocabulary import ReasonCode, Verdict, Voice

DESK = Publisher("Harbour Desk", "https://desk.example")
CLAIM = Reviewed(
    claim_id=12,
    text_id="0a-c12",
    statement="The bridge at Tarn opened in March 2024.",
    quote="It opened in March.",
    language="en",
    voice=Voice.OWN,
    speaker=None,
    verdict=Verdict.CORROBORATED,
    reason_code=ReasonCode.PRIMARY_SOURCE,
    rationale="The register says so.",
    first_decided_at="2026-11-20T10:00:00.000000Z",
    decided_at="2026-11-20T10:00:00.000000Z",
    outlet_name="Daily Ledger",
    outlet_domains=("ledger.example", "ledger2.example"),
    article_title="The bridge",
    article_url="https://ledger.example/bridge",
    published="2026-11-01",
    cited=(Cited("https://port.example/register", "Port", None),),
)


@pytest.mark.parametrize(
    ("verdict", "reason", "value", "name"),
    [
        (Verdict.CORROBORATED, ReasonCode.INDEPENDENT_ORIGINS, 5, "Corroborated"),
        (Verdict.DISPUTED, ReasonCode.CONTRADICTED, 1, "Disputed"),
        (Verdict.DISPUTED, ReasonCode.FABRICATED, 1, "Disputed"),
        (Verdict.DISPUTED, ReasonCode.MISLEADING_CONTEXT, 2, "Disputed"),
    ],
)
def test_ratings(verdict: Verdict, reason: ReasonCode, value: int, name: str) -> None:
    rich = rating(verdict, reason, Profile.RICH)
    assert (rich["ratingValue"], rich["bestRating"], rich["worstRating"], rich["alternateName"]) == (value, 5, 1, name)
    assert rating(verdict, reason, Profile.STRICT) == {
        "@type": "Rating",
        "alternateName": name,
        "ratingValue": str(value),
        "bestRating": "5",
        "worstRating": "1",
    }


def test_unverified_is_a_word_without_a_number() -> None:
    assert rating(Verdict.UNVERIFIED, ReasonCode.TOO_EARLY, Profile.STRICT) == {
        "@type": "Rating",
        "alternateName": "Unverified",
    }
    assert not {"ratingValue", "bestRating", "worstRating"} & set(
        rating(Verdict.UNVERIFIED, ReasonCode.TOO_EARLY, Profile.RICH)
    )


def test_strict_keeps_to_its_keys_and_rich_says_more() -> None:
    strict, rich = (claim_review(CLAIM, DESK, profile) for profile in (Profile.STRICT, Profile.RICH))
    assert set(strict) == STRICT_KEYS
    assert set(rich) == STRICT_KEYS | {"identifier", "inLanguage", "reviewBody", "citation"}
    assert rich["url"] == "https://desk.example/claims/12"
    assert rich["itemReviewed"]["appearance"]["url"] == CLAIM.article_url


def test_a_revised_verdict_keeps_its_first_day() -> None:
    revised = replace(CLAIM, decided_at="2026-11-25T08:00:00.000000Z")
    made = claim_review(revised, DESK, Profile.RICH)
    assert (made["datePublished"], made["dateModified"]) == ("2026-11-20", "2026-11-25T08:00:00.000000Z")
    assert "dateModified" not in claim_review(CLAIM, DESK, Profile.RICH)


@pytest.mark.parametrize("profile", Profile)
def test_a_claims_author_has_its_link_in_same_as(profile: Profile) -> None:
    outlet = claim_review(CLAIM, DESK, profile)["itemReviewed"]["author"]
    assert outlet == {"@type": "Organization", "name": "Daily Ledger", "sameAs": "https://ledger.example"}
    person = claim_author("Ida Marsh", is_person=True, links=["https://marsh.example"])
    assert person == {"@type": "Person", "name": "Ida Marsh", "sameAs": ["https://marsh.example"]}


@pytest.mark.parametrize(
    ("speaker", "kind"),
    [("Ida Marsh", "Person"), ("Ministry of Ports", "Organization"), ("Tarn Police", "Organization")],
)
def test_a_relayed_claim_is_its_speakers(speaker: str, kind: str) -> None:
    relayed = replace(CLAIM, voice=Voice.RELAYED, speaker=speaker)
    author = claim_review(relayed, DESK, Profile.STRICT)["itemReviewed"]["author"]
    assert author == {"@type": kind, "name": speaker}


def test_what_is_unknown_is_left_out() -> None:
    bare = replace(CLAIM, article_url=None, published=None, language="und", rationale="", cited=(), outlet_domains=())
    made = claim_review(bare, DESK, Profile.RICH)
    assert not {"inLanguage", "reviewBody", "citation", "dateModified"} & set(made)
    assert set(made["itemReviewed"]) == {"@type", "text", "author"}
    assert "sameAs" not in made["itemReviewed"]["author"]


@pytest.mark.parametrize("address", ["", "desk.example", "ftp://desk.example", "https://"])
def test_without_a_public_address_there_is_no_publisher(address: str) -> None:
    with pytest.raises(RuleRefused, match="VERIFY_BASE_URL"):
        publisher("Harbour Desk", address)


def test_an_address_ends_without_a_slash() -> None:
    assert publisher("Harbour Desk", "https://desk.example/") == DESK
