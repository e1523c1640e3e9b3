"""`verify origins` and `verify trace`: where a claim's support comes from, and finding it for what is there already."""

from collections.abc import Callable
from typing import Annotated

import typer

from verify import clock
from verify.cli.desk import opened, out
from verify.core.origins import OWN_ACCOUNT, account
from verify.core.review_rules import backing
from verify.core.vocabulary import Stance
from verify.db import Database
from verify.queries import origins as queries
from verify.queries import reviews
from verify.queries import text_owners as owners
from verify.services import captured_copies, copies, text_owners


def origins(
    claim_id: Annotated[int, typer.Argument(metavar="CLAIM", min=1, max=2_147_483_647, help="The claim's id.")],
) -> None:
    """Print how many independent origins stand behind a claim, what does not count, and who has it from whom."""
    with opened() as database, database.reading() as session:
        reviews.the_claim(session, claim_id, now=clock.now())
        found = account(queries.shown(session, claim_id, reader_id=None))
    for stance in (Stance.SUPPORTS, Stance.REFUTES):
        side = backing(found, stance)
        named = f": {', '.join(side.origins)}" if side.origins else ""
        sources = "1 source" if side.items == 1 else f"{side.items} sources"
        number = "1 independent origin" if len(side.origins) == 1 else f"{len(side.origins)} independent origins"
        out.print(f"{stance}: {sources}, {number}{named}", highlight=False, markup=False)
        for root, why in side.uncounted:
            out.print(f"  not counted: {root} ({why})", highlight=False, markup=False)
    for edge in found.edges:
        if edge.why != OWN_ACCOUNT:
            here, there = (found.names.get(node, node) for node in (edge.derived, edge.source))
            out.print(f"{here} -> {there} ({edge.state}: {edge.why})", highlight=False, markup=False)


def trace() -> None:
    """Look for agency credits and copies anew, in every article and in what evidence holds, and for whose texts the articles are.

    For what came in before this was done. Records move with whose text an article turns out to be; corroborations that have too few
    origins by that go to recheck. Safe to repeat.
    """
    with opened() as database:
        articles = _all(database, copies.trace_some, "articles")
        items = _all(database, captured_copies.trace_some, "evidence")
        if changed := _settled(database):
            out.print(
                f"articles that are another one’s text now, or their outlet’s own again: {changed}", highlight=False
            )
    if not articles + items:
        out.print("There are no articles.", highlight=False)


def _all(database: Database, some: Callable[..., list[int]], called: str) -> int:
    """Trace all of a kind, some in each transaction; how many there are."""
    last, done = 0, 0
    while True:
        with database.writing() as session:
            traced = some(session, after=last, now=clock.now())
        if not traced:
            return done
        last, done = traced[-1], done + len(traced)
        out.print(f"{called} traced: {done}", highlight=False)


def _settled(database: Database) -> int:
    """Work out whose texts the waiting articles are and look at what rests on them; how many changed hands."""
    changed = 0
    while True:
        with database.reading() as session:
            asked = owners.next_asked(session)
        if asked is None:
            return changed
        with database.writing() as session:
            changed += text_owners.carry_on(session, asked=asked, now=clock.now())
