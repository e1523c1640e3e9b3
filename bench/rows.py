"""The rows of the benchmark: queue page, next claim, verdict, export, and how each grows from 10 thousand to a million claims."""

import csv
import io
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import orjson
from itsdangerous import Signer

from bench.servers import Cost, Server
from verify import clock
from verify.db import Database
from verify.deps import SESSION_COOKIE
from verify.models import User
from verify.services import accounts

CLIENTS = (1, 8, 32)
DUMP = """SELECT c.id, c.statement, c.quote, c.kind, c.voice, c.state, c.verdict, c.reason_code, c.check_worthiness,
c.published_day, c.language, c.lane, c.stratum, o.name, a.canonical_url, a.title FROM claims c JOIN outlets o ON o.id = c.outlet_id
JOIN articles a ON a.id = c.article_id ORDER BY c.id"""


@dataclass(frozen=True, slots=True)
class Desk:
    """A filled desk: its folder, the token and the cookie of somebody who may review."""

    folder: Path
    claims: int
    token: str
    cookie: str

    @property
    def file(self) -> Path:
        """The desk's SQLite file."""
        return self.folder / "desk.sqlite3"

    def bearer(self) -> dict[str, str]:
        """Headers that the API asks for."""
        return {"Authorization": f"Bearer {self.token}"}


def signed_in(folder: Path, url: str) -> str:
    """A session cookie for the bench's reviewer."""
    database = Database(url)
    with database.writing() as session:
        opened = accounts.open_sign_in(session, session.get_one(User, 1), hours=12, now=clock.now())
    database.dispose()
    secret = (folder / "secret-key").read_text().strip()
    return Signer(secret, salt="session").sign(opened.opaque_id).decode()


def page(server: Server, desk: Desk, address: str, requests: int = 200, clients: int = 1) -> Cost:
    """GET a page as somebody signed in."""
    cookies = {SESSION_COOKIE: desk.cookie}
    return server.cost(lambda http, _n: http.get(address, cookies=cookies), requests, clients)


def shown(server: Server, desk: Desk, address: str) -> int:
    """How many claims a page shows: one that is not full takes less than one that is."""
    with httpx.Client(base_url=server.address, cookies={SESSION_COOKIE: desk.cookie}, timeout=60) as http:
        return http.get(address).raise_for_status().text.count("data-claim=")


def deep_page(server: Server, desk: Desk) -> str:
    """The address of a page some twenty pages down the queue."""
    address = "/api/v1/claims?state=ready&kind=factual"
    with httpx.Client(base_url=server.address, headers=desk.bearer(), timeout=60) as http:
        cursor = None
        for _ in range(20):
            body = http.get(address, params={"cursor": cursor} if cursor else {}).raise_for_status().json()
            cursor = body["older"]
    return f"/queue?cursor={cursor}"


def take_next(server: Server, desk: Desk, requests: int = 200, clients: int = 1) -> Cost:
    """Hand out claims under a lease."""
    return server.cost(lambda http, _n: http.post("/api/v1/queue/next", headers=desk.bearer()), requests, clients)


def bare_next(server: Server, requests: int = 200, clients: int = 1) -> Cost:
    """The same by the bare server."""
    return server.cost(lambda http, _n: http.post("/next"), requests, clients)


def undecided(file: Path, count: int) -> list[int]:
    """Claims of the outlets' own with two accounts of evidence and no verdict, in no order that an index knows."""
    with sqlite3.connect(file) as raw:
        rows = raw.execute(
            "SELECT c.id FROM claims c WHERE c.state = 'ready' AND c.kind = 'factual' AND c.voice = 'own' AND c.id % 40 < 8"
            " AND EXISTS (SELECT 1 FROM evidence e WHERE e.claim_id = c.id) ORDER BY (c.id * 7919) % 104729 LIMIT ?",
            (count,),
        )
        found = [int(row[0]) for row in rows]
    raw.close()
    if len(found) < count:
        raise SystemExit(f"{file} has only {len(found)} of {count} claims to decide")
    return found


def verdicts(server: Server, desk: Desk, requests: int = 200, clients: int = 1) -> Cost:
    """Decide claims: evidence, review, verdict, log, lease and record in one transaction."""
    claims = undecided(desk.file, requests)
    body = {"verdict": "corroborated", "reason_code": "independent_origins", "rationale": "Two accounts agree."}
    return server.cost(
        lambda http, n: http.post(f"/api/v1/claims/{claims[n]}/reviews", json=body, headers=desk.bearer()),
        requests,
        clients,
    )


def bare_verdicts(server: Server, file: Path, requests: int = 200, clients: int = 1) -> Cost:
    """The same rows by the bare server over its own file."""
    claims = undecided(file, requests)
    return server.cost(lambda http, n: http.post(f"/verdict/{claims[n]}"), requests, clients)


@dataclass(frozen=True, slots=True)
class Streamed:
    """A finished export: claims a second, claims in a second of processor time, and by how much the server's memory rose."""

    per_second: float
    per_processor_second: float
    grew_mb: float


def export(server: Server, desk: Desk, file_format: str) -> Streamed:
    """Take every claim of the desk away in one format."""
    before, peak, began, used = server.memory_mb(), 0.0, time.perf_counter(), server.processor()
    address = f"{server.address}/api/v1/exports/{file_format}"
    with httpx.stream("GET", address, params={"state": ""}, headers=desk.bearer(), timeout=600) as answer:
        answer.raise_for_status()
        for number, _chunk in enumerate(answer.iter_raw(1 << 20)):
            if number % 16 == 0:
                peak = max(peak, server.memory_mb())
    peak = max(peak, server.memory_mb())
    took, used = time.perf_counter() - began, server.processor() - used
    return Streamed(desk.claims / took, desk.claims / used, peak - before)


def dump(desk: Desk, file_format: str) -> Streamed:
    """The limit: rows from a cursor straight into csv or orjson, thrown away as they come."""
    began, used = time.perf_counter(), time.process_time()
    with sqlite3.connect(desk.file) as raw:
        cursor = raw.execute(DUMP)
        names = [column[0] for column in cursor.description]
        size = sum(len(chunk) for chunk in _written(cursor, names, file_format))
    raw.close()
    if not size:
        raise SystemExit("the raw dump was empty")
    took, used = time.perf_counter() - began, time.process_time() - used
    return Streamed(desk.claims / took, desk.claims / used, 0.0)


def _written(cursor: sqlite3.Cursor, names: list[str], file_format: str) -> Iterator[str | bytes]:
    if file_format == "jsonl":
        for row in cursor:
            yield orjson.dumps(dict(zip(names, row, strict=True))) + b"\n"
        return
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    while rows := cursor.fetchmany(10_000):
        writer.writerows(rows)
        yield out.getvalue()
        out.seek(0)
        out.truncate()
