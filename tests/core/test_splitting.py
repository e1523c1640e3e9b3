"""The splitter end to end, on an article written for this test."""

import pytest

from verify.core.splitting.drafts import Split
from verify.core.splitting.pipeline import split
from verify.core.vocabulary import ClaimKind, NonClaimReason, Voice

ARTICLE = """Harbour Town Buys Back Its Ferry

Harbour Town Buys Back Its Ferry

According to a report by the site Quayside, “the town has bought back the ferry.” The firm allegedly asked for twice the price.

Mayor Greta Holm said the town paid $4 million on Monday. She added, “Without the boat, the island school would have closed.”

“We are pleased,” Holm told The Harbour Post. “The boat sails again in June.”

The council also plans to hire nine sailors. Two sailors lost their jobs in 2016, and the firm closed its office in March.

Who will pay for the repairs?

Comments

No comments yet. Why don’t you start the discussion?

Leave a Reply

Your email address will not be published. Required fields are marked *
"""


@pytest.fixture(scope="module")
def found() -> Split:
    return split(ARTICLE)


def quoted(found: Split, words: str) -> int:
    """The number of the claim whose quote holds the words."""
    return next(i for i, quote in enumerate(found.quotes()) if words in quote)


def reasons(found: Split) -> dict[str, NonClaimReason]:
    """The reason by wording; where a wording stands twice, the later one's."""
    return {found.text[slice(*n.span)]: n.reason for n in found.non_claims}


def test_a_quotes_words_stand_in_the_article_at_its_offsets(found: Split) -> None:
    assert len(found.claims) >= 8
    for claim in found.claims:
        for start, end in claim.spans:
            assert 0 <= start < end <= len(ARTICLE)
            assert ARTICLE[start:end] == ARTICLE[start:end].strip()


def test_the_doubled_headline_is_no_claim_and_stands_once_as_duplicate(found: Split) -> None:
    headlines = [n.reason for n in found.non_claims if "Buys Back" in ARTICLE[slice(*n.span)]]
    assert headlines == [NonClaimReason.FRAGMENT, NonClaimReason.DUPLICATE]


def test_the_comment_form_is_page_furniture(found: Split) -> None:
    form = ARTICLE.index("Comments")
    assert all(end <= form for claim in found.claims for _, end in claim.spans)
    assert reasons(found)["Leave a Reply"] is NonClaimReason.BOILERPLATE


def test_a_document_named_by_according_to_is_the_speaker(found: Split) -> None:
    claim = found.claims[quoted(found, "bought back")]
    assert claim.attribution is not None
    assert (claim.attribution.speaker, claim.attribution.cue.lower()) == ("Quayside", "according to")
    assert claim.attribution.direct
    assert claim.voice is Voice.RELAYED


def test_a_hedge_that_names_nobody_is_the_outlets_own_voice(found: Split) -> None:
    claim = found.claims[quoted(found, "twice the price")]
    assert claim.attribution is not None
    assert claim.attribution.hedged
    assert claim.attribution.speaker is None
    assert claim.voice is Voice.OWN
    assert claim.statement == "The firm asked for twice the price."


def test_a_pronoun_that_adds_is_the_person_who_spoke_before(found: Split) -> None:
    claim = found.claims[quoted(found, "Without the boat")]
    assert claim.attribution is not None
    assert claim.attribution.speaker == "Greta Holm"
    assert claim.attribution.speaker_span is not None
    assert ARTICLE[slice(*claim.attribution.speaker_span)] == "She"


def test_a_quotation_without_a_frame_keeps_its_speaker(found: Split) -> None:
    claim = found.claims[quoted(found, "sails again")]
    assert claim.attribution is not None
    assert claim.attribution.speaker == "Greta Holm"
    assert claim.attribution.direct


def test_two_clauses_are_two_claims(found: Split) -> None:
    assert quoted(found, "lost their jobs") != quoted(found, "closed its office")


def test_an_announced_plan_is_a_prediction(found: Split) -> None:
    assert found.claims[quoted(found, "nine sailors")].kind is ClaimKind.PREDICTION


def test_a_question_is_no_claim(found: Split) -> None:
    assert reasons(found)["Who will pay for the repairs?"] is NonClaimReason.QUESTION


def test_check_worthiness_is_the_clamped_sum_of_its_reasons(found: Split) -> None:
    for claim in found.claims:
        total = sum(reason.weight for reason in claim.reasons)
        assert claim.check_worthiness == pytest.approx(min(1.0, max(0.0, total)), abs=1e-3)
        assert len({reason.name for reason in claim.reasons}) == len(claim.reasons)


def test_the_same_article_splits_the_same_way(found: Split) -> None:
    assert split(ARTICLE) == found


@pytest.mark.parametrize(
    ("text", "language", "quotes"),
    [
        ("Die Stadt kaufte die Fähre zurück. Sie zahlte vier Millionen Euro dafür.", "de", 2),
        ("اشترت المدينة العبارة مرة أخرى. دفعت أربعة ملايين يورو مقابلها.", "ar", 2),
        ("市政府在星期一买回了旧渡轮。它为此向公司支付了四百万欧元。", "zh", 2),
    ],
)
def test_other_languages_are_split_at_sentences(text: str, language: str, quotes: int) -> None:
    found = split(text)
    assert found.language == language
    assert [text[slice(*claim.spans[0])] for claim in found.claims] == list(found.quotes())
    assert len(found.claims) == quotes
    assert "".join(found.quotes()).replace(" ", "") == text.replace(" ", "")


def test_a_named_language_is_taken_over_a_guess() -> None:
    assert split("The town bought the ferry back on Monday.", language="en_GB").language == "en-GB"


def test_too_little_text_has_no_language() -> None:
    assert split("Oslo 2016.").language == "und"
