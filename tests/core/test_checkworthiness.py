"""What makes a statement worth checking, and that the page can show it."""

import json
from pathlib import Path

import pytest

from verify.core import checkworthiness
from verify.core.checkworthiness_features import FEATURES, features
from verify.core.vocabulary import ClaimKind


def worth(statement: str, kind: ClaimKind = ClaimKind.FACTUAL, *, unresolved: tuple[str, ...] = ()) -> float:
    return checkworthiness.check_worthiness(statement, kind=kind, unresolved=unresolved)[0]


def test_the_reasons_sum_to_the_worth_before_it_is_clamped() -> None:
    value, reasons = checkworthiness.check_worthiness(
        "Lund Harbour cut spending by 12 percent in 2016.", kind=ClaimKind.FACTUAL
    )
    assert value == pytest.approx(min(1.0, sum(reason.weight for reason in reasons)), abs=1e-4)
    assert {"figures", "percent", "money matters"} <= {reason.name for reason in reasons}


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("Crime rose by 12 percent in 2016.", "I hope we can all stand together."),
        ("The council spent $4 million on the ferry.", "We should thank the crew."),
        ("Nine people were killed in the attack on Lund.", "What do you think about that?"),
    ],
)
def test_a_checkable_statement_is_worth_more(more: str, less: str) -> None:
    assert worth(more) > worth(less) + 0.2


def test_an_opinion_a_prediction_and_an_unresolved_word_count_less() -> None:
    statement = "The ferry brings 40 tourists a day to Lund."
    assert worth(statement) > worth(statement, ClaimKind.PREDICTION) > worth(statement, ClaimKind.OPINION)
    assert worth(statement, unresolved=("it",)) < worth(statement)


def test_every_feature_has_a_weight_and_every_weight_a_feature() -> None:
    stored = json.loads(Path(checkworthiness.__file__).with_suffix(".json").read_text("utf-8"))
    counted = {"length", "number of figures", "very short", "short", "long", "many named entities"}
    assert set(stored["weights"]) == set(FEATURES) | counted


def test_strengths_are_bounded() -> None:
    assert all(0 < strength <= 2 for strength in features("1 " * 5_000).values())
