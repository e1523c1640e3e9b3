"""Whom a comment names: whole names, first names, addresses, and what could mean two people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.mentions import Named, handles, mentions, parts

ANA, BO, BOO, ANN_1, ANN_2, ZOE = range(1, 7)
PEOPLE = [
    Named(ANA, "Ana", "ana@desk.example"),
    Named(BO, "Bo Lind", "bo@desk.example"),
    Named(BOO, "Bo Lind Berg", "boo@desk.example"),
    Named(ANN_1, "Ann Marsh", "ann.1@desk.example"),
    Named(ANN_2, "Ann Marsh", "ann.2@desk.example"),
    Named(ZOE, "Zoe\u0301 O’Hara", "zoe@desk.example"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Ana look at this", [("@Ana", ANA)]),
        ("See (@ana).", [("@ana", ANA)]),
        ("Ask @Bo Lind, then @BO LIND BERG.", [("@Bo Lind", BO), ("@BO LIND BERG", BOO)]),
        ("@Bo Lindbergh wrote it", []),
        ("@Bo asked", []),
        ("@Ann Marsh or @ann.2@desk.example", [("@ann.2@desk.example", ANN_2)]),
        ("@Zoé O’Hara and @zoé", [("@Zoé O’Hara", ZOE), ("@zoé", ZOE)]),
        ("write to mail@ana or ana@desk.example", []),
        ("@@Ana and @ Ana", []),
        ("@Anatole and @nobody", []),
        ("@Ana’s note, @Ana-Lena", [("@Ana", ANA), ("@Ana", ANA)]),
    ],
)
def test_the_longest_name_that_one_person_has_counts(text: str, found: list[tuple[str, int]]) -> None:
    assert [(text[one.start : one.end], one.user_id) for one in mentions(text, PEOPLE)] == found


def test_what_is_offered_names_exactly_one_person() -> None:
    offered = handles(PEOPLE)
    assert offered[3:5] == ["ann.1@desk.example", "ann.2@desk.example"]
    for person, handle in zip(PEOPLE, offered, strict=True):
        assert [one.user_id for one in mentions(f"Well, @{handle}.", PEOPLE)] == [person.user_id]


def test_a_name_is_shown_as_it_is_now() -> None:
    text = "Ask @Ana or @Bo Lind."
    shown = parts(text, mentions(text, PEOPLE), {ANA: "Ana Marsh", BO: "reviewer-77"})
    assert "".join(part.text for part in shown) == "Ask @Ana Marsh or @reviewer-77."
    assert [part.user_id for part in shown] == [None, ANA, None, BO, None]


@given(st.text(st.sampled_from("@ aAnBoLidM.\n’é"), max_size=80))
def test_the_parts_are_the_text(text: str) -> None:
    found = mentions(text, PEOPLE)
    names = {person.user_id: person.name for person in PEOPLE}
    plain = "".join(part.text for part in parts(text, found, names) if part.user_id is None)
    left = "".join(
        character for place, character in enumerate(text) if not any(o.start <= place < o.end for o in found)
    )
    assert plain == left
