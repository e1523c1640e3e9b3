"""Indexes that hold all that a record is read from, so that a large desk need not fetch the rows one by one.

Revision: 0015, after 0014. Released migrations never change and import no models.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WHOLE_DELTA = (
    "outlet_id", "claim_id", "voice", "verdict", "stratum", "lane", "pub_day", "known_day", "dn", "dc", "handover_id",
)  # fmt: skip


def upgrade() -> None:
    op.drop_index("ix_record_deltas_outlet", "record_deltas")
    op.create_index("ix_record_deltas_outlet", "record_deltas", list(WHOLE_DELTA), unique=False)
    op.drop_index("ix_claims_outlet_verdict", "claims")
    op.create_index("ix_claims_outlet_verdict", "claims", ["outlet_id", "verdict", "voice", "article_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_claims_outlet_verdict", "claims")
    op.create_index("ix_claims_outlet_verdict", "claims", ["outlet_id", "verdict", "voice"], unique=False)
    op.drop_index("ix_record_deltas_outlet", "record_deltas")
    op.create_index("ix_record_deltas_outlet", "record_deltas", ["outlet_id", "pub_day"], unique=False)
