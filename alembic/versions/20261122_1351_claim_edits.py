"""Claims edited by people: the lineage.

Revision: 0013, after 0012. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

APPEND_ONLY = ("claim_edits", "claim_edit_parts")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "claim_edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _word(
                "kind",
                "reworded",
                "attribution_corrected",
                "kind_corrected",
                "split",
                "merged",
                "added",
                "withdrawn",
                "parked",
                "unparked",
                "undone",
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_claim_edits_article_id_articles"),
        sa.ForeignKeyConstraint(["edited_by_id"], ["users.id"], name="fk_claim_edits_edited_by_id_users"),
        sa.ForeignKeyConstraint(["undoes_id"], ["claim_edits.id"], name="fk_claim_edits_undoes_id_claim_edits"),
        sa.PrimaryKeyConstraint("id", name="pk_claim_edits"),
        sa.UniqueConstraint("undoes_id", name="uq_claim_edits_undoes_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_claim_edits_article_id", "claim_edits", ["article_id"], unique=False)
    op.create_table(
        "claim_edit_parts",
        sa.Column("edit_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("side", _word("side", "changed", "parent", "child"), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("last_review_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_claim_edit_parts_claim_id_claims"),
        sa.ForeignKeyConstraint(["edit_id"], ["claim_edits.id"], name="fk_claim_edit_parts_edit_id_claim_edits"),
        sa.ForeignKeyConstraint(["last_review_id"], ["reviews.id"], name="fk_claim_edit_parts_last_review_id_reviews"),
        sa.PrimaryKeyConstraint("edit_id", "claim_id", name="pk_claim_edit_parts"),
        sqlite_strict=True,
    )
    op.create_index("ix_claim_edit_parts_claim", "claim_edit_parts", ["claim_id", "edit_id"], unique=False)
    for table in APPEND_ONLY:
        _refuse_changes(table)


def downgrade() -> None:
    for table in reversed(APPEND_ONLY):
        op.drop_table(table)


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
