"""The JSON API under `/api/v1`."""

from verify.api import (
    accounts,
    adjudications,
    agreement,
    articles,
    audit,
    checkworthiness,
    claim_edits,
    claims,
    corrections,
    evidence,
    exports,
    jobs,
    leases,
    method,
    notifications,
    origins,
    outlets,
    policies,
    records,
    reviews,
    samples,
    splitter,
)
from verify.deps import Routes

router = Routes()
for noun in (
    accounts,
    adjudications,
    agreement,
    articles,
    audit,
    checkworthiness,
    claim_edits,
    claims,
    corrections,
    evidence,
    exports,
    jobs,
    leases,
    method,
    notifications,
    origins,
    outlets,
    policies,
    records,
    reviews,
    samples,
    splitter,
):
    router.include_router(noun.router)
