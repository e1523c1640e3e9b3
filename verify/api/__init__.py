"""The JSON API under `/api/v1`."""

from starlette.routing import Match
from starlette.types import Scope

from verify.api import (
    accounts,
    adjudications,
    admissions,
    agreement,
    appeals,
    articles,
    audit,
    bulk_actions,
    captures,
    changed_evidence,
    checkworthiness,
    claim_edits,
    claims,
    clusters,
    comments,
    corrections,
    decisions,
    drafts,
    evidence,
    exports,
    fact_checks,
    jobs,
    leases,
    matches,
    matching,
    method,
    notifications,
    origins,
    outlets,
    policies,
    queue_order,
    rechecks,
    records,
    retractions,
    reviews,
    samples,
    saved_views,
    searches,
    splitter,
    stories,
    tags,
)
from verify.deps import Routes


class _Api(Routes):
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether one of the API's routes is meant: no page's address is held against all of them."""
        return super().matches(scope) if scope["path"].startswith("/api/") else (Match.NONE, {})


router = _Api()
for noun in (
    accounts,
    adjudications,
    admissions,
    agreement,
    appeals,
    articles,
    audit,
    bulk_actions,
    captures,
    changed_evidence,
    checkworthiness,
    claim_edits,
    claims,
    clusters,
    comments,
    corrections,
    decisions,
    drafts,
    evidence,
    exports,
    fact_checks,
    jobs,
    leases,
    matches,
    matching,
    method,
    notifications,
    origins,
    outlets,
    policies,
    queue_order,
    rechecks,
    records,
    retractions,
    reviews,
    saved_views,
    samples,
    searches,
    splitter,
    stories,
    tags,
):
    router.take(noun.router)
