"""HTML pages: parse, call one function, render."""

from fastapi import APIRouter

from verify.web import accounts, outlets, team

router = APIRouter(include_in_schema=False)
for noun in (accounts, outlets, team):
    router.include_router(noun.router)
