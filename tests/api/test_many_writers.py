"""Many who write at once, over few threads: each gets an answer, and each a claim of their own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Thread
from time import sleep

import httpx
import uvicorn
from fastapi import FastAPI

from tests.support.browsing import person
from tests.support.claims import add_article
from verify import clock
from verify.core.permissions import SYSTEM, Action
from verify.core.vocabulary import Role
from verify.services import accounts

WRITERS = 24


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application on a port of its own, with its few threads."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def test_writers_never_wait_in_every_thread_for_one_that_needs_a_thread(app: FastAPI) -> None:
    actor = person(app, Role.REVIEWER)
    assert actor.user_id is not None
    with app.state.database.writing() as session:
        add_article(session, [f"The bridge at Tarn cost {n} crowns." for n in range(WRITERS)])
        token = accounts.add_token(
            session, actor=SYSTEM, user_id=actor.user_id, name="t", scopes=frozenset({Action.REVIEW}), now=clock.now()
        )
    headers = {"Authorization": f"Bearer {token}"}
    with served(app) as address, ThreadPoolExecutor(WRITERS) as pool:
        answers = list(
            pool.map(lambda _n: httpx.post(f"{address}/api/v1/queue/next", headers=headers, timeout=30), range(WRITERS))
        )
    assert [answer.status_code for answer in answers] == [200] * WRITERS
    handed = [answer.json()["claim"]["id"] for answer in answers]
    assert len(set(handed)) == WRITERS
