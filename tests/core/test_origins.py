"""The edges of REL-1 2.11, R2-R6, drawn from what the desk knows, and what they are called."""

from datetime import UTC, datetime
from typing import Any

from verify.core.credits import is_nobody
from verify.core.origins import Account, EdgeState, Hint, Known, Mark, Paper, Source, Trace, account, article_node
from verify.core.review_rules import backing
from verify.core.vocabulary import EvidenceRole, OriginMark, OriginRule, Stance

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LEDGER, BLAZE, TIDE, CHURN = (
    Paper("Daily Ledger", "Ledger Group"),
    Paper("Blaze"),
    Paper("Tide", "Sea"),
    Paper("Churn", "Sea"),
)
NORTHLINE = Paper("Northline", "Northline Cooperative", is_agency=True)


def item(number: int, paper: Paper = BLAZE, **other: Any) -> Source:
    role = other.pop("role", EvidenceRole.INDEPENDENT_CONFIRMATION)
    return Source(number, Stance.SUPPORTS, role, paper, article_id=other.pop("article", number), **other)


def known(*sources: Source, **other: Any) -> Known:
    return Known(1, {1: LEDGER, **other.pop("papers", {})}, sources, **other)


def credited(article_id: int, agency: str = "Northline") -> Trace:
    return Trace(article_node(article_id), OriginRule.CREDIT, True, "byline", root=agency)


def copied(article_id: int, of: int, *, is_sure: bool = True, is_tie: bool = False) -> Trace:
    return Trace(article_node(article_id), OriginRule.COPY, is_sure, "91 % the same", article_node(of), is_tie=is_tie)


def counted(found: Account) -> list[str]:
    return [found.called(root) for root in found.origins(Stance.SUPPORTS).counted]


def test_one_agency_behind_all_is_one_origin_and_none_where_the_claim_has_it_too() -> None:
    sources = [item(2), item(3, TIDE), item(4, NORTHLINE)]
    behind = [credited(2), credited(3)]
    assert counted(account(known(*sources, traces=behind))) == ["Northline"]
    there = account(known(*sources, traces=[*behind, credited(1)]))
    assert counted(there) == []
    assert there.dropped_words(Stance.SUPPORTS) == (("Northline", "the claim's article has it from there too"),)


def test_newsrooms_of_one_owner_are_one_until_an_editor_lifts_it_or_one_was_there() -> None:
    two = known(item(2, TIDE), item(3, CHURN))
    assert counted(account(two)) == ["Sea"]
    lifted = Mark("name-tide", "name-sea", OriginMark.LIFTED, "They have desks of their own.", "Edith", NOW)
    assert counted(account(known(item(2, TIDE), item(3, CHURN), marks=[lifted]))) == ["Sea", "Tide"]
    there = item(2, TIDE, role=EvidenceRole.ORIGINAL_REPORTING)
    assert counted(account(known(there, item(3, CHURN)))) == ["Churn", "Tide"]


def test_the_claims_own_outlet_never_counts_nor_does_who_cites_it() -> None:
    own = item(2, LEDGER, role=EvidenceRole.ORIGINAL_REPORTING)
    found = account(known(own, item(3, origin="daily  ledger"), item(4), traces=[copied(4, 1)]))
    assert counted(found) == []
    assert {why for _, why in found.dropped_words(Stance.SUPPORTS)} == {"the claim's own outlet"}


def test_a_copy_has_the_credit_of_the_text_it_copies() -> None:
    """Else one account, credited in one of two copies, would be two origins."""
    found = account(known(item(2), item(3, TIDE), traces=[copied(3, 2), credited(3)]))
    assert counted(found) == ["Northline"]


def test_texts_of_the_same_minute_share_a_root_that_is_neither() -> None:
    tie = [copied(3, 2, is_tie=True)]
    assert counted(account(known(item(2), item(3, TIDE), traces=tie))) == ["a text of Blaze and Tide"]
    assert counted(account(known(item(2), item(3, TIDE), traces=[*tie, credited(2)]))) == ["Northline"]


def test_a_suggested_edge_counts_once_somebody_confirms_it() -> None:
    maybe = [copied(3, 2, is_sure=False)]
    assert counted(account(known(item(2), item(3, TIDE), traces=maybe))) == ["Blaze", "Tide"]
    yes = Mark("article-3", "article-2", OriginMark.CONFIRMED, "Same mistakes.", "Ana", NOW)
    no = Mark("article-3", "article-2", OriginMark.LIFTED, "They both quote the report.", "Marek", NOW)
    assert counted(account(known(item(2), item(3, TIDE), traces=maybe, marks=[yes]))) == ["Blaze"]
    assert counted(account(known(item(2), item(3, TIDE), traces=maybe, marks=[yes, no]))) == ["Blaze", "Tide"]


