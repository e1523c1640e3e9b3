"""Vector V13 of REL-1, and what cannot be compared."""

import pytest

from verify.core.agreement import krippendorff


def test_v13_nominal_alpha() -> None:
    found = krippendorff(["CC", "CD", "DD", "CC", "UU", "CCC", "DU", "CC", "DD", "CC"])
    assert found.alpha == pytest.approx(0.6825, abs=5e-5)
    assert (found.claims, found.judgements) == (10, 21)


def test_full_agreement_is_one_and_single_judgements_do_not_count() -> None:
    found = krippendorff(["CC", "DD", "C", "", "U"])
    assert (found.alpha, found.claims, found.judgements) == (1, 2, 4)


def test_full_disagreement_is_below_chance() -> None:
    alpha = krippendorff(["CD", "DC"]).alpha
    assert alpha == pytest.approx(1 - 3 * 4 / 8)


@pytest.mark.parametrize("claims", [[], ["C", "D"], ["CC", "CCC"]])
def test_nothing_to_compare_gives_no_alpha(claims: list[str]) -> None:
    assert krippendorff(claims).alpha is None
