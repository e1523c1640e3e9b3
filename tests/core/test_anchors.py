"""W3C selectors: exact words, their places, and what stands around them."""

from hypothesis import given
from hypothesis import strategies as st

from verify.core.anchors import CONTEXT, selectors


def test_a_quote_at_the_edges_of_its_text() -> None:
    assert selectors("Two boats sank.", [[0, 15]]) == [
        [
            {"type": "TextPositionSelector", "start": 0, "end": 15},
            {"type": "TextQuoteSelector", "exact": "Two boats sank.", "prefix": "", "suffix": ""},
        ]
    ]


@given(st.text(), st.data())
def test_words_and_places_agree(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    ((place, words),) = selectors(text, [[start, end]])
    assert text[place["start"] : place["end"]] == words["exact"]
    found = words["prefix"] + words["exact"] + words["suffix"]
    assert text[start - len(words["prefix"]) :].startswith(found)
    assert len(words["prefix"]) == min(CONTEXT, start) and len(words["suffix"]) == min(CONTEXT, len(text) - end)
