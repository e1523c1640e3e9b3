"""Who says what: frames the parser loses, speakers with something told of them, and quotations that quote."""

import pytest

from tests.support.splitting import told
from verify.core.splitting.pipeline import split
from verify.core.vocabulary import NonClaimReason, Voice


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The harbour office says Holm’s decision about the pier was a “sensible step” that took the tide into account.",
         "the harbour office"),
        ("Holm suggested the Northern Isles should send more ferries into the sound.", "Holm"),
        ("But Jonas Berg, acting director of Quayside, which owns the pier, said the mayor’s reply was late.", "Jonas Berg"),
        ("The council, which is expected to sell the pier, confirmed on Monday that it had been sued.", "the council"),
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
    assert [who for _, who in found] == ["six sailors on the ferry"]


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


@pytest.mark.parametrize(
    ("text", "holder", "cue"),
    [
        ("Greta Holm opposes the sale of the ferry.", "Greta Holm", "opposes"),
        ("The council accused the owner of fraud.", "the council", "accused"),
        ("The owner was accused of fraud by the council.", "the council", "accused"),
        ("On Monday she called for talks on the pier.", "she", "called"),
        ("The firm rejected Greta Holm’s plan to sell the ferry.", "the firm", "rejected"),
        ("The fishermen are worried about the new pier.", "the fishermen", "worried"),
        ("Jonas Berg, who hopes to sell the boat, lives in Lund.", "Jonas Berg", "hopes"),
    ],
)
def test_an_act_or_a_feeling_is_the_outlets_claim_and_tells_whose_it_is(text: str, holder: str, cue: str) -> None:
    found = split(text, language="en").claims
    assert [claim.attribution for claim in found] == [None] * len(found)
    assert {claim.voice for claim in found} == {Voice.OWN}
    held = [(who.speaker, who.cue) for claim in found for who in claim.attitudes]
    assert (holder, cue) in held


@pytest.mark.parametrize(
    "text",
    [
        "Greta Holm called the police on Monday.",
        "The ferry declined in value.",
        "It seemed that the pier was lost.",
        "The boat is expected to arrive on Monday.",
        "Jonas Berg is to testify on Monday.",
    ],
)
def test_an_event_holds_no_attitude(text: str) -> None:
    assert [claim.attitudes for claim in split(text, language="en").claims] == [()]


def test_a_quoted_question_is_asked_by_who_is_quoted() -> None:
    text = "“The boat leaks,” Greta Holm said. “Who will pay for it?”\n\nWho will pay for the pier?"
    asked = [left.said for left in split(text, language="en").non_claims if left.reason is NonClaimReason.QUESTION]
    assert [said.speaker if said else None for said in asked] == ["Greta Holm", None]


def test_a_headline_with_a_name_and_a_colon_says_who_is_quoted() -> None:
    text = "Holm: the old ferry must go\n\nThe old ferry must go, Mayor Greta Holm told the council on Monday evening."
    left = split(text, title="Holm: the old ferry must go", language="en").non_claims[0]
    assert left.said is not None
    assert left.said.speaker == "Greta Holm"


def test_a_post_is_said_by_whoever_signed_it() -> None:
    text = (
        "The council voted on Monday.\n\n"
        "We must sell the ferry today.\nI bought it in 2016. — Ann Holm (@annholm) July 4, 2020\n\n"
        "The council sold the pier."
    )
    found = split(text, language="en")
    told = [(claim.statement, claim.attribution and claim.attribution.speaker) for claim in found.claims]
    assert told == [
        ("The council voted on Monday.", None),
        ("We must sell the ferry today.", "Ann Holm"),
        ("Ann Holm bought it in 2016.", "Ann Holm"),
        ("The council sold the pier.", None),
    ]
    assert [text[slice(*n.span)] for n in found.non_claims] == ["— Ann Holm (@annholm) July 4, 2020"]


def test_one_alone_is_nobody_but_one_of_a_kind_is_somebody() -> None:
    text = "Greta Holm spoke first.\n\nOne mother of three in Aldhaven said she was stocking up on soup."
    assert ("One mother of three in Aldhaven was stocking up on soup.", "one mother of three in Aldhaven") in told(text)


def test_a_surname_that_speaks_belongs_to_a_full_name_nobody_has_heard_of() -> None:
    found = told(
        "Zuva Halvaskar leads the search. The shelter was full, Halvaskar said. “Nobody was turned away,” she said."
    )
    assert [speaker for _, speaker in found] == [None, "Zuva Halvaskar", "Zuva Halvaskar"]


def test_a_firm_that_speaks_is_no_surname_where_no_person_speaks() -> None:
    found = told("Zuva Halvaskar opened a store. The store sold well, Halvaskar said.")
    assert found[-1] == ("The store sold well.", "Halvaskar")


def test_what_a_speaker_without_a_name_owns_is_his() -> None:
    assert ("His grandson drinks from the well.", "He") in told("He said: “My grandson drinks from the well.”")
