"""Claims elsewhere: how they stand to a claim, what people say of that, attaching and pointing; and labels."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from fastapi import Response
from pydantic import BaseModel, Field

from verify.api.bodies import Sent
from verify.api.reviews import DecisionOut
from verify.api.visits import reading, writing
from verify.core.matching.relations import Relation
from verify.core.permissions import Action
from verify.core.vocabulary import MatchRelation, MatchState, Said, Stance, Verdict
from verify.deps import Routes, RowId, RowNumber, Visit, attachment
from verify.queries import elsewhere, evidence, match_labels
from verify.queries import reviews as queries
from verify.queries.elsewhere import Alike
from verify.services import match_decisions, matches, reviews
from verify.services.match_decisions import LONGEST_NOTE, Finding
from verify.services.match_labels import label_set
from verify.services.pointers import Pointing

router = Routes(tags=["matching"])
Deciding = Annotated[Visit, writing(Action.ADD_EVIDENCE)]


class MatchOut(BaseModel):
    """A claim elsewhere. `state` is null where nothing is kept of it yet; `origin` what both articles have in common."""

    claim_id: int
    statement: str
    outlet_id: int
    outlet_name: str
    article_id: int
    published: date
    verdict: Verdict | None
    relation: Relation
    score: float
    differing: list[str] = Field(description="What differs: figure, date, name, negation, opposite, hedge.")
    state: MatchState | None
    decided_by: str | None
    note: str
    is_linked: bool = Field(description="Linked through other claims of the cluster, not by a match of its own.")
    same_outlet: bool
    origin: str = Field(description="Empty: the two articles are independent.")
    attached: Stance | None = Field(description="The stance with which its passage is attached already.")
    is_retracted: bool = Field(description="Its article was retracted, so that it carries no verdict.")


class ElsewhereOut(BaseModel):
    """What the desk has found for a claim, conflicts first. `looked_at` is null before the desk has looked."""

    claim_id: int
    looked_at: datetime | None
    waits: bool
    matches: list[MatchOut]
    rejected: list[MatchOut]


class FindingIn(Sent):
    """Whether two claims match, in which relation (null: as it stands), and why."""

    state: MatchState = Field(description="`confirmed` or `rejected`.")
    relation: MatchRelation | None = None
    note: str = Field("", max_length=LONGEST_NOTE)


class AttachIn(Sent):
    """The stance to attach with; null: what the relation gives."""

    stance: Stance | None = None


class PointIn(Sent):
    """Says that two claims are true under the same conditions, so that the verdict of the one holds for the other."""

    same_truth_conditions: bool
    note: str = ""
    said: Said | None = Field(None, description="On a relayed claim: whether the speaker said it.")
    row_version: RowNumber | None = Field(None, description="Needed to revise a verdict that stands.")


class EvidenceMade(BaseModel):
    """The item that was attached."""

    evidence_id: int


class BandOut(BaseModel):
    """Suggestions of a relation in a band of scores: how many were decided, and how many were confirmed as found."""

    relation: MatchRelation
    low: float
    high: float
    decided: int
    right: int


@router.get("/claims/{claim_id}/matches")
def show(claim_id: RowId, visit: Annotated[Visit, reading()]) -> ElsewhereOut:
    """Who says the same elsewhere, who says otherwise, and what people made of it."""
    return _out(visit, claim_id)


@router.post("/claims/{claim_id}/matches", status_code=202)
def look_again(claim_id: RowId, visit: Deciding) -> ElsewhereOut:
    """Have the claim's article looked for elsewhere once more, soon."""
    claim = queries.the_claim(visit.session, claim_id, now=visit.now)
    matches.ask(visit.session, article_id=claim.article_id, now=visit.now)
    return _out(visit, claim_id)


@router.put("/claims/{claim_id}/matches/{other_id}")
def decide(claim_id: RowId, other_id: RowId, visit: Deciding, asked: FindingIn) -> ElsewhereOut:
    """Confirm or reject a match, or put two claims together that nothing related."""
    finding = Finding(asked.state, asked.relation, asked.note)
    match_decisions.decide(
        visit.session, actor=visit.actor, claim_id=claim_id, other_id=other_id, finding=finding, now=visit.now
    )
    return _out(visit, claim_id)


@router.delete("/claims/{claim_id}/matches/{other_id}")
def undo(claim_id: RowId, other_id: RowId, visit: Deciding) -> ElsewhereOut:
    """Make a match a suggestion again, as it was found."""
    match_decisions.undo(visit.session, actor=visit.actor, claim_id=claim_id, other_id=other_id, now=visit.now)
    return _out(visit, claim_id)


@router.post("/claims/{claim_id}/matches/{other_id}/attach", status_code=201)
def attach(claim_id: RowId, other_id: RowId, visit: Deciding, asked: AttachIn) -> EvidenceMade:
    """Attach what the other claim's article says as evidence, with the stance that the relation gives."""
    made = match_decisions.attach(
        visit.session, actor=visit.actor, claim_id=claim_id, other_id=other_id, stance=asked.stance, now=visit.now
    )
    return EvidenceMade(evidence_id=made)


@router.post("/claims/{claim_id}/matches/{other_id}/point", status_code=201)
def point(
    claim_id: RowId, other_id: RowId, visit: Annotated[Visit, writing(Action.REVIEW)], asked: PointIn
) -> DecisionOut:
    """Decide a claim as another one was decided; the verdict points there, and is looked at again when that one changes."""
    pointing = Pointing(other_id, asked.same_truth_conditions, asked.note, asked.said)
    decided = reviews.decide_as(
        visit.session,
        actor=visit.actor,
        claim_id=claim_id,
        pointing=pointing,
        row_version=asked.row_version,
        now=visit.now,
    )
    return DecisionOut.model_validate(decided, from_attributes=True)


@router.get("/matches/quality")
def quality(visit: Annotated[Visit, reading()]) -> list[BandOut]:
    """How often suggestions were right, by relation and score."""
    return [BandOut.model_validate(band, from_attributes=True) for band in match_labels.quality(visit.session)]


@router.get("/matches/labels", response_class=Response, responses={200: {"content": {"application/x-ndjson": {}}}})
def labels(visit: Annotated[Visit, reading(Action.EXPORT)]) -> Response:
    """Every match that was confirmed or rejected, one JSON object a line, with both statements and what they show."""
    return attachment(label_set(visit.database), name="match-labels.jsonl", media_type="application/x-ndjson")


def _out(visit: Visit, claim_id: int) -> ElsewhereOut:
    reader = visit.actor.user_id
    claim = queries.the_claim(visit.session, claim_id, now=visit.now, reader_id=reader)
    items = evidence.of_claim(visit.session, claim_id, published=claim.published, reader_id=reader)
    found = elsewhere.of_claim(visit.session, claim, items, reader_id=reader, now=visit.now)
    return ElsewhereOut(
        claim_id=claim_id,
        looked_at=found.looked_at,
        waits=found.waits,
        matches=_matches(found.rows),
        rejected=_matches(found.rejected),
    )


def _matches(rows: Sequence[Alike]) -> list[MatchOut]:
    found = ("relation", "score", "state", "decided_by", "note", "is_linked")
    told = (*found, "same_outlet", "origin", "attached", "is_retracted")
    of_claim = ("statement", "outlet_id", "outlet_name", "article_id", "published", "verdict")
    return [
        MatchOut(
            claim_id=row.claim.id,
            differing=list(row.differing),
            **{name: getattr(row.claim, name) for name in of_claim},
            **{name: getattr(row, name) for name in told},
        )
        for row in rows
    ]
