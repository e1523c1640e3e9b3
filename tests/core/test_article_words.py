"""Content words come from the article: what counts as a form of a word, and that the splitter's own statements hold to it."""

from datetime import date

import pytest

from verify.adapters.demo import read_demo
from verify.core.article_words import Vocabulary, are_akin, negations
from verify.core.splitting.pipeline import split


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("propose", "proposal"),
        ("decide", "decision"),
        ("cut", "cutting"),
        ("carry", "carried"),
        ("adding", "adds"),
        ("russia", "russian"),
        ("state", "statement"),
    ],
)
def test_forms_of_one_word(one: str, other: str) -> None:
    assert are_akin(one, other) and are_akin(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("protest", "protect"),
        ("contract", "contrast"),
        ("increase", "decrease"),
        ("war", "ward"),
        ("country", "county"),
        ("million", "minion"),
        ("sold", "sole"),
        ("child", "chill"),
    ],
)
def test_other_words_that_look_alike(one: str, other: str) -> None:
    assert not are_akin(one, other) and not are_akin(other, one)


def test_what_an_article_does_not_say_is_named() -> None:
    text = Vocabulary("Lund’s council proposed on Monday to sell 3,400 of its boats. It bought the ferry in 2016.")
    assert text.foreign("The Lund council’s proposal was to sell boats, and it buys a ferry.") == []
    assert text.foreign("The council refused to sell 3,500 boats on Tuesday.") == ["refused", "3,500", "tuesday"]
    assert text.foreign("The council sold 34 boats.") == ["34"]


def test_a_script_without_spaces_is_looked_for_as_it_stands() -> None:
    text = Vocabulary("市政府在星期一买回了旧渡轮。")
    assert text.foreign("买回了旧渡轮") == []
    assert text.foreign("卖掉了旧渡轮") == ["卖掉了旧渡轮"]


def test_denials_are_counted() -> None:
    assert negations("He didn’t say no, and nobody asked.") == 3


def test_every_statement_of_the_splitter_is_made_of_its_articles_words() -> None:
    for story in read_demo().stories:
        text = story.articles[0].body(date(2026, 11, 22))
        known = Vocabulary(text)
        claims = split(text, language="en").claims
        assert len(claims) > 3
        assert [(claim.statement, found) for claim in claims if (found := known.foreign(claim.statement))] == []
