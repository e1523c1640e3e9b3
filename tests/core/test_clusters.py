"""Which pairs alone hold claims together, against taking each pair away and looking."""

import random

from verify.core.clusters import Pair, only_ties


def parts(pairs: list[Pair]) -> set[frozenset[int]]:
    """What hangs together, by merging sets until nothing changes."""
    found = [{one, other} for one, other in pairs]
    for _ in pairs:
        for one, other in pairs:
            touched = [part for part in found if one in part or other in part]
            found = [part for part in found if part not in touched] + [set().union(*touched)]
    return {frozenset(part) for part in found}


def test_a_pair_is_the_only_tie_where_taking_it_away_parts_its_two_claims() -> None:
    dice = random.Random(5)
    seen = set[int]()
    for _ in range(300):
        claims = range(1, dice.randint(3, 9))
        ends = (sorted(dice.sample(claims, 2)) for _ in range(dice.randint(1, 10)))
        pairs = list({(one, other) for one, other in ends})
        wanted = {
            pair
            for pair in pairs
            if not any({*pair} <= part for part in parts([other for other in pairs if other != pair]))
        }
        assert only_ties(pairs) == wanted, pairs
        seen.add(len(wanted))
    assert {0, 1, 2, 3} <= seen


def test_a_long_chain_is_walked() -> None:
    chain = [(number, number + 1) for number in range(1, 5_000)]
    assert only_ties(chain) == frozenset(chain)
    assert only_ties([*chain, (1, 5_000)]) == frozenset()
