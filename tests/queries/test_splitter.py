"""The splitter's quality: each claim under the labels that people's standing edits give it, and the labelled set says the same."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.support.claims import add_article, add_evidence
from tests.support.people import add_person
from verify.core.claim_edits import Change, NewClaim, Passage, SaidBy
from verify.core.permissions import Actor
from verify.core.review_rules import Judgement
from verify.core.vocabulary import ClaimKind, ParkReason, ReasonCode, Role, Verdict, Voice
from verify.queries import splitter
from verify.services import claim_edits, claim_splits, claim_undo, parking, reviews

SENTENCES = [f"Bridge {number} opened in March and cost nine million." for number in range(9)]


@pytest.fixture
def ana(session: Session, now: datetime) -> Actor:
    return add_person(session, Role.REVIEWER, now=now, name="Ana")


@pytest.fixture
def edited(session: Session, ana: Actor, now: datetime) -> list[int]:
    """Nine claims: kept, reworded twice, mended in all, split, two merged, parked, reworded and taken back, never looked at."""
    written = add_article(session, SENTENCES)
    kept, reworded, mended, whole, one, other, cut, undone, _ = ids = written.claim_ids
    add_evidence(session, kept, origin="Northline")
    add_evidence(session, kept, origin="Harbour Office")
    judged = Judgement(Verdict.CORROBORATED, ReasonCode.INDEPENDENT_ORIGINS, "Both say so.")
    reviews.decide(session, actor=ana, claim_id=kept, judgement=judged, row_version=None, now=now)

    def correct(claim_id: int, to: Change) -> int:
        made = claim_edits.correct(session, actor=ana, claim_id=claim_id, to=to, row_version=None, now=now)
        return made[-1]

    correct(reworded, Change("It opened."))
    correct(reworded, Change("It opened in March."))
    correct(mended, Change("It is fine.", ClaimKind.OPINION, SaidBy(Voice.RELAYED, "Mayor Oda", "said")))
    parts = [NewClaim("It opened.", Passage("Bridge 3 opened in March")), NewClaim("It cost 9m.", Passage())]
    made = claim_splits.split(session, actor=ana, claim_id=whole, parts=parts, row_version=None, now=now)
    correct(made.claim_ids[0], Change("Bridge 3 opened."))
    claim_splits.merge(session, actor=ana, claims={one: None, other: None}, statement="Both opened.", now=now)
    parking.park(session, actor=ana, claim_id=cut, reason=ParkReason.MIS_SPLIT, row_version=None, now=now)
    claim_undo.undo(session, actor=ana, edit_id=correct(undone, Change("It closed.")), now=now)
    added = NewClaim("It cost 9m.", Passage("Bridge 8 opened"))
    for statement in ("Bridge 8 is open.", "Bridge 8 is shut."):
        claim = NewClaim(statement, added.passage)
        last = claim_splits.add(
            session, actor=ana, article_id=written.article_id, version_id=None, claim=claim, now=now
        )
    claim_edits.withdraw(session, actor=ana, claim_id=last.claim_ids[0], reason="No.", row_version=None, now=now)
    return ids


COUNTS = {
    "kept": 1,
    "reworded": 2,
    "attribution_corrected": 1,
    "kind_corrected": 1,
    "split": 1,
    "merged": 2,
    "withdrawn": 0,
    "mis_split": 1,
    "added": 1,
}


def test_each_claim_counts_once_under_each_of_its_labels(session: Session, edited: list[int]) -> None:
    (row,) = splitter.quality(session)
    assert (row.month, row.language, row.made) == ("2026-11", "en", len(edited))
    assert row.counts == COUNTS
    for label, count in COUNTS.items():
        found = splitter.with_label(session, label, splitter.Place("2026-11", "en")).rows
        assert len(found) == count, label
        assert not splitter.with_label(session, label, splitter.Place("2026-10", "en")).rows
    reworded = splitter.with_label(session, "reworded", splitter.Place()).rows
    assert [example.before for example in reworded] == [SENTENCES[2], SENTENCES[1]]


def test_only_claims_that_nobody_made_or_mended_are_kept(
    session: Session, edited: list[int], ana: Actor, now: datetime
) -> None:
    judged = Judgement(Verdict.CORROBORATED, ReasonCode.INDEPENDENT_ORIGINS, "Both say so.")
    by_hand = splitter.with_label(session, "added", splitter.Place()).rows[0].id
    for claim_id in (edited[1], edited[7], by_hand):  # reworded; reworded and taken back; added
        add_evidence(session, claim_id, origin="Northline")
        add_evidence(session, claim_id, origin="Harbour Office")
        reviews.decide(session, actor=ana, claim_id=claim_id, judgement=judged, row_version=None, now=now)
    (row,) = splitter.quality(session)
    assert (row.made, row.counts["kept"], row.counts["added"]) == (len(edited), 2, 1)
    kept = splitter.with_label(session, "kept", splitter.Place()).rows
    assert [example.id for example in kept] == [edited[7], edited[0]]


def test_the_labelled_set_says_what_was_made_and_what_became_of_it(session: Session, edited: list[int]) -> None:
    examples = list(splitter.labelled(session))
    counted = dict.fromkeys(COUNTS, 0)
    for example in examples:
        for label in example["labels"]:
            counted[label] += 1
    assert counted == COUNTS
    by_id = {int(example["claim"].rpartition("-c")[2]): example for example in examples}
    assert set(edited[:7]) < set(by_id)
    assert not {*edited[7:]} & set(by_id), "neither what was taken back nor what nobody looked at"
    reworded, mended, whole, merged = (by_id[edited[place]] for place in (1, 2, 3, 4))
    assert (reworded["made"]["statement"], reworded["became"][0]["statement"]) == (SENTENCES[1], "It opened in March.")
    assert (mended["made"]["speaker"], mended["became"][0]["speaker"]) == (None, "Mayor Oda")
    assert (mended["made"]["kind"], mended["became"][0]["kind"]) == ("factual", "opinion")
    assert [child["statement"] for child in whole["became"]] == ["Bridge 3 opened.", "It cost 9m."]
    assert merged["edits"] == by_id[edited[5]]["edits"] and merged["quote"] == SENTENCES[4]
    assert by_id[edited[6]]["became"] == []
    (missed,) = [example for example in examples if example["made"] is None]
    assert (missed["labels"], missed["became"][0]["statement"]) == (["added"], "Bridge 8 is open.")
