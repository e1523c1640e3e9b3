"""The limit on PostgreSQL: a verdict by a bare FastAPI application over psycopg, without sign-in, rules, record or log's chain.

`python -m bench.bare_postgresql URL PORT` serves it: the same rows as the desk's own verdict, in one transaction.
"""

import sys
import threading
from datetime import UTC, datetime
from typing import Any

import psycopg
import uvicorn
from fastapi import FastAPI

REVIEW = """INSERT INTO reviews(claim_id, reviewer_id, verdict, reason_code, rationale, searched, policy_id, created_at)
SELECT %s, (SELECT min(id) FROM users), 'disputed', 'contradicted', 'The register says otherwise.', '', policy_id, %s FROM desks
RETURNING id, policy_id"""
LEANED = """INSERT INTO review_evidence(review_id, evidence_id)
SELECT %s, id FROM evidence WHERE claim_id = %s AND removed_at IS NULL"""
VERDICT = """INSERT INTO verdicts(claim_id, review_id, verdict, reason_code, policy_id, decided_at)
VALUES (%s, %s, 'disputed', 'contradicted', %s, %s)"""
CLAIM = """UPDATE claims SET state = 'decided', verdict = 'disputed', reason_code = 'contradicted', decided_at = %s,
row_version = row_version + 1 WHERE id = %s"""
EVENT = """INSERT INTO audit_events(at, actor_name, action, subject_type, subject_id, request_id)
VALUES (%s, 'bench', 'claim.decided', 'claim', %s, '')"""


def make_app(url: str) -> FastAPI:
    """The bare application over the database at `url`."""
    app, local = FastAPI(), threading.local()

    def connection() -> psycopg.Connection[Any]:
        if not hasattr(local, "connection"):
            local.connection = psycopg.connect(url)
        found: psycopg.Connection[Any] = local.connection
        return found

    @app.post("/verdict/{claim}")
    def verdict(claim: int) -> dict[str, Any]:
        now = datetime.now(UTC)
        with connection().transaction(), connection().cursor() as run:
            run.execute("SELECT state FROM claims WHERE id = %s FOR UPDATE", (claim,))
            review, policy = run.execute(REVIEW, (claim, now)).fetchone() or (0, 0)
            run.execute(LEANED, (review, claim))
            run.execute(VERDICT, (claim, review, policy, now))
            run.execute(CLAIM, (now, claim))
            run.execute(EVENT, (now, claim))
            run.execute("DELETE FROM leases WHERE claim_id = %s", (claim,))
        return {"id": review}

    return app


if __name__ == "__main__":
    uvicorn.run(make_app(sys.argv[1]), port=int(sys.argv[2]), log_level="warning", access_log=False)
