"""What two captures of a page say of each other, and pages that only ask for consent."""

import pytest

from verify.core.captures import MOST_PARAGRAPHS, Change, asks_for_consent, changes, page_at, paragraphs, text_key

REPORT = "The harbour reopened on 3 March after eleven weeks, the port authority writes.\n\nTwo cranes were replaced."
WALL = """<html><body><h1>Before you continue</h1><p>We and our partners use cookies. Accept all or reject all; see our privacy
policy.</p><script>window.words = "a long script of the consent tool";</script></body></html>"""


def sides(change: Change) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    return ([(s.kind, s.text) for s in change.old], [(s.kind, s.text) for s in change.new])


def test_only_the_words_that_changed_are_marked() -> None:
    found = changes(REPORT, "A word first.\n\n" + REPORT.replace("eleven", "twelve") + "\n\nNew at the end.")
    before, after = ("same", "The harbour reopened on 3 March after"), ("same", "weeks, the port authority writes.")
    assert [sides(change) for change in found.changes] == [
        ([], [("new", "A word first.")]),
        ([before, ("gone", "eleven"), after], [before, ("new", "twelve"), after]),
        ([], [("new", "New at the end.")]),
    ]
    assert not found.is_cut


def test_a_paragraph_that_is_gone_is_not_laid_over_another_one() -> None:
    found = changes(REPORT, "The harbour reopened on 3 March after eleven weeks, the port authority writes.")
    assert [sides(change) for change in found.changes] == [([("gone", "Two cranes were replaced.")], [])]


def test_spaces_are_no_change_and_equal_texts_have_none() -> None:
    assert changes(REPORT, REPORT.replace("\n\n", "\n \n  ").replace(" 3 ", "\n3 ")).changes == []


def test_a_long_change_is_cut_and_said_so() -> None:
    found = changes("", "\n\n".join(f"Paragraph {n}." for n in range(MOST_PARAGRAPHS + 1)))
    assert (len(found.changes), found.is_cut) == (MOST_PARAGRAPHS, True)


def test_paragraphs_know_where_they_begin() -> None:
    text = "\n\nOne.\n \n\nTwo\nlines.\n\n"
    assert [(text[start : start + len(words)], words) for start, words in paragraphs(text)] == [
        ("One.", "One."),
        ("Two\nlines.", "Two\nlines."),
    ]


def test_one_text_has_one_key() -> None:
    assert text_key(REPORT) == text_key(REPORT.upper().replace(" ", "\n")) is not None
    assert text_key(REPORT) != text_key(REPORT.replace("eleven", "twelve"))
    assert text_key(" … ") is None


@pytest.mark.parametrize(
    ("starts", "place", "page"),
    [
        ([0, 10, 20], 0, 1),
        ([0, 10, 20], 10, 2),
        ([0, 10, 20], 19, 2),
        ([0, 10], 99, 2),
        (None, 5, None),
        ([0], None, None),
    ],
)
def test_a_place_has_its_page(starts: list[int] | None, place: int | None, page: int | None) -> None:
    assert page_at(starts, place) == page


@pytest.mark.parametrize(
    ("markup", "article", "host", "is_wall"),
    [
        (WALL, "", "news.example", True),
        (WALL, "Before you continue. We and our partners use cookies.", "news.example", True),
        ("<p>Cookies: wir brauchen Ihre Einwilligung. Akzeptieren oder ablehnen.</p>", "", "zeitung.example", True),
        ("<p>One moment: your privacy choices.</p>", "", "consent.search.example", True),
        (f"<p>{REPORT}</p>" + WALL, REPORT * 9, "news.example", False),
        (f"<p>{REPORT * 60}</p>" + WALL, "", "news.example", False),
        (f"<p>{REPORT}</p><footer>We use cookies.</footer>", REPORT, "news.example", False),
        ("<script>cookies consent accept reject partners privacy</script><p>Moved.</p>", "", "news.example", False),
    ],
    ids=["wall", "wall-as-article", "german", "consent-host", "article", "long-page", "footer", "only-script"],
)
def test_a_wall_of_consent_is_told_from_a_page(markup: str, article: str, host: str, is_wall: bool) -> None:
    assert asks_for_consent(markup, article, host) is is_wall
