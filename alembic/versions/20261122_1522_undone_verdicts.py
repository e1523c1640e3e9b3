"""Verdicts that were taken back by who gave them.

Revision: 0023, after 0022. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "undone_verdicts",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["verdicts.id"], name="fk_undone_verdicts_entry_id_verdicts"),
        sa.ForeignKeyConstraint(["undone_by_id"], ["users.id"], name="fk_undone_verdicts_undone_by_id_users"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_undone_verdicts"),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER undone_verdicts_no_{change.lower()} BEFORE {change} ON undone_verdicts"
                " BEGIN SELECT RAISE(ABORT, 'undone_verdicts is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER undone_verdicts_append_only BEFORE UPDATE OR DELETE ON undone_verdicts"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("undone_verdicts")
