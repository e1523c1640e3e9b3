"""What articles that no rule was written for brought up: each with all that it claims and who says it."""

import pytest

from verify.core.splitting.pipeline import split


def told(text: str) -> list[tuple[str, str | None]]:
    """Each statement with its speaker."""
    return [
        (claim.statement, claim.attribution.speaker if claim.attribution else None)
        for claim in split(text, language="en").claims
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A diver who stole to pay for a boat, a crane and a winch has been jailed for two years and six months.",
         [("A diver who stole to pay for a boat, a crane and a winch has been jailed for two years and six months.", None)]),
        ("The pier was opened only after the mayor, a former sailor, had seen it.",
         [("The pier was opened only after the mayor had seen it.", None), ("The mayor is a former sailor.", None)]),
        ("Greta Lind dismissed the idea that fog explained the crash, adding that most of the crew had been asleep.",
         [("Greta Lind dismissed the idea that fog explained the crash.", None),
          ("Most of the crew had been asleep.", "Greta Lind")]),
        ("Profit fell to $12 million, or 30 cents a share, in the six months ended June 30, from $19 million, or 48 cents a share.",
         [("Profit fell to $12 million in the six months ended June 30 from $19 million.", None),
          ("Profit fell to 30 cents a share, in the six months ended June 30 from 48 cents a share.", None)]),
        ("Boat sales fell 9%, the sharpest drop since records began, while sales in Spain grew 3%, lifted by a new yard in Vigo.",
         [("Boat sales fell 9%, the sharpest drop since records began.", None), ("Sales in Spain grew 3%.", None),
          ("Sales in Spain were lifted by a new yard in Vigo.", None)]),
        ('"Nobody has mended the crane," said deputy mayor Halvard Moe.',
         [("Nobody has mended the crane.", "Halvard Moe")]),
        ('Greta Lind said the ferry was losing money every day, "and the money will not come back."',
         [("The ferry was losing money every day.", "Greta Lind"), ("The money will not come back.", "Greta Lind")]),
        ("The port said that its master, Odd Lien, would leave in May and be replaced by Mi-sun Park, who came from Lund in 2019.",
         [("The port’s master, Odd Lien, would leave in May.", "the port"),
          ("The port’s master, Odd Lien, would be replaced by Mi-sun Park.", "the port"),
          ("Mi-sun Park came from Lund in 2019.", "the port")]),
        ("Councillors in Aldmoor voted on Monday to sell two piers and close a lighthouse, ending a long quarrel.",
         [("Councillors in Aldmoor voted on Monday to sell two piers.", None),
          ("Councillors in Aldmoor voted on Monday to close a lighthouse.", None),
          ("Councillors in Aldmoor ended a long quarrel.", None)]),
        ("Nine boats had gathered off the pier, some painted red for the day.",
         [("Nine boats had gathered off the pier, some painted red for the day.", None)]),
        ("The survey drew 900 answers, of which 60% praised the pier.",
         [("The survey drew 900 answers.", None), ("60% of 900 answers praised the pier.", None)]),
        ("The office warned in a letter that traffic had halved and that Upper Lund needed a new quay.",
         [("Traffic had halved.", "the office"), ("Upper Lund needed a new quay.", "the office")]),
        ("Its chair, the retired miller Jonas Falk, claimed the council had not asked anybody.",
         [("Its chair is the retired miller Jonas Falk.", None),
          ("The council had not asked anybody.", "Jonas Falk")]),
        ("In the old port of Lund, fishermen now own nine boats; one of them, mended in 2020, carries guests.",
         [("In the old port of Lund, fishermen now own nine boats.", None),
          ("One of them was mended in 2020.", None), ("One of them carries guests.", None)]),
        ('"The pier is old"; the crane, Greta Lind said, had sunk twice.',
         [("The pier is old.", "Greta Lind"), ("The crane had sunk twice.", "Greta Lind")]),
        ("The crane was sold in May; the pier, Greta Lind said, would stay.",
         [("The crane was sold in May.", None), ("The pier would stay.", "Greta Lind")]),
        ("Both were built with state money in the 1960s, and Upper Lund, a small village, has a tower by the mason Gro Dahl.",
         [("Both were built with state money in the 1960s.", None),
          ("Upper Lund has a tower by the mason Gro Dahl.", None), ("Upper Lund is a small village.", None)]),
        ("The Dockers and Sailors' Union called the plan a trick and said it would sue.",
         [("The Dockers and Sailors' Union called the plan a trick.", None),
          ("The Dockers and Sailors' Union would sue.", "the Dockers and Sailors' Union")]),
        ("According to the Lund Trust, a charity, nearly 800 boats have sunk since 2010.",
         [("Nearly 800 boats have sunk since 2010.", "Lund Trust")]),
        ("The town has sold the Lund Street building, which the council values at £1.2m.",
         [("The town has sold the Lund Street building.", None),
          ("The council values the Lund Street building at £1.2m.", None)]),
        ("Denise Hansen, 51, was fined. Judge Peter Moen rejected the idea that drink explained her conduct.",
         [("Denise Hansen, 51, was fined.", None),
          ("Judge Peter Moen rejected the idea that drink explained Denise Hansen’s conduct.", None)]),
        ("The Greens drew up a plan in May. It was praised by all.",
         [("The Greens drew up a plan in May.", None), ("It was praised by all.", None)]),
        ('"The crane is safe," said lead engineer Dr. Ingrid Holm, a builder at Lund University.',
         [("The crane is safe.", "Ingrid Holm"), ("Dr. Ingrid Holm is a builder at Lund University.", None)]),
        ("Sailors were mostly young and badly paid, which may limit how far the rules apply to others.",
         [("Sailors were mostly young and badly paid, which may limit how far the rules apply to others.", None)]),
        ("The sick took nitrates, drugs used to treat the heart.",
         [("The sick took nitrates, drugs used to treat the heart.", None)]),
        ("Greta Holm thinks that resin, a gum found in pine, keeps wood dry.",
         [("Resin, a gum found in pine, keeps wood dry.", "Greta Holm")]),
        ("Two authors reported having taken money from Skagen Lines, a ferry firm, which said it had paid nobody else.",
         [("Two authors reported having taken money from Skagen Lines, a ferry firm.", None),
          ("Skagen Lines had paid nobody else.", "Skagen Lines")]),
        ("The board accepted that the pump had failed but found that the crew had lied.",
         [("The board accepted that the pump had failed.", None), ("The board found that the crew had lied.", None)]),
        ("The police want to question two sailors in his crew, one of whom tested positive for rum.",
         [("The police want to question two sailors in his crew.", None),
          ("One of two sailors tested positive for rum.", None)]),
        ("Berg's party trails in the polls ahead of a vote in May, while the Greens lead.",
         [("Berg's party trails in the polls ahead of a vote in May, while the Greens lead.", None)]),
        ("The Harbour Board, which has no say over the pier since neither town is near, appealed for help.",
         [("The Harbour Board has no say over the pier.", None), ("The Harbour Board appealed for help.", None),
          ("Neither town is near.", None)]),
        ("The sea was to be shared, but the treaty lapsed in 2019 and has never been renewed.",
         [("The sea was to be shared.", None), ("The treaty lapsed in 2019.", None),
          ("The treaty has never been renewed.", None)]),
        ("The town offered to send a boat, an offer that Lund took.",
         [("The town offered to send a boat, an offer that Lund took.", None)]),
        ("Amadi blamed the wind for two of the crashes and said she had been ill. A jumper, Grace Udo, was banned. Amadi is 33.",
         [("Amadi blamed the wind for two of the crashes.", None), ("Amadi had been ill.", "Amadi"),
          ("A jumper, Grace Udo, was banned.", None), ("Amadi is 33.", None)]),
        ("A study from Lund tested 30 men. A study that followed 90 women found nothing. The study was paid for by the state.",
         [("A study from Lund tested 30 men.", None), ("A study that followed 90 women found nothing.", None),
          ("The study was paid for by the state.", None)]),
        ("Minister Odd Lien spoke. A diplomat, speaking in private because he was not allowed to talk, said the sea was closed.",
         [("Minister Odd Lien spoke.", None), ("The diplomat was not allowed to talk.", None),
          ("The sea was closed.", "a diplomat")]),
    ],
)  # fmt: skip
def test_a_sentence_gives_its_claims_and_their_speakers(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nine boats were seized. Two were released on Friday.", ("two",)),
        ("The Greens drew up a plan in May. It was praised by all.", ("it",)),
        ("The statement read by the clerk said: “My mother was poor. She wasn’t told.”", ("she",)),
        ("Greta Lind opened the port. A trawler is held there. Her crew was paid in May.", ("her",)),
        ("The Harbour Board bought a boat. The crew sold it.", ("it",)),
        ("Foreign Minister Leonel Braga thanked the workers. “We do not sell fish,” he said.", ("we",)),
    ],
)
def test_what_may_mean_two_things_is_left_open(text: str, words: tuple[str, ...]) -> None:
    assert split(text, language="en").claims[-1].unresolved == words
