"""Which lines of a page are furniture, and which only look like it."""

import pytest

from verify.core.splitting.furniture import reason_in_prose
from verify.core.splitting.pipeline import split
from verify.core.splitting.text import Role, blocks, without_tooltips
from verify.core.vocabulary import NonClaimReason

BODY = "The town bought the ferry back on Monday for four million.\n\nThe mayor signed the papers at the quay.\n\n"


def reasons(text: str) -> dict[str, NonClaimReason | None]:
    return {text[b.start : b.end]: b.reason for b in blocks(text)}


@pytest.mark.parametrize(
    "line",
    [
        "Share this article", "Share on Facebook", "Read also: Ferry sinks off Lund", "READ MORE: Ferry sinks", "Related articles",
        "Like this story? Share it with a friend!", "Sign up for our daily newsletter", "Subscribe to The Harbour Post",
        "By Ann Holm", "By Ann Holm, Staff Writer", "(Reporting by Ann Holm; editing by Jon Aas)", "Updated at 1:23 p.m.",
        "Photo: Jon Aas/Reuters", "The ferry at the quay. (Getty Images)", "We use cookies to improve your visit.",
        "© 2024 The Harbour Post. All rights reserved.", "| Boat | Price | Change |", "https://example.org/ferry", "Advertisement",
        "Write to Ann Holm at ann.holm@example.org", "3 min read", "Monday, 4 March 2024", "Leave a comment", "12 Comments",
        "GET THE HARBOUR POST ON THE GO BY CLICKING HERE", "This article was originally published by Quayside.",
    ],
)  # fmt: skip
def test_furniture_is_left_out(line: str) -> None:
    assert reasons(BODY + line)[line] is NonClaimReason.BOILERPLATE


@pytest.mark.parametrize(
    "line",
    [
        "Share prices of the ferry firm fell by four percent on Monday.",
        "More than 40 boats left the harbour.",
        "Comments by the mayor angered the crew.",
        "By Monday the boat had left.",
        "Subscribers of the paper paid for the repairs.",
        "Copyright law was changed by the council in 2016.",
        "Facebook said it had removed the page.",
        "Read was elected mayor in 2016.",
    ],
)
def test_prose_that_opens_like_furniture_stays(line: str) -> None:
    assert reasons(BODY + line)[line] is None


def test_a_dateline_is_cut_off() -> None:
    text = "LUND HARBOUR (Reuters) — The town bought the ferry back."
    assert [(text[b.start : b.end], b.reason) for b in blocks(text)] == [
        ("LUND HARBOUR (Reuters) —", NonClaimReason.BOILERPLATE),
        ("The town bought the ferry back.", None),
    ]


def test_nothing_below_the_comments_heading_is_the_articles() -> None:
    text = BODY + "Comments\n\nThis mayor should go. Nobody likes the boat.\n\nI do."
    assert [b.reason for b in blocks(text)] == [None, None, *[NonClaimReason.BOILERPLATE] * 3]


def test_a_subheading_is_a_fragment_and_the_first_line_a_headline() -> None:
    text = "Town Buys Ferry\n\n" + BODY + "A long quarrel\n\nThe firm had asked for more."
    found = {text[b.start : b.end]: b for b in blocks(text)}
    assert found["Town Buys Ferry"].role is Role.HEADLINE
    assert found["A long quarrel"].reason is NonClaimReason.FRAGMENT


def test_list_items_lose_their_mark_and_stay() -> None:
    text = BODY + "• The boat is 40 metres long\n• The crew numbers nine"
    assert [text[b.start : b.end] for b in blocks(text) if b.listed] == [
        "The boat is 40 metres long",
        "The crew numbers nine",
    ]


def test_what_a_tooltip_left_behind_a_name_is_cut_out() -> None:
    text = (
        "Sen. Ann Holm Ann Marie HolmSenators call for talks Overnight Energy: Gas rises MORE (Maine) said no. "
        "The bill asked for MORE money than Ann Holm Lines had."
    )
    found = split(text, language="en")
    left = [text[slice(*n.span)] for n in found.non_claims]
    assert left == ["Ann Marie HolmSenators call for talks Overnight Energy: Gas rises MORE"]
    assert next(iter(found.quotes())) == "Sen. Ann Holm … (Maine) said no"
    assert without_tooltips("He asked for MORE.") == ("He asked for MORE.", [])


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("You may opt-out at any time.", NonClaimReason.BOILERPLATE),
        ("— Ann Holm (@annholm) July 4, 2020", NonClaimReason.FRAGMENT),
        ("You may leave at any time.", None),
    ],
)
def test_forms_and_posts_inside_a_paragraph_are_left_out(sentence: str, reason: NonClaimReason | None) -> None:
    assert reason_in_prose(sentence) is reason
