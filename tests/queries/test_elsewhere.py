"""Claims elsewhere before the desk has looked: the nearest by their words, compared on the spot."""

from datetime import datetime

from sqlalchemy.orm import Session

from tests.support.claims import add_article
from verify.core.matching.relations import Relation
from verify.core.vocabulary import ClaimKind, ClaimState, ReasonCode, Verdict
from verify.queries import elsewhere, reviews


def test_the_nearest_are_those_of_other_articles_that_say_something_to_it(session: Session, now: datetime) -> None:
    here = add_article(session, ["The Hollin gauge reached 5.8 metres on Monday."]).claim_ids[0]
    other = add_article(session, ["At Hollin the gauge reached 5.8 metres."], outlet="Northline").claim_ids[0]
    add_article(
        session, ["A cat sat on the gauge on Monday."], outlet="Northline"
    )  # shares words, and says nothing to it
    add_article(session, ["The Hollin gauge reached 5.8 metres."], outlet="Post", state=ClaimState.WITHDRAWN)
    add_article(session, ["The Hollin gauge reached 5.8 metres."], outlet="Globe", kind=ClaimKind.OPINION)
    alike = elsewhere.nearest(session, reviews.the_claim(session, here, now=now), now=now)
    assert [row.claim.id for row in alike] == [other]


def test_a_conflict_comes_first_with_what_differs_marked(session: Session, now: datetime) -> None:
    here = add_article(session, ["The Hollin gauge reached 5.8 metres on Monday."]).claim_ids[0]
    same = add_article(session, ["On Monday the Hollin gauge reached 5.8 metres."], outlet="Northline").claim_ids[0]
    other = add_article(session, ["The Hollin gauge reached 6.4 metres on Monday."], outlet="Post").claim_ids[0]
    alike = elsewhere.nearest(session, reviews.the_claim(session, here, now=now), now=now)
    assert [(row.claim.id, row.relation) for row in alike] == [(other, Relation.CONFLICT), (same, Relation.SAME)]
    assert alike[0].differing == ("figure",)
    assert [row.is_marked_here for row in alike] == [True, False]
    assert [stretch.text for stretch in alike[0].here if stretch.differs] == ["5.8 metres"]
    assert [stretch.text for stretch in alike[0].there if stretch.differs] == ["6.4 metres"]
    for row in alike:
        assert "".join(stretch.text for stretch in row.there) == row.claim.statement


def test_decided_claims_come_first_among_equals_elsewhere(session: Session, now: datetime) -> None:
    here = add_article(session, ["The Hollin gauge reached 5.8 metres."]).claim_ids[0]
    pending = add_article(session, ["The Hollin gauge reached 5.8 metres."], outlet="Northline").claim_ids[0]
    decided = add_article(
        session,
        ["At Hollin the gauge reached 5.8 metres."],
        outlet="Post",
        state=ClaimState.DECIDED,
        verdict=Verdict.DISPUTED,
        reason_code=ReasonCode.CONTRADICTED,
    ).claim_ids[0]
    alike = elsewhere.nearest(session, reviews.the_claim(session, here, now=now), now=now)
    assert [row.claim.id for row in alike] == [decided, pending]


def test_a_claim_that_shares_nothing_has_nothing_elsewhere(session: Session, now: datetime) -> None:
    here = add_article(session, ["Unique words stand alone."]).claim_ids[0]
    add_article(session, ["The bridge opened."], outlet="Northline")
    assert elsewhere.nearest(session, reviews.the_claim(session, here, now=now), now=now) == []
