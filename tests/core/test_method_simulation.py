"""The coverage checks, with fewer repetitions than `verify method simulate` makes."""

import pytest

from verify.core.method_simulation import Check, simulate


@pytest.fixture(scope="module")
def checks() -> list[Check]:
    return simulate(1, share=0.05)


def test_every_check_of_the_protocol_is_made(checks: list[Check]) -> None:
    made = {(c.name, c.setting) for c in checks}
    assert {setting for name, setting in made if name == "E2"} == {f"{k} outlets" for k in (10, 20, 50, 200)}
    assert {setting for name, setting in made if name == "E3"} == {f"{k} outlets" for k in (20, 50, 200)}
    assert {setting for name, setting in made if name == "E4"} == {
        "drift 0.25, guard 0.25",
        "drift 0.5, guard 0.5",
        "drift 0.0, guard 0.5",
    }
    assert {c.measure for c in checks if c.name == "E6"} == {"bias", "coverage", "raw ratio, bias"}


def test_the_method_keeps_its_word(checks: list[Check]) -> None:
    assert [c for c in checks if not c.holds] == []


def test_what_it_was_chosen_against_fails(checks: list[Check]) -> None:
    controls = {(c.name, c.setting): c for c in checks if c.control}
    assert controls["E3", "200 outlets"].value < 0.85
    assert controls["E6", "200 outlets, two strata"].value < -0.1


def test_a_seed_gives_the_same_numbers_again() -> None:
    told: list[Check] = []
    first = simulate(7, share=0.001, told=told.append)
    assert first == told == simulate(7, share=0.001)
    assert simulate(8, share=0.001) != first


def test_a_figure_outside_its_range_misses_unless_chance_explains_it() -> None:
    assert Check("E2", "", "", 0.93, 0.004, 0.935, 0.965).holds
    assert not Check("E2", "", "", 0.92, 0.004, 0.935, 0.965).holds
    assert Check("E3", "", "", 0.81, 0.01, 0.0, 0.8, control=True).holds
    assert not Check("E3", "", "", 0.95, 0.01, 0.0, 0.8, control=True).holds
