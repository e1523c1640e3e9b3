"""Where articles have their texts from, the prints that copies are found by, and what people said about it.

Revision: 0022, after 0021. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

RULES = ("cited", "credit", "copy", "said", "newsroom", "named", "added")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "text_prints",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_text_prints_article_id_articles"),
        sa.PrimaryKeyConstraint("number", "article_id", name="pk_text_prints"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_text_prints_article_id", "text_prints", ["article_id"], unique=False)
    op.create_table(
        "derivations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("rule", _word("rule", *RULES), nullable=False),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        sa.Column("is_tie", sa.Boolean(), nullable=False),
        sa.Column("containment", sa.Float(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("from_article_id", sa.Integer(), nullable=True),
        sa.Column("root", sa.String(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_derivations_article_id_articles"),
        sa.ForeignKeyConstraint(["from_article_id"], ["articles.id"], name="fk_derivations_from_article_id_articles"),
        sa.PrimaryKeyConstraint("id", name="pk_derivations"),
        sqlite_strict=True,
    )
    op.create_index("ix_derivations_article_id", "derivations", ["article_id"], unique=False)
    op.create_index("ix_derivations_from_article_id", "derivations", ["from_article_id"], unique=False)
    op.create_table(
        "origin_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("derived", sa.String(), nullable=False),
        sa.Column("derived_from", sa.String(), nullable=False),
        sa.Column("mark", _word("mark", "confirmed", "lifted", "added"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_apart", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_origin_entries_claim_id_claims"),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name="fk_origin_entries_made_by_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_origin_entries"),
        sqlite_strict=True,
    )
    op.create_index("ix_origin_entries_claim_id", "origin_entries", ["claim_id", "id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER origin_entries_no_{change.lower()} BEFORE {change} ON origin_entries"
                " BEGIN SELECT RAISE(ABORT, 'origin_entries is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER origin_entries_append_only BEFORE UPDATE OR DELETE ON origin_entries"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("origin_entries")
    op.drop_table("derivations")
    op.drop_table("text_prints")
