"""Who says what: claims that match stand in one row, those that conflict stand there too and say otherwise."""

from verify.core.story_matrices import Cell, Link, Row, Told, rows

NORTHLINE, BLAZE, COURIER, VOICE = 1, 2, 3, 4


def told(number: int, outlet: int, statement: str, *, article: int = 0, unresolved: int = 0) -> Told:
    return Told(number, article or outlet, outlet, statement, unresolved, (outlet, number))


def same(one: int, other: int, score: float = 0.9, *, sure: bool = False) -> Link:
    return Link(one, other, False, score, sure)


def conflict(one: int, other: int, score: float = 0.9, *, sure: bool = False) -> Link:
    return Link(one, other, True, score, sure)


HOMES = told(1, NORTHLINE, "About 640 people left their homes.")
COPY = told(2, BLAZE, "About 640 people left their homes")
LIST = told(3, COURIER, "585 people left their homes.")
MANY = told(4, VOICE, "More than 4,000 people fled.")
BRIDGE = told(5, NORTHLINE, "A footbridge gave way.")


def ids(row: Row) -> tuple[list[int], list[int]]:
    return [one.id for one in row.saying], [one.id for one in row.otherwise]


def test_those_in_conflict_stand_in_the_row_of_what_most_outlets_say() -> None:
    found = rows([MANY, BRIDGE, LIST, COPY, HOMES], [conflict(1, 3), conflict(1, 4), conflict(3, 4)])
    assert [ids(row) for row in found] == [([1, 2], [3, 4]), ([5], [])]
    row = found[0]
    assert row.lead == HOMES
    assert [row.cell(outlet) for outlet in (NORTHLINE, BLAZE, COURIER, VOICE, 9)] == [
        Cell.SAYS,
        Cell.SAYS,
        Cell.OTHERWISE,
        Cell.OTHERWISE,
        Cell.SILENT,
    ]
    assert (row.outlets, row.of(COURIER)) == (4, (LIST,))


def test_two_that_differ_from_a_third_in_the_same_words_say_the_same() -> None:
    """One outlet was first with four cracks, two others say 14, each in its own words: 14 is what the row says."""
    four = told(1, NORTHLINE, "Inspectors found four cracks.")
    more, most = told(2, BLAZE, "They counted 14 cracks."), told(3, COURIER, "There are 14 cracks, not four.")
    links = [Link(1, 2, True, 0.7, differs=("four", "14")), Link(1, 3, True, 0.9, differs=("four", "14"))]
    assert [ids(row) for row in rows([four, more, most], links)] == [([2, 3], [1])]
    other = [links[0], Link(1, 3, True, 0.9, differs=("four", "40"))]
    assert [ids(row) for row in rows([four, more, most], other)] == [([1], [2, 3])]


def test_an_outlet_that_put_it_right_says_what_it_said_last() -> None:
    """Two said four, one of them corrected itself, and a third says 14 too: the correction stands, and 14 is the row."""
    four, copied = told(1, NORTHLINE, "It had four cracks."), told(2, BLAZE, "It had four cracks.")
    right = Told(3, 9, NORTHLINE, "It had 14 cracks.", 0, (8, 0))
    third = Told(4, 10, COURIER, "There were 14 cracks.", 0, (9, 0))
    found = rows([four, copied, right, third], [conflict(1, 3), conflict(2, 3), same(3, 4)])
    assert ids(found[0]) == ([3, 4], [1, 2])
    assert (found[0].cell(NORTHLINE), found[0].of(NORTHLINE)) == (Cell.SAYS, (right, four))


def test_rows_come_by_disagreement_then_by_how_many_carry_them_then_as_they_appeared() -> None:
    claims = [
        HOMES,
        COPY,
        BRIDGE,
        told(6, BLAZE, "It rained."),
        told(7, COURIER, "It rained."),
        told(8, VOICE, "Rain."),
    ]
    found = rows([*claims, LIST], [conflict(1, 3), same(6, 8)])
    assert [row.lead.id for row in found] == [1, 6, 5]
    found = rows(claims, [same(6, 8)])
    assert [row.lead.id for row in found] == [6, 1, 5]


def test_the_wording_that_stands_alone_is_the_rows() -> None:
    vague = told(1, NORTHLINE, "He left it.", unresolved=2)
    clear = told(2, BLAZE, "The mayor left the council.")
    assert rows([vague, clear], [same(1, 2)])[0].lead == clear


def test_one_doubtful_match_joins_no_two_rows() -> None:
    """Three statements match one another, and one of them a fourth a little: the fourth stands alone."""
    claims = [told(n, n, f"Wording {n}.") for n in (1, 2, 3, 4)]
    links = [same(1, 2), same(1, 3), same(2, 3), same(3, 4, 0.5)]
    assert [ids(row)[0] for row in rows(claims, links)] == [[1, 2, 3], [4]]
    assert [ids(row)[0] for row in rows(claims, [*links[:3], same(3, 4, 0.5, sure=True)])] == [[1, 2, 3, 4]]


def test_an_article_says_a_thing_once() -> None:
    """Two claims of one article both match another's: the surer one is in the row."""
    claims = [
        told(1, NORTHLINE, "The river rose."),
        told(2, NORTHLINE, "The river fell."),
        told(3, BLAZE, "The river."),
    ]
    assert [ids(row)[0] for row in rows(claims, [same(1, 3, 0.6), same(2, 3, 0.8)])] == [[2, 3], [1]]


def test_what_people_held_apart_stays_apart_whatever_its_words() -> None:
    links = [same(1, 2, 0.99)]
    assert len(rows([HOMES, COPY], links)) == 1
    assert len(rows([HOMES, COPY], links, [(1, 2)])) == 2
    assert len(rows([HOMES, LIST], [conflict(1, 3)], [(1, 3)])) == 2


def test_a_confirmed_match_counts_before_a_surer_guess() -> None:
    """Of two claims with the same words one was found in conflict with a third, the other confirmed to say the same."""
    found = rows([HOMES, COPY, LIST], [conflict(1, 3, 0.99), same(2, 3, 0.5, sure=True)])
    assert [ids(row) for row in found] == [([1, 2, 3], [])]


def test_nothing_makes_no_rows_and_matches_of_other_stories_are_left_out() -> None:
    assert rows([], [same(1, 2)]) == []
    assert [ids(row) for row in rows([HOMES], [same(1, 99), conflict(98, 99)])] == [([1], [])]
