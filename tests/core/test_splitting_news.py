"""Sentences as newsrooms write them: each with all that it claims and who says it, whatever the parser makes of it."""

import pytest

from tests.support.splitting import told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Greta Lind told the court that the ferry had been checked in June and that the fire was caused by a cable.",
         [("The ferry had been checked in June.", "Greta Lind"), ("The fire was caused by a cable.", "Greta Lind")]),
        ("The pier was closed, according to a letter written by the harbour master and obtained by the Courier.",
         [("The pier was closed.", "a letter written by the harbour master and obtained by the Courier")]),
        ("The hall, opened in 1954, holds 900 people.",
         [("The hall was opened in 1954.", None), ("The hall holds 900 people.", None)]),
        ("The ferry line will stop sailing until the cause is known.",
         [("The ferry line will stop sailing until the cause is known.", None)]),
        ("Some 58 percent of residents believe that the pier should close, a survey by the Aldmoor Institute showed.",
         [("Some 58 percent of residents believe that the pier should close.", "Aldmoor Institute")]),
        ("The harbour’s director, Torvald Brekke, said he had warned the council twice.",
         [("Torvald Brekke had warned the council twice.", "Torvald Brekke")]),
        ("The ferry was late four times, said Greta Lind, deputy head of the port office.",
         [("The ferry was late four times.", "Greta Lind")]),
        ("Two of the injured were released, but a six-year-old girl and a four-year-old boy were still in intensive care.",
         [("Two of the injured were released.", None),
          ("A six-year-old girl and a four-year-old boy were still in intensive care.", None)]),
        ("The quay is as far from the church as the mill is from the bridge.",
         [("The quay is as far from the church as the mill is from the bridge.", None)]),
        ("A man was hurt by a van whose driver later admitted that he had been drinking.",
         [("A man was hurt by a van whose driver later admitted that he had been drinking.", None)]),
        ("Neither side has said whether it will sue.", [("Neither side has said whether it will sue.", None)]),
        ("The bridge was closed, the town’s engineer, Maud Ferrer, said, and will be mended in May.",
         [("The bridge was closed.", "Maud Ferrer"), ("The bridge will be mended in May.", "Maud Ferrer")]),
        ("Nine boats left the port on Sunday, harbour master Odd Lien said, adding that two of them were empty.",
         [("Nine boats left the port on Sunday.", "Odd Lien"), ("Two of them were empty.", "Odd Lien")]),
        ("No leak was found, according to safety commissioner Paula Reyes, who said the plant was sound.",
         [("No leak was found.", "Paula Reyes"), ("The plant was sound.", "Paula Reyes")]),
        ("Sailings have doubled since the bridge closed, from about 20 to 40 a day.",
         [("Sailings have doubled since the bridge closed, from about 20 to 40 a day.", None), ("The bridge closed.", None)]),
        ("Geir Brandal, 58, had pleaded guilty. Judge Kari Moen ordered him to pay and said he had lied.",
         [("Geir Brandal, 58, had pleaded guilty.", None), ("Judge Kari Moen ordered Geir Brandal to pay.", None),
          ("Geir Brandal had lied.", "Kari Moen")]),
        ("Geir Brandal, 58, was fined. His lawyer said he was sorry.",
         [("Geir Brandal, 58, was fined.", None), ("Geir Brandal was sorry.", "Geir Brandal’s lawyer")]),
        ("Sven Dahl, a miller at Lund, blames the dam: “The river has been dry for three years.”",
         [("Sven Dahl is a miller at Lund.", None), ("Sven Dahl blames the dam.", None),
          ("The river has been dry for three years.", "Sven Dahl")]),
        ("The mill closed in May. A spokesman gave no reason.",
         [("The mill closed in May.", None), ("A spokesman gave no reason.", None)]),
        ("Greta Lind apologised and said the boatyard, Quayside, had been replaced.",
         [("Greta Lind apologised.", None), ("The boatyard, Quayside, had been replaced.", "Greta Lind")]),
        ("Officers looked in every hour, as the rules require.",
         [("Officers looked in every hour, as the rules require.", None)]),
        ("The boatyard learned of the leak in May but did not tell the crew.",
         [("The boatyard learned of the leak in May.", None), ("The boatyard did not tell the crew.", None)]),
        ("A sailor was found at the quay. He had broken a rib, according to two people with knowledge of the findings.",
         [("A sailor was found at the quay.", None),
          ("He had broken a rib.", "two people with knowledge of the findings")]),
        ("So far 18% of the crew have been trained.", [("So far 18% of the crew have been trained.", None)]),
        ("The harbour office did not say when it expected the pier to open.",
         [("The harbour office did not say when it expected the pier to open.", None)]),
        ("Greta Lind promised that wages would be paid in June and asked the crew to wait.",
         [("Greta Lind promised that wages would be paid in June.", None), ("Greta Lind asked the crew to wait.", None)]),
        ("The strain is new, said Dr. Yusuf Berg, head of virology at the port office, but the vaccine still works.",
         [("The strain is new.", "Yusuf Berg"), ("The vaccine still works.", "Yusuf Berg")]),
        ("The pier is owned by television chef Ricardo Costa. Costa, 52, bought it in May.",
         [("The pier is owned by television chef Ricardo Costa.", None), ("Ricardo Costa, 52, bought it in May.", None)]),
        ("Residents and the Dock Union said the pier was unsafe.", [("The pier was unsafe.", "residents and the Dock Union")]),
    ],
)  # fmt: skip
def test_a_sentence_gives_its_claims_and_their_speakers(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert told(text) == expected


def test_a_name_is_one_wherever_the_article_has_it() -> None:
    found = told("Senator Marco Teles denied it. A court freed Teles on Friday. Teles was first elected in 2010.")
    assert found[-1][0] == "Marco Teles was first elected in 2010."
