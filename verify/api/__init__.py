"""The JSON API under `/api/v1`."""

from fastapi import APIRouter

from verify.api import accounts, exports, outlets

router = APIRouter()
for noun in (accounts, exports, outlets):
    router.include_router(noun.router)
