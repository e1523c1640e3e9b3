"""Verdicts on PostgreSQL: the desk's own server against a bare psycopg, each over a database of its own with the same claims."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from sqlalchemy.engine import make_url

from bench import crowds, servers
from bench.crowds import Crowd
from bench.servers import Cost, Server
from tests.support.databases import fresh_database
from verify import clock

VERDICT = {"verdict": "disputed", "reason_code": "contradicted", "rationale": "The register says otherwise."}
WARMING = 40


def verdicts(folder: Path, requests: int, clients: int) -> tuple[Cost, Cost]:
    """What a verdict costs, ours and bare; as many reviewers as clients, each over claims of their own."""
    with desk_and_bare(folder, clients, requests + WARMING) as (ours, bare, crowd):
        # All over the desk: neighbours are one article's, and their verdicts wait for one another at its outlet's record.
        claims = random.Random(3).sample(crowd.claim_ids, len(crowd.claim_ids))

        def decided(http: httpx.Client, n: int) -> httpx.Response:
            headers = crowd.bearer(n % clients)
            return http.post(f"/api/v1/claims/{claims[n]}/reviews", json=VERDICT, headers=headers)

        def written(http: httpx.Client, n: int) -> httpx.Response:
            return http.post(f"/verdict/{claims[n]}")

        for server, send in ((ours, decided), (bare, written)):
            server.cost(lambda http, n, send=send: send(http, requests + n), WARMING, clients)  # type: ignore[misc]
        return ours.cost(decided, requests, clients), bare.cost(written, requests, clients)


@contextmanager
def desk_and_bare(folder: Path, people: int, claims: int) -> Iterator[tuple[Server, Server, Crowd]]:
    """Both servers, and who may judge which claims: they are the same in both databases."""
    now = clock.now()
    with fresh_database("postgresql", folder) as mine, fresh_database("postgresql", folder) as theirs:
        crowd = crowds.gather(mine, people=people, claims=claims, now=now)
        crowds.gather(theirs, people=people, claims=claims, now=now)
        url = make_url(theirs.url).set(drivername="postgresql").render_as_string(hide_password=False)
        with servers.desk(folder, mine.url) as ours, servers.bare_postgresql(url) as bare:
            yield ours, bare, crowd
