"""Agency credits are found where they stand, and nowhere else."""

import pytest

from verify.core.credits import agency_credits, cited_links, cited_names, root_name

STORY = "The river broke its banks.\n\nAbout 640 people left their homes."


@pytest.mark.parametrize(
    ("text", "byline", "agencies"),
    [
        (STORY, "Northline", ["Northline"]),
        (STORY, "Nell Fennick and Northline", ["Northline"]),
        (STORY, "Meridian TV with Northline", ["Northline"]),
        (STORY, "By ZEKE MILLER, Associated Press", ["AP"]),
        (STORY, "Reuters staff", ["Reuters"]),
        (STORY, "AP/AFP", ["AP", "AFP"]),
        (STORY, "April Reuterson", []),
        ("WASHINGTON (AP) — " + STORY, None, ["AP"]),
        ("LONDON, March 3 (Reuters) - " + STORY, None, ["Reuters"]),
        (STORY + " (Northline)", None, ["Northline"]),
        (STORY.replace("banks.", "banks. (dpa)"), None, ["dpa"]),
        (STORY.replace("banks.", "banks, said Bob Casey (PA).") + "\n\nMore." * 60, None, []),
        (STORY + "\n— Agence France-Presse", None, ["AFP"]),
        (STORY.replace("banks.", "banks, Reuters reported. The AP (founded in 1846) agreed."), None, []),
        (STORY + " He spoke to Reuters.", None, []),
    ],
)
def test_credits(text: str, byline: str | None, agencies: list[str]) -> None:
    assert [found.agency for found in agency_credits(text, byline, ["Northline"])] == agencies


def test_an_agency_has_one_name() -> None:
    assert {root_name(name) for name in ("AP", "The Associated  Press", "associated press")} == {"AP"}
    assert root_name("The Courier") == "The Courier"


def test_what_a_sentence_cites() -> None:
    passage = "It rose to 5.8 metres, according to The Aldhaven Courier. Northline reported it first, see https://x.example/a."
    assert cited_names(passage) == ["Aldhaven Courier", "Northline"]
    assert cited_links(passage) == ["https://x.example/a"]
    assert cited_names("It rose, according to a gauge.") == []
