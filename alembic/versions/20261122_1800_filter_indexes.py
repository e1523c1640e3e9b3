"""Indexes for each filter of the queue, so that none reads all claims of a large desk.

Revision: 0037, after 0036. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

QUEUE = ("state", "kind", "priority", "id")
IN_PART = {
    "ix_claims_worth_high": ((*QUEUE, "published_day", "language"), "check_worthiness >= 0.7"),
    "ix_claims_worth_middle": (
        (*QUEUE, "published_day", "language"),
        "check_worthiness >= 0.4 AND check_worthiness < 0.7",
    ),
    "ix_claims_worth_low": ((*QUEUE, "published_day", "language"), "check_worthiness < 0.4"),
    "ix_claims_lane": (("lane", *QUEUE), "lane != 'targeted'"),
}
WHOLE = {
    "ix_claims_language": ("language", *QUEUE, "published_day", "check_worthiness"),
    "ix_claims_published": ("published_day",),
}


def upgrade() -> None:
    op.drop_index("ix_claims_queue", "claims")
    wide = [*QUEUE, "language", "published_day", "check_worthiness", "voice", "article_id"]
    op.create_index("ix_claims_queue", "claims", wide, unique=False)
    for name, columns in WHOLE.items():
        op.create_index(name, "claims", list(columns), unique=False)
    for name, (columns, where) in IN_PART.items():
        part = sa.text(where)
        op.create_index(name, "claims", list(columns), unique=False, sqlite_where=part, postgresql_where=part)
    op.execute("ANALYZE")


def downgrade() -> None:
    for name in (*IN_PART, *WHOLE):
        op.drop_index(name, "claims")
    op.drop_index("ix_claims_queue", "claims")
    op.create_index("ix_claims_queue", "claims", list(QUEUE), unique=False)
