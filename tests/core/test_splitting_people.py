"""Who a surname means: names written as the parser would tag them."""

import pytest

from tests.support.trees import tree
from verify.core.splitting.names import Name, names
from verify.core.splitting.parsing import Tree
from verify.core.splitting.people import People


def run(words: str) -> Tree:
    """A tree in which every word with a capital is a proper noun hung on the last one."""
    split = words.split()
    rows = [
        (w, "NNP" if w[0].isupper() else "NN", "PROPN" if w[0].isupper() else "NOUN", "flat", len(split) - 1)
        for w in split
    ]
    return tree(*rows)


def name(text: str) -> Name:
    return names(run(text))[0]


@pytest.mark.parametrize(
    ("text", "bare", "person"),
    [
        ("Japanese Prime Minister Shinzo Abe", "Shinzo Abe", True),
        ("House Speaker John Boehner", "John Boehner", True),
        ("Letitia A. James", "Letitia A. James", True),
        ("Mrs. Holm", "Holm", True),
        ("Justice Department", "Justice Department", False),
        ("Quayside Bank", "Quayside Bank", False),
    ],
    ids=["office inside", "office of two words", "initial", "title", "a body with an office's name", "a company"],
)
def test_a_name_without_its_office(text: str, bare: str, person: bool) -> None:
    assert (name(text).text, name(text).person) == (bare, person)


def people(*mentions: str) -> People:
    found = People()
    for mention in mentions:
        found.learn(name(mention))
    return found


@pytest.mark.parametrize(
    ("mentions", "asked", "expected"),
    [
        (["Mayor Greta Holm"], "Holm", "Greta Holm"),
        (["President Holm", "Lady Greta Holm"], "Holm", "Holm"),
        (["Mayor Holm", "Mayor Greta Holm"], "Holm", "Greta Holm"),
        (["Greta Holm", "Peter Holm"], "Holm", "Holm"),
        (["Greta Holm", "Peter Holm"], "Mrs. Holm", "Greta Holm"),
        (["Peter Holm"], "Mrs. Holm", "Holm"),
        (["Pat Holm", "Patrick Holm Jr."], "Holm", "Patrick Holm Jr."),
        (["Greta Holm"], "Peter Holm", "Peter Holm"),
    ],
    ids=["one", "bare first", "same office", "two", "title tells", "title denies", "short form", "another"],
)
def test_a_surname_is_filled_only_where_it_is_certain(mentions: list[str], asked: str, expected: str) -> None:
    assert people(*mentions).find(name(asked)) == expected
