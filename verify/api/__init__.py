"""The JSON API under `/api/v1`."""

from fastapi import APIRouter

from verify.api import accounts

router = APIRouter()
for noun in (accounts,):
    router.include_router(noun.router)
