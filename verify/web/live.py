"""Telling open pages what has changed: one look at the database every two seconds for all pages of this process."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, cast

import orjson
from anyio.to_thread import run_sync
from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.exc import DBAPIError

from verify import clock
from verify.core.claims import ClaimFilters
from verify.core.errors import Malformed
from verify.core.permissions import Action
from verify.db import Database
from verify.deps import Routes, Visit
from verify.queries import claims
from verify.queries.claims import ClaimLine, Count
from verify.queries.live import Changed, Mark, look
from verify.web.filters import under
from verify.web.templating import render
from verify.web.visits import reading

log = logging.getLogger("verify.live")
router = Routes(prefix="/live")

EVERY = 2.0
"""Seconds between two looks; nobody looks while no page is open."""
MOST_OPEN, MOST_EACH = 200, 8
"""Open pages of this process, and of one person. A page too many is not told anything and works by reload."""
STILL_HERE = 15.0
LONGEST = 600.0
"""Seconds until a page has to ask anew, so that somebody signed out is told no more."""
MOST_ROWS = 100


class Live:
    """The open pages of this process. Between `begin` and `end` they are told; before and after, none is let in."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: dict[asyncio.Queue[bytes | None], int] = {}
        self._task: asyncio.Task[None] | None = None
        self._is_on = False

    def begin(self) -> None:
        """Let pages in."""
        self._is_on = True

    def end(self) -> None:
        """Send every page away, so that the server can stop; they come back by themselves when it is up again."""
        self._is_on = False
        for queue in self._open:
            _put(queue, None)

    def has_room(self, user_id: int) -> bool:
        """Whether one more page of this person is let in."""
        mine = sum(1 for other in self._open.values() if other == user_id)
        return self._is_on and len(self._open) < MOST_OPEN and mine < MOST_EACH

    async def messages(self, user_id: int) -> AsyncIterator[bytes]:
        """What one page is told, until it leaves, its time is over, or the server stops."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=32)
        self._open[queue] = user_id
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())
        leaves_at = asyncio.get_running_loop().time() + LONGEST
        try:
            yield b"retry: 5000\n\n"
            while self._is_on and asyncio.get_running_loop().time() < leaves_at:
                try:
                    message = await asyncio.wait_for(queue.get(), STILL_HERE)
                except TimeoutError:
                    message = b": still here\n\n"
                if message is None:
                    return
                yield message
        finally:
            del self._open[queue]

    async def _watch(self) -> None:
        mark: Mark | None = None
        while self._open and self._is_on:
            try:
                mark, changed = await run_sync(self._look, mark)
            except DBAPIError:
                log.warning("the database could not be asked what has changed; asking again", exc_info=True)
            else:
                if changed:
                    data = orjson.dumps({"claims": sorted(changed.claim_ids)})
                    for queue in self._open:
                        _put(queue, b"event: changed\ndata: " + data + b"\n\n")
            await asyncio.sleep(EVERY)

    def _look(self, mark: Mark | None) -> tuple[Mark, Changed]:
        with self._database.reading() as session:
            return look(session, mark, now=clock.now())


@dataclass(frozen=True, slots=True)
class RowsPage:
    """What `claims/rows.html` shows: rows as they are now, and how many claims their list has."""

    rows: list[ClaimLine]
    count: Count
    mine: Count
    may_review: bool
    may_arrange: bool
    under: str


@router.get("/events")
async def events(request: Request, visit: Annotated[Visit, reading()]) -> Response:
    """What has changed, as it happens. 204, which a browser takes as the end, where there is no room."""
    live, user_id = cast(Live, request.app.state.live), visit.actor.user_id or 0
    if not live.has_room(user_id):
        return Response(status_code=204)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(live.messages(user_id), media_type="text/event-stream", headers=headers)


@router.get("/rows")
def rows(request: Request, visit: Annotated[Visit, reading()], ids: str = "") -> Response:
    """Some rows of a list as they are now, and the list's counts under the filters of the address."""
    wanted = [int(text) for text in ids.split(",")[:MOST_ROWS] if text.isascii() and text.isdigit() and len(text) < 10]
    if ids and not wanted:
        raise Malformed("These are no numbers of claims.", field="ids")
    found = claims.lines(visit.session, wanted, now=visit.now)
    filters, mine = ClaimFilters.parsed(request.query_params), ClaimFilters(holder_id=visit.actor.user_id or 0)
    page = RowsPage(
        rows=[found[claim_id] for claim_id in wanted if claim_id in found],
        count=claims.count(visit.session, filters, now=visit.now),
        mine=claims.count(visit.session, mine, now=visit.now),
        may_review=visit.actor.can(Action.REVIEW),
        may_arrange=visit.actor.can(Action.ARRANGE),
        under=under(filters),
    )
    return render(request, "claims/rows.html", page)


def _put(queue: "asyncio.Queue[bytes | None]", message: bytes | None) -> None:
    if queue.full():
        queue.get_nowait()  # a page that does not listen loses the oldest; a reload shows everything
    queue.put_nowait(message)
