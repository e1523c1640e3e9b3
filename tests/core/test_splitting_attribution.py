"""Who says what: frames the parser loses, speakers with something told of them, and quotations that quote."""

import pytest

from verify.core.splitting.pipeline import split


def told(text: str) -> list[tuple[str, str | None]]:
    """Each statement with its speaker."""
    return [
        (claim.statement, claim.attribution.speaker if claim.attribution else None)
        for claim in split(text, language="en").claims
    ]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The harbour office says Holm’s decision about the pier was a “sensible step” that took the tide into account.",
         "The harbour office"),
        ("Holm suggested the Northern Isles should send more ferries into the sound.", "Holm"),
        ("But Jonas Berg, acting director of Quayside, which owns the pier, said the mayor’s reply was late.", "Jonas Berg"),
        ("The council, which is expected to sell the pier, confirmed on Monday that it had been sued.", "The council"),
    ],
)  # fmt: skip
def test_a_frame_is_found_before_what_the_parser_lost(text: str, speaker: str) -> None:
    assert speaker in [who for _, who in told(text)]
    assert not [
        statement for statement, who in told(text) if who is None and (" said" in statement or " says" in statement)
    ]


def test_what_is_told_of_the_speaker_is_not_said_by_the_speaker() -> None:
    assert told("Greta Holm, who owns the ferry, said the pier was closed.") == [
        ("Greta Holm owns the ferry.", None),
        ("The pier was closed.", "Greta Holm"),
    ]


def test_what_a_pronoun_says_behind_a_comma_is_no_frame_turned_round() -> None:
    found = told("Six sailors on the ferry, including the cook, said he isn’t fit to be captain any more.")
    assert [who for _, who in found] == ["Six sailors on the ferry"]


def test_states_that_are_counted_do_not_speak() -> None:
    assert told("The ferry stops in Aldmoor, Lund and four other states on June 7.")[0][1] is None


def test_let_us_say_names_no_speaker() -> None:
    text = (
        "“The boats leak. They go to, let’s say, the mayor. You can say it is a scandal. Nobody acts,” Greta Holm said."
    )
    assert {who for _, who in told(text)} == {"Greta Holm"}


def test_those_quoted_in_a_quotation_speak_through_the_one_who_quotes() -> None:
    found = split("“The owners say the pier is safe,” Greta Holm said. “It leaks.”", language="en").claims
    said = [claim.attribution for claim in found]
    assert said[0] is not None
    assert said[1] is not None
    assert (said[0].speaker, said[0].via, said[0].direct) == ("The owners", ("Greta Holm",), False)
    assert (said[1].speaker, said[1].direct) == ("Greta Holm", True)
