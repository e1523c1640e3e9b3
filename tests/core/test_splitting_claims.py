"""One proposition a claim, said by the right speaker and worded to stand alone, on the shipped parser."""

import re

import pytest

from verify.core.splitting.drafts import ClaimDraft
from verify.core.splitting.explaining import explain
from verify.core.splitting.pipeline import split
from verify.core.vocabulary import ClaimKind, NonClaimReason, Voice


def claims(text: str) -> tuple[ClaimDraft, ...]:
    return split(text, language="en").claims


def statements(text: str) -> list[str]:
    return [claim.statement for claim in claims(text)]


def quotes(text: str) -> list[str]:
    return list(split(text, language="en").quotes())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The council barred the firm from the harbour and fined its owner.",
            ["The council barred the firm from the harbour.", "The council fined its owner."],
        ),
        (
            "The mayor resigned after the bridge collapsed.",
            ["The mayor resigned.", "The bridge collapsed."],
        ),
        (
            "It was the highest level since measurements began in 1921.",
            ["It was the highest level since measurements began in 1921.", "Measurements began in 1921."],
        ),
        (
            "The mayor has won every vote since she took office in 2010.",
            ["The mayor has won every vote since she took office in 2010.", "The mayor took office in 2010."],
        ),
        (
            "The mayor resigned since the bridge collapsed.",
            ["The mayor resigned.", "The bridge collapsed."],
        ),
        (
            "Sales rose 4 percent, beating the forecast of analysts.",
            ["Sales rose 4 percent.", "Sales beat the forecast of analysts."],
        ),
        (
            "The court fined the owner, who had sold the ferry in 2016.",
            ["The court fined the owner.", "The owner had sold the ferry in 2016."],
        ),
        (
            "Police found three rifles and two pistols.",
            ["Police found three rifles.", "Police found two pistols."],
        ),
        (
            "Two years after buying a ferry in 2016, the council sold two boats.",
            [
                "Two years after buying a ferry in 2016, the council sold two boats.",
                "The council bought a ferry in 2016.",
            ],
        ),
        (
            "The council opposed the sale, with Mayor Greta Holm voicing doubts.",
            ["The council opposed the sale.", "Mayor Greta Holm voiced doubts."],
        ),
        (
            "The United States not only barred Turkey from the program but also levied sanctions under the act.",
            [
                "The United States barred Turkey from the program.",
                "The United States levied sanctions under the act.",
            ],
        ),
        (
            "The crew found boats that were lost during the storm.",
            ["The crew found boats that were lost during the storm."],
        ),
        (
            "The firm plans to repair and sell the boat.",
            ["The firm plans to repair and sell the boat."],
        ),
        (
            "Hundreds of people were killed and thousands wounded.",
            ["Hundreds of people were killed.", "Thousands were wounded."],
        ),
        (
            "The court heard Greta Holm, of Lund, who sued the firm in 2016.",
            ["The court heard Greta Holm, of Lund.", "Greta Holm sued the firm in 2016."],
        ),
        (
            "Not knowing the price, the council bought the ferry.",
            ["The council did not know the price.", "The council bought the ferry."],
        ),
        (
            "The army destroyed cruise and ballistic missiles.",
            ["The army destroyed cruise and ballistic missiles."],
        ),
        (
            "There is concern about the pier and officials immediately criticized the mayor.",
            ["There is concern about the pier.", "Officials immediately criticized the mayor."],
        ),
        (
            "Questions remain over whether the ferry was safe.",
            ["Questions remain over whether the ferry was safe."],
        ),
        (
            "Jonas Berg has a plan to sell the ferry and repair the old pier.",
            ["Jonas Berg has a plan to sell the ferry.", "Jonas Berg has a plan to repair the old pier."],
        ),
        ("Jonas Berg won. He’s pursued a sale.", ["Jonas Berg won.", "Jonas Berg has pursued a sale."]),
        ("Ana Berg-Holm won. Berg-Holm spoke.", ["Ana Berg-Holm won.", "Ana Berg-Holm spoke."]),
        ("No one said that the mayor lied.", ["No one said that the mayor lied."]),
        (
            "There is reason to believe the ferry was unsafe.",
            ["There is reason to believe the ferry was unsafe."],
        ),
    ],
)
def test_each_event_is_a_claim_of_its_own(text: str, expected: list[str]) -> None:
    assert statements(text) == expected


def test_a_shared_subject_stands_in_both_quotes() -> None:
    found = quotes("The council barred the firm from the harbour and fined its owner.")
    assert found[1] == "The council … fined its owner"


