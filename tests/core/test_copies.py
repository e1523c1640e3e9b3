"""Near copies: containment over 5-word shingles, the prints that find candidates, and which of two texts is the later."""

import random
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from verify.core.copies import COPY, POSSIBLE, Appeared, containment, is_later, might_be_copy, prints, shingles

SEEN = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def words(count: int, seed: int = 1) -> list[str]:
    chance = random.Random(seed)
    return [f"{chance.choice('bdfglmnrst')}{chance.randrange(900)}" for _ in range(count)]


def text(of: list[str]) -> str:
    return " ".join(of)


def test_containment_is_the_share_of_the_shorter_text() -> None:
    """By hand: 100 words have 96 shingles; the first 40 of them have 36, all of which are in the whole."""
    whole = words(100)
    one, brief = shingles(text(whole)), shingles(text(whole[:40]))
    assert (len(one), len(brief)) == (96, 36)
    assert containment(one, brief) == containment(brief, one) == 1.0
    half = shingles(text([*whole[:50], *words(50, seed=2)]))
    assert containment(one, half) == pytest.approx(46 / 96)


def test_case_marks_and_line_ends_do_not_matter() -> None:
    plain = "the river broke its banks at hollin early on monday after three days of rain " * 3
    loud = plain.upper().replace(" RIVER", "\n“RIVER”,")
    assert np.array_equal(shingles(plain), shingles(loud))


def test_a_text_of_a_few_words_is_no_copy_of_anything() -> None:
    few = shingles(text(words(20)))
    assert containment(few, few) == 0.0
    assert len(shingles("four words and no")) == 0


def test_prints_are_the_same_everywhere() -> None:
    """Stored prints must be found by a later release: these numbers may not change."""
    found = prints(shingles("one two three four five six seven eight nine ten eleven twelve thirteen fourteen"))
    assert found == [5450844684010131268]


def test_prints_of_a_copy_are_compared_and_those_of_strangers_are_not() -> None:
    whole = words(600)
    copy = [word if at % 8 else "changed" for at, word in enumerate(whole)]
    one, other, stranger = (shingles(text(of)) for of in (whole, copy, words(600, seed=3)))
    assert COPY < containment(one, other) < 0.6
    of = [set(prints(found)) for found in (one, other, stranger)]
    assert might_be_copy(len(of[0] & of[1]), len(of[0]), len(of[1]))
    assert not might_be_copy(len(of[0] & of[2]), len(of[0]), len(of[2]))
    assert POSSIBLE < COPY


@pytest.mark.parametrize(
    ("days", "minutes", "later"),
    [(1, 0, True), (-1, 500, False), (0, 11, True), (0, -11, False), (0, 10, None), (0, 0, None)],
)
def test_the_later_text_is_the_copy(days: int, minutes: int, later: bool | None) -> None:
    first = Appeared(date(2026, 11, 22), SEEN)
    other = Appeared(first.day + timedelta(days=days), SEEN + timedelta(minutes=minutes))
    assert is_later(other, first) is later
