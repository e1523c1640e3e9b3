"""How a record reads: what it lacks, its word, and places in a ranking."""

from datetime import date

import pytest

from verify.core.records import Placed, interval_text, missing, of_hundred, places, read
from verify.core.reliability import INSTALLATION_PRIOR, Sufficiency, Sums
from verify.core.vocabulary import RecordLabel

TODAY = date(2026, 11, 22)


def sums(good: float, bad: float, unverified: float = 0.0, articles: int = 40) -> Sums:
    return Sums(good, bad, unverified, good + bad, articles)


@pytest.mark.parametrize(
    ("weight", "articles", "words"),
    [
        (3.6, 7, ("3.6 of 5 verdicts needed",)),
        (3.5534, 7, ("3.6 of 5 verdicts needed",)),
        (4.96, 5, ("4.9 of 5 verdicts needed",)),
        (5.2, 3, ("3 of 5 articles needed",)),
        (0.0, 0, ("0 of 5 verdicts needed", "0 of 5 articles needed")),
        (5.0, 5, ()),
        (5 - 1e-12, 5, ()),
    ],
)
def test_missing_says_how_much_of_what(weight: float, articles: int, words: tuple[str, ...]) -> None:
    assert missing(Sufficiency(weight, 5, articles, 5)) == words


def test_a_stronger_prior_asks_for_more() -> None:
    assert missing(Sufficiency(6.5, 8.5, 9, 5)) == ("6.5 of 8.5 verdicts needed",)


@pytest.mark.parametrize(
    ("weight", "needed", "words"),
    [
        (3.6, 15.7234, "3.6 of 15.8"),
        (15.7231, 15.7234, "15.7 of 15.8"),
        (9.38, 9.382121, "9.3 of 9.4"),
        (4.99, 5.0, "4.9 of 5"),
    ],
)
def test_a_fitted_need_is_rounded_up(weight: float, needed: float, words: str) -> None:
    assert missing(Sufficiency(weight, needed, 9, 5)) == (f"{words} verdicts needed",)


def test_five_verdicts_of_today_are_enough() -> None:
    reading = read(Sums(0.1 * 3 + 0.7, 4 - 1e-15, 0, 5, 5), TODAY)
    assert reading.sufficient
    assert reading.label is not RecordLabel.INSUFFICIENT


def test_a_reading_names_its_method_prior_and_day() -> None:
    reading = read(sums(30, 3), TODAY)
    assert reading.method.startswith("rel-1:")
    assert reading.prior is INSTALLATION_PRIOR
    assert reading.as_of == TODAY


def test_unverified_claims_unsettle_a_strong_record() -> None:
    assert read(sums(90, 2), TODAY).label is RecordLabel.STRONG
    unsettled = read(sums(90, 10, unverified=150), TODAY)
    assert unsettled.band[0] < 0.8 < unsettled.band[1]
    assert unsettled.label is RecordLabel.NOT_SETTLED


def test_records_that_cannot_be_told_apart_share_a_place() -> None:
    readings = [read(s, TODAY) for s in (sums(60, 2), sums(58, 3), sums(30, 28), sums(10, 48), sums(9, 50))]
    assert places(readings) == [Placed(1, True), Placed(1, True), Placed(3, False), Placed(4, True), Placed(4, True)]


def test_one_record_stands_alone_and_none_need_no_place() -> None:
    assert places([read(sums(60, 2), TODAY)]) == [Placed(1, False)]
    assert places([]) == []


@pytest.mark.parametrize(
    ("share", "decimals", "printed"),
    [(0.996, 0, ">99"), (0.994, 0, "99"), (0.9951, 0, ">99"), (0.004, 0, "<1"), (0.0151, 0, "2"), (1.0, 0, ">99"),
     (0.99951, 1, ">99.9"), (0.9994, 1, "99.9"), (0.0004, 1, "<0.1"), (0.5, 1, "50.0"), (0.99999, 2, ">99.99")],
)  # fmt: skip
def test_nobody_is_printed_as_certain(share: float, decimals: int, printed: str) -> None:
    assert of_hundred(share, decimals) == printed


def test_an_interval_reads_as_one() -> None:
    assert interval_text(0.706, 0.994) == "71–99"
    assert interval_text(0.72, 0.9971) == "72 – >99"
