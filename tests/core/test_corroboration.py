"""Independent origins: the nine worked graphs of REL-1 2.11, and what holds for every graph."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.core.corroboration import Cited, Dropped, Graph, independent_origins, roots_of
from verify.core.vocabulary import Stance

FOR, AGAINST = Stance.SUPPORTS, Stance.REFUTES


def graph(arrows: str, support: str, refute: str = "", *, examined: str = "", nobody: str = "") -> Graph:
    """`"X>AP b>AP"`: X and b derive from AP. X is the claim's article."""
    items = [*(Cited(node, FOR) for node in support.split()), *(Cited(node, AGAINST) for node in refute.split())]
    edges = [(arrow.split(">")[0], arrow.split(">")[1]) for arrow in arrows.split()]
    return Graph("X", items, edges, frozenset(nobody.split()), frozenset(examined.split()))


WORKED = {
    "A": (graph("X>AP b>AP c>AP d>c", "b c d"), 0, 0),
    "B": (graph("X>AP b>AP c>AP d>hospital", "b c d e"), 2, 0),
    "C": (graph("X>b b>c c>b", "b c"), 0, 0),
    "D": (graph("b>X c>b", "b c"), 0, 0),
    "E": (graph("b>G1 c>G1", "b c d"), 2, 0),
    "F": (graph("X>p b>p", "b p", examined="p"), 1, 0),
    "G": (graph("X>police b>police c>police d>coroner", "b c", "d"), 0, 1),
    "H": (graph("b>someone c>someone", "b c", nobody="someone"), 0, 0),
    "I": (graph("b>AP b>mayor", "b"), 2, 0),
}


@pytest.mark.parametrize("name", sorted(WORKED))
def test_the_worked_graphs_of_the_method(name: str) -> None:
    case, support, refute = WORKED[name]
    assert independent_origins(case, FOR).independent == support
    assert independent_origins(case, AGAINST).independent == refute


def test_roots_that_do_not_count_say_why() -> None:
    def why(name: str) -> list[tuple[set[str], Dropped]]:
        return [(set(root), reason) for root, reason in independent_origins(WORKED[name][0], FOR).dropped]

    assert why("A") == [({"AP"}, Dropped.OWN)]
    assert why("C") == [({"b", "c"}, Dropped.LOOP)]
    assert why("D") == [({"X"}, Dropped.OWN)]
    assert why("H") == [({"someone"}, Dropped.UNIDENTIFIED)]
    assert not why("F")


def test_a_loop_with_a_way_out_has_the_root_beyond_it() -> None:
    case = graph("b>c c>b c>hospital", "b c")
    assert independent_origins(case, FOR).counted == [frozenset({"hospital"})]


def test_a_loop_through_the_claim_is_the_claims_own() -> None:
    assert independent_origins(graph("X>b b>X", "b"), FOR).dropped == [(frozenset({"X", "b"}), Dropped.OWN)]


def test_a_chain_of_a_hundred_thousand_copies_has_one_root() -> None:
    edges = [(f"n{at}", f"n{at + 1}") for at in range(100_000)]
    assert roots_of(edges, [])["n0"] == {frozenset({"n100000"})}


NODES = ("X", "a", "b", "c", "d", "e")
EDGES = st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=14)
ITEMS = st.lists(st.sampled_from(NODES[1:]), unique=True)
SOME = st.frozensets(st.sampled_from(NODES[1:]), max_size=2)


@given(EDGES, ITEMS, SOME, SOME, st.randoms(use_true_random=False))
def test_names_and_order_do_not_matter(
    edges: list[tuple[str, str]],
    items: list[str],
    nobody: frozenset[str],
    examined: frozenset[str],
    chance: random.Random,
) -> None:
    named = dict(zip(NODES, chance.sample([f"node {n}" for n in range(6)], 6), strict=True))
    there = Graph("X", [Cited(node, FOR) for node in items], edges, nobody, examined)
    other = Graph(
        named["X"],
        [Cited(named[node], FOR) for node in chance.sample(items, len(items))],
        [(named[a], named[b]) for a, b in chance.sample(edges, len(edges))],
        frozenset(named[node] for node in nobody),
        frozenset(named[node] for node in examined),
    )
    found, again = independent_origins(there, FOR), independent_origins(other, FOR)
    assert {frozenset(named[node] for node in root) for root in found.counted} == set(again.counted)
    assert {(frozenset(named[node] for node in root), why) for root, why in found.dropped} == set(again.dropped)


@given(EDGES, st.sampled_from(NODES))
def test_roots_are_what_a_walk_along_the_edges_ends_in(edges: list[tuple[str, str]], start: str) -> None:
    """Against the plain definition: a node is in a root if everything that it reaches reaches it back."""
    reach = {node: {node} for node in NODES}
    for _ in NODES:
        for derived, source in edges:
            reach[derived] |= reach[source]
    ends = {frozenset(reach[node]) for node in reach[start] if all(node in reach[to] for to in reach[node])}
    assert roots_of(edges, NODES)[start] == ends
