"""Whom a claim is meant for stands with the claim, and what is handed out has an index by that.

Revision: 0052, after 0051. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("claims", sa.Column("assignee_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE claims SET assignee_id = (SELECT user_id FROM assignments WHERE claim_id = claims.id)"
        " WHERE id IN (SELECT claim_id FROM assignments)"
    )
    part = sa.text("kind = 'factual' AND state = 'ready' AND id > 0")
    op.create_index(
        "ix_claims_handed_out",
        "claims",
        ["state", "kind", "assignee_id", "priority", "id"],
        sqlite_where=part,
        postgresql_where=part,
    )


def downgrade() -> None:
    op.drop_index("ix_claims_handed_out", "claims")
    op.drop_column("claims", "assignee_id")