@pytest.mark.parametrize(
    ("text", "speaker", "cue", "statement"),
    [
        ("Mayor Greta Holm said the ferry was sold.", "Greta Holm", "said", "The ferry was sold."),
        ("The ferry was sold, Mayor Greta Holm said on Monday.", "Greta Holm", "said", "The ferry was sold."),
        ("“The ferry was sold,” said Greta Holm, the mayor of Lund.", "Greta Holm", "said", "The ferry was sold."),
        ("According to the shipping site Quayside, the ferry was sold.", "Quayside", "according to", "The ferry was sold."),
        ("The ferry was sold, according to two people familiar with the deal.", "two people familiar with the deal",
         "according to", "The ferry was sold."),
        ("The ferry, Greta Holm told reporters, was sold in 2016.", "Greta Holm", "told", "The ferry was sold in 2016."),
        ("Greta Holm was quoted as saying that the ferry was safe.", "Greta Holm", "saying", "The ferry was safe."),
        ("Berg’s lawyer, Greta Holm, said the ferry was sold.", "Greta Holm", "said", "The ferry was sold."),
        ("A study found that the ferry polluted the harbour.", "a study", "found", "The ferry polluted the harbour."),
    ],
)  # fmt: skip
def test_frames_come_off(text: str, speaker: str, cue: str, statement: str) -> None:
    found = claims(text)
    assert [claim.statement for claim in found] == [statement]
    said = found[0].attribution
    assert said is not None
    assert (said.speaker, said.cue) == (speaker, cue)
    assert found[0].voice is Voice.RELAYED
    assert said.speaker_span is not None
    assert speaker.lower() in text[slice(*said.speaker_span)].lower()


def test_the_frames_outward_are_via() -> None:
    found = claims("Greta Holm said that Jonas Berg told her that the ferry was sold.")
    said = found[-1].attribution
    assert said is not None
    assert said.speaker == "Jonas Berg"
    assert said.via == ("Greta Holm",)


def test_an_act_that_is_the_news_stays() -> None:
    found = claims("The firm announced that it was closing its office.")
    assert [claim.attribution for claim in found] == [None]
    assert found[0].statement == "The firm announced that it was closing its office."


def test_what_nobody_thought_is_told_with_its_denial() -> None:
    assert statements("Greta Holm did not think a new ferry would be needed.") == ["A new ferry would not be needed."]


def test_a_speaker_goes_on_over_sentences_and_paragraphs() -> None:
    text = (
        "“The boat is old,” Greta Holm said. “It leaks in every storm. We paid too much for it.”\n\n"
        "“The firm knew all that.”\n\nThe council meets on Monday."
    )
    found = claims(text)
    assert [claim.attribution.speaker if claim.attribution else None for claim in found] == ["Greta Holm"] * 4 + [None]
    assert all(claim.attribution.direct for claim in found if claim.attribution)


def test_a_line_that_ends_with_a_colon_only_says_who_speaks_next() -> None:
    found = split("The ferry sank.\n\nMayor Greta Holm added:\n\n“The boat was old and nobody cared.”", language="en")
    assert found.claims[-1].attribution is not None
    assert found.claims[-1].attribution.speaker == "Greta Holm"
    assert NonClaimReason.FRAGMENT in {n.reason for n in found.non_claims}


def test_she_is_the_woman_and_he_is_the_man() -> None:
    text = "Mayor Greta Holm met Jonas Berg on Monday. She offered the firm four million. He left the room."
    assert statements(text)[1:] == ["Greta Holm offered the firm four million.", "Jonas Berg left the room."]


def test_the_company_is_named() -> None:
    text = (
        "The council fined Holm Lines on Monday. Two sailors sued Holm Lines in 2016. "
        "A court ruled against Holm Lines in May. The company closed its office in March."
    )
    assert statements(text)[-1] == "Holm Lines closed its office in March."


def test_we_in_a_quotation_is_put_in_the_third_person() -> None:
    found = claims("“I am selling the boat,” Greta Holm said.")
    assert found[0].statement == "Greta Holm is selling the boat."


@pytest.mark.parametrize(
    ("text", "statement", "unresolved"),
    [
        ("“We sold the boat,” Greta Holm said.", "We sold the boat.", ("we",)),
        ("“We have sold our boat,” harbour officials said.", "Harbour officials have sold their boat.", ()),
        ("“I saw my boat sink,” Greta Holm said.", "Greta Holm saw her boat sink.", ()),
        ("“We sold the boat,” Acme Corp chairman Jonas Berg said.", "Acme Corp sold the boat.", ()),
    ],
    ids=["a person alone", "a group", "herself", "whom he speaks for"],
)
def test_we_is_whom_the_speaker_speaks_for(text: str, statement: str, unresolved: tuple[str, ...]) -> None:
    found = claims(text)[0]
    assert (found.statement, found.unresolved) == (statement, unresolved)


