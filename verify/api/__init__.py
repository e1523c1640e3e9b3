"""The JSON API under `/api/v1`."""

from fastapi import APIRouter

from verify.api import accounts, articles, claims, evidence, exports, jobs, outlets, reviews

router = APIRouter()
for noun in (accounts, articles, claims, evidence, exports, jobs, outlets, reviews):
    router.include_router(noun.router)
