"""Versions of the prior that records start from.

Revision: 0010, after 0004. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0010"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "priors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("strength", sa.Double(), nullable=False),
        sa.Column("v11", sa.Double(), nullable=False),
        sa.Column("v12", sa.Double(), nullable=False),
        sa.Column("v22", sa.Double(), nullable=False),
        sa.Column("data_date", sa.Date(), nullable=False),
        sa.Column("outlets", sa.Integer(), nullable=False),
        sa.Column("known_day", sa.Date(), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("adopted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["adopted_by_id"], ["users.id"], name="fk_priors_adopted_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_priors"),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER priors_no_{change.lower()} BEFORE {change} ON priors"
                " BEGIN SELECT RAISE(ABORT, 'priors is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER priors_append_only BEFORE UPDATE OR DELETE ON priors"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("priors")
