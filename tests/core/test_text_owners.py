"""Whose text an article is, by what it derives from."""

import pytest

from verify.core.text_owners import Derived, Newsroom, Owner, owner
from verify.core.vocabulary import OriginRule

POST = Newsroom("Harbour Post", 1, "Harbour Group")
ECHO = Newsroom("Valley Echo", 2)
COURIER = Newsroom("Courier", 6)
SISTER = Newsroom("Evening Post", 3, "Harbour Group")
LATER_POST = Newsroom("Harbour Post (since 2025)", 1)
NORTHLINE = Newsroom("Northline", 4, is_agency=True)
OF_THE_GROUP = Newsroom("Harbour Wire", 5, "Harbour Group", is_agency=True)
AGENCIES = (NORTHLINE, OF_THE_GROUP)


def credit(root: str, *, is_sure: bool = True) -> Derived:
    return Derived(OriginRule.CREDIT, is_sure, False, f"byline “{root}”", root=root)


def copy(of: Newsroom, share: float | None, *, article: int = 9, is_sure: bool = True, is_tie: bool = False) -> Derived:
    return Derived(OriginRule.COPY, is_sure, is_tie, "a copy", of, article_id=article, share=share)


@pytest.mark.parametrize(
    ("derived", "name", "article"),
    [
        pytest.param([], None, None, id="nothing-found"),
        pytest.param([credit("Reuters")], "Reuters", None, id="an-agency-credited"),
        pytest.param([credit("Reuters"), credit("AP")], "Reuters and AP", None, id="two-credited"),
        pytest.param([credit("Northline"), copy(NORTHLINE, 0.6)], "Northline", 9, id="credited-and-copied"),
        pytest.param([copy(ECHO, 0.9), credit("Northline")], "Northline", None, id="a-credit-says-more-than-a-copy"),
        pytest.param([credit("Harbour Post")], None, None, id="its-own-name-as-an-agency"),
        pytest.param([credit("Harbour Wire")], None, None, id="the-agency-of-its-group"),
        pytest.param([credit("Reuters", is_sure=False)], None, None, id="perhaps-a-credit"),
        pytest.param([copy(ECHO, 0.5)], "Valley Echo", 9, id="half-of-it-copied"),
        pytest.param([copy(ECHO, 0.49)], None, None, id="a-long-report-that-holds-a-brief"),
        pytest.param([copy(ECHO, None)], None, None, id="found-by-an-earlier-release"),
        pytest.param([copy(ECHO, 0.9, is_sure=False)], None, None, id="perhaps-a-copy"),
        pytest.param([copy(ECHO, 0.9, is_tie=True)], None, None, id="both-at-once"),
        pytest.param([copy(POST, 0.9)], None, None, id="its-own-earlier-article"),
        pytest.param([copy(LATER_POST, 0.9)], None, None, id="another-era-of-it"),
        pytest.param([copy(SISTER, 0.9)], None, None, id="of-its-group"),
        pytest.param(
            [copy(SISTER, 1.0), copy(ECHO, 0.7, article=8), copy(COURIER, 0.8, article=7)],
            "Courier",
            7,
            id="most-of-it",
        ),
        pytest.param(
            [copy(ECHO, 0.9, article=8), copy(NORTHLINE, 0.6, article=7)],
            "Northline",
            7,
            id="the-agency-before-its-copies",
        ),
    ],
)
def test_whose_text_it_is(derived: list[Derived], name: str | None, article: int | None) -> None:
    found = owner(POST, derived, AGENCIES)
    assert (found and found.name, found and found.article_id) == (name, article)


def test_an_agencys_text_is_no_papers() -> None:
    assert owner(NORTHLINE, [copy(ECHO, 0.9), copy(POST, 0.8)], AGENCIES) is None
    assert owner(NORTHLINE, [copy(OF_THE_GROUP, 0.9)], AGENCIES) == Owner(
        "Harbour Wire", "90% of it stands in their article", 9
    )


def test_outlets_without_a_group_are_not_of_one() -> None:
    assert owner(ECHO, [copy(NORTHLINE, 0.9)], AGENCIES) == Owner("Northline", "90% of it stands in their article", 9)
