"""The limit: what a bare FastAPI application over raw sqlite3 can do with the same tables, without sign-in, log or rules.

`python -m bench.bare FILE PORT` serves it. Each address does the same reads and writes of rows as the desk's own.
"""

import sqlite3
import sys
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import jinja2
import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

PAGE = jinja2.Environment(autoescape=True).from_string(
    """<!doctype html><title>Queue</title><table>{% for r in rows %}<tr><td>
<a href="/claims/{{ r[0] }}">{{ r[1] }}</a><td>{{ r[2] }}
<td>{{ r[3] }}<td>{{ r[4] }}<td>{{ r[5] }}<td>{{ r[6] }}</tr>{% endfor %}</table>"""
)
ROWS = """SELECT c.id, c.statement, c.quote, o.name, c.state, c.priority, c.published_day FROM claims c
JOIN outlets o ON o.id = c.outlet_id WHERE c.state = 'ready' AND c.kind = 'factual' ORDER BY c.priority DESC, c.id DESC LIMIT 50"""
NEXT = """SELECT c.id FROM claims c WHERE c.state = 'ready' AND c.kind = 'factual'
AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.claim_id = c.id AND l.expires_at > ?) ORDER BY c.priority DESC, c.id DESC LIMIT 1"""


def make_app(path: str) -> FastAPI:
    """The bare application over the SQLite file at `path`."""
    app = FastAPI()
    local, writing = threading.local(), threading.Lock()

    def connection() -> sqlite3.Connection:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(path, isolation_level=None)
            for pragma in (
                "journal_mode=WAL",
                "synchronous=FULL",
                "busy_timeout=15000",
                "cache_size=-65536",
                "mmap_size=268435456",
            ):
                local.connection.execute(f"PRAGMA {pragma}")
        found: sqlite3.Connection = local.connection
        return found

    @app.get("/queue")
    def queue() -> HTMLResponse:
        return HTMLResponse(PAGE.render(rows=connection().execute(ROWS).fetchall()))

    @app.post("/next")
    def take_next() -> dict[str, Any]:
        db, now = connection(), datetime.now(UTC).replace(tzinfo=None)
        with writing:
            db.execute("BEGIN IMMEDIATE")
            (claim,) = db.execute(NEXT, (str(now),)).fetchone()
            row = db.execute("SELECT id, statement, quote, outlet_id FROM claims WHERE id = ?", (claim,)).fetchone()
            db.execute(
                "INSERT OR REPLACE INTO leases VALUES (?, 1, ?, ?)", (claim, str(now), str(now + timedelta(minutes=30)))
            )
            db.execute("COMMIT")
        return {"id": row[0], "statement": row[1], "quote": row[2], "outlet": row[3]}

    @app.post("/verdict/{claim}")
    def verdict(claim: int) -> dict[str, Any]:
        db, now = connection(), str(datetime.now(UTC).replace(tzinfo=None))
        with writing:
            db.execute("BEGIN IMMEDIATE")
            items = db.execute("SELECT id FROM evidence WHERE claim_id = ? AND removed_at IS NULL", (claim,)).fetchall()
            made = db.execute(
                "INSERT INTO reviews(claim_id, reviewer_id, verdict, reason_code, rationale, searched, policy_id, created_at)"
                " VALUES (?, 1, 'corroborated', 'independent_origins', 'Two accounts agree.', '', 1, ?)",
                (claim, now),
            ).lastrowid
            db.executemany("INSERT INTO review_evidence VALUES (?, ?)", [(made, item) for (item,) in items])
            db.execute(
                "INSERT INTO verdicts(claim_id, review_id, verdict, reason_code, policy_id, decided_at)"
                " VALUES (?, ?, 'corroborated', 'independent_origins', 1, ?)",
                (claim, made, now),
            )
            db.execute(
                "UPDATE claims SET state = 'decided', verdict = 'corroborated', reason_code = 'independent_origins',"
                " decided_at = ?, row_version = row_version + 1 WHERE id = ?",
                (now, claim),
            )
            db.execute(
                "INSERT INTO audit_events(at, actor_name, action, subject_type, subject_id, request_id)"
                " VALUES (?, 'bench', 'claim.decided', 'claim', ?, '')",
                (now, claim),
            )
            db.execute("DELETE FROM leases WHERE claim_id = ?", (claim,))
            db.execute("COMMIT")
        return {"id": made}

    return app


if __name__ == "__main__":
    uvicorn.run(make_app(sys.argv[1]), port=int(sys.argv[2]), log_level="warning", access_log=False)