def test_he_is_nobody_named_long_ago_among_others() -> None:
    text = (
        "Jonas Berg met Peter Lind on Monday. The ferry was sold. The harbour closed. The rain went on. "
        "The council paid. The ship sank. He resigned."
    )
    assert claims(text)[-1].unresolved == ("he",)


def test_somebody_without_a_name_is_meant_by_he() -> None:
    text = "Jonas Berg sold the boat. A suspect was arrested on Monday. He lost his job in May."
    assert statements(text)[-1] == "The suspect lost his job in May."


def test_it_is_no_place_and_no_event() -> None:
    text = "Two ships sank in Lund on Monday. It happened in the morning."
    assert claims(text)[-1].unresolved == ("it",)


def test_a_description_with_its_owner_takes_no_article() -> None:
    text = "Critics attacked Lund’s harbour law on Monday. The mayor signed the law in May."
    assert statements(text)[-1] == "The mayor signed Lund’s harbour law in May."


def test_a_noun_described_in_two_ways_is_left_open() -> None:
    text = (
        "The Harbour Act passed. Critics attacked Lund’s harbour law on Monday and Berg’s tax law in May. "
        "The mayor signed the law."
    )
    assert statements(text)[-1] == "The mayor signed the law."


def test_what_cannot_be_resolved_is_flagged() -> None:
    found = claims("This was never explained by anybody.")
    assert found[0].unresolved == ("this",)
    assert "unresolved words" in {reason.name for reason in found[0].reasons}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The council sold the ferry in 2016.", ClaimKind.FACTUAL),
        ("The council will sell the ferry in June.", ClaimKind.PREDICTION),
        ("The council plans to sell the ferry.", ClaimKind.PREDICTION),
        ("Nine jobs would be cut in June.", ClaimKind.PREDICTION),
        ("If it sank, nine jobs would be lost.", ClaimKind.OPINION),
        ("Sentencing is scheduled for 14 February.", ClaimKind.FACTUAL),
        ("The owner could face up to 10 years in prison.", ClaimKind.FACTUAL),
        ("The council should sell the ferry.", ClaimKind.OPINION),
        ("The sale of the ferry is a disgrace.", ClaimKind.OPINION),
    ],
)
def test_kinds(text: str, kind: ClaimKind) -> None:
    assert [claim.kind for claim in claims(text)] == [kind]


def test_statements_are_made_of_the_articles_words() -> None:
    text = (
        "The New Harbour Authority (NHA) sold a 40-year-old ferry on Monday, angering residents. “We had no choice,” said "
        "Greta Holm, who has led the NHA since 2016. She added that the buyer, Aldmoor Shipping, paid $4 million and would "
        "repair the boat. The firm has not commented, and its owner could not be reached."
    )
    known = {word.lower() for word in re.findall(r"\w+", text)}
    grammar = {"is", "was", "has", "had", "not", "it", "its", "s", "the", "and", "angered"}
    for statement in statements(text):
        assert {word.lower() for word in re.findall(r"\w+", statement)} <= known | grammar, statement


def test_the_rules_behind_the_claims_can_be_shown() -> None:
    found = list(explain("The council barred the firm and fined its owner, Jonas Berg said.", language="en"))
    assert [rule for rule, _ in found[0].pieces] == ["main", "predicate"]
    assert len(found[0].parse) == len(["The", "council", "barred", "the", "firm", "and", "fined", "its", "owner", ","])


def test_this_that_means_a_sentence_is_told_behind_it() -> None:
    found = claims(
        "The ferry sank. This surprised the council.\n\nGreta Holm said the pier is safe. That shocked the whole council."
    )
    assert found[1].statement == "The ferry sank, and this surprised the council."
    assert found[1].unresolved == ()
    assert (found[-1].statement, found[-1].unresolved) == ("That shocked the whole council.", ("that",))


def test_what_somebody_tells_the_police_of_himself_is_the_news() -> None:
    found = claims("Jonas Berg told police he sank the ferry.")
    assert [(claim.statement, claim.voice) for claim in found] == [
        ("Jonas Berg told police he sank the ferry.", Voice.OWN)
    ]
