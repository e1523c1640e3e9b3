"""HTML pages: parse, call one function, render."""

from verify.deps import Routes

from verify.web import accounts, articles, claims, evidence, exports, intake, jobs, outlets, reviews, team

router = Routes(include_in_schema=False)
for noun in (accounts, articles, claims, evidence, exports, intake, jobs, outlets, reviews, team):
    router.include_router(noun.router)
