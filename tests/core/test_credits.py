"""Agency credits are found where they stand, and nowhere else."""

import pytest

from verify.core.credits import agency_credits, cited_links, cited_names, root_name

STORY = "The river broke its banks.\n\nAbout 640 people left their homes."


@pytest.mark.parametrize(
    ("text", "byline", "agencies"),
    [
        (STORY, "Northline", ["Northline"]),
        (STORY, "Nell Fennick for Northline", ["Northline"]),
        (STORY, "By ZEKE MILLER, Associated Press", ["AP"]),
        (STORY, "Nell Fennick and Bo Ash, Northline", ["Northline"]),
        (STORY, "Reuters staff", ["Reuters"]),
        (STORY, "Reporting by Northline", ["Northline"]),
        (STORY, "AP/AFP", ["AP", "AFP"]),
        (STORY, "AP, Reuters and AFP", ["AP", "Reuters", "AFP"]),
        (STORY, "Northline and other agencies", ["Northline"]),
        (STORY, "April Reuterson", []),
        ("WASHINGTON (AP) — " + STORY, None, ["AP"]),
        ("LONDON, March 3 (Reuters) - " + STORY, None, ["Reuters"]),
        (STORY + " (Northline)", None, ["Northline"]),
        (STORY.replace("banks.", "banks. (dpa)"), None, ["dpa"]),
        (STORY.replace("banks.", "banks, said Bob Casey (PA).") + "\n\nMore." * 60, None, []),
        (STORY + "\n— Agence France-Presse", None, ["AFP"]),
        (STORY.replace("banks.", "banks, Reuters reported. The AP (founded in 1846) agreed."), None, []),
        (STORY + " He spoke to Reuters.", None, []),
        (STORY + " (Northline)", "Nell Fennick and Northline", ["Northline"]),
    ],
)
def test_credits(text: str, byline: str | None, agencies: list[str]) -> None:
    found = agency_credits(text, byline, ["Northline"])
    assert ([one.agency for one in found], all(one.is_sure for one in found)) == (agencies, True)


@pytest.mark.parametrize(
    ("text", "byline", "agencies"),
    [
        (STORY, "Nell Fennick and Northline", ["Northline"]),
        (STORY, "Meridian TV with Northline", ["Northline"]),
        (STORY, "Staff and Northline", ["Northline"]),
        (STORY, "Northline and staff reports", ["Northline"]),
        (STORY, "Nell Fennick, Bo Ash & AP", ["AP"]),
        (STORY, "AP, Reuters and Nell Fennick", ["AP", "Reuters"]),
        (STORY, "Zeke Marsh, Associated Press, and Nell Fennick", ["AP"]),
        (STORY, "With Northline", ["Northline"]),
        (STORY, "Reporting by Nell Fennick, additional reporting by Northline", ["Northline"]),
        (STORY, "Nell Fennick with reporting by Northline", ["Northline"]),
        (STORY + " (Nell Fennick and Northline)", None, ["Northline"]),
        (STORY + "\n\nWith files from The Canadian Press", "Nell Fennick", ["CP"]),
    ],
)
def test_beside_the_outlets_own_people_an_agency_is_only_a_suggestion(
    text: str, byline: str | None, agencies: list[str]
) -> None:
    found = agency_credits(text, byline, ["Northline"])
    assert ([one.agency for one in found], any(one.is_sure for one in found)) == (agencies, False)


def test_an_agency_has_one_name() -> None:
    assert {root_name(name) for name in ("AP", "The Associated  Press", "associated press")} == {"AP"}
    assert root_name("The Courier") == "The Courier"


def test_what_a_sentence_cites() -> None:
    passage = "It rose to 5.8 metres, according to The Aldhaven Courier. Northline reported it first, see https://x.example/a."
    assert cited_names(passage) == ["Aldhaven Courier", "Northline"]
    assert cited_links(passage) == ["https://x.example/a"]
    assert cited_names("It rose, according to a gauge.") == []
