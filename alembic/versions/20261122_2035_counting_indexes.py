"""Indexes for counts by day, and all that a list by check-worthiness asks for inside its own index.

Revision: 0046, after 0045. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

WORTH = {
    "ix_claims_worth_high": "check_worthiness >= 0.7",
    "ix_claims_worth_middle": "check_worthiness >= 0.4 AND check_worthiness < 0.7",
    "ix_claims_worth_low": "check_worthiness < 0.4",
}
QUEUE = ("state", "kind", "priority", "id", "published_day", "language")
WHOLE = {
    "ix_claims_made": ("claims", ("language", "created_at", "kind")),
    "ix_verdicts_decided": ("verdicts", ("decided_at", "claim_id")),
    "ix_reviews_created": ("reviews", ("created_at", "reviewer_id")),
}
IN_PART = {
    "ix_claims_waiting": (
        ("created_at",),
        "kind = 'factual' AND state IN ('adjudication', 'in_review', 'ready', 'second_review')",
    ),
    "ix_claims_judged": (("language", "created_at"), "verdict IS NOT NULL AND state IN ('decided', 'recheck')"),
}


def upgrade() -> None:
    _by_worth(*QUEUE, "check_worthiness")
    for name, (table, columns) in WHOLE.items():
        op.create_index(name, table, list(columns), unique=False)
    for name, (columns, where) in IN_PART.items():
        _of_claims(name, columns, where)
    op.execute("ANALYZE")


def downgrade() -> None:
    for name in IN_PART:
        op.drop_index(name, "claims")
    for name, (table, _) in WHOLE.items():
        op.drop_index(name, table)
    _by_worth(*QUEUE)


def _by_worth(*columns: str) -> None:
    for name, where in WORTH.items():
        op.drop_index(name, "claims")
        _of_claims(name, columns, where)


def _of_claims(name: str, columns: tuple[str, ...], where: str) -> None:
    part = sa.text(where)
    op.create_index(name, "claims", list(columns), unique=False, sqlite_where=part, postgresql_where=part)
