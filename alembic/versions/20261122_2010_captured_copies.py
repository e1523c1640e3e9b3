"""Where captured pages and pasted passages have their texts from, and the prints by which their copies are found.

Revision: 0043, after 0042. Released migrations never change and import no models.
"""

import sqlalchemy as sa

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

RULES = ("cited", "credit", "copy", "said", "newsroom", "named", "added")
WORD = sa.Enum(*RULES, name="rule", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.add_column("snapshots", sa.Column("byline", sa.String(), nullable=True))
    op.create_table(
        "evidence_prints",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_evidence_prints_evidence_id_evidence"),
        sa.PrimaryKeyConstraint("number", "evidence_id", name="pk_evidence_prints"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_evidence_prints_evidence_id", "evidence_prints", ["evidence_id"], unique=False)
    table = "evidence_derivations"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("rule", WORD, nullable=False),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        sa.Column("is_tie", sa.Boolean(), nullable=False),
        sa.Column("is_source", sa.Boolean(), nullable=False),
        sa.Column("containment", sa.Float(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("root", sa.String(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=f"fk_{table}_evidence_id_evidence"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=f"fk_{table}_article_id_articles"),
        sa.ForeignKeyConstraint(["other_id"], ["evidence.id"], name=f"fk_{table}_other_id_evidence"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sqlite_strict=True,
    )
    for column in ("evidence_id", "article_id", "other_id"):
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False)


def downgrade() -> None:
    op.drop_table("evidence_derivations")
    op.drop_table("evidence_prints")
    op.drop_column("snapshots", "byline")
