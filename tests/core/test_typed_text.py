"""What people type: what is left of it, and what is refused."""

import pytest

from verify.core.errors import Malformed
from verify.core.typed_text import typed


@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "\u200b \u2060\ufeff", "\u202e\u202c"])
def test_text_of_which_nothing_is_seen_is_missing(text: str) -> None:
    assert typed(text, field="name", name="The name", longest=20) == ""
    with pytest.raises(Malformed, match="The name is missing"):
        typed(text, field="name", name="The name", longest=20, required=True)


@pytest.mark.parametrize("text", ["👩\u200d👧", "\u2067شخص\u2069", "e\u0301", "…"])
def test_what_steers_other_characters_stays_beside_them(text: str) -> None:
    assert typed(f" {text}\r\n", field="name", name="The name", longest=20, required=True) == text


@pytest.mark.parametrize("text", ["\0", "a\0", "\ud800"])
def test_what_no_database_takes_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="no text"):
        typed(text, field="name", name="The name", longest=20)
