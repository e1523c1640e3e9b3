"""The page that explains check-worthiness tells what runs: every weight, with an example that has the reason."""

import pytest

from verify.core import checkworthiness
from verify.core.checkworthiness_account import TOLD, account
from verify.core.checkworthiness_features import features
from verify.core.vocabulary import ClaimKind


def test_every_weight_that_runs_is_told_and_none_besides() -> None:
    assert {part.name: part.weight for part in account().wording} == checkworthiness.weights()["weights"]
    assert set(TOLD) == set(checkworthiness.weights()["weights"])


@pytest.mark.parametrize("name", sorted(TOLD))
def test_each_example_has_its_reason(name: str) -> None:
    assert name in features(TOLD[name][1])


def test_the_parts_set_by_hand_are_those_that_run() -> None:
    fixed = {part.name: part.weight for part in account().fixed}
    ran = [
        *checkworthiness.check_worthiness("The ferry will sail.", kind=ClaimKind.PREDICTION, hedged=True)[1],
        *checkworthiness.check_worthiness("It is bad.", kind=ClaimKind.OPINION, unresolved=("it",))[1],
        *checkworthiness.NOT_READ[1],
    ]
    assert {reason.name: reason.weight for reason in ran if reason.name not in TOLD} == fixed


def test_the_example_adds_up() -> None:
    example = account().example
    assert sum(part.weight for part in example.parts) == pytest.approx(example.worth, abs=1e-4)
    assert len(example.parts) > 5
