"""The ClaimReview file: valid in both profiles, and only of claims that have a verdict."""

from typing import Any

import jsonschema
import pytest

from tests.exports.claimreview_schema import RICH, STRICT
from tests.exports.reading import reviews, taken
from tests.support.exported import NOW, Filled
from verify.core.errors import RuleRefused
from verify.core.exports import ClaimSet
from verify.db import Database
from verify.services import exports

PROFILES = [("rich", RICH), ("strict", STRICT)]


def claim_ids(found: list[dict[str, Any]]) -> set[int]:
    return {int(review["url"].removeprefix("https://desk.example/claims/")) for review in found}


@pytest.mark.parametrize(("profile", "schema"), PROFILES)
def test_every_review_is_valid(database: Database, filled: Filled, profile: str, schema: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema)
    found = reviews(database, state="", profile=profile, unverified="yes")
    assert claim_ids(found) == set(filled.decided)
    for review in found:
        validator.validate(review)


def test_the_schemas_tell_the_profiles_apart(database: Database, filled: Filled) -> None:
    rich, strict = (reviews(database, profile=profile)[0] for profile, _ in PROFILES)
    assert not jsonschema.Draft202012Validator(STRICT).is_valid(rich)
    assert not jsonschema.Draft202012Validator(RICH).is_valid(strict)


def test_unverified_is_left_out_unless_asked(database: Database, filled: Filled) -> None:
    assert claim_ids(reviews(database)) == set(filled.decided) - {filled.unverified}
    assert claim_ids(reviews(database, unverified="yes")) == set(filled.decided)


def test_claims_without_a_verdict_are_never_in_it(database: Database, filled: Filled) -> None:
    assert claim_ids(reviews(database, state="")) == set(filled.decided) - {filled.unverified}
    assert reviews(database, state="pending") == []


def test_a_revised_claim_says_what_stands_now(database: Database, filled: Filled) -> None:
    review = next(r for r in reviews(database) if r["url"].endswith(f"/{filled.disputed}"))
    assert review["reviewRating"]["ratingValue"] == 1
    assert review["reviewBody"] == "The count was 9."
    assert (review["datePublished"], review["dateModified"][:10]) == ("2026-11-22", "2026-11-24")
    assert review["itemReviewed"]["author"] == {"@type": "Organization", "name": "Ministry of Ports"}


def test_removed_evidence_is_not_cited(database: Database, filled: Filled) -> None:
    review = next(r for r in reviews(database) if r["url"].endswith(f"/{filled.corroborated}"))
    assert [work["url"] for work in review["citation"]] == ["https://valley.example/b"]


def test_without_a_public_address_it_says_so_and_stops(database: Database, filled: Filled) -> None:
    wanted = ClaimSet.parsed({"format": "claimreview"})
    with pytest.raises(RuleRefused, match="VERIFY_BASE_URL"):
        next(exports.download(database, wanted, base_url="", now=NOW))


def test_the_same_claims_give_the_same_bytes(database: Database, filled: Filled) -> None:
    assert taken(database, format="claimreview") == taken(database, format="claimreview")
