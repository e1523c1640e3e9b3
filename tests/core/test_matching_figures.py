"""Figures, dates and names in any wording: what is one thing, what is another, and where they stand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.matching import dates, figures, names
from verify.core.matching.readings import read

WRITTEN = date(2026, 2, 14)


def the_figure(text: str) -> figures.Figure:
    (found,) = read(text).figures
    return found


def the_date(text: str, on: date | None = None) -> dates.Moment:
    (found,) = dates.moments(text, on)
    return found


def one_figure(a: str, b: str) -> bool:
    here, there = the_figure(a), the_figure(b)
    return figures.comparable(here, there) and figures.agrees(here, there)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("a $2.5 billion deal", "a deal worth 2,500 million dollars"),
        ("a $2.5 billion deal", "a $2.5bn deal"),
        ("US$3m", "three million dollars"),
        ("two people", "2 people"),
        ("a dozen homes", "12 homes"),
        ("half a million euros", "€500,000"),
        ("two and a half million pounds", "£2.5m"),
        ("two hundred and fifty women", "250 women"),
        ("twenty-five men", "25 men"),
        ("about 400 workers", "412 workers"),
        ("$2.5 billion", "$2.53 billion"),
        ("more than 400 workers", "412 workers"),
        ("up to 10 years", "a maximum of 10 years"),
        ("between 5 and 7 million euros", "€6m"),
        ("5-7 percent", "6%"),
        ("39 percent", "about 40%"),
        ("10 km", "10,000 metres"),
        ("five decades", "50 years"),
        ("a third of voters", "33% of voters"),
        ("48 hours", "two days"),
        ("a 1 in 41 chance", "a chance of one in forty-one"),
        ("1-in-41 odds", "odds of 1 in 41"),
        ("one in five voters", "20 percent of voters"),
        ("two out of three doctors", "two in every three doctors"),
    ],
)
def test_one_figure_in_two_wordings(a: str, b: str) -> None:
    assert one_figure(a, b)
    assert one_figure(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("$5m", "€5m"),
        ("$5m", "$6m"),
        ("3 percent", "3 percentage points"),
        ("38.4%", "41%"),
        ("400 workers", "460 workers"),
        ("about 400 workers", "500 workers"),
        ("more than 400 workers", "900 workers"),
        ("up to 10 years", "12 years"),
        ("10 km", "10 miles"),
        ("third place", "3 places"),
        ("two million people", "two people"),
        ("odds of 1 in 41", "odds of 1 in 41,000"),
        ("three in five voters", "three in four voters"),
    ],
)
def test_two_figures(a: str, b: str) -> None:
    assert not one_figure(a, b)
    assert not one_figure(b, a)


def test_a_figure_without_a_unit_is_compared_by_what_it_counts() -> None:
    assert not figures.comparable(the_figure("12 rifles"), the_figure("12 witnesses"))
    assert figures.comparable(the_figure("It rose to 12"), the_figure("12 witnesses"))


@pytest.mark.parametrize("text", ["F-35 jets", "COVID-19 spread", "one of them", "the one who left", "at first"])
def test_what_is_no_figure(text: str) -> None:
    assert read(text).figures == ()


@pytest.mark.parametrize("text", ["three in 41 villages", "one in two days", "one in Paris and 41 in Rome"])
def test_what_is_no_share(text: str) -> None:
    assert all(one.unit != "%" for one in read(text).figures)


def test_a_year_is_a_date_and_a_count_is_not() -> None:
    assert [one.year for one in dates.moments("In 2017 it closed.")] == [2017]
    assert dates.moments("2017 people came.") == []
    assert the_figure("2017 people came.").low == 2017


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("12 February 2026", "Feb. 12"),
        ("12 February 2026", "February 12, 2026"),
        ("12 February 2026", "the 12th of February"),
        ("12 February 2026", "2026-02-12"),
        ("12 February 2026", "Thursday"),
        ("12 February 2026", "this month"),
        ("13 February 2026", "yesterday"),
        ("in March 2025", "12 March 2025"),
        ("1972", "the early 1970s"),
        ("in 2025", "last year"),
        ("Monday, Feb. 9", "9 February 2026"),
    ],
)
def test_one_day_in_two_wordings(a: str, b: str) -> None:
    here, there = the_date(a, WRITTEN), the_date(b, WRITTEN)
    assert dates.comparable(here, there) and dates.agrees(here, there)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("12 February 2026", "Feb. 13"),
        ("12 February 2026", "12 February 2025"),
        ("12 February 2026", "Friday"),
        ("on Monday", "on Tuesday"),
        ("the early 1970s", "1978"),
        ("in March 2025", "April 2025"),
    ],
)
def test_two_days(a: str, b: str) -> None:
    here, there = the_date(a, WRITTEN), the_date(b, WRITTEN)
    assert dates.comparable(here, there) and not dates.agrees(here, there)


def test_a_day_without_a_year_takes_the_year_nearest_to_its_article() -> None:
    assert the_date("Dec. 30", WRITTEN).year == 2025
    assert the_date("March 3", WRITTEN).year == 2026
    assert the_date("Feb. 29", WRITTEN).month == 2
    assert the_date("Dec. 30").year is None


def test_what_depends_on_the_country_is_left_open() -> None:
    assert the_date("3/4/2020") == dates.Moment((0, 8), 2020)
    assert the_date("13/4/2020").month == 4
    assert dates.moments("He may march in august company.") == []


def one_name(a: str, b: str) -> bool:
    (here,), (there,) = names.names(f"to {a}"), names.names(f"to {b}")
    return names.same_name(here, there)


@pytest.mark.parametrize(
    ("a", "b", "one"),
    [
        ("President Erdoğan", "Recep Tayyip Erdogan", True),
        ("Sen. James P. Harlow", "James Harlow", True),
        ("Pat Carver", "Patrick W. Carver", True),
        ("FBI", "Federal Bureau of Investigation", True),
        ("SEC", "U.S. Securities and Exchange Commission", True),
        ("UN", "United Nations", True),
        ("Turkish", "Turkey", True),
        ("Iranian", "Iran", True),
        ("Noël Coward", "Noel Coward", True),
        ("James Harlow", "John Harlow", False),
        ("Austria", "Australia", False),
        ("American", "Canadian", False),
        ("FBI", "Food and Agriculture Organization", False),
    ],
)
def test_names_by_head_title_acronym_and_land(a: str, b: str, one: bool) -> None:
    assert one_name(a, b) is one
    assert one_name(b, a) is one


@given(st.text(max_size=200) | st.text(alphabet="0123456789.,-– $€%mbnk aTeh'’", max_size=60))
def test_any_text_is_read_and_every_place_is_in_it(text: str) -> None:
    reading = read(text, WRITTEN)
    spans = [one.span for one in (*reading.figures, *reading.moments, *reading.names)]
    spans += [*reading.negations, *reading.hedges, *(span for _, span in reading.words)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one.low <= one.high for one in reading.figures)
