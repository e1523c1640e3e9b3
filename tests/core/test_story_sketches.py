"""What is kept of an article says how near it is to another one, as the measure over all of them does."""

from collections import Counter
from datetime import timedelta

import numpy as np

from tests.core.test_stories import DAY, FLOOD, VOTE
from verify.core.stories import FAR, telling
from verify.core.story_sketches import SAME_EVENT, TELLING_WORDS, Sketch, counted, near, sketch, unpacked, word_number


def sketched(*told: tuple[str, str], language: str = "en") -> list[Sketch]:
    """Sketches of articles on a desk that has seen these and no others."""
    tellings = [telling(*one, DAY) for one in told]
    seen = Counter(number for one in tellings for number in counted(one))
    return [sketch(one, language, seen, len(tellings)) for one in tellings]


def test_two_articles_on_an_empty_desk_are_told_apart_already() -> None:
    flood, under_water = sketched(*FLOOD)
    assert near(flood, under_water) > 2 * SAME_EVENT
    strangers = sketched(FLOOD[0], VOTE[0])
    assert near(*strangers) < SAME_EVENT / 4


def test_words_that_hold_a_language_together_say_nothing_in_that_language() -> None:
    one = ("Rat tagt", "Der Rat der Stadt hat die Wahl des Amtes nach der Pause wieder auf den Tisch gelegt.")
    other = ("Wetter", "Nach der Hitze hat die Polizei auf den Feldern wieder an der Zahl der Brunnen gezweifelt.")
    assert near(*sketched(one, other, language="de")) < SAME_EVENT / 2 < near(*sketched(one, other, language="xx"))


def test_a_sketch_is_kept_as_bytes() -> None:
    one, other = sketched(*FLOOD)
    again = unpacked(one.packed(), one.day)
    assert np.array_equal(again.numbers, one.numbers) and np.array_equal(again.weights, one.weights)
    assert near(again, other) == near(one, other)


def test_days_apart_count_as_they_do_among_all() -> None:
    one, other = sketched(*FLOOD)
    later = Sketch(other.numbers, other.weights, other.day + timedelta(days=365).days)
    assert abs(near(one, later) / near(one, other) - FAR) < 1e-9


def test_the_telling_words_are_the_names_and_not_the_small_words() -> None:
    one = sketched(*FLOOD)[0]
    told = one.telling()
    assert {word_number("tarn"), word_number("hollin")} <= set(told[:4])
    assert len(told) <= TELLING_WORDS and word_number("the") not in told


def test_a_text_without_words_is_near_nothing() -> None:
    empty, flood = sketched(("", ""), FLOOD[0])
    assert (near(empty, flood), near(empty, empty), empty.telling()) == (0.0, 0.0, [])
