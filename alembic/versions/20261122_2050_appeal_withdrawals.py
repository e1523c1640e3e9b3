"""Appeals that were entered in error, and those of them that were put back.

Revision: 0048, after 0047. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "appeal_withdrawals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeals.id"], name="fk_appeal_withdrawals_appeal_id_appeals"),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name="fk_appeal_withdrawals_made_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_appeal_withdrawals"),
        sqlite_strict=True,
    )
    op.create_index("ix_appeal_withdrawals_appeal", "appeal_withdrawals", ["appeal_id", "id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER appeal_withdrawals_no_replace BEFORE INSERT ON appeal_withdrawals"
            " WHEN EXISTS (SELECT 1 FROM appeal_withdrawals WHERE id = NEW.id)"
            " BEGIN SELECT RAISE(ABORT, 'appeal_withdrawals is append-only'); END"
        )
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER appeal_withdrawals_no_{change.lower()} BEFORE {change} ON appeal_withdrawals"
                " BEGIN SELECT RAISE(ABORT, 'appeal_withdrawals is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER appeal_withdrawals_append_only BEFORE UPDATE OR DELETE ON appeal_withdrawals"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER appeal_withdrawals_not_emptied BEFORE TRUNCATE ON appeal_withdrawals"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("appeal_withdrawals")
