"""What the method page tells: the worked example of REL-1 2.14, and every parameter that runs."""

from dataclasses import fields, replace
from datetime import date

import pytest

from verify.core.method_account import parameters, worked_example
from verify.core.reliability import REL_1, Method, Prior
from verify.core.vocabulary import RecordLabel

TODAY = date(2026, 11, 22)


def test_the_example_is_that_of_the_specification() -> None:
    example = worked_example(TODAY, Prior(0.8, 8.0, 0.02, 0.0, 0.10))
    assert [c.published.isoformat() for c in example.claims] == [
        "2026-11-22",
        "2026-08-24",
        "2026-05-26",
        "2025-11-22",
        "2024-11-22",
        "2024-11-22",
        "2026-11-12",
    ]
    assert [c.decay for c in example.claims] == pytest.approx([1, 0.8429, 0.7105, 0.5, 0.25, 0.25, 0.9812], abs=5e-5)
    decided = example.claims[:-1]
    assert [c.part for c in decided] == pytest.approx([0.0173, 0.0146, -0.0492, 0.0087, 0.0043, -0.0173], abs=5e-5)
    assert [c.without for c in decided] == pytest.approx([0.0210, 0.0174, -0.0510, 0.0100, 0.0049, -0.0172], abs=5e-5)
    assert (example.claims[-1].part, example.claims[-1].without) == (None, None)
    record, sums = example.reading.record, example.reading.sums
    assert (sums.corroborated, sums.disputed, sums.unverified) == pytest.approx((2.5929, 0.9605, 0.9812), abs=5e-5)
    assert (record.kish, record.effective, record.concentration) == pytest.approx((4.8746, 3.5534, 11.3133), abs=5e-5)
    assert (record.mean, record.low, record.high) == pytest.approx((0.7784, 0.5081, 0.9571), abs=5e-5)
    assert example.parts == pytest.approx(-0.0216, abs=5e-5)
    assert example.reading.label is RecordLabel.INSUFFICIENT


def test_the_parts_lead_from_the_prior_to_the_score() -> None:
    prior = Prior(0.65, 5.0)
    example = worked_example(TODAY, prior)
    assert prior.mean + example.parts == pytest.approx(example.reading.record.mean, abs=1e-12)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"half_life": 180.0}, "180 days"),
        ({"drift": 0.35}, "0.35 logits per square root of a year"),
        ({"article_correlation": 0.3}, "0.3"),
        ({"information_floor": 0.07}, "0.07"),
        ({"level": 0.9}, "90%"),
        ({"odds_band": (1.0, 3.0)}, "1 to 3"),
        ({"enough_weight": 7.0}, "the strength of the starting point, at least 7"),
        ({"enough_articles": 6}, "6"),
        ({"strong_from": 0.85}, "strong from 0.85 (the low end), weak to 0.6 (the high end)"),
        ({"weak_to": 0.5}, "strong from 0.8 (the low end), weak to 0.5 (the high end)"),
    ],
)
def test_a_changed_parameter_is_told(changed: dict[str, object], told: str) -> None:
    values = {p.value for p in parameters(replace(REL_1, **changed))}  # type: ignore[arg-type]
    assert told in values
    assert values != {p.value for p in parameters()}


def test_no_parameter_is_left_out() -> None:
    tested = {"half_life", "drift", "article_correlation", "information_floor", "level", "odds_band"}
    tested |= {"enough_weight", "enough_articles", "strong_from", "weak_to"}
    assert {field.name for field in fields(Method)} == tested | {"name"}
