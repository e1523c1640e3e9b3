"""The JSON API under `/api/v1`."""

from fastapi import APIRouter

from verify.api import accounts, outlets

router = APIRouter()
for noun in (accounts, outlets):
    router.include_router(noun.router)