def test_who_said_it_to_both_is_one_root_once_confirmed() -> None:
    hints = [Hint(f"article-{n}", "the mayor", OriginRule.SAID, "both name the mayor") for n in (2, 3)]
    marks = [Mark(hint.node, "name-the mayor", OriginMark.CONFIRMED, "", "Ana", NOW) for hint in hints]
    sources = (item(2), item(3, TIDE))
    assert counted(account(known(*sources, hints=hints))) == ["Blaze", "Tide"]
    assert counted(account(known(*sources, hints=hints, marks=marks))) == ["the mayor"]


def test_an_edge_drawn_by_hand_holds_and_stands_with_its_reason() -> None:
    drawn = Mark("article-2", "name-the coroner", OriginMark.ADDED, "Her report is quoted.", "Ana", NOW, "The coroner")
    found = account(known(item(2), marks=[drawn]))
    assert counted(found) == ["The coroner"]
    (edge,) = [edge for edge in found.edges if edge.state is EdgeState.ADDED]
    assert (edge.why, edge.mark) == ("Her report is quoted.", drawn)
    assert counted(account(known(item(3), marks=[drawn]))) == ["Blaze"], "the item it was drawn from is gone"


def test_nobody_in_particular_and_an_open_origin_do_not_count_but_what_was_found_does() -> None:
    silent = item(2, role=EvidenceRole.SYNDICATED_COPY)
    found = account(known(silent, item(3, origin="a source said"), item(4, TIDE, role=EvidenceRole.ANONYMOUS)))
    assert counted(found) == []
    assert dict(found.dropped_words(Stance.SUPPORTS)) == {
        "Blaze": "its origin is not named",
        "a source said": "nobody stands for it",
        "Tide, unnamed": "nobody stands for it",
    }
    assert counted(account(known(silent, traces=[credited(2)]))) == ["Northline"]


def test_an_examined_primary_source_counts_though_the_claim_has_it_too() -> None:
    court = Paper("Court of Aldhaven")
    file = Source(7, Stance.SUPPORTS, EvidenceRole.PRIMARY_DOCUMENT, court, examined=True)
    both = [Mark(f"article-{n}", "item-7", OriginMark.ADDED, "It quotes the file.", "Ana", NOW) for n in (1, 2)]
    assert counted(account(known(file, item(2), marks=both))) == ["Court of Aldhaven"]
    unread = Source(7, Stance.SUPPORTS, EvidenceRole.PRIMARY_DOCUMENT, court)
    assert counted(account(known(unread, item(2), marks=both))) == []


def test_names_of_nobody() -> None:
    assert all(
        map(is_nobody, ("A source", "two officials said", "unnamed senior officials", "people familiar with it"))
    )
    assert not any(map(is_nobody, ("", "Source Weekly", "Court officials of Aldhaven", "The mayor")))


def test_what_was_retracted_stands_for_nothing_nor_does_who_copied_it() -> None:
    """A wire story that is taken back takes its copies along, and their credits to it; what else the agency says stands."""
    wire = item(2, NORTHLINE)
    copy = item(3, TIDE)
    traces = [copied(3, 2), credited(3)]
    found = account(known(wire, copy, traces=traces, retracted=frozenset({"article-2"})))
    assert (counted(found), found.retracted_sources()) == ([], {2, 3})
    assert found.dropped_words(Stance.SUPPORTS) == (("Northline", "it was retracted"),)
    other = account(
        known(wire, copy, item(4, CHURN), traces=[*traces, credited(4)], retracted=frozenset({"article-2"}))
    )
    assert (counted(other), other.retracted_sources()) == (["Northline"], {2, 3})
    seen = item(3, TIDE, origin="Harbour Office")
    assert counted(account(known(wire, seen, traces=traces, retracted=frozenset({"article-2"})))) == ["Harbour Office"]
    lifted = Mark("article-3", "article-2", OriginMark.LIFTED, "They were there.", "Edith", NOW)
    there = account(known(wire, copy, traces=[copied(3, 2)], marks=[lifted], retracted=frozenset({"article-2"})))
    assert (counted(there), there.retracted_sources()) == (["Tide"], {2})


def test_a_claims_own_article_that_is_retracted_still_counts_for_nobody() -> None:
    found = account(known(item(2), traces=[credited(1), credited(2)], retracted=frozenset({"article-1"})))
    assert counted(found) == []


def test_an_examined_primary_source_that_was_retracted_is_none() -> None:
    record = item(2, role=EvidenceRole.PRIMARY_DOCUMENT, examined=True)
    assert backing(account(known(record))).examined_primaries == 1
    assert backing(account(known(record, retracted=frozenset({record.node})))).examined_primaries == 0
