"""A cluster's page: who says the same, what counts once, what holds it together; parting claims, and joining them again."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Request, Response

from verify.core.errors import Malformed, VerifyError
from verify.core.permissions import Action
from verify.core.vocabulary import MatchRelation, MatchState
from verify.deps import LARGEST_ID, Routes, RowId, Visit, status_of
from verify.queries import cluster_pages
from verify.queries.cluster_pages import ClusterPage
from verify.services import match_decisions
from verify.services.match_decisions import Finding
from verify.web.templating import render, see_other
from verify.web.visits import reading, writing

router = Routes(prefix="/clusters")
Deciding = Annotated[Visit, writing(Action.ADD_EVIDENCE)]
SAME = Finding(MatchState.CONFIRMED, MatchRelation.SAME)
MOST_JOINED = 200


@dataclass(frozen=True, slots=True)
class ShownCluster:
    """What `clusters/detail.html` shows; `problem` is why something was refused."""

    cluster: ClusterPage
    may_decide: bool
    problem: str = ""


@router.get("/{cluster_id}")
def show(request: Request, cluster_id: RowId, visit: Annotated[Visit, reading()]) -> Response:
    """A cluster. Any claim's number leads to the one that it is in, so a cluster that was joined to another is found there."""
    number = cluster_pages.of_claim(visit.session, cluster_id)
    if number != cluster_id:
        return see_other(request, f"/clusters/{number}", f"Claim {cluster_id} is in this cluster.")
    return render(request, "clusters/detail.html", _page(visit, number))


@router.post("/{cluster_id}/matches/{claim_id}/{other_id}/undo")
def undo(request: Request, cluster_id: RowId, claim_id: RowId, other_id: RowId, visit: Deciding) -> Response:
    """Make one of its matches a suggestion again."""
    try:
        match_decisions.undo(visit.session, actor=visit.actor, claim_id=claim_id, other_id=other_id, now=visit.now)
    except VerifyError as error:
        return _refused(request, visit, cluster_id, error)
    back = f"/clusters/{cluster_id}/claims/{claim_id}/put-in?beside={other_id}"
    said = f"That claims {claim_id} and {other_id} say the same is a suggestion again."
    return see_other(request, _place(visit, claim_id, cluster_id, other_id), said, undo=back)


@router.post("/{cluster_id}/claims/{claim_id}/take-out")
def take_out(request: Request, cluster_id: RowId, claim_id: RowId, visit: Deciding) -> Response:
    """Take a claim out of the cluster."""
    try:
        cluster_pages.ensure_inside(visit.session, claim_id, cluster_id)
        others = match_decisions.take_out(visit.session, actor=visit.actor, claim_id=claim_id, now=visit.now)
    except VerifyError as error:
        return _refused(request, visit, cluster_id, error)
    back = f"/clusters/{cluster_id}/claims/{claim_id}/put-in?" + "&".join(f"beside={other}" for other in others)
    return see_other(
        request, _place(visit, claim_id, cluster_id, *others), f"Claim {claim_id} is taken out.", undo=back
    )


@router.post("/{cluster_id}/claims/{claim_id}/put-in")
def put_in(
    request: Request,
    cluster_id: RowId,
    claim_id: RowId,
    visit: Deciding,
    beside: Annotated[list[int], Query(max_length=MOST_JOINED)],
) -> Response:
    """Say again that a claim says the same as these: what taking it out is undone by."""
    if not all(0 < other <= LARGEST_ID for other in beside):
        raise Malformed("This form is damaged. Reload the page and send it again.")
    for other in beside:
        match_decisions.decide(
            visit.session, actor=visit.actor, claim_id=claim_id, other_id=other, finding=SAME, now=visit.now
        )
    return see_other(request, _place(visit, claim_id, claim_id), "They are in one cluster again.")


def _page(visit: Visit, cluster_id: int, problem: str = "") -> ShownCluster:
    actor = visit.actor
    found = cluster_pages.the_page(
        visit.session, cluster_id, reader_id=actor.user_id, judges=actor.can(Action.REVIEW), now=visit.now
    )
    return ShownCluster(found, actor.can(Action.ADD_EVIDENCE), problem)


def _refused(request: Request, visit: Visit, cluster_id: int, error: VerifyError) -> Response:
    visit.session.rollback()
    number = cluster_pages.of_claim(visit.session, cluster_id)
    return render(request, "clusters/detail.html", _page(visit, number, error.message), status=status_of(error))


def _place(visit: Visit, claim_id: int, *left: int) -> str:
    """Where to go on: the cluster of the first of these claims that is in one, else the claim."""
    number = cluster_pages.still_together(visit.session, (*left, claim_id))
    return f"/clusters/{number}" if number else f"/claims/{claim_id}#elsewhere"
