"""HTML pages: parse, call one function, render."""

from verify.deps import Routes
from verify.web import (
    accounts,
    adjudications,
    agreement,
    articles,
    audit,
    bulk_actions,
    checkworthiness,
    claim_edits,
    claim_splits,
    claims,
    corrections,
    evidence,
    exports,
    intake,
    jobs,
    leases,
    method,
    outlets,
    policies,
    records,
    reviews,
    samples,
    splitter,
    suggestions,
    team,
)

router = Routes(include_in_schema=False)
# `records` before `outlets`: /outlets/compare is not the outlet "compare".
for noun in (
    accounts,
    adjudications,
    agreement,
    articles,
    audit,
    bulk_actions,
    checkworthiness,
    claim_edits,
    claim_splits,
    claims,
    corrections,
    evidence,
    exports,
    intake,
    jobs,
    leases,
    method,
    records,
    outlets,
    policies,
    reviews,
    samples,
    splitter,
    suggestions,
):
    router.include_router(noun.router)
router.include_router(team.router)
