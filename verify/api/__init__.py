"""The JSON API under `/api/v1`."""

from verify.api import accounts, articles, claims, evidence, exports, jobs, method, outlets, reviews
from verify.deps import Routes

router = Routes()
for noun in (accounts, articles, claims, evidence, exports, jobs, method, outlets, reviews):
    router.include_router(noun.router)
