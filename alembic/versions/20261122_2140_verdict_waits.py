"""How far the verdicts were looked at that rest on an article that waits, and evidence by its address.

Revision: 0050, after 0049. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("text_owner_waits", sa.Column("looked_to", sa.Integer(), nullable=True))
    name = "fk_text_owner_waits_batch_id_recheck_batches"
    if op.get_bind().dialect.name == "sqlite":  # which takes the reference with the column, and never later
        op.execute(
            f"ALTER TABLE text_owner_waits ADD COLUMN batch_id INTEGER CONSTRAINT {name} REFERENCES recheck_batches (id)"
        )
    else:
        op.add_column("text_owner_waits", sa.Column("batch_id", sa.Integer(), nullable=True))
        op.create_foreign_key(name, "text_owner_waits", "recheck_batches", ["batch_id"], ["id"])
    op.create_index("ix_evidence_url", "evidence", ["url"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_evidence_url", "evidence")
    op.drop_column("text_owner_waits", "batch_id")
    op.drop_column("text_owner_waits", "looked_to")
