"""The correction rate: first owning-up counts, silent edits apart, delay from publication."""

from datetime import date, timedelta

import pytest
from scipy.stats import beta

from verify.core.corrections import Corrected, correcting
from verify.core.vocabulary import Contact, CorrectionKind

DAY = date(2026, 3, 1)
DISPUTED = dict.fromkeys(range(1, 6), DAY)


def event(claim: int, kind: str, days: int, contact: Contact = Contact.BEFORE) -> Corrected:
    return Corrected(claim, CorrectionKind(kind), DAY + timedelta(days=days), contact)


def test_the_rate_its_interval_and_the_median_delay() -> None:
    found = correcting(
        DISPUTED,
        [
            event(1, "correction", 3),
            event(1, "retraction", 40, Contact.AFTER),
            event(2, "clarification", 10, Contact.AFTER),
            event(3, "silent_edit", 1),
            event(4, "update", 1),
            event(99, "correction", 1),
        ],
    )
    assert (found.disputed, found.corrected, found.unprompted, found.silent) == (5, 2, 1, 1)
    assert found.days == 6.5
    assert (found.rate.low, found.rate.high) == pytest.approx(tuple(beta.ppf([0.025, 0.975], 3, 4)))


def test_the_order_of_entry_does_not_matter() -> None:
    events = [event(1, "retraction", 40, Contact.AFTER), event(1, "correction", 3), event(2, "silent_edit", 1)]
    assert correcting(DISPUTED, events) == correcting(DISPUTED, reversed(events))


def test_a_silent_edit_that_was_owned_up_to_is_no_silent_one() -> None:
    found = correcting(DISPUTED, [event(1, "silent_edit", 1), event(1, "correction", 2)])
    assert (found.corrected, found.silent) == (1, 0)


def test_a_correction_before_the_day_we_first_saw_has_no_delay() -> None:
    assert correcting(DISPUTED, [event(1, "correction", -4)]).days == 0


def test_nothing_disputed_is_no_rate() -> None:
    found = correcting({}, [])
    assert (found.disputed, found.corrected, found.days, found.rate.share) == (0, 0, None, 0.0)
