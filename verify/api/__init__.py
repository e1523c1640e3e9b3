"""The JSON API under `/api/v1`."""

from verify.api import (
    accounts,
    articles,
    checkworthiness,
    claim_edits,
    claims,
    corrections,
    evidence,
    exports,
    jobs,
    method,
    outlets,
    records,
    reviews,
    samples,
)
from verify.deps import Routes

router = Routes()
for noun in (
    accounts,
    articles,
    checkworthiness,
    claim_edits,
    claims,
    corrections,
    evidence,
    exports,
    jobs,
    method,
    outlets,
    records,
    reviews,
    samples,
):
    router.include_router(noun.router)
