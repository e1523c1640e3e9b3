"""Since when the page or article of an item is no longer as it was captured.

Revision: 0049, after 0048. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

NEWEST = "SELECT max(id) FROM captures WHERE evidence_id = evidence.id AND state <> 'waiting'"
KEY = "SELECT b.text_key FROM snapshots b WHERE b.id = evidence.snapshot_id"
OTHER = f"c.snapshot_id <> evidence.snapshot_id AND coalesce(s.text_key, '') <> coalesce(({KEY}), '')"


def upgrade() -> None:
    op.add_column("evidence", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE evidence SET changed_at = (SELECT c.captured_at FROM captures c LEFT JOIN snapshots s ON s.id = c.snapshot_id"
        f" WHERE c.id = ({NEWEST}) AND (c.state = 'failed' OR ({OTHER}))) WHERE snapshot_id IS NOT NULL"
    )
    changed = sa.text("changed_at IS NOT NULL")
    op.create_index(
        "ix_evidence_changed", "evidence", ["changed_at", "id"], sqlite_where=changed, postgresql_where=changed
    )


def downgrade() -> None:
    op.drop_index("ix_evidence_changed", "evidence")
    op.drop_column("evidence", "changed_at")
