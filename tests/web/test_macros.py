"""The pieces that pages share: what they must never get wrong."""

import html
import re
from typing import Any

import pytest

from verify.core.vocabulary import ClaimState, Verdict
from verify.queries.reviews import Segment
from verify.web.templating import environment


def drawn(name: str, *args: Any) -> str:
    """What a macro of `_macros.html` renders."""
    return str(getattr(environment().get_template("_macros.html").module, name)(*args))


def plain(markup: str) -> str:
    """The text that a reader sees."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_marked_text_is_the_stored_text_to_the_character() -> None:
    segments = [
        Segment("  First <b>line</b>. ", None, "", False),
        Segment("Ferries & trams cost 4.2 % more", 7, "disputed", True),
        Segment(".\n\n", None, "", False),
        Segment("“Fares rose,”", 8, "pending", False),
        Segment(" he said.\n", None, "", False),
    ]
    markup = drawn("marked_text", segments)
    assert plain(markup) == "".join(segment.text for segment in segments)
    assert "<b>" not in markup
    assert re.findall(r'href="/claims/(\d+)"', markup) == ["7", "8"]
    assert markup.count('aria-current="true"') == 1


def test_a_claim_waits_for_a_second_review_in_so_many_words() -> None:
    """Only who gave the first one is ever told this state (`queries/blindness.py`)."""
    assert "waits for a second review" in drawn("claim_badge", "factual", ClaimState.SECOND_REVIEW, None)


@pytest.mark.parametrize("state", ClaimState)
def test_every_state_has_a_badge_with_words_and_an_icon(state: ClaimState) -> None:
    badge = drawn("state_badge", state)
    assert plain(badge).strip()
    assert "<use href=" in badge


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_in_recheck_is_shown_and_flagged(verdict: Verdict) -> None:
    assert plain(drawn("claim_badge", "factual", ClaimState.RECHECK, verdict)).strip() == f"{verdict}, to be rechecked"


def test_an_insufficient_record_is_never_a_number() -> None:
    assert not re.search(r"\d", plain(drawn("record_score", 83.2, 40.0, 95.0, False)))
    assert plain(drawn("record_score", 77.6, 51.2, 95.9, True)).split()[:2] == ["78", "(51–96)"]


def test_progress_counts_failures_and_leads_to_them() -> None:
    markup = drawn("progress", 312, 500, 4, "articles", "/jobs/3?failed=1")
    assert plain(markup).strip().endswith("312 of 500 articles, 4 failed")
    assert 'value="316" max="500"' in markup
    assert '<a href="/jobs/3?failed=1">' in markup


def test_a_field_keeps_what_was_typed_and_ties_its_message_to_it() -> None:
    markup = drawn("field", "url", "Address", 'htp://"x"', {"url": "This is not a web address."})
    assert 'value="htp://&#34;x&#34;"' in markup
    assert 'aria-invalid="true" aria-describedby="url-error"' in markup
    assert 'id="url-error"' in markup


def test_a_password_is_never_written_back() -> None:
    assert "secret-word" not in drawn("field", "password", "Password", "secret-word", {}, "password")
