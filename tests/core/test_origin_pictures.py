"""The picture of a claim's origins says what the count says, whatever the graph."""

import pytest

from verify.core.origin_pictures import NARROW, WIDE, Look, origin_picture
from verify.core.origins import Known, Paper, Source, Trace, account, article_node
from verify.core.vocabulary import EvidenceRole, OriginRule, Stance

ROLE = EvidenceRole.INDEPENDENT_CONFIRMATION


def pictured(look: Look = WIDE) -> list[tuple[str, str]]:
    """Two papers with one agency's story, one of which copied the other, and one that was there."""
    sources = [Source(n, Stance.SUPPORTS, ROLE, Paper(name), article_id=n) for n, name in ((2, "Echo"), (3, "Dawn"))]
    sources += [Source(4, Stance.SUPPORTS, ROLE, Paper("Courier"), article_id=4)]
    traces = [Trace(article_node(n), OriginRule.CREDIT, True, "byline", root="Northline") for n in (2, 3)]
    made = account(Known(1, {1: Paper("Ledger")}, sources, traces))
    return [(" ".join(box.lines), box.look) for box in origin_picture(made, look).boxes]


@pytest.mark.parametrize("look", [WIDE, NARROW], ids=["wide", "narrow"])
def test_copies_share_a_box_and_what_counts_stands_out(look: Look) -> None:
    assert sorted(pictured(look)) == [
        ("2 accounts: Dawn, Echo", "plain"),
        ("Courier", "counted"),
        ("Northline", "counted"),
        ("the claim: Ledger", "claim"),
    ]


def test_a_loop_is_drawn_and_no_box_lies_over_another() -> None:
    sources = [Source(n, Stance.SUPPORTS, ROLE, Paper(f"Paper {n}"), article_id=n) for n in range(2, 6)]
    around = [
        Trace(article_node(a), OriginRule.COPY, True, "copy", article_node(b))
        for a, b in ((2, 3), (3, 4), (4, 2), (5, 2), (1, 5))
    ]
    picture = origin_picture(account(Known(1, {1: Paper("Ledger")}, sources, around)))
    assert {box.look for box in picture.boxes if "Paper 5" not in box.lines} == {"claim", "dropped"}
    assert len(picture.arrows) == 5
    for one in picture.boxes:
        assert one.x + one.width <= picture.width and one.y + one.height <= picture.height
        assert not [
            o
            for o in picture.boxes
            if o is not one and o.x == one.x and o.y < one.y + one.height and one.y < o.y + o.height
        ]
